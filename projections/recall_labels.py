"""Goods whose receipt named another lot or other serials, as recalls look for them."""

from typing import Any, Final

from domain.event import Recorded
from domain.numbers.spelling import normalised
from projections.projection import Tables

LABELS: Final = "receipt.labels_corrected"


def relabelled(event: Recorded, tables: Tables) -> None:
    """What came under the former label came under the true one: rows of `lots_received`."""
    facts = tables.fact("lots_received")
    for line in event.data["lines"]:
        if "item_id" in line:
            facts.add(event, _row(event, line, line["was"], f"-{line['base_quantity']}"))
            facts.add(event, _row(event, line, line["becomes"], line["base_quantity"]))


def _row(
    event: Recorded, line: dict[str, Any], label: dict[str, Any], quantity: str
) -> dict[str, Any]:
    return {
        "item_id": line["item_id"],
        "item_number": None,
        "movement": "relabelled",
        "lot": normalised(label["lot"]) if "lot" in label else None,
        "serials": [normalised(serial) for serial in label["serials"]],
        "description": line["description"],
        "facility": event.metadata["facility"],
        "supplier_id": event.data["supplier_id"],
        "owner_id": None,
        "receipt_id": event.document_id,
        "receipt_number": event.metadata["number"],
        "receipt_line": line["line"],
        **dict.fromkeys(("shipment_id", "shipment_number"), None),
        "quantity": quantity,
        "base_unit": line["base_unit"],
    }
