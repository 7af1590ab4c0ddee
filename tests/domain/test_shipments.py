"""What is on its way arrives, is lost or comes back; no more of it than left, at what it cost."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

from domain.shipments import decide
from domain.shipments.commands import DispatchShipment
from domain.shipments.errors import (
    ShipmentDayOutOfRange,
    ShipmentExists,
    ShipmentExpectedBefore,
    ShipmentLinesWrong,
    ShipmentLossDutiesMixed,
    ShipmentOtherLot,
    ShipmentQuantityWrong,
    ShipmentReasonMissing,
    ShipmentReceivedByDispatcher,
    ShipmentUnitsWrong,
)
from domain.shipments.events import ShipmentEvent, ShippedLine
from domain.shipments.state import SHIPMENT as AGGREGATE
from domain.shipments.state import Shipment
from tests.domain.orders import GLOVES, TODAY, gloves
from tests.domain.scenario import given
from tests.domain.shipments import (
    arrived,
    counted,
    dispatched,
    lose,
    lost,
    recalled,
    receive,
    received,
    sending,
    shipped,
    take_back,
    taken_back,
)
from tests.domain.stock import cost

ITEMS: Final = {GLOVES: gloves()}
YESTERDAY: Final = TODAY - timedelta(days=1)
TOMORROW: Final = TODAY + timedelta(days=1)
DAY_AFTER: Final = TODAY + timedelta(days=2)


def dispatch(
    shipment: Shipment | None, command: DispatchShipment, *lines: ShippedLine
) -> tuple[ShipmentEvent, ...]:
    return decide.dispatch(shipment, command, lines)


def test_a_shipment_is_dispatched_once_and_not_awaited_before_it_left() -> None:
    new = sending(expected_on=TOMORROW, waybill="WB-1")
    given(AGGREGATE).when(dispatch, new, shipped()).then(
        dispatched(expected_on=TOMORROW, waybill="WB-1")
    )
    given(AGGREGATE, dispatched()).when(dispatch, new, shipped()).rejected(ShipmentExists)
    given(AGGREGATE).when(dispatch, replace(new, expected_on=YESTERDAY), shipped()).rejected(
        ShipmentExpectedBefore
    )


def test_what_comes_in_parts_costs_in_all_what_it_cost_when_it_left() -> None:
    whole = given(AGGREGATE, dispatched(shipped("3", "10")))
    first = received(arrived("1", "3.33", storage_location="B1"), costs=(cost("3.33"),))
    state = whole.when(
        decide.receive, receive(counted("1", storage_location="B1", lot="L-1")), ITEMS
    ).then(first)
    assert state.is_open
    assert state.lines[1].left.amounts == {"USD": Decimal("6.67")}
    rest = received(arrived("2", "6.67"), costs=(cost("6.67"),))
    history = (dispatched(shipped("3", "10")), first)
    state = given(AGGREGATE, *history).when(decide.receive, receive(counted("2")), ITEMS).then(rest)
    assert not state.is_open
    assert state.lines[1].left.amounts == {}


def test_damaged_goods_come_beside_the_others_and_say_why() -> None:
    way = given(AGGREGATE, dispatched())
    damaged = counted("2", disposition="quarantined", reason_code="damaged")
    way.when(decide.receive, receive(counted("7"), damaged), ITEMS).then(
        received(
            arrived("7", "70"),
            arrived("2", "20", disposition="quarantined", reason_code="damaged"),
            costs=(cost("90.00"),),
        )
    )
    unexplained = counted("2", disposition="rejected")
    way.when(decide.receive, receive(unexplained), ITEMS).rejected(ShipmentReasonMissing, line=1)


def test_no_more_comes_than_is_on_its_way_nor_another_lot() -> None:
    way = given(AGGREGATE, dispatched())
    for wrong in ("0", "-1", "10.5"):
        way.when(decide.receive, receive(counted(wrong)), ITEMS).rejected(ShipmentQuantityWrong)
    bad = counted("4", disposition="rejected", reason_code="damaged")
    way.when(decide.receive, receive(counted("7"), bad), ITEMS).rejected(
        ShipmentQuantityWrong, line=1, left="3"
    )
    way.when(decide.receive, receive(counted("1", lot="L-2")), ITEMS).rejected(ShipmentOtherLot)
    for lines in ((), (counted("1", line=2),), (counted("1"), counted("2"))):
        way.when(decide.receive, receive(*lines), ITEMS).rejected(ShipmentLinesWrong)
    done = given(AGGREGATE, dispatched(), received(arrived("10", "100")))
    done.when(decide.receive, receive(counted("1")), ITEMS).rejected(ShipmentQuantityWrong)
    done.when(decide.write_off_loss, lose("1")).rejected(ShipmentQuantityWrong)
    done.when(decide.take_back, take_back(counted("1")), ITEMS).rejected(ShipmentQuantityWrong)


def test_single_units_come_by_their_serial_each_once() -> None:
    units = shipped("2", "20", serials=("S-1", "S-2"))
    way = given(AGGREGATE, dispatched(units))
    for serials in ((), ("S-3",), ("S-1", "S-1"), ("S-1", "S-2")):
        way.when(decide.receive, receive(counted("1", serials=serials)), ITEMS).rejected(
            ShipmentUnitsWrong, line=1
        )
    first = received(arrived("1", "10", serials=("S-1",)), costs=(cost("10.00"),))
    way.when(decide.receive, receive(counted("1", serials=("S-1",))), ITEMS).then(first)
    later = given(AGGREGATE, dispatched(units), first)
    later.when(decide.receive, receive(counted("1", serials=("S-1",))), ITEMS).rejected(
        ShipmentUnitsWrong
    )
    later.when(decide.write_off_loss, lose("1", "S-2")).then(lost("1", "10", serials=("S-2",)))
    loose = given(AGGREGATE, dispatched())
    loose.when(decide.receive, receive(counted("1", serials=("S-1",))), ITEMS).rejected(
        ShipmentUnitsWrong
    )


def test_what_is_recalled_or_past_its_date_by_then_is_held_back_where_it_comes() -> None:
    held = received(
        arrived("10", "100", disposition="quarantined", reason_code="recalled"),
        costs=(cost("100.00"),),
    )
    unsafe = {GLOVES: recalled("l-1")}
    given(AGGREGATE, dispatched()).when(decide.receive, receive(counted("10")), unsafe).then(held)
    dated = dispatched(shipped(expires_on=YESTERDAY), dispatched_on=YESTERDAY)
    stale = arrived(
        "10", "100", disposition="quarantined", reason_code="expired", expires_on=YESTERDAY
    )
    given(AGGREGATE, dated).when(decide.receive, receive(counted("10")), ITEMS).then(
        received(stale, costs=(cost("100.00"),))
    )
    back = arrived("10", "100", disposition="quarantined", reason_code="recalled")
    given(AGGREGATE, dispatched()).when(decide.take_back, take_back(counted("10")), unsafe).then(
        taken_back(back)
    )


def test_nothing_happens_before_it_left_or_after_tomorrow() -> None:
    way = given(AGGREGATE, dispatched())
    for day in (YESTERDAY, DAY_AFTER):
        way.when(decide.receive, receive(counted("1"), on=day), ITEMS).rejected(
            ShipmentDayOutOfRange
        )
        way.when(decide.write_off_loss, lose("1", on=day)).rejected(ShipmentDayOutOfRange)
        way.when(decide.take_back, take_back(counted("1"), on=day), ITEMS).rejected(
            ShipmentDayOutOfRange
        )


def test_who_sent_goods_does_not_receive_them_unless_that_rule_is_waived() -> None:
    way = given(AGGREGATE, dispatched())
    own = receive(counted("10"), by="kim")
    way.when(decide.receive, own, ITEMS).rejected(ShipmentReceivedByDispatcher, person="kim")
    state = way.when(decide.receive, own, ITEMS, {"receive_own_dispatch"}).then(
        received(arrived("10", "100"), costs=(cost("100.00"),), received_by="kim")
    )
    assert state.participants == {"dispatcher": ("kim",), "receiver": ("kim",)}


def test_who_had_the_goods_in_hand_does_not_write_their_loss_off() -> None:
    way = given(AGGREGATE, dispatched(), received(arrived("9", "90")))
    for person, rule in (("kim", "write_off_own_dispatch"), ("rico", "write_off_own_count")):
        way.when(decide.write_off_loss, lose("1", by=person)).rejected(
            ShipmentLossDutiesMixed, person=person, rule=rule
        )
    state = way.when(decide.write_off_loss, lose("1")).then(lost("1", "10"))
    assert not state.is_open


def test_goods_of_two_currencies_are_told_in_both() -> None:
    both = (cost("100"), cost("50", "EUR"))
    way = given(AGGREGATE, dispatched(shipped(costs=both)))
    half = (cost("25.00", "EUR"), cost("50.00"))
    way.when(decide.receive, receive(counted("5")), ITEMS).then(
        received(arrived("5", None, costs=half), costs=half)
    )
