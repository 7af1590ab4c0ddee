"""What an order says that cannot be: a pack of itself, a discount too high, days that passed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.purchase_orders import backorders, emergencies
from domain.purchase_orders.acknowledgements import record_acknowledgement
from domain.purchase_orders.answer_errors import PurchaseOrderDayPassed
from domain.purchase_orders.approval import submit
from domain.purchase_orders.change_orders import add_line, implement
from domain.purchase_orders.commands import AddPurchaseOrderLine, ChangedLine, ImplementChangeOrder
from domain.purchase_orders.control_commands import RatifyEmergencyOrder, RecordAsn
from domain.purchase_orders.control_events import ShippedLine
from domain.purchase_orders.errors import (
    PurchaseOrderLineClosedAlready,
    PurchaseOrderWrongStage,
)
from domain.purchase_orders.lines import AcknowledgedLine, CloseSide, CostShare, Substitute
from domain.purchase_orders.part_errors import PurchaseOrderDiscountTooHigh
from domain.purchase_orders.parts import OrderPart
from domain.purchase_orders.requested_together import cost_shares
from domain.purchase_orders.share_errors import PurchaseOrderSharesUnclear
from domain.purchase_orders.share_rules import require_clear
from domain.purchase_orders.shipments import record_asn
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.purchase_orders.supplier_commands import RecordAcknowledgement, RecordBackorder
from domain.quantity import Pack, PackContradictsItself
from domain.requisitions.lines import Distribution
from tests.domain.orders import (
    CASE,
    NOW,
    ORDER,
    added,
    approved,
    cancelled,
    change,
    changed,
    closed,
    created,
    in_force,
    issued,
    order_after,
    ordered_line,
    submitted,
)
from tests.domain.scenario import given

OF_ITSELF: Final = Pack(unit="EA", base_unit="EA", numerator=2)
ONE: Final = Decimal(1)


def change_order(*lines: ChangedLine, **values: Any) -> ImplementChangeOrder:
    return ImplementChangeOrder(now=NOW, purchase_order_id=ORDER.id, lines=lines, **values)


def discount(amount: str, charge: str = "goodwill", **terms: Any) -> OrderPart:
    return OrderPart(charge=charge, kind="discount", amount=Decimal(amount), **terms)


def share(weight: str, cost_centre: str = "ICU") -> CostShare:
    return CostShare(cost_centre=cost_centre, account="gloves", weight=Decimal(weight))


def test_a_unit_that_holds_two_of_itself_is_refused_wherever_a_line_names_it() -> None:
    line = replace(ordered_line(line=2), pack=OF_ITSELF)
    story = given(PURCHASE_ORDER, *in_force(added()))
    add = AddPurchaseOrderLine(now=NOW, purchase_order_id=ORDER.id, line=line)
    refused = story.when(add_line, add, {}).rejected(PackContradictsItself, line=2, unit="EA")
    assert refused.message.startswith("Line 2: the pack says EA = 2/1 EA")
    anew = ChangedLine(line=1, pack=OF_ITSELF, quantity=Decimal(5))
    story.when(implement, change_order(anew)).rejected(PackContradictsItself, line=1)
    offered = Substitute(description="Other gloves", pack=OF_ITSELF, unit_price=ONE)
    answer = AcknowledgedLine(line=1, code="IS", substitute=offered)
    told = RecordAcknowledgement(now=NOW, purchase_order_id=ORDER.id, lines=(answer,))
    story.when(record_acknowledgement, told).rejected(PackContradictsItself, line=1)


def test_an_order_that_holds_such_a_pack_since_before_goes_on() -> None:
    stands = in_force(added(pack=OF_ITSELF))
    cheaper = change_order(ChangedLine(line=1, unit_price=Decimal(9)))
    given(PURCHASE_ORDER, *stands).when(implement, cheaper).then(
        changed("1000", "900", change(1, "900", unit_price=Decimal(9)))
    )


def test_one_of_itself_is_what_every_base_unit_holds() -> None:
    line = replace(ordered_line(line=2), pack=Pack(unit="EA", base_unit="EA", numerator=1))
    add = AddPurchaseOrderLine(now=NOW, purchase_order_id=ORDER.id, line=line)
    assert add_line(order_after(created(), added()), add, {})


def test_somebody_bears_a_line_that_is_shared() -> None:
    for shares in ([share("0")], [share("0"), share("0", "ER")]):
        with pytest.raises(PurchaseOrderSharesUnclear, match="no weight is above zero"):
            require_clear(1, shares)
    require_clear(1, [share("0"), share("1", "ER")])
    require_clear(1, [])


def test_who_asked_for_something_free_bears_what_it_costs_at_last() -> None:
    asked = [
        Distribution(cost_centre=each, account="gloves", amount=Decimal(0))
        for each in ("ICU", "ER")
    ]
    assert [each.weight for each in cost_shares(asked)] == [ONE, ONE]
    whole = asked[0].model_copy(update={"percent": Decimal(100)})
    none = asked[1].model_copy(update={"percent": Decimal(0)})
    assert [each.weight for each in cost_shares([whole, none])] == [Decimal(100), Decimal(0)]


def test_a_discount_beyond_the_order_is_refused_as_the_order_is_submitted() -> None:
    def asked(*parts: OrderPart) -> Any:  # noqa: ANN401 - what a story answers
        draft = (created(), added(), changed("1000", "1000", parts=parts, revision=0))
        return given(PURCHASE_ORDER, *draft).when(submit, CASE, {})

    asked(discount("1000.00")).then(submitted("0"))
    refused = asked(discount("1000.01")).rejected(
        PurchaseOrderDiscountTooHigh, charge="goodwill", asked="1000.01", left="1000.00"
    )
    assert "lower the discount" in refused.message
    asked(discount("600"), discount("500", "volume")).rejected(
        PurchaseOrderDiscountTooHigh, charge="volume", asked="500.00", left="400.00"
    )


def test_a_discount_by_quantity_takes_no_more_off_a_line_than_it_comes_to() -> None:
    cheap = added("100", "1", line=2)
    parts = (discount("300", by="quantity"),)
    by_value = (discount("300"),)
    draft = (created(), added(), cheap)
    story = given(PURCHASE_ORDER, *draft, changed("1100", "1100", parts=parts, revision=0))
    story.when(submit, CASE, {}).rejected(PurchaseOrderDiscountTooHigh, line=2, asked="150.00")
    shared = order_after(*draft, changed("1100", "1100", parts=by_value, revision=0))
    assert submit(shared, CASE, {})


def test_a_change_order_leaves_more_than_its_discounts_take_off() -> None:
    stands = (*in_force(added()), changed("1000", "1000", parts=(discount("800"),)))
    less = change_order(ChangedLine(line=1, quantity=Decimal(70)))
    given(PURCHASE_ORDER, *stands).when(implement, less).rejected(
        PurchaseOrderDiscountTooHigh, asked="800.00", left="700.00"
    )
    both = replace(less, parts=(discount("600"),))
    assert implement(order_after(*stands), both)
    more = change_order(parts=(discount("1200"),))
    given(PURCHASE_ORDER, *stands).when(implement, more).rejected(PurchaseOrderDiscountTooHigh)


def test_an_order_whose_line_was_cancelled_under_its_discount_may_change_otherwise() -> None:
    stands = (*in_force(added()), changed("1000", "1000", parts=(discount("800"),)))
    gone = (*stands, cancelled("30", "300"))
    terms = change_order(payment_terms="NET60")
    assert implement(order_after(*gone), terms)


@pytest.mark.parametrize("side", ["receiving", "invoicing"])
def test_more_of_a_line_is_ordered_only_once_it_is_open_again(side: CloseSide) -> None:
    history = (*in_force(), cancelled("60", "600"), closed(side))
    story = given(PURCHASE_ORDER, *history)
    more = change_order(ChangedLine(line=1, quantity=Decimal(41)))
    story.when(implement, more).rejected(PurchaseOrderLineClosedAlready, line=1, side=side)
    for less in (ChangedLine(line=1, quantity=Decimal(39)), ChangedLine(line=1, unit_price=ONE)):
        assert implement(order_after(*history), change_order(less))


def test_nobody_ratifies_an_emergency_that_the_supplier_has_not_heard_of() -> None:
    told = created().model_copy(update={"order_type": "emergency", "ratify_by": date(2026, 3, 4)})
    stand = RatifyEmergencyOrder(now=NOW, purchase_order_id=ORDER.id, ratified_by="mona")
    drafted = (told, added())
    for history in (drafted, (*drafted, submitted(case=None), approved(case=None))):
        given(PURCHASE_ORDER, *history).when(emergencies.ratify, stand).rejected(
            PurchaseOrderWrongStage, needed="issued"
        )


ISSUED: Final = (created(), added(), submitted(), approved(), issued(on=date(2026, 2, 20)))


@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2026, 2, 18)])
def test_goods_are_promised_for_a_day_on_which_they_can_come(day: date) -> None:
    story = given(PURCHASE_ORDER, *ISSUED)
    moved = AcknowledgedLine(line=1, code="DR", promised_on=day)
    answer = RecordAcknowledgement(now=NOW, purchase_order_id=ORDER.id, lines=(moved,))
    story.when(record_acknowledgement, answer).rejected(PurchaseOrderDayPassed, line=1)
    late = RecordBackorder(
        now=NOW, purchase_order_id=ORDER.id, line=1, quantity=ONE, expected_on=day
    )
    story.when(backorders.record, late).rejected(PurchaseOrderDayPassed, day=str(day))
    in_time = replace(late, expected_on=date(2026, 2, 19))  # The order's day, somewhere else.
    assert backorders.record(order_after(*ISSUED), in_time)


def test_goods_leave_after_the_supplier_heard_of_the_order() -> None:
    notice = RecordAsn(
        now=NOW,
        purchase_order_id=ORDER.id,
        shipment="SH-1",
        lines=(ShippedLine(line=1, quantity=ONE),),
        expected_on=date(2026, 2, 18),
    )
    given(PURCHASE_ORDER, *ISSUED).when(record_asn, notice).rejected(
        PurchaseOrderDayPassed, first="2026-02-19"
    )
    told_late = replace(notice, expected_on=date(2026, 2, 25))
    assert record_asn(order_after(*ISSUED), told_late)
