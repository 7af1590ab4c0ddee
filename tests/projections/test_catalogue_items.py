"""The item master: what an item is, in which units it comes, and whether it may be bought."""

from datetime import date

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
from domain.catalogue.lifecycle_events import (
    CatalogueItemAnalysisStarted,
    CatalogueItemCommitteeDecided,
    CatalogueItemConversionChanged,
    CatalogueItemPhaseOutStarted,
    CatalogueItemRestricted,
    CatalogueItemRestrictionLifted,
)
from domain.catalogue.sourcing_events import (
    CatalogueItemSubstituteApproved,
    CatalogueItemSubstituteDeclared,
    CatalogueItemSubstituteWithdrawn,
    CatalogueItemSupplierMapped,
    CatalogueItemSupplierUnmapped,
)
from domain.event import DocumentRef, Event, PolicyVersion
from domain.quantity import Pack
from projections.catalogue_items import CATALOGUE_ITEMS
from projections.projection import Row
from tests.domain.orders import BOX, GLOVES, MEDLINE
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
        "conversions": [],
        "standard_costs": [],
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
        "committee": None,
        "trial_until": None,
        "conditions": [],
        "only_at": [],
        "not_at": [],
        "departments": [],
        "requester_roles": [],
        "restriction_reason": None,
        "last_order_on": None,
        "successor_id": None,
        "successor_number": None,
        "changed_at": "2026-03-01T10:00:00.000000Z",
    }


def test_it_may_be_bought_from_its_activation_to_its_retirement() -> None:
    assert item(REQUESTED, CatalogueItemActivated())["state"] == "active"
    retired = CatalogueItemRetired(reason_code="obsolete")
    assert item(REQUESTED, CatalogueItemActivated(), retired)["state"] == "retired"


def test_a_unit_that_is_packed_anew_tells_from_which_day_on() -> None:
    pack = Pack(unit="BX", base_unit="EA", numerator=10)
    changed = CatalogueItemConversionChanged(
        pack=pack, starts_on=date(2026, 7, 1), reason_code="packed_anew"
    )
    assert item(REQUESTED, changed)["conversions"] == [
        {
            "unit": "BX",
            "base_unit": "EA",
            "numerator": 10,
            "denominator": 1,
            "starts_on": "2026-07-01",
        }
    ]


OTHER = DocumentRef(aggregate="catalogue_item", id=MEDLINE, number="I-2")
POLICY = PolicyVersion(id="committee", version=1)
STARTED = CatalogueItemAnalysisStarted(
    committee="value_analysis", submitted_by="ivan", policy=POLICY
)
APPROVED = CatalogueItemCommitteeDecided(
    committee="value_analysis",
    outcome="approved",
    votes_for=4,
    votes_against=1,
    abstentions=0,
    decided_by="vera",
    policy=POLICY,
    conditions=("On Tuesdays",),
    trial_until=date(2026, 9, 1),
)


def test_it_tells_what_its_committee_decided_and_how_it_ends() -> None:
    assert item(REQUESTED, STARTED)["state"] == "under_analysis"
    row = item(REQUESTED, STARTED, APPROVED)
    assert (row["state"], row["committee"]) == ("approved", "value_analysis")
    assert (row["trial_until"], row["conditions"]) == ("2026-09-01", ["On Tuesdays"])
    lived = (REQUESTED, STARTED, APPROVED, CatalogueItemActivated())
    kept = APPROVED.model_copy(update={"trial_until": None, "conditions": ()})
    row = item(*lived, kept)
    assert (row["state"], row["trial_until"], row["conditions"]) == ("active", None, [])
    assert item(*lived, APPROVED.model_copy(update={"outcome": "rejected"}))["state"] == "rejected"
    ends = CatalogueItemPhaseOutStarted(
        last_order_on=date(2027, 1, 1), reason_code="old", successor=OTHER
    )
    row = item(*lived, ends)
    assert (row["state"], row["last_order_on"]) == ("phase_out", "2027-01-01")
    assert (row["successor_id"], row["successor_number"]) == (OTHER.id, "I-2")


def test_it_tells_where_it_is_bought() -> None:
    only = CatalogueItemRestricted(reason_code="room", only_at=("NORTH",))
    lifted = CatalogueItemRestrictionLifted(reason_code="room")
    row = item(REQUESTED, only)
    assert (row["only_at"], row["not_at"]) == (["NORTH"], [])
    row = item(REQUESTED, only, lifted)
    assert (row["only_at"], row["not_at"]) == ([], [])


def test_it_tells_who_sells_it_under_which_number() -> None:
    seller = DocumentRef(aggregate="supplier", id=MEDLINE, number="S-1")
    mapped = CatalogueItemSupplierMapped(supplier=seller, part_number="MDL-1", unit="BX")
    unmapped = CatalogueItemSupplierUnmapped(
        supplier=seller, part_number="MDL-1", reason_code="old"
    )
    assert told(REQUESTED, mapped).row("catalogue_item_suppliers") == {
        "item_id": GLOVES,
        "supplier_id": MEDLINE,
        "part_number": "MDL-1",
        "unit": "BX",
        "gtin": None,
        "item_number": "I-1",
        "supplier_number": "S-1",
    }
    assert told(REQUESTED, mapped, unmapped).table("catalogue_item_suppliers") == []


def test_it_tells_what_may_stand_in_for_it() -> None:
    declared = CatalogueItemSubstituteDeclared(
        substitute=OTHER, clinically_equivalent=True, declared_by="ivan"
    )
    approved = CatalogueItemSubstituteApproved(substitute=OTHER, approved_by="vera")
    row = told(REQUESTED, declared).row("catalogue_item_substitutes")
    assert (row["state"], row["approved_by"]) == ("declared", None)
    row = told(REQUESTED, declared, approved).row("catalogue_item_substitutes")
    assert (row["state"], row["approved_by"]) == ("approved", "vera")
    gone = CatalogueItemSubstituteWithdrawn(substitute=OTHER, reason_code="tears")
    assert told(REQUESTED, declared, gone).table("catalogue_item_substitutes") == []


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
