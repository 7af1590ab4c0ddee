"""Goods on consignment in the bins: which order those are owed for by that leave."""

from decimal import Decimal
from typing import Any

import pytest

from domain.stock import consignment
from domain.stock.consigned import Laid
from domain.stock.errors import StockItemConsignmentPriceUnclear
from domain.stock.events import StockItemConsumed
from tests.domain.consignment_orders import SECOND, arrives, came, kept, taken, used
from tests.domain.orders import MEDLINE, ORDER, TODAY, gloves
from tests.domain.stock import parcel


def test_what_came_first_is_used_first_and_what_came_last_goes_back_first() -> None:
    item = kept(came(ORDER, "3"), came(SECOND, "2"), came(None, "4"))
    parts = consignment.to_use(item, used("4"), gloves())
    assert [part.laid for part in parts] == [
        Laid(Decimal(3), ORDER, 1),
        Laid(Decimal(1), SECOND, 1),
    ]
    back = consignment.to_give_back(item, taken("5"))
    assert [(part.laid.quantity, part.laid.purchase_order) for part in back] == [
        (Decimal(4), None),
        (Decimal(1), SECOND),
    ]
    worth = consignment.Worth(Decimal(40), Decimal(120), "USD")
    facts = [consignment.consumed(item, used("4"), part, worth) for part in parts]
    left = kept(came(ORDER, "3"), came(SECOND, "2"), came(None, "4"), *facts)
    assert left.consignments[MEDLINE].laid == (
        Laid(Decimal(1), SECOND, 1),
        Laid(Decimal(4)),
    )
    gone = [consignment.given_back(taken("5"), part) for part in back]
    assert kept(came(ORDER, "3"), came(SECOND, "2"), came(None, "4"), *gone).consignments[
        MEDLINE
    ].laid == (Laid(Decimal(3), ORDER, 1), Laid(Decimal(1), SECOND, 1))


def test_units_of_a_serial_stay_whole_where_parts_of_other_goods_do_not() -> None:
    item = kept(came(ORDER, "0.5"), came(SECOND, "2", serials=("S-1", "S-2")))
    first, second = consignment.to_use(item, used("2", "S-1", "S-2"), gloves())
    assert [(each.quantity, each.serials) for each in first.parcels] == [
        (Decimal("0.5"), ("S-1",)),
    ]
    assert [(each.quantity, each.serials) for each in second.parcels] == [
        (Decimal("1.5"), ("S-2",)),
    ]


def test_goods_without_an_order_cost_what_was_stated_for_such_last() -> None:
    item = kept(came(None, "1", price="35"), came(ORDER, "1", price="40"))
    assert item.consignments[MEDLINE].unit_price == 35
    (part,) = consignment.to_use(item, used("1"), gloves())
    assert consignment.consumed(item, used("1"), part, None) == StockItemConsumed(
        supplier_id=MEDLINE,
        department="SURGERY",
        consumed_on=TODAY,
        consumed_by="kim",
        unit_price=Decimal(35),
        amount=Decimal(35),
        currency="USD",
        parcels=(parcel("1", "consigned", owner_id=MEDLINE),),
    )


@pytest.mark.parametrize(
    "told", [{}, {"unit_price": Decimal(1)}, {"currency": "USD"}], ids=["none", "price", "currency"]
)
def test_a_price_is_stated_whole_where_no_order_says_it_and_only_there(
    told: dict[str, Any],
) -> None:
    with pytest.raises(StockItemConsignmentPriceUnclear):
        consignment.asked_without_order(arrives(**told))
    if told:
        with pytest.raises(StockItemConsignmentPriceUnclear):
            consignment.require_priced_by_order(arrives(**told))
    assert consignment.require_priced_by_order(arrives()) == 1
