"""When a hold that is found again is another one: its figures, its day, or what is withheld."""

from datetime import date
from decimal import Decimal
from typing import Final

import pytest

from domain.frozen import replace
from domain.invoices.hold_figures import moved
from domain.invoices.state_parts import placed
from domain.match_sides import WantedHold
from tests.domain.invoices import held

STANDS: Final = placed(
    held("quantity_received", line=1, expected="6", actual="10", exposure=Decimal("40.00"))
)
SAME: Final = WantedHold(
    kind="quantity_received",
    line=1,
    expected="6",
    actual="10",
    excess=Decimal(4),
    exposure=Decimal("40.00"),
)
LESS: Final = replace(SAME, expected="8", actual="10", excess=Decimal(2), exposure=Decimal("20.00"))
MORE: Final = replace(SAME, expected="5", actual="10", excess=Decimal(5), exposure=Decimal("50.00"))
WITHHELD: Final = {1: Decimal("40.00")}


@pytest.mark.parametrize(
    "wanted",
    [
        LESS,
        MORE,
        replace(SAME, exposure=Decimal("39.99")),
        replace(SAME, expected="7", actual="11"),
        replace(SAME, until=date(2026, 3, 1)),
    ],
)
def test_a_hold_of_other_figures_is_another_hold(wanted: WantedHold) -> None:
    assert moved(STANDS, wanted, {})


def test_a_hold_of_the_same_figures_is_the_same_hold() -> None:
    assert not moved(STANDS, SAME, {})
    assert not moved(STANDS, SAME, WITHHELD)
    assert not moved(None, SAME, {})


def test_a_hold_that_told_no_figures_is_not_placed_again_for_them() -> None:
    silent = placed(held("quantity_received", line=1))
    assert not moved(silent, SAME, {})


def test_what_a_dispute_withholds_is_enough_until_there_is_more_of_it() -> None:
    assert not moved(STANDS, LESS, WITHHELD)
    assert moved(STANDS, MORE, WITHHELD)
    assert moved(STANDS, MORE, {1: Decimal("50.00")})
    assert moved(STANDS, replace(SAME, exposure=Decimal("40.01")), WITHHELD)
    assert moved(STANDS, LESS, {2: Decimal("40.00")})


def test_a_hold_that_measures_nothing_is_covered_by_what_is_withheld_for_it() -> None:
    price = placed(held("price", line=1, expected="10", actual="12", exposure=Decimal("40.00")))
    dearer = replace(SAME, kind="price", expected="9", actual="12", excess=Decimal(3))
    assert not moved(price, dearer, WITHHELD)
    assert moved(price, dearer, {})
