"""Goods on their way between facilities, as recalls look for them: rows of `lots_received`.

They lie on no shelf, so that nobody who looks there finds them.
"""

from typing import Final

from domain.event import Recorded
from domain.numbers.spelling import normalised
from projections.projection import Tables

SHIPPED: Final = {
    "shipment.dispatched": ("dispatched", ""),
    "shipment.received": ("arrived", "-"),
    "shipment.loss_written_off": ("lost", "-"),
    "shipment.taken_back": ("came_back", "-"),
}


def on_its_way(event: Recorded, tables: Tables) -> None:
    """Goods left for another facility, arrived there, came back or were lost."""
    movement, sign = SHIPPED[event.type]
    for goods in event.data["lines"]:
        row = {
            **{name: goods[name] for name in ("item_id", "description", "base_unit")},
            **dict.fromkeys(("receipt_id", "receipt_number", "receipt_line"), None),
            **dict.fromkeys(("item_number", "supplier_id", "owner_id"), None),
            "movement": movement,
            "lot": normalised(goods["lot"]) if "lot" in goods else None,
            "serials": [normalised(serial) for serial in goods["serials"]],
            "facility": event.metadata["facility"],
            "shipment_id": event.document_id,
            "shipment_number": event.metadata["number"],
            "quantity": f"{sign}{goods['quantity']}",
        }
        tables.fact("lots_received").add(event, row)
