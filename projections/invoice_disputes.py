"""Disputes in the read model of invoices: one row for each, beside what they withhold in all.

A hold whose cost is withheld names its dispute: the rest of the invoice may be paid.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from domain.event import Recorded
from projections.fold import change, current, decimal, plus
from projections.projection import Row, Table, Tables

DISPUTES: Final = Table(
    name="invoice_disputes",
    kind="entity",
    columns={
        "invoice_id": "text",
        "dispute": "integer",
        "number": "text",  # of the invoice
        "state": "text",  # open | dropped | credited | written_back | voided
        "supplier_id": "text",
        "facility": "text",
        "amount": "numeric",
        "currency": "text",
        "reason_code": "text",
        "raised_by": "text",
        "resolved_by": "text",  # a person; null: it is open
        "evidence": "text",  # of the document that shows it
        "credit_memo_number": "text",  # that gives it back, or takes it off
        "consent": "text",  # of the document in which the supplier agrees to a write-back
        "raised_at": "timestamptz",
        "resolved_at": "timestamptz",
    },
    key=("invoice_id", "dispute"),
    selectors=("state", "invoice_id", "supplier_id", "facility"),
    order=("raised_at",),
)


WITHHOLDINGS: Final = Table(
    name="invoice_withholdings",
    kind="fact",
    columns={
        "invoice_id": "text",
        "dispute": "integer",
        "line": "integer",
        "amount": "numeric",  # without tax
        "tax": "numeric",
        "currency": "text",
    },
    selectors=("invoice_id",),
)


def raised(event: Recorded, tables: Tables) -> Row:
    """One more; what is withheld of the invoice in all, and how many of its holds stop nothing."""
    data, invoice = event.data, current(event, tables, "invoices", event.document_id)
    row: Row = {name: data[name] for name in ("dispute", "amount", "currency", "reason_code")}
    row |= {name: invoice[name] for name in ("invoice_id", "number", "supplier_id", "facility")}
    row |= {"state": "open", "raised_by": data["raised_by"], "evidence": data.get("evidence")}
    row |= dict.fromkeys(("resolved_by", "credit_memo_number", "consent", "resolved_at"))
    moment = event.metadata["effective_at"]
    tables.entity(DISPUTES.name).put(event, row | {"raised_at": moment})
    for line in data.get("lines") or ():
        told: Row = {name: line[name] for name in ("line", "amount", "tax")}
        told |= {"invoice_id": event.document_id, "dispute": data["dispute"]}
        tables.fact(WITHHOLDINGS.name).add(event, told | {"currency": data["currency"]})
    covered = [each["hold"] for each in data.get("covers") or ()]
    _cover(event, tables, covered, data["dispute"])
    return {
        "disputed_amount": plus(invoice["disputed_amount"], data["amount"]),
        "holds_covered": invoice["holds_covered"] + len(covered),
    }


def resolved(event: Recorded, tables: Tables) -> Row:
    """One less; what is withheld of the invoice in all, and how many of its holds stop nothing."""
    data, key = event.data, (event.document_id, event.data["dispute"])
    memo = data.get("credit_memo")
    change(
        event,
        tables,
        DISPUTES.name,
        key,
        state=data["outcome"],
        resolved_by=data.get("resolved_by"),
        credit_memo_number=memo["number"] if memo else None,
        consent=data.get("evidence"),
        resolved_at=event.metadata["effective_at"],
    )
    dispute = current(event, tables, DISPUTES.name, *key)
    invoice = current(event, tables, "invoices", event.document_id)
    again = data.get("stops_again") or []
    _cover(event, tables, again, None)
    return {
        "disputed_amount": plus(invoice["disputed_amount"], -decimal(dispute["amount"])),
        "holds_covered": invoice["holds_covered"] - len(again),
    }


def holds_named(event: Recorded) -> Iterator[int]:
    """The holds that a dispute begins or ceases to cover."""
    yield from (each["hold"] for each in event.data.get("covers") or ())
    yield from event.data.get("stops_again") or ()


def _cover(event: Recorded, tables: Tables, holds: Sequence[int], dispute: int | None) -> None:
    for hold in holds:
        change(event, tables, "invoice_holds", (event.document_id, hold), dispute=dispute)
