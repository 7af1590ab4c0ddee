"""What a receipt brought, as recalls look for it, and what its corrected labels make of that."""

from typing import Any, Final

from domain.event import Recorded
from domain.numbers.spelling import normalised
from projections.projection import Tables

LABELS: Final = "receipt.labels_corrected"
IN_A_STORE: Final = dict.fromkeys(("shipment_id", "shipment_number"))  # And on no shipment.


def relabelled(event: Recorded, tables: Tables) -> None:
    """What came under the former label came under the true one: rows of `lots_received`."""
    facts = tables.fact("lots_received")
    for line in event.data["lines"]:
        if "item_id" in line:
            facts.add(
                event, came(event, line, line["was"], "relabelled", f"-{line['base_quantity']}")
            )
            facts.add(
                event, came(event, line, line["becomes"], "relabelled", line["base_quantity"])
            )


def came(
    event: Recorded, line: dict[str, Any], label: dict[str, Any], movement: str, quantity: str
) -> dict[str, Any]:
    """Goods of a receipt's line under such a label, as a row of `lots_received`."""
    return {
        "item_id": line["item_id"],
        "item_number": None,
        "movement": movement,
        "lot": normalised(label["lot"]) if "lot" in label else None,
        "serials": [normalised(serial) for serial in label["serials"]],
        "description": line["description"],
        "facility": event.metadata["facility"],
        "supplier_id": event.data["supplier_id"],
        "owner_id": None,
        "receipt_id": event.document_id,
        "receipt_number": event.metadata["number"],
        "receipt_line": line["line"],
        **IN_A_STORE,
        "quantity": quantity,
        "base_unit": line["base_unit"],
    }
