"""Who bears a line: what may be stated, and what a change order makes of it."""

from decimal import Decimal
from typing import Any

import pytest

from domain.budgets.holdings import of_order
from domain.event import DocumentRef
from domain.frozen import replace
from domain.purchase_orders.bearers import WEIGHT_MAX, bearers
from domain.purchase_orders.change_orders import implement
from domain.purchase_orders.closing import cancel_line
from domain.purchase_orders.commands import (
    CancelPurchaseOrderLine,
    ChangedLine,
    ImplementChangeOrder,
)
from domain.purchase_orders.errors import PurchaseOrderNothingChanged
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.lines import CostShare
from domain.purchase_orders.share_errors import (
    PurchaseOrderSharesFixed,
    PurchaseOrderSharesUnclear,
)
from domain.purchase_orders.shared_totals import cost_shared, distribution
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.shared_costs import CostMove
from domain.visible import STORED
from tests.domain.orders import NOW, ORDER, RECEIPT, added, in_force, order_after, received
from tests.domain.scenario import given
from tests.domain.test_serving_machine import DEPARTMENTS, REQUESTS, as_dealt, serving


def shares(**weights: str) -> tuple[CostShare, ...]:
    return tuple(
        CostShare(cost_centre=centre, account="supplies", weight=Decimal(weight))
        for centre, weight in weights.items()
    )


HALVES = shares(ICU="1", OR="1")
OTHERS = shares(OR="1", LAB="2")


def history(
    *facts: PurchaseOrderEvent, borne_by: tuple[CostShare, ...] | None = HALVES, **terms: Any
) -> tuple[PurchaseOrderEvent, ...]:
    """A hundred gloves at 10.00 that several use up, and what came of them."""
    values: dict[str, Any] = {"accounting": "expense", "shares": borne_by, **terms}
    return (*in_force(added(**values)), *facts)


def order(*facts: PurchaseOrderEvent, **terms: Any) -> PurchaseOrder:
    """The order after that."""
    return order_after(*history(*facts, **terms))


def to(*others: CostShare) -> ImplementChangeOrder:
    line = ChangedLine(line=1, shares=others)
    return ImplementChangeOrder(now=NOW, purchase_order_id=ORDER.id, lines=(line,))


def moved(
    amount: str, by: tuple[CostShare, ...] = HALVES, source: DocumentRef = RECEIPT
) -> PurchaseOrderEvent:
    """The first that came of it."""
    move = CostMove(ORDER.id, 1, distribution(by), Decimal(amount), "USD")
    return cost_shared((), move, source)


def test_others_bear_what_comes_from_now_on() -> None:
    before = order()
    (told,) = implement(before, to(*OTHERS))
    after = PURCHASE_ORDER.evolve(before, told)
    assert after.lines[1].terms.shares == OTHERS
    assert (after.amount, after.revision) == (before.amount, 2)
    nobody = PURCHASE_ORDER.evolve(after, implement(after, to())[0])
    assert nobody.lines[1].terms.shares is None
    with pytest.raises(PurchaseOrderNothingChanged):
        implement(nobody, to())


def test_what_several_bear_may_be_shared_otherwise_while_it_comes() -> None:
    before = order(received("40", "400.00"), moved("400.00"))
    after = PURCHASE_ORDER.evolve(before, implement(before, to(*OTHERS))[0])
    held = {each.cost_centre: each.holding for each in of_order(after)}
    assert {centre: each.spent for centre, each in held.items()} == {
        "ICU": Decimal("200.00"),
        "OR": Decimal("200.00"),
        "LAB": Decimal("0.00"),
    }
    assert {centre: each.open for centre, each in held.items()} == {
        "ICU": Decimal(0),
        "OR": Decimal("200.00"),
        "LAB": Decimal("400.00"),
    }
    assert sum(each.liquidated for each in held.values()) == 400


@pytest.mark.parametrize("borne_by", [None, HALVES[:1]])
def test_what_one_bears_is_his_once_something_came_of_it(
    borne_by: tuple[CostShare, ...] | None,
) -> None:
    assert implement(order(borne_by=borne_by), to(*HALVES))
    came = history(received("40", "400.00"), borne_by=borne_by)
    given(PURCHASE_ORDER, *came).when(implement, to(*HALVES)).rejected(
        PurchaseOrderSharesFixed, line=1
    )


@pytest.mark.parametrize(
    "others", [(*HALVES, HALVES[0]), shares(ICU="-1", OR="2")], ids=["twice", "below zero"]
)
def test_shares_that_say_nothing_clear_are_refused(others: tuple[CostShare, ...]) -> None:
    asked = given(PURCHASE_ORDER, *history())
    asked.when(implement, to(*others)).rejected(PurchaseOrderSharesUnclear, line=1)


def test_each_request_that_a_line_serves_pays_its_own_part() -> None:
    served = given(PURCHASE_ORDER, *in_force(serving()))
    served.when(implement, to(*HALVES)).rejected(PurchaseOrderSharesUnclear, line=1)


def test_a_line_that_none_of_its_requests_has_a_part_of_is_borne_by_all_alike() -> None:
    before = order_after(*in_force(serving()))
    line = ChangedLine(line=1, dealt=as_dealt([(REQUESTS[0], 0)]))
    told = implement(
        before, ImplementChangeOrder(now=NOW, purchase_order_id=ORDER.id, lines=(line,))
    )
    after = PURCHASE_ORDER.evolve(before, told[0])
    borne = bearers(after.lines[1], ())
    assert borne is not None
    assert {each.cost_centre: each.weight for each in borne} == dict.fromkeys(DEPARTMENTS, 1)
    held = list(of_order(after))
    assert {each.cost_centre: each.holding.open for each in held} == dict.fromkeys(DEPARTMENTS, 10)
    assert not any(each.ended or each.holding.liquidated for each in held)


def test_what_is_left_of_a_line_whose_requests_gave_up_their_parts_is_still_committed() -> None:
    parts = as_dealt(tuple(zip(REQUESTS, (12, 7, 5), strict=True)))  # Two boxes of three.
    told: dict[str, Any] = {"now": NOW, "purchase_order_id": ORDER.id}
    change = ImplementChangeOrder(lines=(ChangedLine(line=1, dealt=parts),), **told)
    before = order_after(*in_force(serving()))
    before = PURCHASE_ORDER.evolve(before, implement(before, change)[0])
    cancel = CancelPurchaseOrderLine(
        line=1, quantity=Decimal(2), reason_code="not_needed", dealt=parts, **told
    )
    after = PURCHASE_ORDER.evolve(before, cancel_line(before, cancel)[0])
    held = list(of_order(after))
    assert sum(each.holding.open for each in held) == after.lines[1].amount == 10
    assert not any(each.ended or each.holding.liquidated for each in held)


def test_weights_of_many_digits_come_to_what_a_line_can_store() -> None:
    amounts = (("1234.57", "8641.96"), ("333.33", "5098.78"), ("77.77", "908.12"))
    line = order_after(*in_force(serving())).lines[1]
    assert line.terms.serves is not None
    serves = tuple(
        each.model_copy(update={"bearers": shares(**{each.department: one, "LAB": other})})
        for each, (one, other) in zip(line.terms.serves, amounts, strict=True)
    )
    terms = line.terms.model_copy(update={"serves": serves})
    borne = bearers(replace(line, terms=terms))
    assert borne is not None
    assert max(each.weight for each in borne) == WEIGHT_MAX


def test_weights_may_be_any_amount_that_could_be_stated_before_they_had_six_places() -> None:
    most = "999999999999999.999"
    told = {"cost_centre": "ICU", "account": "supplies", "weight": most}
    assert CostShare.model_validate(told, context=STORED).weight == Decimal(most)


def test_who_is_named_without_a_weight_bears_nothing() -> None:
    before = order()
    after = PURCHASE_ORDER.evolve(before, implement(before, to(*shares(ICU="0", OR="1")))[0])
    held = {each.cost_centre: each.holding.open for each in of_order(after)}
    assert held == {"ICU": 0, "OR": 1000}


def test_nobody_bears_what_goes_on_stock() -> None:
    stock = history(borne_by=None, accounting="stock")
    given(PURCHASE_ORDER, *stock).when(implement, to(*HALVES)).rejected(
        PurchaseOrderSharesUnclear, line=1
    )
