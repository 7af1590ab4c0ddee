"""What a shipment takes out of stock and brings into it, lot by lot."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.catalogue.state import CatalogueItem
from domain.shipments.commands import DispatchShipment, GoodsToShip
from domain.shipments.errors import (
    ShipmentLinesWrong,
    ShipmentNotKept,
    ShipmentSameFacility,
)
from domain.shipments.events import ShippedLine
from domain.shipments.state import SHIPMENT as AGGREGATE
from domain.stock.errors import (
    StockItemInsufficient,
    StockItemLotExpired,
    StockItemRecalled,
    StockItemSerialHere,
)
from domain.stock.shipment_events import (
    StockItemArrived,
    StockItemShipmentTakenBack,
    StockItemShipped,
)
from domain.stock.shipping import arrive, come_back, ship
from domain.stock.state import STOCK_ITEM, StockItem
from tests.domain.orders import GLOVES, TODAY, gloves
from tests.domain.scenario import folded, given
from tests.domain.shipments import (
    arrived,
    dispatched,
    recalled,
    received,
    sending,
    shipped,
    taken_back,
)
from tests.domain.stock import ELSEWHERE, LATE, SOON, STOCK, brought, cost, opened, parcel, wanted

YESTERDAY: Final = TODAY - timedelta(days=1)


def of_gloves(quantity: str, *serials: str, **found: str) -> GoodsToShip:
    return GoodsToShip(item_id=GLOVES, wanted=wanted(quantity, *serials, **found))


def leaving(
    item: StockItem | None, command: DispatchShipment, of: CatalogueItem | None = None
) -> tuple[tuple[ShippedLine, StockItemShipped], ...]:
    return ship(command, {GLOVES: (item, of or gloves())})


def facts_of(
    item: StockItem | None, command: DispatchShipment, of: CatalogueItem | None = None
) -> list[StockItemShipped]:
    return [fact for _, fact in leaving(item, command, of)]


def test_goods_leave_lot_by_lot_at_their_average_cost_first_to_expire_first() -> None:
    history = (
        opened(),
        brought("6", "60", lot="L-1", expires_on=LATE, storage_location="A1"),
        brought("3", "60", lot="L-2", expires_on=SOON),
    )
    item = folded(STOCK_ITEM, *history)
    lines = leaving(item, sending(of_gloves("5"), of_gloves("4")))
    told = [(line.line, line.lot, str(line.quantity), *line.costs) for line, _ in lines]
    assert told == [
        (1, "L-2", "3", cost("40.00")),
        (2, "L-1", "2", cost("26.67")),
        (3, "L-1", "4", cost("53.33")),
    ]
    left = folded(STOCK_ITEM, *history, *(fact for _, fact in lines))
    assert not left.bins
    assert not left.worth.amounts
    assert left.owned == 0
    assert lines[1][0].storage_location == "A1"


def test_only_what_may_be_used_leaves_and_no_more_than_there_is() -> None:
    here = (opened(), brought("5", "50", lot="L-1", expires_on=LATE))
    item = given(STOCK_ITEM, *here)
    item.when(facts_of, sending(of_gloves("3"), of_gloves("3"))).rejected(StockItemInsufficient)
    item.when(facts_of, sending(of_gloves("1")), recalled("L-1")).rejected(StockItemRecalled)
    old = given(STOCK_ITEM, opened(), brought("5", "50", lot="L-1", expires_on=YESTERDAY))
    old.when(facts_of, sending(of_gloves("1"))).rejected(StockItemLotExpired)
    quarantined = brought("5", "50", disposition="quarantined")
    given(STOCK_ITEM, opened(), quarantined).when(facts_of, sending(of_gloves("1"))).rejected(
        StockItemInsufficient
    )


def test_goods_go_to_another_facility_from_one_that_keeps_them() -> None:
    item = given(STOCK_ITEM, opened(), brought("5", "50"))
    item.when(facts_of, sending(of_gloves("1"), to_facility="NORTH")).rejected(ShipmentSameFacility)
    item.when(facts_of, sending()).rejected(ShipmentLinesWrong)
    given(STOCK_ITEM).when(facts_of, sending(of_gloves("1"))).rejected(
        ShipmentNotKept, facility="NORTH"
    )


def test_goods_arrive_where_they_are_put_and_come_back_to_where_they_lay() -> None:
    shipment = folded(AGGREGATE, dispatched())
    there = folded(STOCK_ITEM, opened(ELSEWHERE, "SOUTH"))
    came = received(arrived("4", "40", storage_location="B1"), costs=(cost("40"),))
    fact = arrive(there, shipment, came, came.lines[0])
    assert (fact.parcels, fact.costs) == (
        (parcel("4", lot="L-1", expires_on=LATE, storage_location="B1"),),
        (cost("40"),),
    )
    assert STOCK_ITEM.evolve(there, fact).worth.amounts == {"USD": Decimal(40)}
    here = folded(STOCK_ITEM, opened())
    back = taken_back(arrived("4", "40"))
    (placed,) = come_back(here, shipment, back, back.lines[0]).parcels
    assert placed.storage_location == "A1"


@pytest.mark.parametrize("take", [arrive, come_back])
def test_a_unit_that_lies_there_already_does_not_come_again(
    take: Callable[..., StockItemArrived | StockItemShipmentTakenBack],
) -> None:
    shipment = folded(AGGREGATE, dispatched(shipped("1", "10", serials=("S-1",))))
    there = folded(STOCK_ITEM, opened(), brought("1", "10", serials=("S-1",)))
    came: Any = received(arrived("1", "10", serials=("S-1",)))
    if take is come_back:
        came = taken_back(*came.lines)
    with pytest.raises(StockItemSerialHere):
        take(there, shipment, came, came.lines[0])


def test_stock_of_a_new_place_begins_with_what_arrived() -> None:
    shipment = folded(AGGREGATE, dispatched())
    there = folded(STOCK_ITEM, opened(ELSEWHERE, "SOUTH"))
    assert there.since is None
    came = received(arrived("4", "40"))
    assert STOCK_ITEM.evolve(there, arrive(there, shipment, came, came.lines[0])).since == TODAY
    assert STOCK.id != ELSEWHERE
