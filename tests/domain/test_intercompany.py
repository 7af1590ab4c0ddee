"""What another legal entity's goods cost, and what a delivery leaves once it came back."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.event import DocumentRef
from domain.purchase_orders.commands import OrderedLine
from domain.purchase_orders.intercompany import transfer_amount, transfer_priced
from domain.purchase_orders.intercompany_errors import (
    PurchaseOrderNotKeptBySeller,
    PurchaseOrderSellerCurrencyDiffers,
)
from domain.purchase_orders.intercompany_events import Seller
from domain.quantity import Pack
from domain.stock.delivered import Delivered, came_back, delivery_key, sent, to_give_back
from domain.stock.events import StockItemDelivered, StockItemDeliveryReturned
from domain.stock.parcels import Cost, Parcel
from domain.stock.state import Average, StockItem, share
from tests.domain.orders import ORDER, RECEIPT, TODAY

BOX = Pack(unit="BX", base_unit="EA", numerator=12)
THIRD = Pack(unit="TR", base_unit="EA", numerator=1, denominator=3)
KEY = delivery_key(RECEIPT.id, 1)


def seller(markup: str = "0") -> Seller:
    return Seller(legal_entity="EAST", facility="DEPOT", markup_percent=Decimal(markup))


def stock(quantity: str, **amounts: str) -> StockItem:
    worth = {currency: Decimal(amount) for currency, amount in amounts.items()}
    return StockItem(
        id=ORDER.id,
        legal_entity="EAST",
        facility="DEPOT",
        item_id=ORDER.id,
        number="ITEM-1",
        description="Gloves",
        base_unit="EA",
        worth=Average(quantity=Decimal(quantity), amounts=worth),
    )


def line(pack: Pack) -> OrderedLine:
    return OrderedLine(
        line=1,
        description="Gloves",
        item_class="consumable",
        quantity=Decimal(1),
        pack=pack,
        item_id=ORDER.id,
    )


@pytest.mark.parametrize(
    ("kept", "pack", "markup", "price"),
    [
        pytest.param(stock("4", USD="10"), BOX, "0", "30", id="a box of twelve at cost"),
        pytest.param(stock("4", USD="10"), BOX, "5", "31.5", id="and five per cent"),
        pytest.param(stock("4", USD="10"), THIRD, "0", "0.833333", id="a third of a piece"),
        pytest.param(stock("3", USD="10"), BOX, "12.5", "45", id="no exact cost of a piece"),
        pytest.param(stock("4"), BOX, "5", "0", id="goods that cost nothing"),
    ],
)
def test_a_line_shows_what_its_goods_cost_the_seller_and_his_markup(
    kept: StockItem, pack: Pack, markup: str, price: str
) -> None:
    priced = transfer_priced(line(pack), kept, seller(markup), "USD")
    assert (priced.unit_price, priced.price_source) == (Decimal(price), "transfer_price")


def test_of_goods_that_are_out_of_stock_the_last_ones_tell_the_cost() -> None:
    empty = replace(stock("0"), last=Average(quantity=Decimal(2), amounts={"USD": Decimal(7)}))
    assert transfer_priced(line(BOX), empty, seller(), "USD").unit_price == 42
    with pytest.raises(PurchaseOrderNotKeptBySeller):
        transfer_priced(line(BOX), stock("0"), seller(), "USD")


def test_cost_in_another_currency_is_no_cost_in_this_one() -> None:
    for amounts in ({"EUR": "10"}, {"EUR": "10", "USD": "1"}):
        with pytest.raises(PurchaseOrderSellerCurrencyDiffers):
            transfer_priced(line(BOX), stock("4", **amounts), seller(), "USD")


@given(
    cost=st.decimals(0, 10_000, places=2),
    markup=st.decimals(0, 1_000, places=2).map(str),
    currency=st.sampled_from(("USD", "JPY", "KWD")),
)
def test_at_no_markup_nobody_gains_and_with_one_the_seller_never_loses(
    cost: Decimal, markup: str, currency: str
) -> None:
    cost = cost.quantize(Decimal(1)) if currency == "JPY" else cost
    assert transfer_amount(seller(), cost, currency) == cost
    assert transfer_amount(seller(markup), cost, currency) >= cost


def left(quantity: str, cost: str) -> StockItemDelivered:
    parcels = tuple(
        Parcel(quantity=Decimal(part), disposition="available", storage_location=place)
        for part, place in ((quantity, "A"), ("2", "B"))
    )
    return StockItemDelivered(
        receipt=RECEIPT,
        receipt_line=1,
        purchase_order=ORDER,
        purchase_order_line=1,
        to_legal_entity="NHS",
        to_facility="NORTH",
        delivered_on=TODAY,
        parcels=parcels,
        costs=(Cost(amount=Decimal(cost), currency="USD"),),
        amount=Decimal(cost),
        currency="USD",
    )


def back(held: Delivered, quantity: Decimal) -> StockItemDeliveryReturned:
    return StockItemDeliveryReturned(
        receipt=RECEIPT,
        receipt_line=1,
        cause="returned",
        purchase_order=DocumentRef(aggregate="purchase_order", id=ORDER.id, number="PO-1"),
        purchase_order_line=1,
        from_legal_entity="NHS",
        from_facility="NORTH",
        returned_on=TODAY,
        parcels=to_give_back(held, quantity, ()),
        costs=share(Average(quantity=held.quantity, amounts=held.costs), quantity),
    )


@given(
    quantity=st.integers(1, 50),
    cost=st.decimals("0.01", 999, places=2).map(str),
    parts=st.lists(st.integers(1, 20), min_size=1, max_size=8),
)
def test_in_whatever_parts_a_delivery_comes_back_its_cost_comes_with_the_last(
    quantity: int, cost: str, parts: list[int]
) -> None:
    delivered = sent({}, left(str(quantity), cost))
    returned = Decimal(0)
    for part in (*parts, quantity + 2):
        held = delivered.get(KEY)
        if held is None:
            break
        gone = back(held, min(Decimal(part), held.quantity))
        assert sum(each.quantity for each in gone.parcels) == min(Decimal(part), held.quantity)
        delivered = came_back(delivered, gone)
        returned += sum((each.amount for each in gone.costs), Decimal(0))
    assert (delivered, returned) == ({}, Decimal(cost))
