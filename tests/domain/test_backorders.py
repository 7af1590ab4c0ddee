"""What comes later than ordered, is shipped after all, or is given up by the supplier."""

from datetime import date
from decimal import Decimal

from domain.purchase_orders import backorders
from domain.purchase_orders.answer_errors import (
    PurchaseOrderBackorderTooLarge,
    PurchaseOrderNoBackorder,
)
from domain.purchase_orders.errors import (
    PurchaseOrderLineNotWanted,
    PurchaseOrderQuantityNotPositive,
    PurchaseOrderWrongStage,
)
from domain.purchase_orders.events import PurchaseOrderLineCancelled
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.purchase_orders.supplier_commands import (
    CancelBackorder,
    RecordBackorder,
    ReleaseBackorder,
)
from domain.purchase_orders.supplier_events import (
    PurchaseOrderBackorderCancelled,
    PurchaseOrderBackorderRecorded,
    PurchaseOrderBackorderReleased,
)
from tests.domain.orders import (
    NOW,
    ORDER,
    added,
    cancelled,
    created,
    in_force,
    invoiced,
    order_after,
    received,
)
from tests.domain.scenario import given

APRIL = date(2026, 4, 1)


def record(quantity: str) -> RecordBackorder:
    return RecordBackorder(
        now=NOW,
        purchase_order_id=ORDER.id,
        line=1,
        quantity=Decimal(quantity),
        expected_on=APRIL,
    )


def release(quantity: str | None = None) -> ReleaseBackorder:
    stated = None if quantity is None else Decimal(quantity)
    return ReleaseBackorder(now=NOW, purchase_order_id=ORDER.id, line=1, quantity=stated)


def give_up(quantity: str | None = None) -> CancelBackorder:
    stated = None if quantity is None else Decimal(quantity)
    return CancelBackorder(
        now=NOW,
        purchase_order_id=ORDER.id,
        line=1,
        quantity=stated,
        reason_code="discontinued",
    )


def late(quantity: str) -> PurchaseOrderBackorderRecorded:
    return PurchaseOrderBackorderRecorded(line=1, quantity=Decimal(quantity), expected_on=APRIL)


def test_what_comes_later_is_part_of_what_is_open() -> None:
    order = (
        given(PURCHASE_ORDER, *in_force()).when(backorders.record, record("40")).then(late("40"))
    )
    assert (order.lines[1].backordered, order.lines[1].open_for_receiving) == (
        Decimal(40),
        Decimal(100),
    )
    after = order_after(*in_force(), late("40"), received("70", "700"))
    assert after.lines[1].backordered == 30, "goods that arrive use the back-order up last"


def test_a_backorder_is_for_goods_that_are_still_expected() -> None:
    given(PURCHASE_ORDER, *in_force(), received("70", "700")).when(
        backorders.record, record("31")
    ).rejected(PurchaseOrderBackorderTooLarge, most="30")
    given(PURCHASE_ORDER, *in_force()).when(backorders.record, record("0")).rejected(
        PurchaseOrderQuantityNotPositive
    )
    given(PURCHASE_ORDER, *in_force(), cancelled("100", "1000")).when(
        backorders.record, record("1")
    ).rejected(PurchaseOrderLineNotWanted)
    given(PURCHASE_ORDER, created(), added()).when(backorders.record, record("1")).rejected(
        PurchaseOrderWrongStage
    )


def test_what_is_shipped_after_all_is_no_longer_late() -> None:
    part = PurchaseOrderBackorderReleased(line=1, quantity=Decimal(15))
    waiting = given(PURCHASE_ORDER, *in_force(), late("40"))
    order = waiting.when(backorders.release, release("15")).then(part)
    assert order.lines[1].backordered == 25
    rest = PurchaseOrderBackorderReleased(line=1, quantity=Decimal(40))
    assert waiting.when(backorders.release, release()).then(rest).lines[1].backorder is None
    waiting.when(backorders.release, release("41")).rejected(PurchaseOrderBackorderTooLarge)


def test_a_backorder_that_the_supplier_gives_up_in_part_is_cancelled_in_part() -> None:
    order = (
        given(PURCHASE_ORDER, *in_force(), received("60", "600"), late("40"))
        .when(backorders.cancel, give_up("25"))
        .then(
            PurchaseOrderBackorderCancelled(
                line=1, quantity=Decimal(25), reason_code="discontinued"
            ),
            PurchaseOrderLineCancelled(
                line=1, quantity=Decimal(25), amount=Decimal(250), reason_code="discontinued"
            ),
        )
    )
    line = order.lines[1]
    assert line.ordered == 75
    assert line.backordered == line.open_for_receiving == 15


def test_what_was_billed_already_cannot_be_given_up() -> None:
    history = (*in_force(), late("40"), invoiced("80", "800", "0"))
    given(PURCHASE_ORDER, *history).when(backorders.cancel, give_up("21")).rejected(
        PurchaseOrderBackorderTooLarge, most="20"
    )


def test_there_must_be_a_backorder_to_ship_or_to_give_up() -> None:
    nothing = given(PURCHASE_ORDER, *in_force())
    nothing.when(backorders.release, release()).rejected(PurchaseOrderNoBackorder)
    nothing.when(backorders.cancel, give_up()).rejected(PurchaseOrderNoBackorder)
    came = given(PURCHASE_ORDER, *in_force(), late("40"), received("100", "1000"))
    came.when(backorders.release, release()).rejected(PurchaseOrderNoBackorder)
