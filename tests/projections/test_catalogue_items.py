"""The item master: what an item is, in which units it comes, and whether it may be bought."""

from domain.catalogue.events import (
    CatalogueItemActivated,
    CatalogueItemGtinAssigned,
    CatalogueItemGtinWithdrawn,
    CatalogueItemHandlingDefined,
    CatalogueItemRecallLifted,
    CatalogueItemRecallPlaced,
    CatalogueItemRequested,
    CatalogueItemRetired,
    Handling,
)
from domain.event import Event
from projections.catalogue_items import CATALOGUE_ITEMS
from projections.projection import Row
from tests.domain.orders import BOX, GLOVES
from tests.projections.folding import Folded, Story, fold

REQUESTED = CatalogueItemRequested(
    item_id=GLOVES,
    number="I-1",
    description="Gloves",
    item_class="consumable",
    base_unit="EA",
    packs=(BOX,),
    gtin="00614141123452",
    manufacturer="Example Devices",
    manufacturer_number="EX-1",
    controls=("expiry", "lot"),
)


def told(*facts: Event) -> Folded:
    story = Story()
    for fact in facts:
        story.happens(f"catalogue_item/{GLOVES}", fact, number="I-1", facility=None)
    return fold(CATALOGUE_ITEMS, story.events)


def item(*facts: Event) -> Row:
    return told(*facts).row("catalogue_items")


def test_an_item_tells_how_it_is_counted_packed_and_controlled() -> None:
    assert item(REQUESTED) == {
        "item_id": GLOVES,
        "number": "I-1",
        "description": "Gloves",
        "item_class": "consumable",
        "base_unit": "EA",
        "packs": [{"unit": "BX", "base_unit": "EA", "numerator": 12, "denominator": 1}],
        "gtin": "00614141123452",
        "manufacturer": "Example Devices",
        "manufacturer_number": "EX-1",
        "controls": "expiry,lot",
        "shelf_life_days_min": None,
        "cold_chain": None,
        "hazardous": False,
        "implant": False,
        "udi_required": False,
        "controlled_schedule": None,
        "recalls": 0,
        "state": "requested",
        "changed_at": "2026-03-01T10:00:00.000000Z",
    }


def test_it_may_be_bought_from_its_activation_to_its_retirement() -> None:
    assert item(REQUESTED, CatalogueItemActivated())["state"] == "active"
    retired = CatalogueItemRetired(reason_code="obsolete")
    assert item(REQUESTED, CatalogueItemActivated(), retired)["state"] == "retired"


def test_it_tells_how_it_is_handled_now() -> None:
    vaccine = Handling(
        controls=("expiry", "lot"), shelf_life_days_min=90, cold_chain="refrigerated"
    )
    row = item(REQUESTED, CatalogueItemHandlingDefined(handling=vaccine))
    assert (row["shelf_life_days_min"], row["cold_chain"]) == (90, "refrigerated")
    row = item(
        REQUESTED,
        CatalogueItemHandlingDefined(handling=vaccine),
        CatalogueItemHandlingDefined(handling=Handling(controlled_schedule="II", implant=True)),
    )
    assert (row["controls"], row["shelf_life_days_min"], row["cold_chain"]) == ("", None, None)
    assert (row["controlled_schedule"], row["implant"]) == ("II", True)


def test_it_names_the_unit_of_each_gtin() -> None:
    assigned = CatalogueItemGtinAssigned(unit="BX", gtin="19506000134359")
    withdrawn = CatalogueItemGtinWithdrawn(gtin="00614141123452", reason_code="mistake")
    rows = told(REQUESTED, assigned, withdrawn).table("catalogue_item_gtins")
    assert rows == [
        {"item_id": GLOVES, "gtin": "19506000134359", "unit": "BX", "item_number": "I-1"}
    ]
    assert told(REQUESTED, assigned).by("catalogue_item_gtins", "unit").keys() == {"EA", "BX"}
    assert told(REQUESTED.model_copy(update={"gtin": None})).table("catalogue_item_gtins") == []


def test_it_counts_the_recalls_that_stand() -> None:
    first, second = (recall_placed(number) for number in ("Z-1", "Z-2"))
    lifted = CatalogueItemRecallLifted(recall="Z-1", lifted_by="rhea", reason_code="reworked")
    assert item(REQUESTED, first, second)["recalls"] == 2
    assert item(REQUESTED, first, second, lifted)["recalls"] == 1


def recall_placed(number: str) -> CatalogueItemRecallPlaced:
    return CatalogueItemRecallPlaced(
        recall=number,
        recall_class="II",
        source="fda",
        placed_by="ivan",
        reason_code="sterility",
        lots=("L-7",),
    )
