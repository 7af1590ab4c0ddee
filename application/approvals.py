"""Approval cases: planned when a document is submitted, told to the document when decided.

A case and its document change in one save: nobody ever sees an approved case beside a document that
waits, or the other way round. `DOCUMENTS` is the index of what can be approved.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

from application.invoices import settle
from application.order_growth import require_agreed
from application.work import Handlers, Work
from domain.aggregate import Aggregate
from domain.approvals import decide
from domain.approvals.commands import ApproveStep, RejectStep, ReturnStep
from domain.approvals.errors import ApprovalCaseNotReturnable
from domain.approvals.events import RoutingFacts
from domain.approvals.state import APPROVAL_CASE, ApprovalCase
from domain.duties import Participants
from domain.event import DocumentRef, Event
from domain.invoices import expense_limits
from domain.invoices.participants import participants_of
from domain.invoices.state import INVOICE
from domain.policy import APPROVAL_POLICY, ApprovalPolicy
from domain.purchase_orders import decide as purchase_orders
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.requisitions import decide as requisitions
from domain.requisitions.state import REQUISITION


@dataclass(frozen=True, slots=True, kw_only=True)
class Approvable:
    """How a kind of document learns what became of its case."""

    aggregate: Aggregate[Any]
    approve: Callable[[Any, str], Sequence[Event]] | None = None  # (document, approval case id)
    reject: Callable[[Any, str, str], Sequence[Event]]  # (document, approval case id, reason code)
    return_: Callable[[Any, str, str], Sequence[Event]] | None = None  # as reject; none: it cannot
    require: Callable[[Work, Any], Awaitable[None]] | None = None  # what still has to hold then
    agree: Callable[[Any, ApprovalCase], Sequence[Event]] | None = None  # to one step after another
    participants: Callable[[Any], Participants] = attrgetter("participants")
    then: Callable[[Work, Any], Awaitable[object]] | None = None  # what follows in this save


DOCUMENTS: Final = {
    each.aggregate.name: each
    for each in (
        Approvable(
            aggregate=REQUISITION,
            approve=requisitions.approve,
            reject=requisitions.reject,
            return_=requisitions.return_for_information,
        ),
        Approvable(
            aggregate=PURCHASE_ORDER,
            approve=purchase_orders.approve,
            reject=purchase_orders.reject,
            require=require_agreed,
        ),
        Approvable(
            aggregate=INVOICE,
            agree=expense_limits.agreed,
            reject=lambda invoice, _, reason_code: expense_limits.refused(invoice, reason_code),
            participants=participants_of,
            then=settle,
        ),
    )
}


async def plan_route(
    work: Work,
    *,
    document: DocumentRef,
    requester_id: str,
    legal_entity: str,
    facts: RoutingFacts,
    approval_case_id: str,
    policy: ApprovalPolicy = APPROVAL_POLICY,
) -> None:
    """Opens the case of a document that was just submitted, in the same save.

    Where nobody has to be asked, the document is approved in this save too.
    """
    case = await work.find_or_assume_new(APPROVAL_CASE, approval_case_id)
    events = decide.plan_route(
        case,
        approval_case_id=approval_case_id,
        document=document,
        requester_id=requester_id,
        legal_entity=legal_entity,
        facts=facts,
        policy=policy,
    )
    work.policies.add(policy.version)
    planned = await work.record(APPROVAL_CASE, approval_case_id, events)
    assert planned is not None, "a planned route is an event"
    if planned.status == "approved":
        await _tell_approved(work, planned)


async def supersede_route(work: Work, approval_case_id: str, reason_code: str) -> None:
    """Ends the document's case if it is still open; a decided one stays as it is."""
    case = await work.load(APPROVAL_CASE, approval_case_id)
    await work.record(APPROVAL_CASE, approval_case_id, decide.supersede(case, reason_code))


async def approve_step(work: Work, command: ApproveStep) -> None:
    """One person agrees; after the last step the document is approved."""
    case = await work.load(APPROVAL_CASE, command.approval_case_id)
    events = decide.approve(case, command, await _participants(work, case))
    decided = await work.record(APPROVAL_CASE, command.approval_case_id, events)
    if decided is None:
        return
    if decided.status == "approved":
        await _tell_approved(work, decided)
    await _tell_agreed(work, decided)


async def reject_step(work: Work, command: RejectStep) -> None:
    """One person refuses, and with that the document is rejected."""
    case = await work.load(APPROVAL_CASE, command.approval_case_id)
    decided = decide.reject(case, command, await _participants(work, case))
    await work.record(APPROVAL_CASE, command.approval_case_id, decided)
    kind = DOCUMENTS[case.document.aggregate]
    document = await work.load(kind.aggregate, case.document.id)
    events = kind.reject(document, case.approval_case_id, command.reason_code)
    await work.record(kind.aggregate, case.document.id, events)


async def return_step(work: Work, command: ReturnStep) -> None:
    """One person asks first, and with that the document is a draft again."""
    case = await work.load(APPROVAL_CASE, command.approval_case_id)
    kind = DOCUMENTS[case.document.aggregate]
    if kind.return_ is None:
        raise ApprovalCaseNotReturnable(case.document.number, case.document.aggregate)
    decided = decide.return_step(case, command, await _participants(work, case))
    await work.record(APPROVAL_CASE, command.approval_case_id, decided)
    document = await work.load(kind.aggregate, case.document.id)
    events = kind.return_(document, case.approval_case_id, command.reason_code)
    await work.record(kind.aggregate, case.document.id, events)


async def _participants(work: Work, case: ApprovalCase) -> Participants:
    """Who took which part in the document, as it stands now."""
    kind = DOCUMENTS[case.document.aggregate]
    document = await work.load(kind.aggregate, case.document.id)
    return kind.participants(document)


async def _tell_agreed(work: Work, case: ApprovalCase) -> None:
    """One more step is agreed to, where the document has to hear of each."""
    kind = DOCUMENTS[case.document.aggregate]
    if kind.agree is None:
        return
    document = await work.load(kind.aggregate, case.document.id)
    after = await work.record(kind.aggregate, case.document.id, kind.agree(document, case))
    if kind.then is not None and after is not None:
        await kind.then(work, after)


async def _tell_approved(work: Work, case: ApprovalCase) -> None:
    kind = DOCUMENTS[case.document.aggregate]
    document = await work.load(kind.aggregate, case.document.id)
    if kind.require is not None:
        await kind.require(work, document)
    if kind.approve is not None:
        events = kind.approve(document, case.approval_case_id)
        await work.record(kind.aggregate, case.document.id, events)


HANDLERS: Final[Handlers] = {ReturnStep: return_step}
