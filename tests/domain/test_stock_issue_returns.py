"""A department gives back what it was issued and has not used; nothing comes out of nothing."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.catalogue.events import CatalogueItemRecallPlaced
from domain.catalogue.state import CATALOGUE_ITEM
from domain.stock.commands import PlacedParcel, ReturnIssuedStock
from domain.stock.errors import StockItemNotIssued, StockItemSerialHere
from domain.stock.events import StockItemIssueReturned
from domain.stock.issue_returns import return_issued
from domain.stock.parcels import Parcel
from domain.stock.state import STOCK_ITEM
from tests.domain.orders import NOW, TODAY, gloves
from tests.domain.scenario import given
from tests.domain.stock import LATE, SOON, STOCK, brought, cost, issued, opened, parcel

SAFE = gloves()
LOT: dict[str, Any] = {"lot": "L-1", "expires_on": LATE}
TAKEN = (opened(), brought("10", "100", **LOT), issued("40.00", parcel("4", **LOT)))


def give_back(
    quantity: str, *serials: str, department: str = "ICU", **found: Any
) -> ReturnIssuedStock:
    return ReturnIssuedStock(
        now=NOW,
        stock_item_id=STOCK.id,
        returned_by="kim",
        department=department,
        returned_on=TODAY,
        parcel=PlacedParcel(quantity=Decimal(quantity), serials=serials, **found),
    )


def given_back(amount: str, *goods: Parcel) -> StockItemIssueReturned:
    return StockItemIssueReturned(
        department="ICU",
        returned_on=TODAY,
        returned_by="kim",
        parcels=goods,
        costs=(cost(amount),),
    )


def test_a_department_gives_back_at_the_average_even_when_nothing_was_left() -> None:
    history = (opened(), brought("4", "40"), issued("40.00", parcel("4")))
    given(STOCK_ITEM, *history).when(return_issued, give_back("1"), SAFE).then(
        given_back("10.00", parcel("1"))
    )


def test_what_comes_back_has_the_date_that_it_left_with() -> None:
    back = given_back("20.00", parcel("2", **LOT, storage_location="A1"))
    unsaid: dict[str, Any] = {}
    for stated in (unsaid, {"expires_on": LATE}):
        ask = give_back("2", lot="L-1", storage_location="A1", **stated)
        given(STOCK_ITEM, *TAKEN).when(return_issued, ask, SAFE).then(back)
    ask = give_back("2", lot="L-1", expires_on=date(2039, 1, 1))
    given(STOCK_ITEM, *TAKEN).when(return_issued, ask, SAFE).rejected(StockItemNotIssued)


def test_goods_of_one_lot_and_two_dates_come_back_first_to_expire_first() -> None:
    soon, late = (parcel("2", lot="L-1", expires_on=each) for each in (SOON, LATE))
    history = (
        opened(),
        brought("2", "20", lot="L-1", expires_on=SOON),
        brought("2", "20", lot="L-1", expires_on=LATE),
        issued("40.00", late, soon),
    )
    given(STOCK_ITEM, *history).when(return_issued, give_back("3", lot="L-1"), SAFE).then(
        given_back("30.00", soon, parcel("1", lot="L-1", expires_on=LATE))
    )


@pytest.mark.parametrize(
    ("ask", "out"),
    [
        (give_back("5", lot="L-1"), "4"),
        (give_back("1", lot="L-2"), "0"),
        (give_back("1"), "0"),
        (give_back("1", lot="L-1", department="SURGERY"), "0"),
        (give_back("1", "S-NEVER", lot="L-1"), "0"),
        (give_back("99999999", lot="L-1"), "4"),
    ],
)
def test_nothing_comes_back_that_the_department_was_not_issued(
    ask: ReturnIssuedStock, out: str
) -> None:
    refusal = given(STOCK_ITEM, *TAKEN).when(return_issued, ask, SAFE).rejected(StockItemNotIssued)
    assert refusal.values["out"] == out


def test_what_came_back_does_not_come_back_again() -> None:
    history = (*TAKEN, given_back("30.00", parcel("3", **LOT)))
    stock = given(STOCK_ITEM, *history)
    stock.when(return_issued, give_back("2", lot="L-1"), SAFE).rejected(StockItemNotIssued, out="1")
    stock.when(return_issued, give_back("1", lot="L-1"), SAFE).then(
        given_back("10.00", parcel("1", **LOT))
    )
    all_back = given(STOCK_ITEM, *history, given_back("10.00", parcel("1", **LOT)))
    all_back.when(return_issued, give_back("1", lot="L-1"), SAFE).rejected(StockItemNotIssued)


def test_single_units_come_back_by_the_serial_that_they_left_with() -> None:
    here = (opened(), brought("3", "300", serials=("S-1", "S-2", "S-3")))
    history = (*here, issued("200.00", parcel("2", serials=("S-1", "S-2"))))
    stock = given(STOCK_ITEM, *history)
    stock.when(return_issued, give_back("1", "S-2"), SAFE).then(
        given_back("100.00", parcel("1", serials=("S-2",)))
    )
    stock.when(return_issued, give_back("1"), SAFE).rejected(StockItemNotIssued, out="0")
    stock.when(return_issued, give_back("1", "S-3"), SAFE).rejected(StockItemSerialHere)
    stock.when(return_issued, give_back("2", "S-2", "S-9"), SAFE).rejected(StockItemNotIssued)


def test_a_recalled_lot_comes_back_to_quarantine() -> None:
    recalled = CATALOGUE_ITEM.evolve(
        SAFE,
        CatalogueItemRecallPlaced(
            recall="Z-1",
            recall_class="I",
            source="supplier",
            placed_by="kim",
            reason_code="recall",
            lots=("L-1",),
            serials=(),
        ),
    )
    given(STOCK_ITEM, *TAKEN).when(return_issued, give_back("1", lot="L-1"), recalled).then(
        given_back("10.00", parcel("1", "quarantined", **LOT))
    )


def test_an_old_return_of_what_nobody_was_issued_stands_and_opens_no_second_one() -> None:
    history = (opened(), brought("4", "40"), given_back("10.00", parcel("1")))
    given(STOCK_ITEM, *history).when(return_issued, give_back("1"), SAFE).rejected(
        StockItemNotIssued, out="0"
    )
