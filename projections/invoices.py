"""Invoices with their holds: what may be paid, what waits, for whom and why.

The payables desk reads it. An invoice's state follows `domain/invoices/state.py`: voided; held
while a hold stops it, and `short_paid` where what its holds would cost is withheld and the rest is
paid or may be; paid once it is posted and nothing is open; otherwise matched or captured. Only here
does an invoice that was settled in part have a state of its own, `partially_paid`. Lines are as the
supplier states them; what became of them, the order's lines and the journal say.

Tables and questions are in `invoice_tables.py`.
"""

from collections.abc import Iterable
from typing import Final

from domain.event import Recorded
from projections.company_payables import COMPANY_PAYABLES
from projections.discount_figures import DISCOUNT_FIGURES
from projections.duplicate_figures import DUPLICATE_FIGURES
from projections.fold import MONTH_LENGTH, by_stream, current, nothing_left, plus
from projections.hold_figures import HOLD_FIGURES
from projections.invoice_disputes import DISPUTES, WITHHOLDINGS, holds_named, raised, resolved
from projections.invoice_duplicate_rows import duplicate_cleared, duplicate_suspected
from projections.invoice_figures import FIGURES
from projections.invoice_hold_rows import hold_lengthened, hold_placed, hold_released
from projections.invoice_instalments import INSTALMENT_QUESTIONS, INSTALMENTS, add_instalments
from projections.invoice_lines import LINES, RECEIPTS_NAMED, add_lines
from projections.invoice_payment_rows import ended, paid, scheduled
from projections.invoice_tables import (
    DUPLICATES,
    HEADERS,
    HOLDS,
    HOLDS_BY_KIND,
    INVOICES_BY_MONTH,
    PAYMENTS,
    PAYMENTS_TO_MAKE,
)
from projections.projection import Cell, Key, Projection, Row, Tables
from projections.small_differences import SMALL_DIFFERENCE_HANDLES, SMALL_DIFFERENCES, key_of
from projections.small_differences import SMALL_DIFFERENCES_BY_DAY as BY_DAY

_COPIED: Final = (
    "invoice_id",
    "number",
    "kind",
    "supplier_id",
    "supplier_name",
    "legal_entity",
    "facility",
    "currency",
    "total",
    "invoice_date",
    "due_on",
)
_NOT_YET: Final = (
    "purchase_order_id",
    "purchase_order_number",
    "purchase_order_proposed",
    "approved_without_order_by",
    "verdict",
    "tolerance_version",
    "touchless",
    "accounted_on",
    "matched_at",
    "settled_at",
)


def _captured(event: Recorded, tables: Tables) -> None:
    data, moment = event.data, event.metadata["effective_at"]
    row: Row = {name: data[name] for name in _COPIED}
    row |= {"state": "captured", "holds_open": 0, "holds_covered": 0}
    row |= {"credited_amount": "0", "open_amount": data["total"], "discount_taken": "0"}
    row["disputed_amount"] = "0"
    row |= {name: data.get(name) for name in ("discount_amount", "discount_until")}
    row |= dict.fromkeys(_NOT_YET) | {"touched": False}
    row["self_billed"] = data.get("self_billed", False)
    row |= {"captured_at": moment, "captured_month": moment[:MONTH_LENGTH], "changed_at": moment}
    tables.entity("invoices").put(event, row)
    add_lines(event, tables)
    add_instalments(event, tables)


def _linked(event: Recorded, tables: Tables) -> None:
    """One that is captured with its order waits for nobody when it is linked."""
    order = event.data["purchase_order"]
    tied: Row = {"purchase_order_id": order["id"], "purchase_order_number": order["number"]}
    if _invoice(event, tables)["holds_open"]:
        _touch(event, tables)
    _change(event, tables, **tied, purchase_order_proposed=None)


def _approved_without_order(event: Recorded, tables: Tables) -> None:
    """It never had an order, and needs none."""
    _touch(event, tables)
    _change(event, tables, approved_without_order_by=event.data["approved_by"])


def _duplicate_cleared(event: Recorded, tables: Tables) -> None:
    _touch(event, tables)
    duplicate_cleared(event, tables)


def _touch(event: Recorded, tables: Tables) -> None:
    """Not of a service, nor of the payment run."""
    if event.metadata["actor"]["type"] == "human":
        _change(event, tables, touched=True)


def _links_proposed(event: Recorded, tables: Tables) -> None:
    """Of no order until somebody has looked at the lines that do not fit this one."""
    _change(event, tables, purchase_order_proposed=event.data["purchase_order"]["number"])


def _unlinked(event: Recorded, tables: Tables) -> None:
    """Of no order, and not in the books, until it is linked again."""
    gone = ("purchase_order_id", "purchase_order_number", "accounted_on", "matched_at", "verdict")
    _change(event, tables, **dict.fromkeys(gone))


def _judged(event: Recorded, tables: Tables) -> None:
    """The last verdict; what it rests on, the document's history and `explain` say."""
    data = event.data
    _change(event, tables, verdict=data["verdict"], tolerance_version=data["tolerance_version"])


def _hold_placed(event: Recorded, tables: Tables) -> None:
    """Whatever was matched is to be matched again."""
    if event.data.get("placed_by") is not None:
        _touch(event, tables)
    _change(event, tables, **hold_placed(event, tables), matched_at=None)


def _hold_released(event: Recorded, tables: Tables) -> None:
    _change(event, tables, **hold_released(event, tables))


def _matched(event: Recorded, tables: Tables) -> None:
    touchless = event.data["touchless"] and not _invoice(event, tables)["touched"]
    _change(event, tables, touchless=touchless, matched_at=event.metadata["effective_at"])


def _accounted(event: Recorded, tables: Tables) -> None:
    _change(event, tables, accounted_on=event.data["posted_on"])


def _credited(event: Recorded, tables: Tables) -> None:
    before = _invoice(event, tables)["credited_amount"]
    _change(event, tables, credited_amount=plus(before, event.data["amount"]))


def _settled(event: Recorded, tables: Tables) -> None:
    """Paid, or settled by a credit memo."""
    _change(event, tables, open_amount=event.data["open_amount"])


def _paid(event: Recorded, tables: Tables) -> None:
    paid(event, tables)
    _took(event, tables, event.data.get("discount", "0"))


def _payment_voided(event: Recorded, tables: Tables) -> None:
    """What it settled is open again."""
    ended("voided", "voided_on")(event, tables)
    discount = event.data.get("discount", "0")
    _took(event, tables, discount if nothing_left(discount) else f"-{discount}")


def _took(event: Recorded, tables: Tables, discount: str) -> None:
    taken = plus(_invoice(event, tables)["discount_taken"], discount)
    _change(event, tables, open_amount=event.data["open_amount"], discount_taken=taken)


def _dispute_raised(event: Recorded, tables: Tables) -> None:
    _touch(event, tables)
    _change(event, tables, **raised(event, tables))


def _dispute_resolved(event: Recorded, tables: Tables) -> None:
    _change(event, tables, **resolved(event, tables))


def _voided(event: Recorded, tables: Tables) -> None:
    _change(event, tables, state="voided", open_amount="0", matched_at=None)


def _invoice(event: Recorded, tables: Tables) -> Row:
    return current(event, tables, "invoices", event.document_id)


def _change(event: Recorded, tables: Tables, **values: Cell) -> None:
    row = {**_invoice(event, tables), **values}
    row["state"] = _state(row)
    row["changed_at"] = event.metadata["effective_at"]
    if row["state"] != "paid":
        row["settled_at"] = None
    elif row["settled_at"] is None:
        row["settled_at"] = row["changed_at"]
    tables.entity("invoices").put(event, row)


def _state(row: Row) -> str:
    if row["state"] == "voided":
        return "voided"  # The end.
    if row["holds_open"]:
        return "held" if row["holds_open"] > row["holds_covered"] else "short_paid"
    if row["accounted_on"] is not None and nothing_left(row["open_amount"]):
        return "paid"
    if row["matched_at"] is None:
        return "captured"
    return "matched" if row["open_amount"] == row["total"] else "partially_paid"


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    yield "invoices", (event.document_id,)
    if event.type in SMALL_DIFFERENCE_HANDLES:
        yield SMALL_DIFFERENCES.name, key_of(event)
    if "hold" in event.data:
        yield "invoice_holds", (event.document_id, event.data["hold"])
    if "dispute" in event.data:
        yield "invoice_disputes", (event.document_id, event.data["dispute"])
        yield from (("invoice_holds", (event.document_id, each)) for each in holds_named(event))
    if "payment" in event.data:
        yield "invoice_payments", (event.document_id, event.data["payment"])
    if "other" in event.data:
        yield "invoice_duplicates", (event.document_id, event.data["other"]["id"])


INVOICES: Final = Projection(
    name="invoices",
    version=20,
    why="The payables desk: which invoice waits, on whom, for what, and what may be paid.",
    tables=(
        *(HEADERS, LINES, RECEIPTS_NAMED, HOLDS, DUPLICATES, PAYMENTS, INSTALMENTS, DISPUTES),
        *(WITHHOLDINGS, SMALL_DIFFERENCES),
    ),
    handles={
        "invoice.captured": _captured,
        "invoice.duplicate_suspected": duplicate_suspected,
        "invoice.duplicate_cleared": _duplicate_cleared,
        "invoice.linked": _linked,
        "invoice.links_proposed": _links_proposed,
        "invoice.approved_without_order": _approved_without_order,
        "invoice.unlinked": _unlinked,
        "invoice.match_evaluated": _judged,
        "invoice.hold_placed": _hold_placed,
        "invoice.hold_lengthened": hold_lengthened,
        "invoice.hold_released": _hold_released,
        "invoice.matched": _matched,
        "invoice.accounted": _accounted,
        "invoice.payment_scheduled": scheduled,
        "invoice.payment_withdrawn": ended("withdrawn"),
        "invoice.payment_failed": ended("failed", "failed_on"),
        "invoice.payment_recorded": _paid,
        "invoice.payment_voided": _payment_voided,
        "invoice.prepayment_applied": _settled,
        "invoice.credited": _credited,
        "invoice.credit_applied": _settled,
        "invoice.dispute_raised": _dispute_raised,
        "invoice.dispute_resolved": _dispute_resolved,
        "invoice.voided": _voided,
        **SMALL_DIFFERENCE_HANDLES,
    },
    keys=_keys,
    partition=by_stream,
    main="invoices",
    queries=(
        *(*FIGURES, INVOICES_BY_MONTH, PAYMENTS_TO_MAKE, *INSTALMENT_QUESTIONS, HOLDS_BY_KIND),
        *HOLD_FIGURES,
        *(*DUPLICATE_FIGURES, *DISCOUNT_FIGURES, *COMPANY_PAYABLES, BY_DAY),
    ),
)
