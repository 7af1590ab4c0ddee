"""What the imported histories show: how often, one example of each, and the command to follow it.

Holds from their placing to the payment, orders that changed, came later or came as something else,
goods that went back or were recalled, and the balances of the books. Everything is answered by the
questions and lists that anybody can ask; `all_of_them` names the one that has the rest.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from shlex import quote
from typing import Final, NamedTuple, TypeVar

from api.tables import QUESTIONS, TABLES
from api.wiring.service import View
from projections.projection import Cell, Row
from replay.wording import words

PAGE_ROWS: Final = 500
OUTCOMES: Final = {
    "manual": "holds released by a person",
    "resolved": "holds resolved by what came later",
    "voided": "holds of voided invoices",
    "open": "holds still open",
}

Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One kind of thing that happened. What never happened has no example."""

    what: str
    count: int
    all_of_them: str  # a question or a list
    example: str | None = None
    command: str | None = None
    page: str | None = None  # of the dashboard


class _Kind(NamedTuple):
    """Documents of a kind: where they are listed, by which columns, what tells of one."""

    read_model: str
    key: str
    numbers: tuple[str, ...]  # whichever the row has


_KINDS: Final = {
    "invoice": _Kind("invoices", "invoice_id", ("invoice_number",)),
    "purchase_order": _Kind(
        "purchase_orders", "purchase_order_id", ("purchase_order_number", "number")
    ),
    "receipt": _Kind("receipts", "receipt_id", ("receipt_number",)),
    "catalogue_item": _Kind("catalogue_items", "item_id", ("item_number",)),
}


async def what_is_shown(view: View) -> list[Shown]:
    """All of it, in the order in which it is told."""
    return [
        *await _holds(view),
        *await _held_invoices(view),
        *await _orders(view),
        *await _goods(view),
        await _balances(view),
    ]


async def _holds(view: View) -> list[Shown]:
    """Raised; routed, by owner; ended, by how and why."""
    rows = await _answer(view, "holds_by_outcome")
    raised = Shown(what="holds raised", count=_sum(rows, "holds"), all_of_them="holds_by_outcome")
    whole = await _answer(view, "invoices_held", released=True, credited=True, paid=True)
    found = whole or await _answer(view, "invoices_held")
    told = [await _followed(view, raised, "invoice", found, _invoice_held)]
    for role, count in _counted(rows, lambda row: str(row["owner_role"])):
        routed = Shown(
            what=f"holds routed to {words(role)}", count=count, all_of_them="holds_placed"
        )
        found = await _answer(view, "holds_placed", owner_role=role)
        told.append(await _followed(view, routed, "invoice", found, _hold))
    for (outcome, reason), count in _counted(rows, lambda row: (row["outcome"], row["reason"])):
        why = "" if reason is None else f" ({words(reason)})"
        ended = Shown(what=f"{OUTCOMES[outcome]}{why}", count=count, all_of_them="holds_placed")
        found = await _answer(view, "holds_placed", outcome=outcome, reason=reason)
        command = "explain" if outcome == "open" else "history"  # Who can do what; who did what.
        told.append(await _followed(view, ended, "invoice", found, _hold, command))
    return told


async def _held_invoices(view: View) -> list[Shown]:
    rows, told = await _answer(view, "held_invoices"), []
    for end in ("credited", "paid"):
        by_people = await _answer(view, "invoices_held", **{end: True, "released": True})
        found = by_people or await _answer(view, "invoices_held", **{end: True})
        ended = Shown(
            what=f"held invoices that were {end}",
            count=_sum(rows, end),
            all_of_them="invoices_held",
        )
        told.append(await _followed(view, ended, "invoice", found, _invoice_held))
    return told


async def _orders(view: View) -> list[Shown]:
    rows = await _answer(view, "orders_changed")
    changed = Shown(what="change orders", count=_sum(rows, "changes"), all_of_them="orders_changed")
    told = [await _followed(view, changed, "purchase_order", rows, _changes)]
    lines = await _answer(view, "supplier_scorecard_lines")
    for what, column in (("back-orders", "backordered"), ("substitutions", "substituted")):
        found = [line for line in lines if line[column]]
        each = Shown(what=what, count=len(found), all_of_them="supplier_scorecard_lines")
        told.append(await _followed(view, each, "purchase_order", found, _order_line))
    return told


async def _goods(view: View) -> list[Shown]:
    rows = await _answer(view, "goods_returned")
    returned = Shown(what="returns to suppliers", count=len(rows), all_of_them="goods_returned")
    told = [await _followed(view, returned, "receipt", rows, _return)]
    recalls = await _list(view, "recalls")
    for what, state in (("recalls that stand", "standing"), ("recalls that were lifted", "lifted")):
        found = [row for row in recalls if row["state"] == state]
        recalled = Shown(what=what, count=len(found), all_of_them="recalls")
        told.append(await _followed(view, recalled, "catalogue_item", found, _recall))
    return told


async def _balances(view: View) -> Shown:
    """How many figures the books hold; the one with the most to tell, down to its facts."""
    name = "period_balance"
    rows = await _answer(view, name)
    told = Shown(what="balances by account and period", count=len(rows), all_of_them=name)
    if not rows:
        return told
    open_ones = [row for row in rows if Decimal(row["balance"])] or rows
    row = min(open_ones, key=lambda each: Decimal(each["debit"]) + Decimal(each["credit"]))
    behind = QUESTIONS[name][1].documents.by
    chosen = " ".join(quote(f"{each}={row[column]}") for each, column in behind.items())
    return replace(
        told,
        example=f"{row['balance']} {row['currency']} of {row['account']} in {row['period']}",
        command=f"purvey explain journal {chosen}",
        page=f"/questions/{name}",
    )


async def _followed(
    view: View,
    told: Shown,
    aggregate: str,
    found: Sequence[Row],
    example: Callable[[Row], str],
    command: str = "history",
) -> Shown:
    """With the first of the rows as the example, by its number where that names no other."""
    if not found:
        return told
    row, kind = found[0], _KINDS[aggregate]
    key = str(row[kind.key])
    number = next(str(row[each]) for each in kind.numbers if each in row)
    named = await view.rows(kind.read_model, {"number": number}, limit=2)
    name = quote(f"{aggregate}/{number if len(named.rows) == 1 else key}")
    return replace(
        told,
        example=example(row),
        command=f"purvey {command} {name}",
        page=f"/documents/{aggregate}/{key}",
    )


def _invoice_held(row: Row) -> str:
    paid = f"{row['credited_amount']} credited, {row['paid_amount']} paid"
    return f"{row['holds']} holds on {row['total']} {row['currency']}: {paid}"


def _hold(row: Row) -> str:
    exposure = "" if row["exposure"] is None else f" of {row['exposure']} {row['currency']}"
    by = "" if row["released_by"] is None else f", released by {row['released_by']}"
    return f"{words(row['kind'])}{exposure}{by}"


def _changes(row: Row) -> str:
    return f"{row['changes']} on an order of {row['amount']} {row['currency']} now"


def _order_line(row: Row) -> str:
    return f"line {row['line']} of {row['ordered']}, {row['received']} received"


def _return(row: Row) -> str:
    return f"{row['returned']} {row['unit']} of {row['description']}"


def _recall(row: Row) -> str:
    lots = ", ".join(row["lots"]) or "every lot"
    return f"{row['recall']}, class {row['recall_class']}: {lots}"


async def _answer(view: View, name: str, **given: Cell) -> Sequence[Row]:
    """The rows of a question's answer; what is not given is not asked for."""
    return (await view.answer(QUESTIONS[name][0].name, name, given)).rows


async def _list(view: View, name: str) -> Sequence[Row]:
    """All rows of a list, page by page."""
    rows: list[Row] = []
    after: str | None = None
    while True:
        page = await view.rows(TABLES[name][0].name, table=name, after=after, limit=PAGE_ROWS)
        rows += page.rows
        after = page.next
        if after is None:
            return rows


def _counted(rows: Sequence[Row], group: Callable[[Row], Group]) -> list[tuple[Group, int]]:
    """The holds of each group, the largest first."""
    holds: Counter[Group] = Counter()
    for row in rows:
        holds[group(row)] += int(row["holds"])
    return holds.most_common()


def _sum(rows: Sequence[Row], column: str) -> int:
    return sum(int(row[column]) for row in rows)
