"""Goods without an order: the save that finds their order also receives them, or neither."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from application.errors import NotFound
from domain.receipts.errors import OverReceipt
from domain.receipts.state import RECEIPT
from domain.unordered_deliveries.commands import (
    FoundLine,
    MatchUnorderedDelivery,
    RecordUnorderedDelivery,
    SettledQuantity,
)
from domain.unordered_deliveries.errors import UnorderedDeliveryQuantityWrong
from domain.unordered_deliveries.state import UNORDERED_DELIVERY
from tests.application.company import NOW, TODAY, Company, id_of, line
from tests.application.test_receipts import rival
from tests.application.test_stock import pumps_ordered, stock

__all__ = ["rival"]  # A fixture, which pytest finds by its name here.


def put_aside(quantity: str, supplier: str = "medline") -> RecordUnorderedDelivery:
    found = FoundLine(
        description="pump", quantity=Decimal(quantity), unit="EA", item_id=id_of("pump")
    )
    return RecordUnorderedDelivery(
        now=NOW,
        unordered_delivery_id=id_of("UD-1"),
        receiver_id="rico",
        number="UD-1",
        legal_entity="NHS",
        facility="NORTH",
        received_on=TODAY,
        lines=(found,),
        supplier_id=id_of(supplier),
    )


def matching(receipt: str, quantity: str) -> MatchUnorderedDelivery:
    return MatchUnorderedDelivery(
        now=NOW,
        unordered_delivery_id=id_of("UD-1"),
        receiver_id="rico",
        receipt_id=id_of(receipt),
        receipt_number=receipt,
        purchase_order_id=id_of("PO-1"),
        lines=(SettledQuantity(line=1, quantity=Decimal(quantity), purchase_order_line=1),),
    )


async def test_what_finds_its_order_is_received_in_the_same_save(company: Company) -> None:
    await pumps_ordered(company, "50")
    await company.do(put_aside("6"))
    await company.do(matching("R-1", "6"))
    assert (await stock(company)).owned == 6
    assert (await company.order()).lines[1].received == 6
    posted: Any = (await company.events(RECEIPT, id_of("R-1")))[0]
    delivery = await company.state(UNORDERED_DELIVERY, id_of("UD-1"))
    assert posted.unordered_delivery == delivery.ref
    assert delivery.lines[1].left == 0


async def test_what_the_order_does_not_take_stays_in_custody(company: Company) -> None:
    await pumps_ordered(company, "5")
    await company.do(put_aside("20"))
    with pytest.raises(OverReceipt):
        await company.do(matching("R-1", "20"))
    assert await company.types(UNORDERED_DELIVERY, id_of("UD-1")) == ["recorded"]
    await company.do(matching("R-1", "5"))


async def test_of_two_who_match_the_same_goods_one_is_told(
    company: Company,
    rival: Company,
) -> None:
    await pumps_ordered(company, "50")
    await company.do(put_aside("6"))
    done = await asyncio.gather(
        company.sent(matching("R-1", "6")),
        rival.sent(matching("R-2", "6")),
        return_exceptions=True,
    )
    (refused,) = [each for each in done if isinstance(each, BaseException)]
    assert isinstance(refused, UnorderedDeliveryQuantityWrong)
    assert (await stock(company)).owned == 6


async def test_a_sender_who_is_named_must_be_known(company: Company) -> None:
    await company.has_item("pump")
    await company.orders(line("5", "10", item_id=id_of("pump")))
    with pytest.raises(NotFound, match="supplier"):
        await company.do(put_aside("6", "nobody"))
