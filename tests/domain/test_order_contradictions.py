"""What an order says that cannot be: a pack of itself, weights of nothing, too high a discount."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.purchase_orders.acknowledgements import record_acknowledgement
from domain.purchase_orders.approval import submit
from domain.purchase_orders.change_orders import add_line, implement
from domain.purchase_orders.commands import AddPurchaseOrderLine, ChangedLine, ImplementChangeOrder
from domain.purchase_orders.lines import AcknowledgedLine, CostShare, Substitute
from domain.purchase_orders.part_errors import PurchaseOrderDiscountTooHigh
from domain.purchase_orders.parts import OrderPart
from domain.purchase_orders.requested_together import cost_shares
from domain.purchase_orders.share_errors import PurchaseOrderSharesUnclear
from domain.purchase_orders.share_rules import require_clear
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.purchase_orders.supplier_commands import RecordAcknowledgement
from domain.quantity import Pack, PackContradictsItself
from domain.requisitions.lines import Distribution
from tests.domain.orders import (
    CASE,
    NOW,
    ORDER,
    added,
    cancelled,
    change,
    changed,
    created,
    in_force,
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
