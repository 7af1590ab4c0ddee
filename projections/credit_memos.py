"""Credit memos: what suppliers gave back, what it answers, and how much of it is unused.

The payables desk reads it. `open_amount` is what no invoice was settled with yet: the total less
what was applied or came back, in the memo's currency. A memo that is posted and has nothing open is
applied, or refunded where part of it came back. Its lines are as the document states them.

What waits is on hold, in the words of the holds of invoices: its cause, the role that sees to it,
since when. The hold ends as the memo is posted.
"""

from collections.abc import Iterable
from typing import Final

from domain.credit_memos.holds import OWNER_OF_OLD
from domain.event import Recorded
from projections.fold import by_stream, change, current, nothing_left, plus
from projections.projection import Cell, Documents, Key, Projection, Query, Row, Table, Tables

_MEMOS: Final = Table(
    name="credit_memos",
    kind="entity",
    columns={
        "credit_memo_id": "text",
        "number": "text",
        "kind": "text",  # credit_memo | debit_note, which is ours
        "basis": "text",  # quantity | price | reversal
        "state": "text",  # captured | held | posted | applied | refunded
        "supplier_id": "text",
        "supplier_name": "text",
        "legal_entity": "text",
        "facility": "text",
        "invoice_id": "text",  # that it answers; null: not known yet
        "purchase_order_id": "text",
        "currency": "text",
        "total": "numeric",
        "discount": "numeric",  # of early payment, that the total leaves out
        "refunded_amount": "numeric",  # what the supplier paid back
        "open_amount": "numeric",
        "credit_date": "date",
        "posted_on": "date",
        "changed_at": "timestamptz",
    },
    key=("credit_memo_id",),
    selectors=("state", "kind", "supplier_id", "number", "invoice_id"),
    order=("credit_date",),
    descending=True,
)
_LINES: Final = Table(
    name="credit_memo_lines",
    kind="fact",
    columns={
        "credit_memo_id": "text",
        "line": "integer",
        "description": "text",
        "quantity": "numeric",  # zero: on price alone
        "amount": "numeric",
        "currency": "text",
        "purchase_order_line": "integer",  # that the supplier names; null: none
    },
    selectors=("credit_memo_id",),
)
_HOLDS: Final = Table(
    name="credit_memo_holds",
    kind="entity",
    columns={
        "credit_memo_id": "text",
        "number": "text",  # of the credit memo
        "kind": "text",  # reference_missing | reference_unknown | facility_mismatch
        "state": "text",  # open | released
        "owner_role": "text",
        "supplier_id": "text",
        "supplier_name": "text",
        "legal_entity": "text",
        "facility": "text",
        "total": "numeric",  # what is not credited while it stands
        "currency": "text",
        "placed_at": "timestamptz",
        "released_at": "timestamptz",
        "how": "text",  # resolved: it was posted
    },
    key=("credit_memo_id",),
    selectors=("state", "kind", "owner_role", "facility", "supplier_id"),
    order=("placed_at",),
)
HOLDS_BY_KIND: Final = Query(
    name="credit_memo_holds_by_kind",
    why="What stands between credit memos and their posting, by cause, owner and currency.",
    sql="""
        SELECT kind, owner_role, currency, count(*) AS holds, sum(total) AS total,
               min(placed_at) AS waiting_since
          FROM {credit_memo_holds} holds
         WHERE state = 'open'
         GROUP BY kind, owner_role, currency
         ORDER BY holds DESC, kind, owner_role, currency
    """,
    documents=Documents(
        of="credit_memo_holds",
        by={"kind": "kind", "owner_role": "owner_role", "currency": "currency"},
        where={"state": "open"},
    ),
)
_REFERENCES: Final = ("invoice", "purchase_order")
_STATED: Final = ("line", "description", "quantity", "amount", "purchase_order_line")
_COPIED: Final = (
    "credit_memo_id",
    "number",
    "basis",
    "supplier_id",
    "supplier_name",
    "legal_entity",
    "facility",
    "currency",
    "total",
    "credit_date",
)
_HELD_COPIED: Final = (
    "credit_memo_id",
    "number",
    "supplier_id",
    "supplier_name",
    "legal_entity",
    "facility",
    "total",
    "currency",
)


def _captured(event: Recorded, tables: Tables) -> None:
    data = event.data
    row: Row = {name: data[name] for name in _COPIED}
    row |= {"kind": data.get("kind", "credit_memo"), "discount": data.get("discount", "0")}
    row |= {"state": "captured", "open_amount": data["total"], "refunded_amount": "0"}
    row |= {"invoice_id": None, "purchase_order_id": None} | _references(event)
    row |= {"posted_on": None, "changed_at": event.metadata["effective_at"]}
    tables.entity("credit_memos").put(event, row)
    lines = tables.fact("credit_memo_lines")
    for line in data["lines"]:
        stated: Row = {"credit_memo_id": event.document_id, "currency": data["currency"]}
        lines.add(event, stated | {name: line.get(name) for name in _STATED})


def _held(event: Recorded, tables: Tables) -> None:
    """It is captured once, so it is held once at most."""
    memo = current(event, tables, "credit_memos", event.document_id)
    row: Row = {name: memo[name] for name in _HELD_COPIED}
    row |= {"kind": event.data["reason_code"], "state": "open"}
    row |= {"owner_role": event.data.get("owner_role", OWNER_OF_OLD)}
    row |= {"placed_at": event.metadata["effective_at"], "released_at": None, "how": None}
    tables.entity("credit_memo_holds").put(event, row)
    _change(event, tables, state="held")


def _accounted(event: Recorded, tables: Tables) -> None:
    held = tables.entity("credit_memo_holds").get(event, event.document_id)
    if held is not None:
        ended: Row = {"released_at": event.metadata["effective_at"], "how": "resolved"}
        tables.entity("credit_memo_holds").put(event, {**held, **ended, "state": "released"})
    _change(event, tables, state="posted", posted_on=event.data["posted_on"], **_references(event))


def _applied(event: Recorded, tables: Tables) -> None:
    row = current(event, tables, "credit_memos", event.document_id)
    _used(event, tables, plus(row["refunded_amount"], "0"))


def _refunded(event: Recorded, tables: Tables) -> None:
    row = current(event, tables, "credit_memos", event.document_id)
    _used(event, tables, plus(row["refunded_amount"], event.data["amount"]))


def _used(event: Recorded, tables: Tables, refunded: str) -> None:
    left = event.data["open_amount"]
    state = "applied" if nothing_left(refunded) else "refunded"
    state = state if nothing_left(left) else "posted"
    _change(event, tables, state=state, open_amount=left, refunded_amount=refunded)


def _references(event: Recorded) -> Row:
    """The documents that the event names, by the column that holds their id."""
    data = event.data
    return {f"{name}_id": data[name]["id"] for name in _REFERENCES if name in data}


def _change(event: Recorded, tables: Tables, **values: Cell) -> None:
    moment = event.metadata["effective_at"]
    change(event, tables, "credit_memos", (event.document_id,), **values, changed_at=moment)


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    return (("credit_memos", (event.document_id,)), ("credit_memo_holds", (event.document_id,)))


CREDIT_MEMOS: Final = Projection(
    name="credit_memos",
    version=4,
    why="What suppliers gave back, which credits wait and on whom, which are still to be used.",
    tables=(_MEMOS, _LINES, _HOLDS),
    handles={
        "credit_memo.captured": _captured,
        "credit_memo.held": _held,
        "credit_memo.accounted": _accounted,
        "credit_memo.posted_for_rebate": _accounted,
        "credit_memo.applied": _applied,
        "credit_memo.refunded": _refunded,
    },
    keys=_keys,
    partition=by_stream,
    main="credit_memos",
    queries=(HOLDS_BY_KIND,),
)
