"""Suppliers: who may be ordered from and paid, and what stops it.

The supplier list and every choice of a supplier read it.
"""

from collections.abc import Iterable
from typing import Final

from domain.event import Recorded
from projections.fold import by_stream, change, current
from projections.projection import Key, Projection, Table, Tables

_SUPPLIERS: Final = Table(
    name="suppliers",
    kind="entity",
    columns={
        "supplier_id": "text",
        "number": "text",
        "name": "text",
        "tax_id": "text",
        "state": "text",  # proposed | active
        "holds": "text",  # scopes that stand, comma separated, sorted; empty: none
        "changed_at": "timestamptz",
    },
    key=("supplier_id",),
    selectors=("state", "number"),
    order=("number",),
)


def _proposed(event: Recorded, tables: Tables) -> None:
    data = event.data
    tables.entity("suppliers").put(
        event,
        {
            "supplier_id": data["supplier_id"],
            "number": data["number"],
            "name": data["name"],
            "tax_id": data.get("tax_id"),
            "state": "proposed",
            "holds": "",
            "changed_at": event.metadata["effective_at"],
        },
    )


def _activated(event: Recorded, tables: Tables) -> None:
    _change(event, tables, state="active")


def _hold_placed(event: Recorded, tables: Tables) -> None:
    _change(event, tables, holds=",".join(sorted({*_holds(event, tables), event.data["scope"]})))


def _hold_released(event: Recorded, tables: Tables) -> None:
    _change(event, tables, holds=",".join(sorted({*_holds(event, tables)} - {event.data["scope"]})))


def _holds(event: Recorded, tables: Tables) -> list[str]:
    row = current(event, tables, "suppliers", event.document_id)
    return [scope for scope in str(row["holds"]).split(",") if scope]


def _change(event: Recorded, tables: Tables, **values: str) -> None:
    moment = event.metadata["effective_at"]
    change(event, tables, "suppliers", (event.document_id,), **values, changed_at=moment)


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    return (("suppliers", (event.document_id,)),)


SUPPLIERS: Final = Projection(
    name="suppliers",
    version=1,
    why="The supplier list: who may be ordered from, and who is on hold.",
    tables=(_SUPPLIERS,),
    handles={
        "supplier.proposed": _proposed,
        "supplier.activated": _activated,
        "supplier.hold_placed": _hold_placed,
        "supplier.hold_released": _hold_released,
    },
    keys=_keys,
    partition=by_stream,
    main="suppliers",
)
