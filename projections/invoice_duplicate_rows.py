"""Suspicions in the read model of invoices: one row for each other invoice that one may be."""

from typing import Final

from domain.event import Recorded
from projections.fold import change, current
from projections.projection import Tables

TABLE: Final = "invoice_duplicates"


def duplicate_suspected(event: Recorded, tables: Tables) -> None:
    """Somebody has to look."""
    data, invoice = event.data, current(event, tables, "invoices", event.document_id)
    tables.entity(TABLE).put(
        event,
        {
            "invoice_id": event.document_id,
            "state": "suspected",
            "number": invoice["number"],
            "rule": data["rule"],
            "other_id": data["other"]["id"],
            "other_number": data["other"]["number"],
            "facility": invoice["facility"],
            "total": invoice["total"],
            "currency": invoice["currency"],
            "suspected_at": event.metadata["effective_at"],
            "cleared_at": None,
            "cleared_by": None,
            "reason_code": None,
        },
    )


def duplicate_cleared(event: Recorded, tables: Tables) -> None:
    """Somebody looked, or the other one was voided."""
    data = event.data
    change(
        event,
        tables,
        TABLE,
        (event.document_id, data["other"]["id"]),
        state="cleared",
        cleared_at=event.metadata["effective_at"],
        cleared_by=data.get("cleared_by"),
        reason_code=data["reason_code"],
    )
