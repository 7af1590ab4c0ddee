"""What a supplier answers reaches the order, its approval and its requisition in one save."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from application.errors import Conflict
from application.ports import EventLog
from domain.errors import Rejected
from domain.purchase_orders.commands import ChangedLine, ImplementChangeOrder
from domain.purchase_orders.errors import PurchaseOrderBelowCommitted, PurchaseOrderWrongStage
from domain.purchase_orders.lines import AcknowledgedLine, AcknowledgementCode
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.purchase_orders.supplier_commands import AcceptSupplierChange, RecordAcknowledgement
from domain.requisitions.state import REQUISITION
from tests.application.company import EACH, NOW, Company, company_on, id_of, line, post
from tests.application.test_requisitions_ordered import WISH, approved, ordered


def answer(code: AcknowledgementCode, **said: Any) -> RecordAcknowledgement:
    told = AcknowledgedLine.model_validate({"line": 1, "code": code, **said})
    return RecordAcknowledgement(now=NOW, purchase_order_id=id_of("PO-1"), lines=(told,))


def take(change: int = 1) -> AcceptSupplierChange:
    return AcceptSupplierChange(
        now=NOW, purchase_order_id=id_of("PO-1"), change=change, accepted_by="bella"
    )


async def test_what_a_supplier_refuses_may_be_ordered_from_another(company: Company) -> None:
    await approved(company)
    await ordered(company)
    await company.do(answer("RN"))
    assert (await company.state(REQUISITION, WISH)).status == "closed", "nobody agreed yet"
    await company.do(take())
    requisition = await company.state(REQUISITION, WISH)
    assert (requisition.status, requisition.lines[1].left) == ("approved", Decimal(10))
    await ordered(company, name="PO-2")


async def test_a_substitute_takes_over_what_its_line_had_of_the_requisition(
    company: Company,
) -> None:
    await approved(company)
    await ordered(company)
    vinyl = {"description": "Vinyl gloves", "pack": EACH, "unit_price": "9", "quantity": "12"}
    await company.do(answer("IS", substitute=vinyl))
    await company.do(take())
    requisition = await company.state(REQUISITION, WISH)
    assert (requisition.status, requisition.lines[1].left) == ("closed", Decimal(0))
    assert (await company.order()).lines[2].terms.requisition_id == WISH


async def test_a_dearer_line_that_the_buyer_takes_is_approved_again(company: Company) -> None:
    await company.orders(line("90", "10"))
    await company.do(answer("IP", unit_price="20"))
    await company.do(take())
    order = await company.order()
    assert (order.stage, order.revision, order.amount) == ("pending_approval", 2, Decimal(1800))
    with pytest.raises(PurchaseOrderWrongStage):
        await company.do(post("R-1", "40"))
    await company.agrees("mona", str(order.approval_case_id))
    assert (await company.order()).stage == "issued"


async def test_a_price_that_falls_is_taken_under_the_policy_that_is_named(
    company: Company,
) -> None:
    await company.orders(line("90", "10"))
    await company.do(answer("IP", unit_price="9"))
    types = (await company.types(PURCHASE_ORDER, id_of("PO-1")))[-4:]
    assert types == [
        "acknowledged",
        "supplier_change_proposed",
        "supplier_change_accepted",
        "change_order_implemented",
    ]
    assert (await company.order()).amount == 810


async def test_a_change_order_and_a_receipt_in_one_moment_never_leave_less_ordered_than_came(
    log: EventLog,
) -> None:
    buyer, dock = company_on(log, "b"), company_on(log, "d")
    await buyer.has_supplier()
    await buyer.orders(line("90", "10"))
    fewer = ChangedLine(line=1, quantity=Decimal(50))
    less = ImplementChangeOrder(now=NOW, purchase_order_id=id_of("PO-1"), lines=(fewer,))
    outcomes = await asyncio.gather(
        buyer.sent(less), dock.sent(post("R-1", "80")), return_exceptions=True
    )
    refused = [each for each in outcomes if isinstance(each, BaseException)]
    assert len(refused) == 1, outcomes
    assert isinstance(refused[0], Rejected | Conflict)
    order_line = (await buyer.order()).lines[1]
    assert (order_line.ordered, order_line.received) in (
        (Decimal(50), Decimal(0)),
        (Decimal(90), Decimal(80)),
    )
    if order_line.received:
        assert isinstance(refused[0], PurchaseOrderBelowCommitted)
