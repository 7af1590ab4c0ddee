"""Recoveries: what suppliers were paid too much, why, who gets it back, and how it ended.

The payables desk reads it. `total` should not have been billed; `claim` is what of it was paid, in
the invoice's currency. A claim that is over keeps the figures that it had last.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from domain.event import Recorded
from projections.fold import by_stream, change, current, plus
from projections.projection import Cell, Documents, Key, Projection, Query, Row, Table, Tables

_RECOVERIES: Final = Table(
    name="recoveries",
    kind="entity",
    columns={
        "recovery_id": "text",
        "number": "text",  # of the invoice that was paid
        "state": "text",  # open | credited | refunded | written_off | cause_gone
        "cause": "text",
        "invoice_id": "text",
        "duplicate_of_id": "text",  # the invoice that it repeats; null: it repeats none
        "supplier_id": "text",
        "legal_entity": "text",
        "facility": "text",
        "purchase_order_id": "text",
        "currency": "text",
        "total": "numeric",
        "claim": "numeric",
        "refunded": "numeric",  # came back of it, also as it was open before
        "refunds_unused": "numeric",  # of that, in parts: no claim that ended took it
        "owner_role": "text",
        "owner": "text",  # a person; null: whoever of the role comes first
        "opened_by": "text",  # a person; null: goods or receipts
        "reference": "text",  # the credit memo or refund that ended it
        "reason_code": "text",  # why it was given up
        "opened_at": "timestamptz",
        "closed_at": "timestamptz",
        "changed_at": "timestamptz",
    },
    key=("recovery_id",),
    selectors=("state", "cause", "owner", "supplier_id", "invoice_id", "number", "facility"),
    order=("opened_at",),
)
_COPIED: Final = ("recovery_id", "supplier_id", "legal_entity", "facility", "currency")
_FIGURES: Final = ("cause", "total", "claim")
_PEOPLE: Final = ("owner_role", "opened_by")
_NOT_YET: Final = ("owner", "reference", "reason_code", "closed_at")


def _opened(event: Recorded, tables: Tables) -> None:
    """Opened once more, it begins anew, with what came in parts and was not used."""
    before = tables.entity("recoveries").get(event, event.document_id)
    unused = before["refunds_unused"] if before else "0"
    data, moment = event.data, event.metadata["effective_at"]
    row: Row = {name: data.get(name) for name in (*_COPIED, *_FIGURES, *_PEOPLE)}
    row |= {"refunded": unused, "refunds_unused": unused}
    row |= {"state": "open", "number": data["invoice"]["number"]}
    row |= {f"{name}_id": _id(data.get(name)) for name in ("invoice", "duplicate_of")}
    row |= {"purchase_order_id": _id(data.get("purchase_order"))}
    row |= dict.fromkeys(_NOT_YET)
    tables.entity("recoveries").put(event, row | {"opened_at": moment, "changed_at": moment})


def _changed(event: Recorded, tables: Tables) -> None:
    _change(event, tables, **{name: event.data[name] for name in _FIGURES})


def _assigned(event: Recorded, tables: Tables) -> None:
    _change(event, tables, owner=event.data["owner"])


def _partly_refunded(event: Recorded, tables: Tables) -> None:
    _change(event, tables, **_more(event, tables, "refunded", "refunds_unused"))


def _refunded(event: Recorded, tables: Tables) -> None:
    came = _more(event, tables, "refunded")
    told = _used(event, tables, event.data.get("refunded_before"))
    _end(event, tables, "refunded", reference=event.data["refund"], **came, **told)


def _written_off(event: Recorded, tables: Tables) -> None:
    told = _used(event, tables, event.data.get("refunded_before"))
    _end(event, tables, "written_off", reason_code=event.data["reason_code"], **told)


def _closed(event: Recorded, tables: Tables) -> None:
    data, memo = event.data, event.data.get("reference")
    told: Row = {"reference": memo["number"] if memo else None}
    told |= _used(event, tables, (data.get("accounted") or {}).get("amount"))
    _end(event, tables, data["how"], reason_code=data.get("reason_code"), **told)


def _more(event: Recorded, tables: Tables, *names: str) -> Row:
    """The figures with what this event brought back."""
    row = current(event, tables, "recoveries", event.document_id)
    return {name: plus(row[name], event.data["amount"]) for name in names}


def _used(event: Recorded, tables: Tables, amount: str | None) -> Row:
    """What came in parts, less what the end of the claim took of it."""
    row = current(event, tables, "recoveries", event.document_id)
    return {"refunds_unused": plus(row["refunds_unused"], -Decimal(amount or 0))}


def _end(event: Recorded, tables: Tables, state: str, **values: Cell) -> None:
    moment = event.metadata["effective_at"]
    _change(event, tables, state=state, closed_at=moment, **values)


def _id(reference: dict[str, str] | None) -> str | None:
    return reference["id"] if reference else None


def _change(event: Recorded, tables: Tables, **values: Cell) -> None:
    moment = event.metadata["effective_at"]
    change(event, tables, "recoveries", (event.document_id,), **values, changed_at=moment)


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    return (("recoveries", (event.document_id,)),)


OPEN_BY_CAUSE: Final = Query(
    name="recoveries_by_cause",
    why="What suppliers were paid too much and have not given back, by cause and currency.",
    sql="""
        SELECT cause, currency, count(*) AS recoveries, sum(claim) AS claim,
               sum(refunded) AS refunded, min(opened_at) AS oldest
          FROM {recoveries} recoveries
         WHERE state = 'open'
         GROUP BY cause, currency
         ORDER BY cause, currency
    """,
    documents=Documents(
        of="recoveries",
        by={"cause": "cause", "currency": "currency"},
        where={"state": "open"},
    ),
)
RECOVERIES: Final = Projection(
    name="recoveries",
    version=3,
    why="What suppliers were paid too much, why, and who gets it back.",
    tables=(_RECOVERIES,),
    handles={
        "recovery.opened": _opened,
        "recovery.changed": _changed,
        "recovery.assigned": _assigned,
        "recovery.partly_refunded": _partly_refunded,
        "recovery.refunded": _refunded,
        "recovery.written_off": _written_off,
        "recovery.closed": _closed,
    },
    keys=_keys,
    partition=by_stream,
    main="recoveries",
    queries=(OPEN_BY_CAUSE,),
)
