"""Payments in the read model of invoices: one row for each number of a payment."""

from collections.abc import Callable
from typing import Final

from domain.event import Recorded
from projections.fold import change, current
from projections.projection import Row, Tables

TABLE: Final = "invoice_payments"


def scheduled(event: Recorded, tables: Tables) -> None:
    """In a run."""
    planned = {name: event.data[name] for name in ("pay_on", "scheduled_by")}
    _put(event, tables, state="scheduled", **planned)


def paid(event: Recorded, tables: Tables) -> None:
    """Made, whether or not it was in a run."""
    known = tables.entity(TABLE).get(event, event.document_id, event.data["payment"])
    kept = {name: known[name] for name in ("pay_on", "scheduled_by")} if known else {}
    made = {name: event.data[name] for name in ("paid_on", "paid_by")}
    _put(event, tables, state="paid", **kept, **made)


def ended(state: str, day: str | None = None) -> Callable[[Recorded, Tables], None]:
    """Not made after all, or returned."""

    def project(event: Recorded, tables: Tables) -> None:
        key = (event.document_id, event.data["payment"])
        values: Row = {"state": state, "reason_code": event.data["reason_code"]}
        values |= {"changed_at": event.metadata["effective_at"]}
        if day is not None:
            values |= {"ended_on": event.data[day]}
        change(event, tables, TABLE, key, **values)

    return project


def _put(event: Recorded, tables: Tables, **values: str | None) -> None:
    data = event.data
    invoice = current(event, tables, "invoices", event.document_id)
    row: Row = {name: invoice[name] for name in ("number", "supplier_id", "facility", "currency")}
    row |= {"invoice_id": event.document_id, "payment": data["payment"]}
    row |= {"amount": data["amount"], "discount": data.get("discount", "0")}
    empty = ("pay_on", "paid_on", "ended_on", "scheduled_by", "paid_by", "reason_code")
    row |= dict.fromkeys(empty)
    row |= {"changed_at": event.metadata["effective_at"], **values}
    tables.entity(TABLE).put(event, row)
