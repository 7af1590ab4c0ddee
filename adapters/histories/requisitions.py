"""Maps what is asked for: requisition items, and the cycles of the supplier relationship system.

A cycle that begins before the order stands becomes the order; a later one is a change order.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from adapters.histories.activities import Activity
from adapters.histories.case import Case, Happening, Mapped, Step
from adapters.histories.purchase_orders import agreement_of, created, item_of
from adapters.histories.requests import Request
from domain.approvals.commands import ApproveStep
from domain.purchase_orders.commands import (
    CancelPurchaseOrderLine,
    ChangedLine,
    ImplementChangeOrder,
)
from domain.requisitions.commands import (
    CreateRequisition,
    RequestedLine,
    SubmitRequisition,
    WithdrawRequisition,
)
from domain.requisitions.lines import RequisitionKind

LINE: Final = 1
APPROVED_ALONE_DOLLARS: Final = Decimal(900)  # Below what any rule of the policy asks about.
APPROVED_ONCE_DOLLARS: Final = Decimal(1_500)  # Asks for a manager, and for nobody else.
ONCE_FROM_DOLLARS: Final = Decimal(1_050)
LEAD_DAYS: Final = 30


def create(case: Case, at: Happening) -> Mapped:
    """A requisition that is submitted at once; approved later only where a release follows."""
    release = case.next_index(at.index, {Activity.RELEASE_REQUISITION})
    order = case.next_index(at.index, {Activity.CREATE_ORDER})
    is_released = release is not None and (order is None or release < order)
    request = case.requests.new(int(is_released))
    request.is_submitted = True
    request.is_approved = not request.steps
    return Mapped((lambda: _created(case, request, at), lambda: _submitted(case, request, at)))


def cycle_created(case: Case, at: Happening) -> Mapped:
    """A cycle begins."""
    request = case.requests.new(1)
    return Mapped((lambda: _created(case, request, at),))


def cycle_complete(case: Case, at: Happening) -> Mapped:
    """Its requisition asks for approval."""
    request = case.requests.first(lambda each: not each.is_submitted)
    request.is_submitted = True
    return Mapped((lambda: _submitted(case, request, at),))


def release(case: Case, at: Happening) -> Mapped:
    """A manager agrees."""
    request = case.requests.first(lambda each: each.is_submitted and not each.is_approved)
    request.is_approved = request.is_submitted
    return Mapped((lambda: _approved(case, request, at),))


def cycle_ordered(case: Case, at: Happening) -> Mapped:
    """The requisition becomes the order, or a change of it."""
    request = case.requests.first(lambda each: each.is_approved and not each.is_taken)
    if request.is_ordered:
        return Mapped(explained="the order was made from its requisition before")
    request.is_taken = request.is_approved
    if case.order.stands:
        case.order.need_by_changes += 1
        days = LEAD_DAYS + case.order.need_by_changes
        return Mapped((lambda: _moved(case, at, days),))
    case.order.stands = request.is_ordered = request.is_approved
    return Mapped((lambda: created(case, at, request),))


def cycle_deleted(case: Case, at: Happening) -> Mapped:
    """The requisition of this cycle goes, and nothing of another; an ordered one as its line."""
    request = case.requests.first(_is_change)
    request.is_deleted = True
    if not request.is_ordered:
        return Mapped((lambda: _withdrawn(case, request, at),))
    case.order.is_cancelled = True
    return Mapped((lambda: _cancelled(case, at),))


def _is_change(request: Request) -> bool:
    return request.is_taken and not (request.is_ordered or request.is_deleted)


def _created(case: Case, request: Request, at: Happening) -> Step:
    setting = case.setting
    kind: RequisitionKind = "non_stock" if setting.device else "service"
    line = RequestedLine(
        line=LINE,
        description=setting.description,
        item_class=setting.item_class,
        quantity=case.order.quantity,
        unit=setting.pack.unit,
        unit_price=_estimate(case, request),
        item_id=item_of(case),
        supplier_id=case.supplier_id,
        agreement=agreement_of(case),
    )
    command = CreateRequisition(
        requisition_id=case.id_of("requisition", request.number),
        number=f"PR-{case.name}-{request.number}",
        kind=kind,
        requester_id=setting.person("requester"),
        legal_entity=setting.entity.code,
        facility=setting.facility,
        department=setting.department,
        currency=setting.entity.currency,
        lines=(line,),
        now=at.at,
    )
    return case.step("requester", "requester", command)


def _estimate(case: Case, request: Request) -> Decimal:
    """The price expected: the order's, unless that amount needs another number of approvals."""
    price = case.order.unit_price
    dollars = price * case.order.quantity * case.setting.dollars
    if request.steps == 0 and dollars > APPROVED_ALONE_DOLLARS:
        return (price * APPROVED_ALONE_DOLLARS / dollars).quantize(Decimal("0.0001"))
    if request.steps == 1 and dollars < ONCE_FROM_DOLLARS:
        return (price * APPROVED_ONCE_DOLLARS / dollars).quantize(Decimal("0.0001"))
    return price


def _submitted(case: Case, request: Request, at: Happening) -> Step:
    command = SubmitRequisition(
        requisition_id=case.id_of("requisition", request.number),
        approval_case_id=case.id_of("requisition_approval", request.number),
        now=at.at,
    )
    return case.step("requester", "requester", command)


def _approved(case: Case, request: Request, at: Happening) -> Step:
    manager = case.setting.person("manager")
    command = ApproveStep(
        approval_case_id=case.id_of("requisition_approval", request.number),
        approver_id=manager,
        approver_type="human",
        roles=frozenset({"manager"}),
        now=at.at,
    )
    return Step(command, manager, "manager")


def _moved(case: Case, at: Happening, days: int) -> Step:
    line = ChangedLine(line=case.line, need_by=at.day + timedelta(days=days))
    command = ImplementChangeOrder(purchase_order_id=case.order_id, lines=(line,), now=at.at)
    return case.step("buyer", "buyer", command)


def _withdrawn(case: Case, request: Request, at: Happening) -> Step:
    command = WithdrawRequisition(
        requisition_id=case.id_of("requisition", request.number),
        reason_code="cycle_deleted",
        now=at.at,
    )
    return case.step("requester", "requester", command)


def _cancelled(case: Case, at: Happening) -> Step:
    command = CancelPurchaseOrderLine(
        purchase_order_id=case.order_id, line=case.line, reason_code="cycle_deleted", now=at.at
    )
    return case.step("buyer", "buyer", command)
