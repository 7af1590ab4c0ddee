"""A read model of events whose types have classes, so that a program can be too old for them."""

from dataclasses import replace
from typing import Final

from domain.event import Recorded
from domain.purchase_orders.events import PurchaseOrderHoldPlaced
from projections.fold import by_stream
from projections.projection import Projection, Table, Tables
from tests.projections.toys import TOY_BOX

KIND: Final = PurchaseOrderHoldPlaced


def _placed(event: Recorded, tables: Tables) -> None:
    if event.data["reason_code"] == "odd":
        raise ValueError("an odd hold")
    row = {"document": event.document_id, "reason": event.data["reason_code"]}
    tables.fact("placed").add(event, row)


HOLDS: Final = Projection(
    name="holds",
    version=1,
    why="Shows what becomes of a read model whose events a newer program stores.",
    tables=(Table(name="placed", kind="fact", columns={"document": "text", "reason": "text"}),),
    handles={KIND.TYPE: _placed},
    keys=lambda event: (),
    partition=by_stream,
    main="placed",
)


def _seen(event: Recorded, tables: Tables) -> None:
    tables.entity("seen").put(event, {"document": event.document_id})


# It reads nothing of the events' data.
SEEN: Final = replace(
    HOLDS,
    name="seen",
    tables=(Table(name="seen", kind="entity", columns={"document": "text"}, key=("document",)),),
    handles={KIND.TYPE: _seen},
    keys=lambda event: [("seen", (event.document_id,))],
    main="seen",
    by_metadata=True,
)
PROJECTIONS: Final = (TOY_BOX, HOLDS, SEEN)
