"""Invoices with their holds: what may be paid, what waits, for whom and why."""

from collections.abc import Iterable
from typing import Final

from domain.event import Recorded
from projections.fold import MONTH_LENGTH, by_stream, change, current
from projections.projection import Cell, Key, Projection, Query, Row, Table, Tables

_INVOICES: Final = Table(
    name="invoices",
    kind="entity",
    columns={
        "invoice_id": "text",
        "number": "text",
        "kind": "text",  # invoice | subsequent_debit
        "state": "text",  # captured | held | matched | partially_paid | paid | voided
        "supplier_id": "text",
        "supplier_name": "text",
        "legal_entity": "text",
        "facility": "text",
        "purchase_order_id": "text",
        "purchase_order_number": "text",
        "currency": "text",
        "total": "numeric",
        "open_amount": "numeric",
        "invoice_date": "date",
        "due_on": "date",
        "holds_open": "integer",
        "touchless": "boolean",
        "accounted_on": "date",
        "captured_at": "timestamptz",
        "captured_month": "text",  # YYYY-MM, UTC
        "matched_at": "timestamptz",
        "settled_at": "timestamptz",
        "changed_at": "timestamptz",
    },
    key=("invoice_id",),
    selectors=("state", "facility", "supplier_id", "number", "purchase_order_id"),
    order=("captured_at",),
    descending=True,
)
_HOLDS: Final = Table(
    name="invoice_holds",
    kind="entity",
    columns={
        "invoice_id": "text",
        "hold": "integer",
        "number": "text",  # of the invoice
        "kind": "text",
        "state": "text",  # open | released
        "line": "integer",
        "owner_role": "text",
        "facility": "text",
        "expected": "text",
        "actual": "text",
        "exposure": "numeric",
        "currency": "text",
        "placed_at": "timestamptz",
        "released_at": "timestamptz",
        "how": "text",  # resolved | manual | voided
    },
    key=("invoice_id", "hold"),
    selectors=("state", "kind", "owner_role", "facility", "invoice_id"),
    order=("placed_at",),
)
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


def _captured(event: Recorded, tables: Tables) -> None:
    data, moment = event.data, event.metadata["effective_at"]
    row: Row = {name: data[name] for name in _COPIED}
    row |= {"state": "captured", "open_amount": data["total"], "holds_open": 0}
    empty = ("purchase_order_id", "purchase_order_number", "touchless", "accounted_on")
    row |= dict.fromkeys(empty)
    row |= {"captured_at": moment, "captured_month": moment[:MONTH_LENGTH]}
    row |= {"changed_at": moment, "matched_at": None, "settled_at": None}
    tables.entity("invoices").put(event, row)


def _linked(event: Recorded, tables: Tables) -> None:
    order = event.data["purchase_order"]
    _change(event, tables, purchase_order_id=order["id"], purchase_order_number=order["number"])


def _hold_placed(event: Recorded, tables: Tables) -> None:
    data = event.data
    row = current(event, tables, "invoices", event.document_id)
    tables.entity("invoice_holds").put(
        event,
        {
            "invoice_id": event.document_id,
            "hold": data["hold"],
            "number": event.metadata["number"],
            "kind": data["kind"],
            "state": "open",
            "line": data.get("line"),
            "owner_role": data["owner_role"],
            "facility": row["facility"],
            "expected": data.get("expected"),
            "actual": data.get("actual"),
            "exposure": data.get("exposure"),
            "currency": row["currency"],
            "placed_at": event.metadata["effective_at"],
            "released_at": None,
            "how": None,
        },
    )
    _change(event, tables, state="held", holds_open=int(row["holds_open"] or 0) + 1)


def _hold_released(event: Recorded, tables: Tables) -> None:
    data = event.data
    change(
        event,
        tables,
        "invoice_holds",
        (event.document_id, data["hold"]),
        state="released",
        released_at=event.metadata["effective_at"],
        how=data["how"],
    )
    row = current(event, tables, "invoices", event.document_id)
    left = int(row["holds_open"] or 0) - 1
    _change(event, tables, holds_open=left, state=row["state"] if left else "captured")


def _matched(event: Recorded, tables: Tables) -> None:
    moment, touchless = event.metadata["effective_at"], event.data["touchless"]
    _change(event, tables, state="matched", touchless=touchless, matched_at=moment)


def _accounted(event: Recorded, tables: Tables) -> None:
    _change(event, tables, accounted_on=event.data["posted_on"])


def _settled(event: Recorded, tables: Tables) -> None:
    """Paid, or settled by a credit memo: what remains decides the state."""
    left = event.data["open_amount"]
    done = not left.strip("0.")
    values: Row = {"open_amount": left, "state": "paid" if done else "partially_paid"}
    if done:
        values["settled_at"] = event.metadata["effective_at"]
    _change(event, tables, **values)


def _voided(event: Recorded, tables: Tables) -> None:
    _change(event, tables, state="voided", open_amount="0")


def _change(event: Recorded, tables: Tables, **values: Cell) -> None:
    moment = event.metadata["effective_at"]
    change(event, tables, "invoices", (event.document_id,), **values, changed_at=moment)


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    yield "invoices", (event.document_id,)
    if "hold" in event.data:
        yield "invoice_holds", (event.document_id, event.data["hold"])


_INVOICES_BY_MONTH: Final = Query(
    name="invoices_by_month",
    why="Invoices captured, and what they ask for, by month and currency.",
    sql="""
        SELECT captured_month AS month, currency,
               count(*) AS invoices, sum(total) AS amount
          FROM {invoices} invoices
         WHERE state <> 'voided'
         GROUP BY month, currency
         ORDER BY month, currency
    """,
)
_HOLDS_BY_KIND: Final = Query(
    name="holds_by_kind",
    why="What stands between invoices and their payment, by cause, owner and currency.",
    sql="""
        SELECT kind, owner_role, currency, count(*) AS holds, sum(exposure) AS exposure
          FROM {invoice_holds} holds
         WHERE state = 'open'
         GROUP BY kind, owner_role, currency
         ORDER BY holds DESC, kind, owner_role, currency
    """,
)

INVOICES: Final = Projection(
    name="invoices",
    version=2,
    why="The payables desk: which invoice waits, on whom, for what, and what may be paid.",
    tables=(_INVOICES, _HOLDS),
    handles={
        "invoice.captured": _captured,
        "invoice.linked": _linked,
        "invoice.hold_placed": _hold_placed,
        "invoice.hold_released": _hold_released,
        "invoice.matched": _matched,
        "invoice.accounted": _accounted,
        "invoice.payment_recorded": _settled,
        "invoice.credit_applied": _settled,
        "invoice.voided": _voided,
    },
    keys=_keys,
    partition=by_stream,
    main="invoices",
    queries=(_INVOICES_BY_MONTH, _HOLDS_BY_KIND),
)
