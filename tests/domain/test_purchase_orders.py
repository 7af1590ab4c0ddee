"""An order on its way: drafted, approved, issued, held."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

import pytest

from domain.catalogue.errors import CatalogueItemNotActive
from domain.ids import LINES_MAX
from domain.money import UnknownCurrency
from domain.purchase_orders.commands import (
    CreatePurchaseOrder,
    IssuePurchaseOrder,
    OrderedLine,
    PlacePurchaseOrderHold,
    ReleasePurchaseOrderHold,
)
from domain.purchase_orders.decide import (
    approve,
    create,
    issue,
    place_hold,
    reject,
    release_hold,
)
from domain.purchase_orders.errors import (
    PurchaseOrderExists,
    PurchaseOrderItemDiffers,
    PurchaseOrderLineExists,
    PurchaseOrderNotOnHold,
    PurchaseOrderOnHold,
    PurchaseOrderOtherCase,
    PurchaseOrderQuantityNotPositive,
    PurchaseOrderRequisitionLineUnknown,
    PurchaseOrderTooManyLines,
    PurchaseOrderWrongStage,
)
from domain.purchase_orders.events import (
    PurchaseOrderHoldReleased,
    PurchaseOrderRejected,
)
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.suppliers.errors import SupplierNotEligible
from tests.domain.orders import (
    ANSWER_DUE,
    BOX,
    CASE,
    GLOVES,
    MEDLINE,
    NOW,
    ORDER,
    OTHER_CASE,
    TODAY,
    added,
    approved,
    cancelled,
    change,
    changed,
    created,
    gloves,
    held,
    id_of,
    in_force,
    issued,
    medline,
    order_line,
    ordered_line,
    submitted,
)
from tests.domain.scenario import given

ISSUE: Final = IssuePurchaseOrder(now=NOW, purchase_order_id=ORDER.id)
HOLD: Final = PlacePurchaseOrderHold(now=NOW, purchase_order_id=ORDER.id, reason_code="recall")
RELEASE: Final = ReleasePurchaseOrderHold(now=NOW, purchase_order_id=ORDER.id)


def create_with(*lines: OrderedLine, currency: str = "USD") -> CreatePurchaseOrder:
    return CreatePurchaseOrder(
        now=NOW,
        purchase_order_id=ORDER.id,
        number=ORDER.number,
        supplier_id=MEDLINE,
        legal_entity="NHS",
        facility="NORTH",
        department="SURGERY",
        currency=currency,
        buyer_id="bella",
        payment_terms="NET30",
        lines=lines,
    )


def test_an_order_is_a_draft_with_the_lines_that_are_known() -> None:
    command = create_with(ordered_line("3", "0.333333"), ordered_line("2", "5", line=7))
    order = (
        given(PURCHASE_ORDER)
        .when(create, command, medline(), {})
        .then(created(), added("3", "0.333333", amount="1.00"), added("2", "5", line=7))
    )
    assert (order.stage, order.revision, order.amount) == ("draft", 0, Decimal("11.00"))


def test_an_order_may_be_drafted_with_a_supplier_that_is_not_cleared_yet() -> None:
    given(PURCHASE_ORDER).when(create, create_with(), medline(cleared=False), {}).then(created())


def test_an_id_names_one_order() -> None:
    given(PURCHASE_ORDER, created()).when(create, create_with(), medline(), {}).rejected(
        PurchaseOrderExists, purchase_order_id=ORDER.id
    )


def test_a_currency_that_nobody_knows_is_refused() -> None:
    command = create_with(currency="XXX")
    given(PURCHASE_ORDER).when(create, command, medline(), {}).rejected(UnknownCurrency)


def test_two_lines_never_share_a_number() -> None:
    command = create_with(ordered_line(), ordered_line("5"))
    given(PURCHASE_ORDER).when(create, command, medline(), {}).rejected(
        PurchaseOrderLineExists, line=1
    )


def test_an_order_has_a_limited_number_of_lines() -> None:
    lines = tuple(ordered_line(line=number) for number in range(1, LINES_MAX + 2))
    given(PURCHASE_ORDER).when(create, create_with(*lines), medline(), {}).rejected(
        PurchaseOrderTooManyLines, lines_max=LINES_MAX
    )


@pytest.mark.parametrize("quantity", ["0", "-1"])
def test_nobody_orders_nothing(quantity: str) -> None:
    command = create_with(ordered_line(quantity))
    given(PURCHASE_ORDER).when(create, command, medline(), {}).rejected(
        PurchaseOrderQuantityNotPositive, line=1, quantity=quantity
    )


def test_a_line_comes_from_a_line_of_a_requisition_or_from_none() -> None:
    command = create_with(ordered_line(requisition_id=id_of(9)))
    given(PURCHASE_ORDER).when(create, command, medline(), {}).rejected(
        PurchaseOrderRequisitionLineUnknown, line=1
    )


def test_a_line_agrees_with_the_catalogue() -> None:
    box = ordered_line("2", "120", pack=BOX, item_id=GLOVES)
    items = {GLOVES: gloves()}
    asked = given(PURCHASE_ORDER)
    stated = order_line("2", "120", pack=BOX, item_id=GLOVES)
    order = asked.when(create, create_with(box), medline(), items).then(
        created(), added().model_copy(update={"line": stated})
    )
    assert order.lines[1].terms.pack == BOX

    half = replace(box, pack=BOX.model_copy(update={"numerator": 6}))
    asked.when(create, create_with(half), medline(), items).rejected(
        PurchaseOrderItemDiffers, stated="BX = 6/1 EA", catalogued="BX = 12/1 EA"
    )
    implant = replace(box, item_class="implant")
    asked.when(create, create_with(implant), medline(), items).rejected(
        PurchaseOrderItemDiffers, stated="implant", catalogued="consumable"
    )


def test_an_item_is_ordered_once_it_is_active() -> None:
    command = create_with(ordered_line(item_id=GLOVES))
    given(PURCHASE_ORDER).when(create, command, medline(), {GLOVES: gloves(active=False)}).rejected(
        CatalogueItemNotActive
    )


def test_an_approved_order_is_issued_as_its_first_revision() -> None:
    order = (
        given(PURCHASE_ORDER, created(), added(), submitted(), approved())
        .when(issue, ISSUE, medline())
        .then(issued(acknowledge_by=ANSWER_DUE, on=TODAY))
    )
    assert (order.stage, order.revision) == ("issued", 1)


@pytest.mark.parametrize("history", [(), (submitted(),), (submitted(), approved(), issued())])
def test_only_an_approved_order_is_issued(history: tuple[object, ...]) -> None:
    stage = {0: "draft", 1: "pending_approval", 3: "issued"}[len(history)]
    given(PURCHASE_ORDER, created(), added(), *history).when(  # type: ignore[arg-type]  # events
        issue, ISSUE, medline()
    ).rejected(PurchaseOrderWrongStage, stage=stage, needed="approved")


def test_a_supplier_must_be_cleared_when_the_order_is_issued() -> None:
    given(PURCHASE_ORDER, created(), added(), submitted(), approved()).when(
        issue, ISSUE, medline(cleared=False)
    ).rejected(SupplierNotEligible, purpose="order")


def test_an_order_on_hold_is_not_issued() -> None:
    given(PURCHASE_ORDER, created(), added(), submitted(), approved(), held()).when(
        issue, ISSUE, medline()
    ).rejected(PurchaseOrderOnHold, reason_code="recall")


def test_an_order_of_which_nothing_is_wanted_is_not_issued() -> None:
    nothing = cancelled("100", "1000")
    given(PURCHASE_ORDER, created(), added(), submitted(), approved(), nothing).when(
        issue, ISSUE, medline()
    ).rejected(PurchaseOrderWrongStage, stage="cancelled")


def test_a_case_that_agrees_approves_the_order_that_waits_for_it() -> None:
    order = (
        given(PURCHASE_ORDER, created(), added(), submitted()).when(approve, CASE).then(approved())
    )
    assert order.stage == "approved"


def test_an_order_that_the_supplier_has_is_in_force_again_once_its_change_is_approved() -> None:
    raised = changed("1000", "2000", change(1, "2000", quantity=Decimal(200)))
    again = submitted("2000", OTHER_CASE)
    order = (
        given(PURCHASE_ORDER, *in_force(), raised, again)
        .when(approve, OTHER_CASE)
        .then(approved("2000", OTHER_CASE), issued("2000", revision=2))
    )
    assert (order.stage, order.revision, order.approved_amount) == ("issued", 2, Decimal(2000))


def test_a_case_that_refuses_makes_the_order_a_draft() -> None:
    order = (
        given(PURCHASE_ORDER, created(), added(), submitted())
        .when(reject, CASE, "too_dear")
        .then(PurchaseOrderRejected(approval_case_id=CASE, reason_code="too_dear"))
    )
    assert order.stage == "draft"


def test_only_the_case_that_the_order_waits_for_decides() -> None:
    waiting = given(PURCHASE_ORDER, created(), added(), submitted())
    waiting.when(approve, OTHER_CASE).rejected(PurchaseOrderOtherCase, awaited=CASE)
    waiting.when(reject, OTHER_CASE, "no").rejected(PurchaseOrderOtherCase, given=OTHER_CASE)
    draft = given(PURCHASE_ORDER, created(), added())
    draft.when(approve, CASE).rejected(PurchaseOrderWrongStage, needed="pending_approval")
    draft.when(reject, CASE, "no").rejected(PurchaseOrderWrongStage, stage="draft")


def test_an_order_is_held_and_let_go() -> None:
    order = given(PURCHASE_ORDER, *in_force()).when(place_hold, HOLD).then(held())
    assert order.hold == "recall"
    order = (
        given(PURCHASE_ORDER, *in_force(), held())
        .when(release_hold, RELEASE)
        .then(PurchaseOrderHoldReleased())
    )
    assert order.hold is None


def test_one_hold_stands_at_a_time() -> None:
    given(PURCHASE_ORDER, *in_force(), held("fraud")).when(place_hold, HOLD).rejected(
        PurchaseOrderOnHold, reason_code="fraud"
    )
    given(PURCHASE_ORDER, *in_force()).when(release_hold, RELEASE).rejected(PurchaseOrderNotOnHold)
