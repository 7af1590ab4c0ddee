"""Key figures of suppliers and invoices, worked out from the rows of a history in plain Python."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from typing import Any, Final

from domain.event import Recorded
from domain.invoices.holds import FOUND_AGAIN
from projections.invoices import INVOICES
from projections.projection import Row
from projections.receipts import RECEIPTS
from projections.supplier_performance import SUPPLIER_PERFORMANCE
from tests.projections.folding import fold
from tests.projections.journal_questions import grouped

BATCH_EVENTS: Final = 500
CENT: Final = Decimal("0.01")
Answer = Callable[[Sequence[Recorded]], set[tuple[Any, ...]]]


def percent(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    if not whole:
        return None
    return (100 * Decimal(part) / Decimal(whole)).quantize(CENT, ROUND_HALF_UP)


def within(share: str, values: Sequence[Decimal]) -> Decimal | None:
    """The value that this share of them does not exceed."""
    if not values:
        return None
    return sorted(values)[ceil(Decimal(share) * len(values)) - 1].quantize(CENT, ROUND_HALF_UP)


def hours(former: str, later: str) -> Decimal:
    lasted = datetime.fromisoformat(later) - datetime.fromisoformat(former)
    return Decimal(lasted // (lasted.resolution)) / Decimal(3_600_000_000)


def supplier_scorecard(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    kept = fold(SUPPLIER_PERFORMANCE, history, BATCH_EVENTS)
    steps = [{**fact[-1], "at": fact[4]} for fact in kept.facts["order_line_steps"]]
    last = max((each["at"][:10] for each in steps), default="")
    by_line = grouped(steps, "purchase_order_id", "line")
    suppliers: dict[str, list[Row]] = {}
    names: dict[str, list[str]] = {}
    for (order, number), rows in by_line.items():
        if number == 0:
            continue
        whole = of_step(by_line[order, 0], "order")
        issued = [each["at"] for each in of_step(by_line[order, 0], "issued")]
        if issued and whole[0]["code"] not in ("bill_only", "blanket"):
            supplier = whole[-1]["supplier_id"]
            names.setdefault(supplier, []).append(whole[-1]["supplier_name"])
            suppliers.setdefault(supplier, []).append(judged(rows, min(issued), last))
    return {(key, max(names[key]), *_card(rows)) for key, rows in suppliers.items()}


def of_step(rows: Sequence[Row], step: str) -> list[Row]:
    return [row for row in rows if row["step"] == step]


def judged(rows: Sequence[Row], issued: str, last: str) -> Row:
    """One order line, as the scorecard looks at it."""
    quantities = [Decimal(row["quantity"]) for row in of_step(rows, "ordered") if row["quantity"]]
    answers = of_step(rows, "answered")
    promised = [row["day"] for row in answers if row["day"]]
    needed = [row["day"] for row in of_step(rows, "ordered") if row["day"]]
    came = [(Decimal(row["quantity"]), row["at"][:10]) for row in of_step(rows, "received")]
    received = sum((quantity for quantity, _ in came), Decimal(0))
    cancelled = sum((Decimal(row["quantity"]) for row in of_step(rows, "cancelled")), Decimal(0))
    told = answers[0] if answers else None
    ordered = quantities[-1]
    comes = received > 0 or cancelled < ordered

    def by(due_on: str | None) -> tuple[bool, Decimal]:
        """Whether it should have come by that day, and what had."""
        had = (units for units, day in came if due_on and units > 0 and day <= due_on)
        is_due = bool(due_on and due_on <= last and comes)
        return is_due, min(sum(had, Decimal(0)), received, ordered)

    due_on = (promised or needed or [None])[-1]
    return {
        "asked": quantities[0],
        "ordered": ordered,
        "answer": told and told["code"],
        "filled": _filled(told, quantities[0]) if told else Decimal(0),
        "hours": hours(issued, min(row["at"] for row in answers)) if told else None,
        "substituted": bool(of_step(rows, "substituted")),
        "backordered": bool(of_step(rows, "backordered")),
        "waited": _days_waited(rows, received + cancelled >= ordered, last),
        "due": by(due_on),
        "promised": by((promised or [None])[-1]),
        "needed": by((needed or [None])[-1]),
    }


def _days_waited(rows: Sequence[Row], is_done: bool, last: str) -> int | None:
    """From the first back-order to the day on which nothing of it is waited for any more."""
    late = [row for row in rows if row["step"] == "backordered"]
    if not late:
        return None
    ends, left = [last], Decimal(late[-1]["quantity"])
    for row in rows[rows.index(late[-1]) :]:
        if row["step"] in ("released", "given_up"):
            left -= Decimal(row["quantity"])
            ends += [row["at"][:10]] if left <= 0 else []
    counted = [row for row in rows if row["step"] in ("received", "cancelled")]
    gone = [row["at"][:10] for row in counted if Decimal(row["quantity"]) > 0]
    ends += [max(gone)] if is_done else []
    waited = date.fromisoformat(min(ends)) - date.fromisoformat(late[0]["at"][:10])
    return max(waited.days, 0)


def _filled(answer: Row, asked: Decimal) -> Decimal:
    quantity = None if answer["quantity"] is None else min(Decimal(answer["quantity"]), asked)
    match answer["code"]:
        case "whole":
            return asked
        case "part":
            assert quantity is not None
            return quantity
        case "later":
            return asked - (asked if quantity is None else quantity)
        case _:
            return Decimal(0)


def _card(lines: Sequence[Row]) -> tuple[Any, ...]:
    answered = [line for line in lines if line["answer"]]
    due = [line for line in lines if line["due"][0]]
    waited = [line["waited"] for line in lines if line["waited"] is not None]
    return (
        len(lines),
        percent(len(answered), len(lines)),
        within("0.9", [line["hours"] for line in answered]),
        percent(sum(line["answer"] == "whole" for line in answered), len(answered)),
        percent(sum(line["filled"] for line in answered), sum(line["asked"] for line in answered)),
        percent(sum(line["substituted"] for line in lines), len(lines)),
        percent(sum(line["backordered"] for line in lines), len(lines)),
        (Decimal(sum(waited)) / len(waited)).quantize(CENT, ROUND_HALF_UP) if waited else None,
        *_on_time(lines, "due"),
        percent(sum(line["due"][1] for line in due), sum(line["ordered"] for line in due)),
        *_on_time(lines, "promised"),
        *_on_time(lines, "needed"),
    )


def _on_time(lines: Sequence[Row], by: str) -> tuple[int, Decimal | None]:
    due = [line for line in lines if line[by][0]]
    return len(due), percent(sum(line[by][1] >= line["ordered"] for line in due), len(due))


def invoice_figures(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    kept = fold(INVOICES, history, BATCH_EVENTS)
    stopped = {
        row["invoice_id"]
        for row in kept.table("invoice_holds")
        if row["placed_by"] is None and row["kind"] in FOUND_AGAIN
    }
    live = [row for row in kept.table("invoices") if row["state"] != "voided"]
    found = set()
    for (month,), rows in grouped(live, "captured_month").items():
        ordered = [row for row in rows if row["purchase_order_id"]]
        decided = [row for row in ordered if row["verdict"]]
        first = sum(row["invoice_id"] not in stopped for row in decided)
        touchless = sum(bool(row["touchless"]) for row in rows)
        shares = ((len(ordered), len(rows)), (first, len(decided)), (touchless, len(rows)))
        found.add((month, len(rows), *(percent(*share) for share in shares)))
    return found


def exceptions_by_cause(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    kept = fold(INVOICES, history, BATCH_EVENTS)
    every = len(kept.table("invoices"))
    found = set()
    groups = grouped(kept.table("invoice_holds"), "kind", "owner_role")
    for key, rows in groups.items():
        invoices = {row["invoice_id"] for row in rows}
        lines = {(row["invoice_id"], row["line"] or 0) for row in rows}
        ended = [row for row in rows if row["released_at"]]
        found.add(
            (
                *key,
                len(invoices),
                percent(len(invoices), every),
                len(rows),
                sum(row["state"] == "open" for row in rows),
                sum(row["how"] == "manual" for row in rows),
                len(rows) - len(lines),
                within("0.5", [hours(row["placed_at"], row["released_at"]) for row in ended]),
            )
        )
    return found


def price_accuracy(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    kept = fold(INVOICES, history, BATCH_EVENTS)
    invoices = kept.by("invoices", "invoice_id")
    stopped = {
        (row["invoice_id"], row["line"])
        for row in kept.table("invoice_holds")
        if row["kind"] == "price"
    }
    billed = [
        {**invoices[line["invoice_id"]], "at": (line["invoice_id"], line["line"])}
        for line in kept.table("invoice_lines")
    ]
    live = [row for row in billed if row["state"] != "voided" and row["purchase_order_id"]]
    found = set()
    for (supplier,), rows in grouped(live, "supplier_id").items():
        wrong = sum(not stopped.isdisjoint({row["at"], (row["at"][0], None)}) for row in rows)
        name = max(row["supplier_name"] for row in rows)
        share = percent(len(rows) - wrong, len(rows))
        found.add((supplier, name, len(rows), wrong, share))
    return found


def quality(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    found = set()
    standings = fold(RECEIPTS, history, BATCH_EVENTS).table("receipt_standings")
    stand = [row for row in standings if any(Decimal(row[name]) for name in WHERE_GOODS_ARE)]
    for (supplier,), rows in grouped(stand, "supplier_id").items():
        refused = [Decimal(row["rejected"]) + Decimal(row["returned"]) for row in rows]
        units = sum(Decimal(row[name]) for row in rows for name in WHERE_GOODS_ARE)
        lines = sum(each > 0 for each in refused)
        shares = percent(lines, len(rows)), percent(sum(refused), units)
        found.add((supplier, len(rows), lines, *shares))
    return found


WHERE_GOODS_ARE: Final = ("received", "quarantined", "accepted", "rejected", "returned")


def invoice_ageing(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    invoices = fold(INVOICES, history, BATCH_EVENTS).table("invoices")
    day = max((row["changed_at"][:10] for row in invoices), default="")
    waiting = [
        {
            **row,
            "bucket": _bucket((date.fromisoformat(day) - date.fromisoformat(row["due_on"])).days),
        }
        for row in invoices
        if row["state"] not in ("voided", "paid") and Decimal(row["open_amount"]) > 0
    ]
    return {
        (*key, len(rows), *(sum(each, Decimal(0)) for each in zip(*map(_parts, rows), strict=True)))
        for key, rows in grouped(waiting, "bucket", "state", "currency").items()
    }


def _parts(row: Row) -> tuple[Decimal, Decimal, Decimal]:
    is_open, disputed = (Decimal(row[name]) for name in ("open_amount", "disputed_amount"))
    return is_open, min(disputed, is_open), max(is_open - disputed, Decimal(0))


def _bucket(days: int) -> str:
    if days <= 0:
        return "not due"
    limits = {30: "1 to 30", 60: "31 to 60", 90: "61 to 90"}
    return next((name for limit, name in limits.items() if days <= limit), "over 90")


FIGURE_QUESTIONS: Final[dict[tuple[str, str], Answer]] = {
    ("supplier_performance", "supplier_scorecard"): supplier_scorecard,
    ("invoices", "invoice_figures"): invoice_figures,
    ("invoices", "exceptions_by_cause"): exceptions_by_cause,
    ("invoices", "invoice_ageing"): invoice_ageing,
    ("invoices", "price_accuracy_by_supplier"): price_accuracy,
    ("receipts", "quality_by_supplier"): quality,
}
FIGURE_COLUMNS: Final = {
    "supplier_scorecard": [
        *("supplier_id", "supplier_name", "lines", "answered_pct", "answer_hours_p90"),
        *("line_fill_pct", "unit_fill_pct", "substituted_pct", "backordered_pct"),
        *("backorder_days_avg", "lines_due", "on_time_lines_pct", "on_time_units_pct"),
        *("lines_promised", "as_promised_lines_pct", "lines_needed", "as_needed_lines_pct"),
    ],
    "invoice_figures": [
        *("month", "invoices", "with_order_pct", "first_time_match_pct", "touchless_pct"),
    ],
    "exceptions_by_cause": [
        *("kind", "owner_role", "invoices", "invoices_pct", "holds", "open", "by_hand", "again"),
        "hours_p50",
    ],
    "price_accuracy_by_supplier": [
        *("supplier_id", "supplier_name", "lines", "stopped_lines", "accurate_pct"),
    ],
    "quality_by_supplier": [
        *("supplier_id", "lines", "refused_lines", "refused_lines_pct", "refused_units_pct"),
    ],
    "invoice_ageing": [
        *("days_past_due", "state", "currency", "invoices", "open_amount", "withheld_amount"),
        "undisputed_amount",
    ],
}
