"""When an order must be approved, when its requisitions spare it that, and when it must again."""

from datetime import date
from decimal import Decimal
from typing import Final

import pytest

from domain.money import EXPONENTS
from domain.policy import APPROVAL_POLICY
from domain.purchase_orders.approval import facts_of, needs_new_case, submit
from domain.purchase_orders.control_events import (
    PurchaseOrderOverReceiptAccepted,
    PurchaseOrderRatified,
)
from domain.purchase_orders.errors import PurchaseOrderNoLines, PurchaseOrderWrongStage
from domain.purchase_orders.events import PurchaseOrderEvent, PurchaseOrderRejected
from domain.purchase_orders.policy import needs_approval_again
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.requisitions.events import (
    RequisitionApproved,
    RequisitionCreated,
    RequisitionLineAdded,
    RequisitionSubmitted,
)
from domain.requisitions.lines import RequisitionLine
from domain.requisitions.state import REQUISITION, Requisition
from tests.domain.orders import (
    BOX,
    CASE,
    OTHER_CASE,
    added,
    approved,
    cancelled,
    change,
    changed,
    created,
    id_of,
    in_force,
    issued,
    order_after,
    submitted,
)
from tests.domain.scenario import folded, given

WISH: Final = id_of(41)
WISH_CASE: Final = id_of(42)


def requisition(
    quantity: str = "120", price: str = "10", currency: str = "USD", *, agreed: bool = True
) -> Requisition:
    amount = Decimal(quantity) * Decimal(price)
    line = RequisitionLine(
        line=1,
        description="Gloves",
        item_class="consumable",
        quantity=Decimal(quantity),
        unit="EA",
        unit_price=Decimal(price),
        amount=amount,
    )
    told = RequisitionCreated(
        requisition_id=WISH,
        number="R-1",
        kind="stock",
        requester_id="rita",
        legal_entity="NHS",
        facility="NORTH",
        department="SURGERY",
        currency=currency,
    )
    asked = RequisitionSubmitted(amount=amount, currency=currency, approval_case_id=WISH_CASE)
    history = (told, RequisitionLineAdded(line=line), asked)
    if not agreed:
        return folded(REQUISITION, *history)
    agreement = RequisitionApproved(amount=amount, currency=currency, approval_case_id=WISH_CASE)
    return folded(REQUISITION, *history, agreement)


def from_wish(
    quantity: str = "100", price: str = "10", line: int = 1, **terms: object
) -> PurchaseOrderEvent:
    return added(quantity, price, line, None, requisition_id=WISH, requisition_line=1, **terms)


def test_an_order_waits_for_the_case_of_its_submission() -> None:
    order = given(PURCHASE_ORDER, created(), added()).when(submit, CASE, {}).then(submitted())
    assert (order.stage, order.approval_case_id) == ("pending_approval", CASE)


@pytest.mark.parametrize(
    "lines",
    [
        (from_wish(),),
        (from_wish("60", "10"), from_wish("60", "9", line=2)),
        (from_wish("10", "120", pack=BOX),),
    ],
    ids=["as asked", "in two lines", "in boxes of twelve"],
)
def test_approved_requisitions_spare_an_order_its_own_approval(
    lines: tuple[PurchaseOrderEvent, ...],
) -> None:
    order = order_after(created(), *lines)
    amount = str(order.amount)
    order = (
        given(PURCHASE_ORDER, created(), *lines)
        .when(submit, CASE, {WISH: requisition()})
        .then(submitted(amount, None), approved(amount, None))
    )
    assert (order.stage, order.approval_case_id) == ("approved", None)


@pytest.mark.parametrize(
    ("lines", "wish"),
    [
        ((from_wish(price="10.000001"),), requisition()),
        ((from_wish("121"),), requisition()),
        ((from_wish("100"), from_wish("21", line=2)), requisition()),
        ((from_wish("10", "120.01", pack=BOX),), requisition()),
        ((from_wish("11", "120", pack=BOX),), requisition()),
        ((from_wish(pack=BOX.model_copy(update={"base_unit": "CM"})),), requisition()),
        ((from_wish(), added("1", "1", line=2)), requisition()),
        ((from_wish(),), requisition(currency="EUR")),
        ((from_wish(),), requisition(agreed=False)),
    ],
    ids=[
        "dearer",
        "more",
        "more in two lines",
        "dearer in boxes",
        "more in boxes",
        "in a unit that nobody can compare",
        "with a line of its own",
        "in another currency",
        "before the requisition was approved",
    ],
)
def test_an_order_beyond_its_requisitions_is_approved_by_itself(
    lines: tuple[PurchaseOrderEvent, ...], wish: Requisition
) -> None:
    amount = str(order_after(created(), *lines).amount)
    given(PURCHASE_ORDER, created(), *lines).when(submit, CASE, {WISH: wish}).then(
        submitted(amount)
    )


def test_only_a_draft_in_which_something_is_wanted_is_submitted() -> None:
    given(PURCHASE_ORDER, created()).when(submit, CASE, {}).rejected(PurchaseOrderNoLines)
    nothing = given(PURCHASE_ORDER, created(), added(), cancelled("100", "1000"))
    nothing.when(submit, CASE, {}).rejected(PurchaseOrderNoLines)
    given(PURCHASE_ORDER, created(), added(), submitted()).when(submit, CASE, {}).rejected(
        PurchaseOrderWrongStage, stage="pending_approval", needed="draft"
    )


def test_a_refused_change_that_is_taken_back_needs_no_second_approval() -> None:
    history = (
        *in_force(),
        changed("1000", "2000", change(1, "2000", quantity=Decimal(200))),
        submitted("2000", OTHER_CASE),
        PurchaseOrderRejected(approval_case_id=OTHER_CASE, reason_code="too_much"),
        changed("2000", "1000", change(1, "1000", quantity=Decimal(100)), revision=3),
    )
    order = (
        given(PURCHASE_ORDER, *history)
        .when(submit, CASE, {})
        .then(submitted("1000", None), approved("1000", None), issued("1000", revision=3))
    )
    assert order.stage == "issued"


@pytest.mark.parametrize(
    ("approved_amount", "amount", "currency", "again"),
    [
        ("1000", "1100", "USD", False),
        ("1000", "1100.01", "USD", True),
        ("10000", "10500", "USD", False),
        ("10000", "10500.01", "USD", True),
        ("1000", "900", "USD", False),
        ("10000000", "10000100", "JPY", False),
        ("10000000", "10090000", "JPY", True),  # 603 dollars at the planning rate
        ("0", "0.01", "USD", True),
    ],
)
def test_a_tenth_and_500_dollars_more_are_within_an_approval(
    approved_amount: str, amount: str, currency: str, again: bool
) -> None:
    assert needs_approval_again(Decimal(approved_amount), Decimal(amount), currency) is again


def test_the_policy_has_a_planning_rate_for_every_currency() -> None:
    assert APPROVAL_POLICY.dollars_per_unit.keys() == EXPONENTS.keys()


def test_small_increases_add_up_against_what_was_approved() -> None:
    first = changed("1000", "1090", change(1, "1090", quantity=Decimal(109)))
    before = order_after(*in_force(), first)
    assert not needs_new_case(order_after(*in_force()), before)
    more = changed("1090", "1180", change(1, "1180", quantity=Decimal(118)), revision=3)
    assert needs_new_case(before, order_after(*in_force(), first, more))


URGENT: Final = created().model_copy(
    update={"order_type": "emergency", "ratify_by": date(2026, 3, 4)}
)
URGENT_ISSUED: Final = (URGENT, added(), submitted(case=None), approved(case=None), issued())


@pytest.mark.parametrize("stood_for", [(), (PurchaseOrderRatified(ratified_by="mona"),)])
def test_what_an_issued_emergency_grows_by_is_approved_as_of_any_order(
    stood_for: tuple[PurchaseOrderEvent, ...],
) -> None:
    history = (*URGENT_ISSUED, *stood_for)
    before = order_after(*history)
    more = changed("1000", "90000", change(1, "90000", quantity=Decimal(9000)))
    assert needs_new_case(before, order_after(*history, more))
    line = (added("7", "200", line=2), changed("1000", "2400"))
    assert needs_new_case(before, order_after(*history, *line))
    elsewhere = changed("1000", "1000", supplier_id=id_of(77), supplier_name="Cardinal")
    assert needs_new_case(before, order_after(*history, elsewhere))
    less = changed("1000", "900", change(1, "900", quantity=Decimal(90)))
    assert not needs_new_case(before, order_after(*history, less))


def test_a_refused_growth_of_an_emergency_is_not_approved_by_asking_again() -> None:
    history = (
        *URGENT_ISSUED,
        changed("1000", "90000", change(1, "90000", quantity=Decimal(9000))),
        submitted("90000", OTHER_CASE),
        PurchaseOrderRejected(approval_case_id=OTHER_CASE, reason_code="too_much"),
    )
    given(PURCHASE_ORDER, *history).when(submit, CASE, {}).then(submitted("90000"))


def test_an_emergency_that_nobody_issued_yet_changes_freely_unless_it_is_ratified() -> None:
    urgent = (URGENT, added(), submitted(case=None), approved(case=None))
    more = changed("1000", "9000", change(1, "9000", quantity=Decimal(900)), revision=0)
    assert not needs_new_case(order_after(*urgent), order_after(*urgent, more))
    ratified = (*urgent, PurchaseOrderRatified(ratified_by="mona"))
    assert needs_new_case(order_after(*ratified), order_after(*ratified, more))
    grown = (*urgent, more, issued("9000"))
    less = changed("9000", "8000", change(1, "8000", quantity=Decimal(800)))
    assert not needs_new_case(order_after(*grown), order_after(*grown, less))


def test_a_draft_changes_freely() -> None:
    draft = order_after(created(), added())
    assert not needs_new_case(draft, order_after(created(), added("900")))


def test_while_approvers_decide_every_other_amount_is_another_case() -> None:
    waiting = (created(), added(), submitted())
    before = order_after(*waiting)
    less = changed("1000", "990", change(1, "990", quantity=Decimal(99)), revision=0)
    assert needs_new_case(before, order_after(*waiting, less))
    moved = changed("1000", "1000", change(1, "1000", storage_location="DOCK"), revision=0)
    assert not needs_new_case(before, order_after(*waiting, moved))


def test_another_currency_is_another_approval() -> None:
    euros = changed("1000", "1000", change(1, "1000"), currency="EUR")
    assert needs_new_case(order_after(*in_force()), order_after(*in_force(), euros))


def test_the_policy_looks_at_the_lines_that_are_wanted() -> None:
    implant = added("1", "9000", line=2, item_class="implant", agreement="A-1")
    facts = facts_of(order_after(created(), added(), implant))
    assert facts.item_classes == ("consumable", "implant")
    assert (facts.amount, facts.on_agreement) == (Decimal(10000), False)
    facts = facts_of(order_after(created(), added(), implant, cancelled("100", "1000")))
    assert facts.item_classes == ("implant",)
    assert (facts.amount, facts.on_agreement) == (Decimal(9000), True)


def test_approvers_agree_to_all_that_the_buyer_lets_come_before_they_did() -> None:
    """What he takes afterwards he answers for himself, as before."""
    twenty = PurchaseOrderOverReceiptAccepted(line=1, percent=Decimal(20), accepted_by="bella")
    draft = order_after(created(), added("100", "10"), twenty)
    assert (draft.amount, draft.commitment) == (Decimal(1000), Decimal(1200))
    given(PURCHASE_ORDER, created(), added("100", "10"), twenty).when(submit, CASE, {}).then(
        submitted("1200")
    )
    asked = order_after(created(), added("100", "10"), submitted())
    after = PURCHASE_ORDER.evolve(asked, twenty)
    assert needs_new_case(asked, after)
    agreed = order_after(*in_force())
    assert not needs_new_case(agreed, PURCHASE_ORDER.evolve(agreed, twenty))


def test_a_request_covers_no_more_than_was_asked_for() -> None:
    line = added("100", "10", requisition_id=WISH, requisition_line=1)
    over = PurchaseOrderOverReceiptAccepted(line=1, percent=Decimal(20), accepted_by="bella")
    facts = {WISH: requisition("100")}
    given(PURCHASE_ORDER, created(), line, over).when(submit, CASE, facts).then(submitted("1200"))
