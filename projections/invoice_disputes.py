"""Disputes in the read model of invoices: one row for each, beside what they withhold in all."""

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
        "state": "text",  # open | dropped | credited | voided
        "supplier_id": "text",
        "facility": "text",
        "amount": "numeric",
        "currency": "text",
        "reason_code": "text",
        "raised_by": "text",
        "resolved_by": "text",  # a person; null: it is open
        "credit_memo_number": "text",  # that gives it back
        "raised_at": "timestamptz",
        "resolved_at": "timestamptz",
    },
    key=("invoice_id", "dispute"),
    selectors=("state", "invoice_id", "supplier_id", "facility"),
    order=("raised_at",),
)


def raised(event: Recorded, tables: Tables) -> str:
    """One more; what is withheld of the invoice in all."""
    data, invoice = event.data, current(event, tables, "invoices", event.document_id)
    row: Row = {name: data[name] for name in ("dispute", "amount", "currency", "reason_code")}
    row |= {name: invoice[name] for name in ("invoice_id", "number", "supplier_id", "facility")}
    row |= {"state": "open", "raised_by": data["raised_by"]}
    row |= dict.fromkeys(("resolved_by", "credit_memo_number", "resolved_at"))
    moment = event.metadata["effective_at"]
    tables.entity(DISPUTES.name).put(event, row | {"raised_at": moment})
    return plus(invoice["disputed_amount"], data["amount"])


def resolved(event: Recorded, tables: Tables) -> str:
    """One less; what is withheld of the invoice in all."""
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
        resolved_at=event.metadata["effective_at"],
    )
    dispute = current(event, tables, DISPUTES.name, *key)
    invoice = current(event, tables, "invoices", event.document_id)
    return plus(invoice["disputed_amount"], -decimal(dispute["amount"]))
