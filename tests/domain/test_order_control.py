"""What steers an order beside its lines: over-receipts, shipments, ratification."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from domain.purchase_orders import approval, emergencies, shipments
from domain.purchase_orders.allowances import tolerating
from domain.purchase_orders.answer_errors import PurchaseOrderNoLinesNamed
from domain.purchase_orders.control_commands import (
    AcceptOverReceipt,
    RatifyEmergencyOrder,
    RecordAsn,
    RecordDeliveryOverdue,
    RecordRatificationOverdue,
)
from domain.purchase_orders.control_errors import (
    PurchaseOrderDeliveryNotOverdue,
    PurchaseOrderInvalidSscc,
    PurchaseOrderNotRatifiable,
    PurchaseOrderPercentOutOfRange,
    PurchaseOrderRatifiedByBuyer,
    PurchaseOrderShipmentRepeated,
)
from domain.purchase_orders.control_events import (
    PurchaseOrderAsnRecorded,
    PurchaseOrderDeliveryOverdue,
    PurchaseOrderOverReceiptAccepted,
    PurchaseOrderRatificationOverdue,
    PurchaseOrderRatified,
    ShippedLine,
)
from domain.purchase_orders.duty_errors import PurchaseOrderOwnEdit
from domain.purchase_orders.errors import (
    PurchaseOrderLineNotWanted,
    PurchaseOrderNothingChanged,
    PurchaseOrderQuantityNotPositive,
    PurchaseOrderWrongStage,
)
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.ledger import require_receivable, require_receiver
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.receipts.errors import OverReceipt
from domain.tolerance import (
    DEFAULT_POLICY,
    TENANT,
    Allowance,
    Exactly,
    Limits,
    Place,
)
from tests.domain.orders import (
    CASE,
    GLOVES,
    MEDLINE,
    NOW,
    ORDER,
    added,
    approved,
    cancelled,
    created,
    in_force,
    issued,
    order_after,
    received,
    submitted,
)
from tests.domain.scenario import given

APRIL = date(2026, 4, 1)
LATE = datetime(2026, 4, 2, tzinfo=UTC)
SSCC = "006141411234567890"


def over(percent: str) -> AcceptOverReceipt:
    return AcceptOverReceipt(
        now=NOW,
        purchase_order_id=ORDER.id,
        line=1,
        percent=Decimal(percent),
        accepted_by="bella",
    )


def taken_over(percent: str) -> PurchaseOrderOverReceiptAccepted:
    return PurchaseOrderOverReceiptAccepted(line=1, percent=Decimal(percent), accepted_by="bella")


def test_an_over_receipt_that_the_buyer_takes_is_absolute_and_not_cumulative() -> None:
    given(PURCHASE_ORDER, *in_force(), taken_over("30")).when(
        shipments.accept_over_receipt, over("50")
    ).then(taken_over("50"))
    order = order_after(*in_force(), taken_over("30"), taken_over("50"))
    require_receivable(order, 1, Decimal(150))
    with pytest.raises(OverReceipt):
        require_receivable(order, 1, Decimal("150.01"))


def test_whoever_takes_more_than_was_ordered_does_not_receive_it() -> None:
    by_vic = taken_over("50").model_copy(update={"accepted_by": "vic"})
    order = order_after(*in_force(), by_vic)
    with pytest.raises(PurchaseOrderOwnEdit):
        require_receiver(order, "vic")
    require_receiver(order, "rico")
    nothing = taken_over("0").model_copy(update={"accepted_by": "vic"})
    require_receiver(order_after(*in_force(), nothing), "vic")


def test_the_same_over_receipt_again_changes_nothing_and_zero_takes_nothing_over() -> None:
    given(PURCHASE_ORDER, *in_force(), taken_over("30")).when(
        shipments.accept_over_receipt, over("30")
    ).rejected(PurchaseOrderNothingChanged)
    order = order_after(*in_force(), taken_over("30"), taken_over("0"))
    with pytest.raises(OverReceipt):
        require_receivable(order, 1, Decimal("100.01"))


def percent(value: str) -> Limits:
    return Limits(pct_over=Exactly(Decimal(value)))


OF_GLOVES: Place = ("item", GLOVES)
EVERY_PLACE: tuple[tuple[Place, Limits], ...] = (
    (("order_line", "PO-1/1"), percent("1")),
    (OF_GLOVES, percent("2")),
    (("item_class", "consumable"), percent("3")),
    (("supplier", MEDLINE), percent("4")),
    (("legal_entity", "NHS"), percent("5")),
    (TENANT, percent("6")),
)
STOPPED = cancelled("10", "100")


@pytest.mark.parametrize(
    ("history", "stated", "most"),
    [
        *[
            pytest.param((), EVERY_PLACE[n:], str(101 + n), id=f"of the {place[0]}")
            for n, (place, _) in enumerate(EVERY_PLACE)
        ],
        pytest.param((), (), "110", id="nobody states any: what is built in"),
        pytest.param((), ((("item", MEDLINE), percent("50")),), "110", id="of another item"),
        pytest.param((), ((OF_GLOVES, percent("0")),), "100", id="nothing at all"),
        pytest.param((), ((OF_GLOVES, Limits()),), "100000000", id="not checked"),
        pytest.param(
            (),
            ((OF_GLOVES, replace(percent("50"), abs_over=Exactly(Decimal(7)))),),
            "107",
            id="the tighter of two",
        ),
        pytest.param((STOPPED,), EVERY_PLACE, "90", id="once the supplier was told to stop"),
        pytest.param((taken_over("30"),), EVERY_PLACE, "130", id="the buyer's word comes first"),
        pytest.param((taken_over("0"),), EVERY_PLACE, "100", id="also where it is nothing"),
        pytest.param((STOPPED, taken_over("30")), EVERY_PLACE, "117", id="and after a stop"),
    ],
)
def test_the_first_place_that_states_an_over_receipt_decides_what_may_come(
    history: tuple[PurchaseOrderEvent, ...], stated: tuple[tuple[Place, Limits], ...], most: str
) -> None:
    allowances: dict[Place, dict[Allowance, Limits]] = {
        place: {"over_receipt": limits} for place, limits in stated
    }
    policy = replace(DEFAULT_POLICY, allowances=allowances)
    order = order_after(*in_force(added(item_id=GLOVES)), *history)
    tolerant = tolerating(order, policy)
    require_receivable(tolerant, 1, Decimal(most))
    if most != "100000000":
        with pytest.raises(OverReceipt):
            require_receivable(tolerant, 1, Decimal(most) + Decimal("0.000001"))


@pytest.mark.parametrize("percent", ["101", "-1"])
def test_a_tolerance_is_from_nothing_to_the_whole_again(percent: str) -> None:
    given(PURCHASE_ORDER, *in_force()).when(shipments.accept_over_receipt, over(percent)).rejected(
        PurchaseOrderPercentOutOfRange
    )
    given(PURCHASE_ORDER, *in_force(), cancelled("100", "1000")).when(
        shipments.accept_over_receipt, over("5")
    ).rejected(PurchaseOrderLineNotWanted)


def announce(
    quantity: str = "40", shipment: str = "SH-1", sscc: tuple[str, ...] = (SSCC,)
) -> RecordAsn:
    line = ShippedLine(line=1, quantity=Decimal(quantity), lot="L-1")
    return RecordAsn(
        now=NOW,
        purchase_order_id=ORDER.id,
        shipment=shipment,
        expected_on=APRIL,
        lines=(line,),
        sscc=sscc,
    )


ANNOUNCED = PurchaseOrderAsnRecorded(
    shipment="SH-1", expected_on=APRIL, lines=announce().lines, sscc=(SSCC,)
)


def test_a_shipment_is_announced_once_with_units_whose_codes_hold() -> None:
    asked = given(PURCHASE_ORDER, *in_force())
    assert asked.when(shipments.record_asn, announce()).then(ANNOUNCED).lines[1].due_on == APRIL
    asked.when(shipments.record_asn, announce("0")).rejected(PurchaseOrderQuantityNotPositive)
    asked.when(shipments.record_asn, replace(announce(), lines=())).rejected(
        PurchaseOrderNoLinesNamed
    )
    for sscc in ("006141411234567891", "1234"):
        asked.when(shipments.record_asn, announce(sscc=(sscc,))).rejected(PurchaseOrderInvalidSscc)
    given(PURCHASE_ORDER, *in_force(), ANNOUNCED).when(shipments.record_asn, announce()).rejected(
        PurchaseOrderShipmentRepeated
    )
    given(PURCHASE_ORDER, created(), added()).when(shipments.record_asn, announce()).rejected(
        PurchaseOrderWrongStage
    )


def test_what_is_open_after_its_day_is_overdue_and_told_once() -> None:
    ask = RecordDeliveryOverdue(now=LATE, purchase_order_id=ORDER.id, line=1)
    in_time = RecordDeliveryOverdue(now=NOW, purchase_order_id=ORDER.id, line=1)
    overdue = PurchaseOrderDeliveryOverdue(line=1, due_on=APRIL, quantity=Decimal(60))
    history = (*in_force(), ANNOUNCED, received("40", "400"))
    given(PURCHASE_ORDER, *history).when(shipments.record_overdue, ask).then(overdue)
    for happened, command in (
        (history, in_time),
        ((*history, overdue), ask),
        (in_force(), ask),
        ((*history, received("60", "600")), ask),
    ):
        given(PURCHASE_ORDER, *happened).when(shipments.record_overdue, command).rejected(
            PurchaseOrderDeliveryNotOverdue
        )


def test_an_emergency_is_ordered_first_and_ratified_by_somebody_else() -> None:
    told = created().model_copy(update={"order_type": "emergency", "ratify_by": date(2026, 3, 4)})
    urgent = (told, added())
    given(PURCHASE_ORDER, *urgent).when(approval.submit, CASE, {}).then(
        submitted(case=None), approved(case=None)
    )
    history = (*urgent, submitted(case=None), approved(case=None), issued())
    stand = RatifyEmergencyOrder(now=NOW, purchase_order_id=ORDER.id, ratified_by="mona")
    own = RatifyEmergencyOrder(now=NOW, purchase_order_id=ORDER.id, ratified_by="bella")
    ratified = PurchaseOrderRatified(ratified_by="mona")
    given(PURCHASE_ORDER, *history).when(emergencies.ratify, stand).then(ratified)
    given(PURCHASE_ORDER, *history).when(emergencies.ratify, own).rejected(
        PurchaseOrderRatifiedByBuyer
    )
    given(PURCHASE_ORDER, *history, ratified).when(emergencies.ratify, stand).rejected(
        PurchaseOrderNotRatifiable
    )
    given(PURCHASE_ORDER, *in_force()).when(emergencies.ratify, stand).rejected(
        PurchaseOrderNotRatifiable
    )


def test_an_emergency_that_nobody_ratified_in_time_is_an_exception_told_once() -> None:
    told = created().model_copy(update={"order_type": "emergency", "ratify_by": date(2026, 3, 4)})
    history = (told, added(), submitted(case=None), approved(case=None), issued())
    late = RecordRatificationOverdue(now=LATE, purchase_order_id=ORDER.id)
    early = RecordRatificationOverdue(
        now=datetime(2026, 3, 4, 23, tzinfo=UTC), purchase_order_id=ORDER.id
    )
    missed = PurchaseOrderRatificationOverdue(due_on=date(2026, 3, 4))
    given(PURCHASE_ORDER, *history).when(emergencies.record_overdue, late).then(missed)
    for happened, command in (((*history, missed), late), (history, early)):
        given(PURCHASE_ORDER, *happened).when(emergencies.record_overdue, command).rejected(
            PurchaseOrderNotRatifiable
        )
