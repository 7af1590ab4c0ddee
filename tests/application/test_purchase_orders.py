"""An order and what it touches in one save: numbers, requisitions, approval cases, invoices."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest

from application.errors import Forbidden, NotFound
from domain.approvals.errors import ApprovalCaseOwnChange
from domain.approvals.state import APPROVAL_CASE
from domain.numbers.errors import NumberTaken
from domain.purchase_orders.commands import (
    AddPurchaseOrderLine,
    CancelPurchaseOrderLine,
    ChangedLine,
    ImplementChangeOrder,
    PlacePurchaseOrderHold,
    ReleasePurchaseOrderHold,
    ReopenPurchaseOrderLine,
)
from domain.purchase_orders.duty_errors import PurchaseOrderOwnEdit
from domain.purchase_orders.errors import (
    PurchaseOrderOnHold,
    PurchaseOrderWrongStage,
)
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.requisitions.commands import CreateRequisition, RequestedLine, SubmitRequisition
from domain.requisitions.errors import RequisitionNotApproved, RequisitionOverOrdered
from domain.requisitions.state import REQUISITION
from tests.application.company import NOW, Company, id_of, line, post

WISH: Final = id_of("R-1")


async def wish(company: Company, quantity: str, price: str, *, submit: bool = True) -> None:
    """A requisition by rita, below the limit from which anybody has to agree."""
    asked = RequestedLine(
        line=1,
        description="Gloves",
        item_class="consumable",
        quantity=Decimal(quantity),
        unit="EA",
        unit_price=Decimal(price),
    )
    await company.do(
        CreateRequisition(
            now=NOW,
            requisition_id=WISH,
            number="R-1",
            kind="stock",
            requester_id="rita",
            legal_entity="NHS",
            facility="NORTH",
            department="SURGERY",
            currency="USD",
            lines=(asked,),
        )
    )
    if submit:
        case_id = id_of("CASE of R-1")
        await company.do(SubmitRequisition(now=NOW, requisition_id=WISH, approval_case_id=case_id))


def change_to(quantity: str, order: str = "PO-1") -> ImplementChangeOrder:
    wanted = ChangedLine(line=1, quantity=Decimal(quantity))
    return ImplementChangeOrder(now=NOW, purchase_order_id=id_of(order), lines=(wanted,))


async def test_a_number_names_one_order(company: Company) -> None:
    await company.drafts(line("1", "10"))
    other = company.drafts(line("1", "10"), name="po-1")
    with pytest.raises(NumberTaken):
        await other
    assert await company.types(PURCHASE_ORDER, id_of("po-1")) == []


async def test_an_order_needs_a_supplier_and_items_that_exist(company: Company) -> None:
    with pytest.raises(NotFound, match="catalogue item"):
        await company.drafts(line("1", "10", item_id=id_of("nothing")))
    with pytest.raises(NotFound, match="purchase order"):
        await company.submits("PO-9")


async def test_what_an_order_takes_is_recorded_at_its_requisition(company: Company) -> None:
    await wish(company, "80", "10")
    taken = line("50", "10", requisition_id=WISH, requisition_line=1)
    await company.drafts(taken)
    requisition = await company.state(REQUISITION, WISH)
    assert requisition.lines[1].left == 30
    with pytest.raises(RequisitionOverOrdered):
        await company.drafts(taken, name="PO-2")
    await company.submits()
    order = await company.order()
    assert (order.stage, order.approval_case_id) == ("approved", None)
    assert await company.types(APPROVAL_CASE, id_of("CASE-1")) == []


async def test_a_requisition_must_be_approved_before_it_is_ordered(company: Company) -> None:
    await wish(company, "80", "10", submit=False)
    with pytest.raises(RequisitionNotApproved):
        await company.drafts(line("50", "10", requisition_id=WISH, requisition_line=1))
    with pytest.raises(RequisitionNotApproved):
        await company.drafts(requisition_id=WISH)
    await company.drafts(line("50", "10"))  # The number is free: nothing of those was kept.


async def test_an_order_takes_a_requisition_before_its_lines_are_known(company: Company) -> None:
    await wish(company, "80", "10")
    await company.drafts(requisition_id=WISH)
    assert (await company.state(REQUISITION, WISH)).status == "closed"
    later = line("80", "10", requisition_id=WISH, requisition_line=1)
    await company.do(AddPurchaseOrderLine(now=NOW, purchase_order_id=id_of("PO-1"), line=later))
    assert (await company.state(REQUISITION, WISH)).lines[1].left == 0
    await company.submits()
    assert (await company.order()).stage == "approved"


async def test_a_small_order_is_approved_when_it_is_submitted(company: Company) -> None:
    await company.drafts(line("99", "10"))
    await company.submits()
    assert await company.types(APPROVAL_CASE, id_of("CASE-1")) == ["route_planned", "approved"]
    assert (await company.order()).stage == "approved"


async def test_a_large_order_waits_for_its_approver(company: Company) -> None:
    await company.drafts(line("100", "10"))
    await company.submits()
    with pytest.raises(PurchaseOrderWrongStage):
        await company.issues()
    await company.agrees("mona", id_of("CASE-1"))
    await company.issues()
    assert (await company.order()).stage == "issued"


async def test_a_refused_order_is_a_draft_that_can_be_submitted_again(company: Company) -> None:
    await company.drafts(line("100", "10"))
    await company.submits()
    await company.refuses("mona", id_of("CASE-1"))
    assert (await company.order()).stage == "draft"
    await company.do(change_to("50"))
    await company.submits(case="CASE-2")
    assert (await company.order()).stage == "approved"


async def test_a_change_while_approvers_decide_opens_a_new_case(company: Company) -> None:
    await company.drafts(line("100", "10"))
    await company.submits()
    await company.do(change_to("200"))
    assert (await company.state(APPROVAL_CASE, id_of("CASE-1"))).status == "superseded"
    order = await company.order()
    assert order.stage == "pending_approval"
    assert order.approval_case_id not in (None, id_of("CASE-1"))
    await company.agrees("mona", str(order.approval_case_id))
    assert (await company.order()).approved_amount == 2000


async def test_a_change_above_policy_stops_receipts_until_it_is_approved(company: Company) -> None:
    await company.orders(line("90", "10"))
    await company.do(post("R-1", "40"))
    await company.do(change_to("200"))
    order = await company.order()
    assert (order.stage, order.revision) == ("pending_approval", 2)
    with pytest.raises(PurchaseOrderWrongStage):
        await company.do(post("R-2", "40"))
    await company.agrees("mona", str(order.approval_case_id))
    order = await company.order()
    assert (order.stage, order.revision) == ("issued", 2)
    assert order.approved_amount == 2000
    await company.do(post("R-2", "160"))
    assert (await company.order()).lines[1].received == 200


async def test_a_change_within_policy_is_in_force_at_once(company: Company) -> None:
    await company.orders(line("90", "10"))
    await company.do(change_to("99"))
    order = await company.order()
    assert (order.stage, order.revision) == ("issued", 2)
    assert order.approved_amount == 900
    await company.do(change_to("99.1"))
    order = await company.order()  # Below the limit from which anybody has to agree.
    assert (order.stage, order.revision) == ("issued", 3)
    assert order.approved_amount == 991


async def test_cancelling_all_that_waits_ends_the_case_until_it_is_wanted_again(
    company: Company,
) -> None:
    await company.drafts(line("100", "10"))
    await company.submits()
    told: dict[str, Any] = {"now": NOW, "purchase_order_id": id_of("PO-1"), "line": 1}
    await company.do(CancelPurchaseOrderLine(**told, reason_code="not_needed"))
    assert (await company.state(APPROVAL_CASE, id_of("CASE-1"))).status == "superseded"
    await company.do(ReopenPurchaseOrderLine(**told, undo="cancelled"))
    order = await company.order()
    await company.agrees("mona", str(order.approval_case_id))
    assert (await company.order()).stage == "approved"


async def test_an_order_on_hold_receives_nothing(company: Company) -> None:
    await company.orders(line("90", "10"))
    order_id = id_of("PO-1")
    await company.do(
        PlacePurchaseOrderHold(now=NOW, purchase_order_id=order_id, reason_code="recall")
    )
    with pytest.raises(PurchaseOrderOnHold):
        await company.do(post("R-1", "40"))
    await company.do(ReleasePurchaseOrderHold(now=NOW, purchase_order_id=order_id))
    await company.do(post("R-1", "40"))


async def test_who_changed_an_order_does_not_approve_it_until_another_has(
    company: Company,
) -> None:
    await company.drafts(line("400", "10"))
    await company.do(replace(change_to("450"), changed_by="max"))
    await company.submits()
    with pytest.raises(ApprovalCaseOwnChange, match="max changed PO-1"):
        await company.agrees("max", id_of("CASE-1"))
    await company.agrees("mona", id_of("CASE-1"))
    order = await company.order()
    assert (order.stage, order.unapproved_edits_by) == ("approved", frozenset())
    await company.issues()
    with pytest.raises(PurchaseOrderOwnEdit):
        await company.do(replace(post("G-1", "1"), receiver_id="max"))
    await company.do(post("G-1", "1"))


async def test_a_person_changes_an_order_in_his_own_name_only(company: Company) -> None:
    await company.drafts(line("400", "10"))
    with pytest.raises(Forbidden, match="act in your own name"):
        await company.do(replace(change_to("450"), changed_by="bella"), person="max")
