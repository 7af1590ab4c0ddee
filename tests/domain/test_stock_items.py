"""Stock is issued, given back, counted, scrapped and moved, and never falls below nothing."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import pytest

from domain.stock import decide
from domain.stock.commands import (
    IssueStock,
    OpenStockItem,
    ScrapStock,
)
from domain.stock.errors import (
    StockItemExists,
    StockItemInsufficient,
    StockItemLotExpired,
    StockItemOtherUnit,
    StockItemQuantityNotPositive,
    StockItemSerialCount,
    StockItemUnknownSerial,
)
from domain.stock.events import (
    StockItemIssued,
    StockItemScrapped,
)
from domain.stock.state import STOCK_ITEM, Average
from tests.domain.orders import GLOVES, NOW, TODAY, gloves
from tests.domain.scenario import given
from tests.domain.stock import (
    LATE,
    SOON,
    STOCK,
    brought,
    consigned,
    cost,
    issued,
    opened,
    parcel,
    wanted,
)

YESTERDAY: Final = TODAY - timedelta(days=1)
SAFE: Final = gloves()  # Nothing of it is recalled.


def issue(quantity: str, *serials: str, on: date = TODAY, **found: str) -> IssueStock:
    return IssueStock(
        now=NOW,
        stock_item_id=STOCK.id,
        issued_by="kim",
        department="ICU",
        issued_on=on,
        wanted=wanted(quantity, *serials, **found),
    )


def test_stock_is_kept_in_the_base_unit_of_the_catalogue_and_once_for_each_place() -> None:
    ask = OpenStockItem(
        now=NOW,
        stock_item_id=STOCK.id,
        opened_by="kim",
        legal_entity="NHS",
        facility="NORTH",
        item_id=GLOVES,
        base_unit="EA",
    )
    given(STOCK_ITEM).when(decide.open_item, ask, SAFE).then(opened())
    given(STOCK_ITEM, opened()).when(decide.open_item, ask, SAFE).rejected(StockItemExists)
    boxes = OpenStockItem(
        now=NOW,
        stock_item_id=STOCK.id,
        opened_by="kim",
        legal_entity="NHS",
        facility="NORTH",
        item_id=GLOVES,
        base_unit="BX",
    )
    given(STOCK_ITEM).when(decide.open_item, boxes, SAFE).rejected(
        StockItemOtherUnit, base_unit="EA"
    )


def test_the_lot_that_expires_first_is_issued_first() -> None:
    late = brought("10", "100", lot="L-LATE", expires_on=LATE)
    soon = brought("4", "40", lot="L-SOON", expires_on=SOON)
    never = brought("10", "100")
    left = (
        given(STOCK_ITEM, opened(), never, late, soon)
        .when(decide.issue, issue("6"), SAFE)
        .then(
            issued(
                "60.00",
                parcel("4", lot="L-SOON", expires_on=SOON),
                parcel("2", lot="L-LATE", expires_on=LATE),
            )
        )
    )
    assert left.worth == Average(quantity=Decimal(18), amounts={"USD": Decimal(180)})


def test_a_named_lot_or_place_is_issued_instead() -> None:
    history = (
        opened(),
        brought("4", "40", lot="L-SOON", expires_on=SOON),
        brought("10", "100", lot="L-LATE", expires_on=LATE, storage_location="A1"),
    )
    late = parcel("3", lot="L-LATE", expires_on=LATE, storage_location="A1")
    for ask in (issue("3", lot="L-LATE"), issue("3", storage_location="A1")):
        given(STOCK_ITEM, *history).when(decide.issue, ask, SAFE).then(issued("30.00", late))


def test_what_is_past_its_date_is_not_issued_to_anybody() -> None:
    old = brought("5", "50", lot="L-OLD", expires_on=YESTERDAY)
    fresh = brought("5", "50", lot="L-NEW", expires_on=TODAY)
    both = given(STOCK_ITEM, opened(), old, fresh)
    both.when(decide.issue, issue("5"), SAFE).then(
        issued("50.00", parcel("5", lot="L-NEW", expires_on=TODAY))
    )
    both.when(decide.issue, issue("6"), SAFE).rejected(StockItemInsufficient, asked="6", here="5")
    both.when(decide.issue, issue("1", lot="L-OLD"), SAFE).rejected(
        StockItemLotExpired, lot="L-OLD"
    )


def test_more_than_is_available_is_refused_and_the_refusal_says_what_lies_elsewhere() -> None:
    history = (
        opened(),
        brought("3", "30"),
        brought("2", "20", disposition="quarantined"),
        consigned("7"),
    )
    refusal = (
        given(STOCK_ITEM, *history)
        .when(decide.issue, issue("4"), SAFE)
        .rejected(StockItemInsufficient, asked="4", here="3")
    )
    assert "2 quarantined" in refusal.message
    assert "7 consigned" in refusal.message


def test_an_issue_takes_its_share_of_the_average_and_the_last_takes_the_rest() -> None:
    history = (opened(), brought("1", "10.00"), brought("2", "0.00"), brought("3", "1.00"))
    after = (
        given(STOCK_ITEM, *history)
        .when(decide.issue, issue("1"), SAFE)
        .then(issued("1.83", parcel("1")))
    )
    assert after.worth.amounts == {"USD": Decimal("9.17")}
    given(STOCK_ITEM, *history, issued("1.83", parcel("1"))).when(
        decide.issue, issue("5"), gloves()
    ).then(issued("9.17", parcel("5")))


def test_goods_bought_in_two_currencies_leave_with_their_share_of_both() -> None:
    history = (opened(), brought("5", "50"), brought("5", "30", currency="EUR"))
    gone = StockItemIssued(
        department="ICU",
        issued_on=TODAY,
        issued_by="kim",
        parcels=(parcel("2"),),
        costs=(cost("6.00", "EUR"), cost("10.00")),
    )
    given(STOCK_ITEM, *history).when(decide.issue, issue("2"), SAFE).then(gone)


def test_units_with_a_serial_leave_by_name_only() -> None:
    history = (opened(), brought("2", "200", serials=("S-1", "S-2")), brought("1", "100"))
    stock = given(STOCK_ITEM, *history)
    stock.when(decide.issue, issue("1", "S-2"), SAFE).then(
        issued("100.00", parcel("1", serials=("S-2",)))
    )
    stock.when(decide.issue, issue("2"), SAFE).rejected(StockItemInsufficient, here="1")
    stock.when(decide.issue, issue("1", "S-9"), SAFE).rejected(StockItemUnknownSerial, serial="S-9")
    stock.when(decide.issue, issue("2", "S-1"), SAFE).rejected(StockItemSerialCount, serials=1)
    stock.when(decide.issue, issue("2", "S-1", "S-1"), SAFE).rejected(
        StockItemSerialCount, serials=1
    )


@pytest.mark.parametrize("quantity", ["0", "-1"])
def test_nobody_takes_nothing_or_less(quantity: str) -> None:
    given(STOCK_ITEM, opened(), brought("3", "30")).when(
        decide.issue, issue(quantity), gloves()
    ).rejected(StockItemQuantityNotPositive)


def test_expired_goods_are_scrapped_at_their_cost() -> None:
    history = (opened(), brought("10", "100", lot="L-OLD", expires_on=YESTERDAY))
    scrap = ScrapStock(
        now=NOW,
        stock_item_id=STOCK.id,
        scrapped_by="cora",
        scrapped_on=TODAY,
        reason_code="expired",
        wanted=wanted("4"),
    )
    given(STOCK_ITEM, *history).when(decide.scrap, scrap).then(
        StockItemScrapped(
            scrapped_on=TODAY,
            scrapped_by="cora",
            reason_code="expired",
            parcels=(parcel("4", lot="L-OLD", expires_on=YESTERDAY),),
            costs=(cost("40.00"),),
        )
    )
