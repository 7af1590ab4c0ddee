"""A standard cost is set for the books of one entity from a day on, and never reaches back."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from domain.catalogue.commands import SetStandardCost
from domain.catalogue.errors import CatalogueItemIsRetired
from domain.catalogue.events import CatalogueItemRetired
from domain.catalogue.lifecycle_errors import (
    CatalogueItemDayOutOfRange,
    CatalogueItemStandardCostOtherCurrency,
    CatalogueItemStandardCostUnchanged,
    CatalogueItemTooManyStandardCosts,
)
from domain.catalogue.standard_costs import (
    STANDARD_COSTS_MAX,
    set_standard_cost,
    standard_cost,
)
from domain.catalogue.state import CATALOGUE_ITEM
from tests.domain.orders import GLOVES
from tests.domain.scenario import given
from tests.domain.test_standard_costs import JULY, REQUESTED, TODAY, costed, item

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
RETIRED: Final = CatalogueItemRetired(reason_code="obsolete")


def to_set(
    unit_cost: str = "9.5", starts_on: date = TODAY, currency: str = "USD"
) -> SetStandardCost:
    return SetStandardCost(
        now=NOW,
        item_id=GLOVES,
        legal_entity="NHS",
        currency=currency,
        unit_cost=Decimal(unit_cost),
        starts_on=starts_on,
        reason_code="yearly",
        decided_by="fred",
    )


def test_a_standard_cost_counts_from_its_day_on() -> None:
    given(CATALOGUE_ITEM, REQUESTED).when(set_standard_cost, to_set(), books_currency="USD").then(
        costed("9.5")
    )
    planned = item(costed("9.5"), costed("9.9", JULY), costed("8", entity="SHT"))
    told = [
        (each and each.unit_cost)
        for each in (
            standard_cost(planned, "NHS", date(2026, 2, 28)),
            standard_cost(planned, "NHS", TODAY),
            standard_cost(planned, "NHS", date(2026, 6, 30)),
            standard_cost(planned, "NHS", JULY),
            standard_cost(planned, "SHT", JULY),
            standard_cost(planned, "OTHER", JULY),
        )
    ]
    assert told == [None, Decimal("9.5"), Decimal("9.5"), Decimal("9.9"), Decimal(8), None]


def test_of_two_for_one_day_the_later_fact_counts_whatever_was_planned_before() -> None:
    changed = item(costed("9.5"), costed("9.9", JULY), costed("9.7"), costed("9.8", JULY))
    assert standard_cost(changed, "NHS", TODAY) == replace(changed.standard_costs[2])
    assert standard_cost(changed, "NHS", JULY) == changed.standard_costs[3]


def test_a_standard_that_was_planned_first_still_starts_last() -> None:
    planned = item(costed("9.9", JULY), costed("9.5"))
    assert standard_cost(planned, "NHS", TODAY) == planned.standard_costs[1]
    assert standard_cost(planned, "NHS", JULY) == planned.standard_costs[0]


def test_a_standard_that_says_nothing_new_or_cannot_be_meant_is_refused() -> None:
    known = given(CATALOGUE_ITEM, REQUESTED, costed("9.5"))
    same = known.when(set_standard_cost, to_set("9.50"), books_currency="USD")
    same.rejected(CatalogueItemStandardCostUnchanged)
    past = known.when(set_standard_cost, to_set(starts_on=date(2026, 2, 28)), books_currency="USD")
    past.rejected(CatalogueItemDayOutOfRange)
    foreign = known.when(set_standard_cost, to_set(currency="EUR"), books_currency="USD")
    foreign.rejected(CatalogueItemStandardCostOtherCurrency, currency="USD")
    gone = given(CATALOGUE_ITEM, REQUESTED, RETIRED)
    gone.when(set_standard_cost, to_set(), books_currency="USD").rejected(CatalogueItemIsRetired)
    many = (costed(str(number)) for number in range(STANDARD_COSTS_MAX))
    full = given(CATALOGUE_ITEM, REQUESTED, *many)
    asked = full.when(set_standard_cost, to_set("0.5"), books_currency="USD")
    asked.rejected(CatalogueItemTooManyStandardCosts)
