"""What a line of several requests brings to each of them, as rows tell it and as a dock asks."""

from decimal import Decimal

from projections.purchase_orders import PURCHASE_ORDERS
from tests.conftest import Database
from tests.domain.orders import ORDER
from tests.domain.test_serving_machine import REQUESTS, ServingMachine
from tests.projections.by_hand import answered
from tests.projections.folding import Story, fold
from tests.projections.order_agreement import order_agrees, requests_agree


def lived() -> tuple[ServingMachine, Story]:
    """A box came, half of one is given up, and surgery's share is what intensive care has now."""
    machine = ServingMachine()
    machine.goods_come(quantity=Decimal(1), parts=[(REQUESTS[1], 5)])
    machine.some_is_given_up(quantity=Decimal("0.5"), parts=[(REQUESTS[0], 2)])
    machine.the_order_changes(quantity=Decimal(2), parts=[(REQUESTS[0], 7), (REQUESTS[1], 14)])
    story = Story().happens(f"purchase_order/{ORDER.id}", *machine.history, number="PO-1")
    return machine, story


def test_rows_say_of_each_request_what_the_order_says() -> None:
    machine, story = lived()
    kept = fold(PURCHASE_ORDERS, story.events)
    requests_agree([machine.order], kept.table("purchase_order_requests"))
    lines = {row["line"]: row for row in kept.table("purchase_order_lines")}
    order_agrees(machine.order, kept.row("purchase_orders"), lines)


def test_what_each_request_waits_for_is_listed_by_need(database: Database) -> None:
    _, story = lived()
    rows = answered(database.url, PURCHASE_ORDERS, story, "requests_awaiting_goods")
    assert [(row["department"], row["awaited"], row["unit"]) for row in rows] == [
        ("ICU", "9", "EA")
    ]
