"""A count says what lies in a bin, books what differs, and knows of no unit in two places."""

from decimal import Decimal
from typing import Any

from domain.stock import decide
from domain.stock.commands import (
    CountedBin,
    CountStock,
)
from domain.stock.errors import (
    StockItemBinsRepeated,
    StockItemCostKnown,
    StockItemCostUnknown,
    StockItemCountNegative,
    StockItemNothingMoves,
    StockItemSerialCount,
    StockItemSerialHere,
)
from domain.stock.events import (
    StockItemCounted,
)
from domain.stock.parcels import CountedParcel, Parcel
from domain.stock.state import STOCK_ITEM, Average
from tests.domain.orders import NOW, TODAY
from tests.domain.scenario import given
from tests.domain.stock import (
    STOCK,
    brought,
    cost,
    opened,
    parcel,
)


def count(*bins: CountedBin, **stated: Any) -> CountStock:
    return CountStock(
        now=NOW,
        stock_item_id=STOCK.id,
        counted_by="cora",
        counted_on=TODAY,
        reason_code="cycle_count",
        bins=bins,
        **stated,
    )


def found(quantity: str, **of: Any) -> CountedBin:
    return CountedBin(quantity=Decimal(quantity), **of)


def counted(expected: str, there: Parcel, *missing: str) -> CountedParcel:
    return CountedParcel(expected=Decimal(expected), counted=there, missing_serials=missing)


def count_of(*parcels: CountedParcel, costs: tuple[Any, ...] = ()) -> StockItemCounted:
    return StockItemCounted(
        counted_on=TODAY,
        counted_by="cora",
        reason_code="cycle_count",
        parcels=parcels,
        costs=costs,
    )


def test_a_count_books_what_was_missed_and_found_at_the_average() -> None:
    history = (opened(), brought("10", "100", storage_location="A1"), brought("10", "100"))
    less = given(STOCK_ITEM, *history).when(decide.count, count(found("7", storage_location="A1")))
    state = less.then(
        count_of(counted("10", parcel("7", storage_location="A1")), costs=(cost("-30.00"),))
    )
    assert state.worth == Average(quantity=Decimal(17), amounts={"USD": Decimal(170)})
    more = given(STOCK_ITEM, *history).when(decide.count, count(found("12"), found("1", lot="L-X")))
    more.then(
        count_of(
            counted("10", parcel("12")),
            counted("0", parcel("1", lot="L-X")),
            costs=(cost("30.00"),),
        )
    )


def test_a_count_that_agrees_is_a_fact_that_books_nothing() -> None:
    given(STOCK_ITEM, opened(), brought("10", "100")).when(decide.count, count(found("10"))).then(
        count_of(counted("10", parcel("10")))
    )


def test_a_count_says_which_units_are_missing_and_knows_of_no_unit_in_two_places() -> None:
    history = (opened(), brought("2", "200", serials=("S-1", "S-2")))
    stock = given(STOCK_ITEM, *history)
    state = stock.when(decide.count, count(found("1", serials=("S-2",)))).then(
        count_of(counted("2", parcel("1", serials=("S-2",)), "S-1"), costs=(cost("-100.00"),))
    )
    assert [each.serials for each in state.bins.values()] == [("S-2",)]
    twice = count(found("1", lot="L-1", serials=("S-2",)))
    stock.when(decide.count, twice).rejected(StockItemSerialHere)
    both = count(found("1", serials=("S-1",)), found("1", lot="L-1", serials=("S-1",)))
    stock.when(decide.count, both).rejected(StockItemSerialHere)


def test_what_never_had_a_cost_here_is_counted_with_one() -> None:
    new = given(STOCK_ITEM, opened())
    new.when(decide.count, count(found("3"))).rejected(StockItemCostUnknown)
    at_cost = count(found("3"), unit_cost=Decimal("2.5"), currency="USD")
    state = new.when(decide.count, at_cost).then(
        count_of(counted("0", parcel("3")), costs=(cost("7.50"),))
    )
    assert state.worth.amounts == {"USD": Decimal("7.50")}
    given(STOCK_ITEM, opened(), brought("1", "10")).when(decide.count, at_cost).rejected(
        StockItemCostKnown
    )


def test_a_count_names_each_bin_once_and_nothing_less_than_empty() -> None:
    stock = given(STOCK_ITEM, opened(), brought("10", "100"))
    stock.when(decide.count, count()).rejected(StockItemBinsRepeated)
    stock.when(decide.count, count(found("1"), found("2"))).rejected(StockItemBinsRepeated)
    stock.when(decide.count, count(found("-1"))).rejected(StockItemCountNegative)
    stock.when(decide.count, count(found("1", serials=("S-1", "S-2")))).rejected(
        StockItemSerialCount
    )
    stock.when(decide.count, count(found("1", disposition="consigned"))).rejected(
        StockItemNothingMoves
    )
