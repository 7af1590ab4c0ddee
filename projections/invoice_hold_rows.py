"""Rows of holds in the read model of invoices, and what they change of the invoice's own."""

from domain.event import Recorded
from projections.fold import change, current
from projections.projection import Row, Tables


def hold_placed(event: Recorded, tables: Tables) -> Row:
    """One more that stops the invoice."""
    data, invoice = event.data, current(event, tables, "invoices", event.document_id)
    told = ("line", "accounting_allowed", "expected", "actual", "exposure")
    row: Row = {name: data.get(name) for name in (*told, "reason_code", "placed_by", "until")}
    row |= {name: data[name] for name in ("hold", "kind", "owner_role")}
    row |= {name: invoice[name] for name in ("invoice_id", "facility", "currency")}
    row |= {"number": event.metadata["number"], "state": "open"}
    row |= dict.fromkeys(("dispute", "released_at", "how", "released_by", "release_reason_code"))
    row["placed_at"] = event.metadata["effective_at"]
    tables.entity("invoice_holds").put(event, row)
    return {"holds_open": invoice["holds_open"] + 1}


def hold_lengthened(event: Recorded, tables: Tables) -> None:
    """It lasts longer."""
    key = (event.document_id, event.data["hold"])
    change(event, tables, "invoice_holds", key, until=event.data.get("until"))


def hold_released(event: Recorded, tables: Tables) -> Row:
    """One less, whether or not it stopped the payment."""
    data, key = event.data, (event.document_id, event.data["hold"])
    change(
        event,
        tables,
        "invoice_holds",
        key,
        state="released",
        released_at=event.metadata["effective_at"],
        how=data["how"],
        released_by=data.get("released_by"),
        release_reason_code=data["reason_code"],
    )
    invoice = current(event, tables, "invoices", event.document_id)
    hold = current(event, tables, "invoice_holds", *key)
    covered = 0 if hold["dispute"] is None else 1
    return {
        "holds_open": invoice["holds_open"] - 1,
        "holds_covered": invoice["holds_covered"] - covered,
    }
