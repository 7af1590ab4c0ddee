"""Contract compliance and leakage, worked by hand on a few orders of gloves."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.agreements.events import PriceAgreementEvent
from domain.agreements.terms import AgreedPrice
from domain.catalogue.events import CatalogueItemRequested
from domain.purchase_orders.pricing_events import PurchaseOrderAgreementChosen
from projections.price_agreements import PRICE_AGREEMENTS
from projections.projection import Row
from tests.conftest import Database
from tests.domain.agreements import (
    AGREEMENT,
    agreed,
    breaks,
    confirmed,
    corrected,
    day,
    enrolled,
    in_force,
    lapsed,
    proposed,
)
from tests.domain.orders import BOX, EACH, GLOVES, id_of
from tests.projections.by_hand import answered
from tests.projections.figure_story import at, bills, in_all, of_order, orders
from tests.projections.folding import Story

MARCH: Final = date(2026, 3, 2)
OTHERS: Final = {"supplier_id": id_of(88), "supplier_name": "Northside"}
CONTRACT: Final[dict[str, Any]] = {
    "pack": BOX,
    "item_id": GLOVES,
    "agreement": "PA-1",
    "price_source": "agreement",
}
BOXES: Final[dict[str, Any]] = {"pack": BOX, "item_id": GLOVES}


def agreement(*facts: PriceAgreementEvent, **terms: Any) -> Story:
    """Gloves cost 10.00 a box of twelve, in all of 2026; an each is the catalogue's base unit."""
    story = Story()
    gloves = CatalogueItemRequested(
        item_id=GLOVES,
        number="I-1",
        description="Gloves",
        item_class="consumable",
        base_unit="EA",
        packs=(BOX,),
    )
    at(story, day(1), f"catalogue_item/{GLOVES}", gloves, number="I-1")
    for fact in in_force(*facts, **terms):
        at(story, day(1), f"price_agreement/{AGREEMENT.id}", fact, number="PA-1")
    return story


def agreed_at(price: AgreedPrice | None = None, **terms: Any) -> Story:
    price = price or agreed("10.00")
    return agreement(proposed(price), confirmed(price), **terms)


def compliance(database: Database, story: Story, **chosen: str) -> list[Row]:
    return answered(database.url, PRICE_AGREEMENTS, story, "contract_compliance", **chosen)


def lines(database: Database, story: Story, **chosen: str) -> list[Row]:
    return answered(database.url, PRICE_AGREEMENTS, story, "contract_compliance_lines", **chosen)


def only(database: Database, story: Story) -> Row:
    (line,) = lines(database, story)
    return line


@pytest.fixture
def story() -> Story:
    """At the agreed price; above it; elsewhere and dearer; elsewhere and cheaper; not covered."""
    told = agreed_at()
    orders(told, 1, MARCH, "20", "10", **CONTRACT)
    bills(told, 1, MARCH, "20", "200.00")
    orders(told, 2, MARCH, "30", "10", **CONTRACT)
    bills(told, 2, MARCH, "30", "330.00")
    orders(told, 3, MARCH, "10", "12", OTHERS, **BOXES)
    bills(told, 3, MARCH, "10", "120.00")
    orders(told, 4, MARCH, "5", "9", OTHERS, **BOXES)
    bills(told, 4, MARCH, "5", "45.00")
    orders(told, 5, MARCH, "1", "999", item_id=id_of(99))
    bills(told, 5, MARCH, "1", "999.00")
    return told


def test_what_was_bought_at_agreed_prices_and_what_leaks_by_hand(
    database: Database, story: Story
) -> None:
    (march,) = compliance(database, story)
    told = {name: value for name, value in march.items() if name not in ("month", "currency")}
    assert {name: Decimal(value) for name, value in told.items()} == {
        "lines": 4,  # Of the item that PA-1 covers.
        "spend": 695,  # 200 + 330 + 120 + 45
        "compliant": 200,
        "above_price": 330,
        "elsewhere": 165,  # 120 + 45
        "compliant_pct": Decimal("28.78"),  # 200 of 695
        "leakage": 50,  # 330 - 300, 120 - 100, and nothing for what was cheaper
        "lines_not_compared": 0,
    }
    assert (march["month"], march["currency"]) == ("2026-03", "USD")


def test_the_lines_behind_the_figure_come_to_it_and_name_the_price(
    database: Database, story: Story
) -> None:
    (march,) = compliance(database, story)
    behind = lines(database, story, month=march["month"], currency=march["currency"])
    assert in_all(behind, "amount") == Decimal(march["spend"])
    assert in_all(behind, "leakage") == Decimal(march["leakage"])
    told = [(row["purchase_order_number"], row["standing"], row["leakage"]) for row in behind]
    assert told[:2] == [("PO-2", "above_price", "30.00"), ("PO-3", "elsewhere", "20.00")]
    assert {row["agreement_number"] for row in behind} == {"PA-1"}
    (worst,) = lines(database, story, standing="above_price")
    assert (worst["purchase_order_number"], worst["contract_price"]) == ("PO-2", "10.000000")


def test_a_line_beside_an_agreement_says_why(database: Database, story: Story) -> None:
    beside = PurchaseOrderAgreementChosen(
        line=1, choice="beside", reason_code="out_of_stock", candidates=()
    )
    of_order(story, 3, MARCH, beside)
    told = {row["purchase_order_number"]: row for row in lines(database, story)}
    assert (told["PO-3"]["choice"], told["PO-3"]["reason_code"]) == ("beside", "out_of_stock")
    assert told["PO-4"]["reason_code"] is None


def test_only_what_is_asked_for_counts(database: Database, story: Story) -> None:
    assert compliance(database, story, month="2026-04") == []
    assert compliance(database, story, facility="SOUTH") == []
    (theirs,) = compliance(database, story, supplier_id=OTHERS["supplier_id"])
    assert (theirs["lines"], theirs["compliant_pct"]) == (2, "0.00")


def test_what_was_credited_is_no_spend_and_what_was_credited_on_price_leaks_no_more(
    database: Database,
) -> None:
    story = orders(agreed_at(), 1, MARCH, "30", "10", **CONTRACT)
    bills(story, 1, MARCH, "30", "330.00")
    assert only(database, story)["standing"] == "above_price"
    bills(story, 1, MARCH, "0", "-30.00")
    assert only(database, story)["standing"] == "compliant"


def test_less_than_a_cent_is_rounding(database: Database) -> None:
    story = orders(agreed_at(agreed("3.333333")), 1, MARCH, "2", "3.333333", **CONTRACT)
    bills(story, 1, MARCH, "2", "6.67")
    assert only(database, story)["standing"] == "compliant"


def test_a_price_by_the_each_is_held_against_the_price_of_the_box(database: Database) -> None:
    story = orders(agreed_at(), 1, MARCH, "24", "1", OTHERS, pack=EACH, item_id=GLOVES)
    bills(story, 1, MARCH, "24", "24.00")
    line = only(database, story)
    assert Decimal(line["contract_price"]).quantize(Decimal("0.000001")) == Decimal("0.833333")
    assert Decimal(line["leakage"]) == 4  # 24.00 - 2 boxes at 10.00


def test_a_break_counts_from_its_quantity_on(database: Database) -> None:
    for quantity, leak in (("49", 49), ("50", 100)):
        story = agreed_at(agreed("10.00", breaks=breaks(q50="9.00")))
        orders(story, 1, MARCH, quantity, "11", OTHERS, **BOXES)
        bills(story, 1, MARCH, quantity, str(Decimal(quantity) * 11))
        assert Decimal(only(database, story)["leakage"]) == leak


def test_a_unit_that_nothing_converts_is_not_compared(database: Database) -> None:
    pallet = BOX.model_copy(update={"unit": "PL"})
    story = orders(agreed_at(), 1, MARCH, "1", "900", OTHERS, pack=pallet, item_id=GLOVES)
    bills(story, 1, MARCH, "1", "900.00")
    (march,) = compliance(database, story)
    assert (march["lines"], march["lines_not_compared"], march["leakage"]) == (1, 1, "0")


COVERING: Final[tuple[tuple[dict[str, Any], dict[str, Any], bool], ...]] = (
    ({}, {}, True),
    ({"facilities": ("NORTH",)}, {}, True),
    ({"facilities": ("SOUTH",)}, {}, False),
    ({"legal_entities": ("NHS", "TRUST")}, {}, True),
    ({"legal_entities": ("TRUST",)}, {}, False),
    ({"ends_on": day(3, 2)}, {}, True),
    ({"ends_on": day(3, 1)}, {}, False),
    ({"starts_on": day(3, 3)}, {}, False),
    ({}, {"facility": "NORTH"}, True),
    ({}, {"facility": "SOUTH"}, False),
    ({}, {"ends_on": day(3, 1)}, False),
    ({}, {"starts_on": day(3, 3)}, False),
    ({}, {"tier": "T2"}, False),  # Nobody has a place in it.
)


@pytest.mark.parametrize(("terms", "price", "covers"), COVERING)
def test_an_item_counts_only_where_an_agreement_covers_it_there_and_then(
    database: Database, terms: dict[str, Any], price: dict[str, Any], covers: bool
) -> None:
    story = agreed_at(agreed("10.00", **price), **terms)
    orders(story, 1, MARCH, "10", "12", OTHERS, **BOXES)
    bills(story, 1, MARCH, "10", "120.00")
    assert bool(compliance(database, story)) is covers


@pytest.mark.parametrize(
    ("effective_from", "lapsed_on", "covers"),
    [
        (day(3, 2), None, True),
        (day(3, 3), None, False),
        (day(1), day(3, 2), False),
        (day(1), day(3, 3), True),
    ],
)
def test_a_tier_counts_while_the_facility_has_its_place_in_it(
    database: Database, effective_from: date, lapsed_on: date | None, covers: bool
) -> None:
    price = agreed("10.00", tier="T2")
    facts = [proposed(price), confirmed(price), *enrolled(effective_from=effective_from)]
    facts += [lapsed(lapsed_on)] if lapsed_on else []
    story = agreement(*facts, tiers=("T2",))
    orders(story, 1, MARCH, "10", "12", OTHERS, **BOXES)
    bills(story, 1, MARCH, "10", "120.00")
    assert bool(compliance(database, story)) is covers


def test_a_price_that_was_corrected_counts_as_corrected(database: Database) -> None:
    first, second = agreed("10.00"), agreed("8.00")
    again = corrected(second, proposal=2, first=2, learned_on=day(4))
    story = agreement(
        *(proposed(first), confirmed(first)),
        *(proposed(second, proposal=2, reason_code="late_letter"), again),
    )
    orders(story, 1, MARCH, "10", "12", OTHERS, **BOXES)
    bills(story, 1, MARCH, "10", "120.00")
    assert Decimal(only(database, story)["leakage"]) == 40
