"""Goods move on days on which they can have moved: no invented day makes an expired lot usable."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.stock import decide
from domain.stock.commands import IssueStock, PlacedParcel, ReceiveConsignment
from domain.stock.errors import (
    StockItemDayOutOfRange,
    StockItemDeliveryRepeated,
    StockItemLotExpired,
    StockItemOtherCurrency,
)
from domain.stock.events import StockItemEvent
from domain.stock.state import STOCK_ITEM
from tests.domain.consignment import lays_down
from tests.domain.orders import MEDLINE, NOW, TODAY, gloves
from tests.domain.scenario import given
from tests.domain.stock import STOCK, brought, consigned, issued, opened, parcel, wanted

YESTERDAY = TODAY - timedelta(days=1)
CAME = TODAY - timedelta(days=10)
SAFE = gloves()


def came(**found: object) -> tuple[StockItemEvent, ...]:
    goods = brought("10", "100", **found)  # type: ignore[arg-type] # names of the parcel's own
    return opened(), goods.model_copy(update={"received_on": CAME})


def issue(on: date) -> IssueStock:
    return IssueStock(
        now=NOW,
        stock_item_id=STOCK.id,
        issued_by="kim",
        department="ICU",
        issued_on=on,
        wanted=wanted("1"),
    )


@pytest.mark.parametrize(
    "day", [date(1990, 1, 1), CAME - timedelta(days=1), TODAY + timedelta(days=2), date.max]
)
def test_nothing_leaves_before_any_goods_came_or_after_today(day: date) -> None:
    given(STOCK_ITEM, *came()).when(decide.issue, issue(day), SAFE).rejected(
        StockItemDayOutOfRange, first=str(CAME), day=str(day)
    )


def test_what_was_taken_days_ago_may_be_written_down_today() -> None:
    told = issued("10.00", parcel("1")).model_copy(update={"issued_on": YESTERDAY})
    given(STOCK_ITEM, *came()).when(decide.issue, issue(YESTERDAY), SAFE).then(told)


def test_an_earlier_day_makes_no_expired_lot_usable() -> None:
    history = came(lot="L-OLD", expires_on=YESTERDAY)
    given(STOCK_ITEM, *history).when(decide.issue, issue(YESTERDAY), SAFE).rejected(
        StockItemLotExpired, lot="L-OLD"
    )


def consign(on: date = TODAY, currency: str = "USD", note: str = "DN-2") -> ReceiveConsignment:
    return ReceiveConsignment(
        now=NOW,
        stock_item_id=STOCK.id,
        consigned_by="kim",
        consigned_on=on,
        supplier_id=MEDLINE,
        delivery_note=note,
        unit_price=Decimal(30),
        currency=currency,
        parcels=(PlacedParcel(quantity=Decimal(1)),),
    )


def test_nothing_is_laid_down_on_a_day_that_has_not_come() -> None:
    for day in (date(2031, 1, 1), date(1990, 1, 1)):
        given(STOCK_ITEM, opened()).when(lays_down, consign(day), SAFE).rejected(
            StockItemDayOutOfRange
        )


def test_goods_of_one_supplier_that_lie_here_are_owed_for_in_one_currency() -> None:
    euros = consign(currency="EUR")
    given(STOCK_ITEM, opened(), consigned("4")).when(lays_down, euros, SAFE).rejected(
        StockItemOtherCurrency, currency="USD"
    )


def test_the_same_delivery_note_lays_goods_down_once() -> None:
    stock = given(STOCK_ITEM, opened(), consigned("4"))
    stock.when(lays_down, consign(note="dn-1"), SAFE).rejected(StockItemDeliveryRepeated)
