"""Whoever acted as a buyer on an order in any way neither receives on it nor approves it."""

from decimal import Decimal
from typing import Any

import pytest

from domain.approvals.errors import ApprovalCaseOwnSubmission
from domain.event import Command
from domain.purchase_orders.commands import (
    CancelPurchaseOrderLine,
    ClosePurchaseOrderLine,
    IssuePurchaseOrder,
    SubmitPurchaseOrder,
)
from domain.purchase_orders.control_commands import AcceptOverReceipt, CancelPurchaseOrder
from domain.purchase_orders.duty_errors import PurchaseOrderOwnEdit
from domain.receipts.commands import ReturnGoods
from domain.receipts.return_request_commands import (
    AuthorizeReturn,
    RequestedReturnLine,
    RequestReturn,
)
from domain.receipts.return_request_errors import ReceiptOwnReturn
from tests.application.company import NOW, TODAY, Company, id_of, line, post

ORDER: dict[str, Any] = {"now": NOW, "purchase_order_id": id_of("PO-1")}
LINE: dict[str, Any] = {**ORDER, "line": 1, "reason_code": "too_many"}
RECEIPT: dict[str, Any] = {"now": NOW, "receipt_id": id_of("GR-1")}


async def received_by_rico(company: Company) -> None:
    with pytest.raises(PurchaseOrderOwnEdit):
        await company.do(post("GR-1", "1"))


async def test_who_submitted_or_issued_an_order_does_not_receive_it(company: Company) -> None:
    await company.drafts(line("5", "10"))
    case = id_of("CASE-1")
    await company.do(SubmitPurchaseOrder(**ORDER, approval_case_id=case, submitted_by="rico"))
    await company.do(IssuePurchaseOrder(**ORDER, issued_by="iris"))
    await received_by_rico(company)
    assert (await company.order()).edited_by == {"rico", "iris"}


@pytest.mark.parametrize(
    "act",
    [
        CancelPurchaseOrderLine(**LINE, quantity=Decimal(2), cancelled_by="rico"),
        ClosePurchaseOrderLine(**LINE, side="invoicing", closed_by="rico"),
        AcceptOverReceipt(**ORDER, line=1, percent=Decimal(50), accepted_by="rico"),
    ],
    ids=lambda each: type(each).__name__,
)
async def test_who_cancelled_or_closed_some_of_an_order_or_took_an_excess_does_not_receive_it(
    company: Company, act: Command
) -> None:
    await company.orders(line("5", "10"))
    await company.do(act)
    await received_by_rico(company)


async def test_who_cancelled_an_order_is_told_and_its_buyer_goes_unsaid(company: Company) -> None:
    await company.orders(line("5", "10"))
    await company.do(CancelPurchaseOrder(**ORDER, reason_code="late", cancelled_by="rico"))
    assert (await company.order()).edited_by == {"rico"}
    await company.drafts(line("5", "10"), name="PO-2")
    told = {**ORDER, "purchase_order_id": id_of("PO-2")}
    await company.do(CancelPurchaseOrder(**told, reason_code="late", cancelled_by="bella"))
    assert (await company.order("PO-2")).edited_by == frozenset()


async def test_who_submitted_an_order_of_somebody_else_does_not_approve_it(
    company: Company,
) -> None:
    await company.drafts(line("100", "10"))
    case = id_of("CASE-1")
    await company.do(SubmitPurchaseOrder(**ORDER, approval_case_id=case, submitted_by="zoe"))
    with pytest.raises(ApprovalCaseOwnSubmission):
        await company.agrees("zoe", case)
    await company.agrees("max", case)


@pytest.mark.parametrize("sender", ["wim", "ada"])
async def test_who_asked_for_a_return_or_told_that_it_is_taken_does_not_send_it(
    company: Company, sender: str
) -> None:
    await company.orders(line("5", "10"))
    await company.do(post("GR-1", "5"))
    goes = (RequestedReturnLine(line=1, quantity=Decimal(1)),)
    await company.do(RequestReturn(**RECEIPT, asked_by="wim", reason_code="broken", lines=goes))
    told: dict[str, Any] = {"return_request": 1, "authorization": "RMA-1", "authorized_by": "ada"}
    await company.do(AuthorizeReturn(**RECEIPT, **told))
    sent: dict[str, Any] = {"returned_on": TODAY, "return_request": 1, "reason_code": "broken"}
    with pytest.raises(ReceiptOwnReturn):
        await company.do(ReturnGoods(**RECEIPT, **sent, lines=(), receiver_id=sender))
    await company.do(ReturnGoods(**RECEIPT, **sent, lines=(), receiver_id="rico"))
