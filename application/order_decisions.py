"""After an approver decided on an order or a request: what rests on it follows, in the same save.

Agreed terms are what waiting invoices are judged by from now on. Refused ones are taken back, and
with them what the change had taken of requisitions, agreements, blankets and suppliers' caps.
Orders that were issued for an emergency request learn what was decided on it.
"""

from typing import Final

from application.agreed_prices import draw_on_caps
from application.approvals import approve_step, reject_step
from application.blankets import draw_on_blanket
from application.emergency_requests import follow_agreed_request, follow_refused_request
from application.invoices import rematch
from application.requisitions import follow_order
from application.supplier_spend import follow_spend
from application.work import Handlers, Work
from domain.approvals.commands import ApproveStep, RejectStep
from domain.approvals.state import APPROVAL_CASE
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.requisitions.state import REQUISITION, Requisition


async def approve_order_step(work: Work, command: ApproveStep) -> None:
    """One person agrees; with the last one the proposed terms are in force."""
    before = await _order_of(work, command.approval_case_id)
    await approve_step(work, command)
    if before is not None and before.waiting_invoices:
        await rematch(work, before.id)
    request = await _request_of(work, command.approval_case_id)
    if request is not None and request.status != "submitted":
        await follow_agreed_request(work, request, command.approver_id)


async def reject_order_step(work: Work, command: RejectStep) -> None:
    """One person refuses; a change is taken back wherever it had been counted."""
    before = await _order_of(work, command.approval_case_id)
    await reject_step(work, command)
    if before is not None:
        await follow_taken_back(work, before, command.reason_code)
    request = await _request_of(work, command.approval_case_id)
    if request is not None:
        await follow_refused_request(work, request, command.approver_id, command.reason_code)


async def follow_taken_back(work: Work, before: PurchaseOrder, reason_code: str) -> None:
    """What rested on the terms of a change that waited goes back to those in force."""
    if not before.revision:
        return
    after = await work.load(PURCHASE_ORDER, before.id)
    await follow_order(work, before, after, reason_code)
    await draw_on_caps(work, before, after)
    await draw_on_blanket(work, after)
    await follow_spend(work, before, after)
    if after.waiting_invoices:
        await rematch(work, after.id)


async def _order_of(work: Work, approval_case_id: str) -> PurchaseOrder | None:
    """The order that the case is about, where it is about one."""
    case = await work.load(APPROVAL_CASE, approval_case_id)
    if case.document.aggregate != PURCHASE_ORDER.name:
        return None
    return await work.load(PURCHASE_ORDER, case.document.id)


async def _request_of(work: Work, approval_case_id: str) -> Requisition | None:
    """The requisition that the case is about, where it is about one."""
    case = await work.load(APPROVAL_CASE, approval_case_id)
    if case.document.aggregate != REQUISITION.name:
        return None
    return await work.load(REQUISITION, case.document.id)


HANDLERS: Final[Handlers] = {ApproveStep: approve_order_step, RejectStep: reject_order_step}
