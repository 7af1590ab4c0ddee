"""The dock sees what suppliers announced, what came of it, and what came otherwise."""

from datetime import date
from decimal import Decimal
from typing import Any

from domain.event import Event
from domain.purchase_orders.control_events import PurchaseOrderAsnRecorded, ShippedLine
from domain.purchase_orders.shipment_events import PurchaseOrderShipmentTakenIn, TakenInLine
from projections.announced_shipments import ANNOUNCED_SHIPMENTS
from tests.conftest import Database
from tests.domain.orders import ORDER, RECEIPT, TODAY
from tests.projections.by_hand import answered
from tests.projections.folding import Story, fold

NOTICE = PurchaseOrderAsnRecorded(
    shipment="SH-1",
    expected_on=date(2026, 3, 9),
    lines=(
        ShippedLine(line=1, quantity=Decimal(6), lot="L-1", expires_on=TODAY),
        ShippedLine(line=1, quantity=Decimal(4), lot="L-2"),
        ShippedLine(line=2, quantity=Decimal(3)),
    ),
)


def line(number: int, quantity: str, announced: str | None, **told: Any) -> TakenInLine:
    said = None if announced is None else Decimal(announced)
    return TakenInLine(line=number, quantity=Decimal(quantity), announced=said, **told)


def taken(*lines: TakenInLine, **told: Any) -> PurchaseOrderShipmentTakenIn:
    return PurchaseOrderShipmentTakenIn(shipment="SH-1", receipt=RECEIPT, lines=lines, **told)


def story(*facts: Event) -> Story:
    return Story().happens(f"purchase_order/{ORDER.id}", NOTICE, *facts, number=ORDER.number)


PART = taken(line(1, "7", "6", lot="l-1"), line(2, "1", "3", lot="L-8", any_lot=True))
REST = taken(line(1, "1", None, lot="L-9"), line(1, "0", "4", lot="L-2"), ends=True)


def states(*facts: Event) -> dict[tuple[Any, Any], tuple[Any, Any]]:
    rows = fold(ANNOUNCED_SHIPMENTS, story(*facts).events).table("announced_shipments")
    return {(row["line"], row["lot"]): (row["state"], row["under_way"]) for row in rows}


def test_a_notice_is_under_way_until_it_came_or_its_rest_was_given_up() -> None:
    assert set(states().values()) == {("under_way", "6"), ("under_way", "4"), ("under_way", "3")}
    part = {(1, "L-1"): ("over", "0"), (1, "L-2"): ("under_way", "4"), (2, ""): ("under_way", "2")}
    assert states(PART) == part
    ended = {**part, (1, "L-2"): ("short", "0"), (1, "L-9"): ("not_announced", "0")}
    assert states(PART, REST) == ended
    back = taken(line(1, "-1", None, lot="L-9"), line(1, "0", "4", lot="L-2"), reopens=True)
    assert states(PART, REST, back) == {**part, (1, "L-9"): ("as_announced", "0")}


def test_the_dock_asks_what_is_to_come_and_who_ships_otherwise(database: Database) -> None:
    told = story(PART, REST)
    left = answered(database.url, ANNOUNCED_SHIPMENTS, told, "shipments_under_way")
    assert [(row["shipment"], row["line"], row["under_way"]) for row in left] == [("SH-1", 2, "2")]
    odd = answered(database.url, ANNOUNCED_SHIPMENTS, told, "shipments_differing")
    assert [row["state"] for row in odd] == ["over", "short", "not_announced"]
