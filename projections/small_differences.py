"""Small differences in the read model of invoices: what was written off of which bill, by day."""

from collections.abc import Mapping
from typing import Any, Final

from domain.event import Recorded
from projections.fold import change
from projections.projection import Documents, Handle, Key, Query, Table, Tables

SMALL_DIFFERENCES: Final = Table(
    name="small_differences",
    kind="entity",
    columns={
        "small_difference_id": "text",  # of the entity's day
        "document_id": "text",  # of what missed its parts
        "document": "text",  # invoice | credit_memo
        "number": "text",
        "invoice_id": "text",  # itself, or the one that the credit memo answers
        "state": "text",  # written_off | taken_back
        "legal_entity": "text",
        "written_off_on": "date",
        "supplier_id": "text",
        "amount": "numeric",  # what the total missed, either way, in the currency of the books
        "currency": "text",
        "cap": "numeric",  # of the entity that day; null: none
        "supplier_cap": "numeric",
        "beyond": "boolean",  # whether a person let it go beyond a cap
    },
    key=("small_difference_id", "document_id"),
    selectors=("legal_entity", "supplier_id", "state", "invoice_id"),
    order=("written_off_on",),
    descending=True,
)
SMALL_DIFFERENCES_BY_DAY: Final = Query(
    name="small_differences_by_day",
    why="What each entity wrote off of totals that miss their parts, by day, against its cap.",
    sql="""
        SELECT legal_entity, written_off_on AS day, currency, count(*) AS invoices,
               sum(amount) AS amount, count(*) FILTER (WHERE beyond) AS beyond_cap,
               min(cap) AS cap
          FROM {small_differences} differences
         WHERE state = 'written_off'
         GROUP BY legal_entity, written_off_on, currency
         ORDER BY day DESC, legal_entity, currency
    """,
    documents=Documents(
        of="small_differences",
        by={"legal_entity": "legal_entity", "written_off_on": "day", "currency": "currency"},
        where={"state": "written_off"},
    ),
)


def _written_off(event: Recorded, tables: Tables) -> None:
    """One more of the day."""
    data, missed = event.data, _missed(event)
    tables.entity(SMALL_DIFFERENCES.name).put(
        event,
        {
            "small_difference_id": event.document_id,
            "document_id": missed["id"],
            "document": missed["aggregate"],
            "number": missed["number"],
            "invoice_id": data["invoice"]["id"],
            "state": "written_off",
            **{name: data[name] for name in ("legal_entity", "written_off_on", "supplier_id")},
            **{name: data[name] for name in ("amount", "currency")},
            "cap": data.get("cap"),
            "supplier_cap": data.get("supplier_cap"),
            "beyond": data.get("beyond", False),
        },
    )


def _taken_back(event: Recorded, tables: Tables) -> None:
    """The invoice left the books."""
    change(event, tables, SMALL_DIFFERENCES.name, key_of(event), state="taken_back")


def key_of(event: Recorded) -> Key:
    """The row that the fact is about."""
    return event.document_id, _missed(event)["id"]


def _missed(event: Recorded) -> Mapping[str, Any]:
    """The document whose total missed its parts."""
    found: Mapping[str, Any] = event.data.get("credit_memo") or event.data["invoice"]
    return found


SMALL_DIFFERENCE_HANDLES: Final[dict[str, Handle]] = {
    "small_difference.written_off": _written_off,
    "small_difference.taken_back": _taken_back,
}
