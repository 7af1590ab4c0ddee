"""What a requisition answers while it is drafted, submitted and approved.

What orders and cancellations do to an approved one is decided in `ordering.py`, what a line must
be in `line_rules.py`, what each kind must say in `kinds.py`, how it ends early in `ending.py`.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from domain.catalogue.buying import acts_for, require_user
from domain.ids import LINES_MAX
from domain.money import exponent
from domain.requisitions.commands import (
    AddRequisitionLine,
    ChangeRequisition,
    ChangeRequisitionLine,
    CreateRequisition,
    RemoveRequisitionLine,
    SubmitRequisition,
    WithdrawRequisition,
)
from domain.requisitions.errors import (
    RequisitionDuplicateLine,
    RequisitionExists,
    RequisitionNotDraft,
    RequisitionNotSubmitted,
    RequisitionNotWithdrawable,
    RequisitionOfAnother,
    RequisitionTooManyLines,
    RequisitionUnknownLine,
    RequisitionWithoutLines,
)
from domain.requisitions.events import (
    RequisitionApproved,
    RequisitionChanged,
    RequisitionCreated,
    RequisitionEvent,
    RequisitionLineAdded,
    RequisitionLineChanged,
    RequisitionLineRemoved,
    RequisitionRejected,
    RequisitionReleasedWithoutOrder,
    RequisitionReturned,
    RequisitionSubmitted,
    RequisitionWithdrawn,
)
from domain.requisitions.kind_errors import (
    RequisitionNotReportable,
    RequisitionNotReturnable,
    RequisitionReasonMissing,
)
from domain.requisitions.kinds import REPORTABLE, check_kind
from domain.requisitions.line_progress import LineProgress
from domain.requisitions.line_rules import Items, check_item, stated_line
from domain.requisitions.policy import REQUISITION_POLICY, RequisitionPolicy
from domain.requisitions.state import Requisition, closing, evolve

ON_BEHALF: Final = "buyer"  # The role that acts on requisitions of other people.
ENDED: Final = frozenset(
    {"rejected", "withdrawn", "cancelled", "expired", "closed", "released_without_order"}
)


def create(
    requisition: Requisition | None, command: CreateRequisition, items: Items
) -> tuple[RequisitionEvent, ...]:
    """A draft, with the lines that are known by now; of whoever asks, or of a buyer for him."""
    if requisition is not None:
        raise RequisitionExists(command.requisition_id)
    entered_by = None if command.entered_by == command.requester_id else command.entered_by
    if entered_by is not None and ON_BEHALF not in command.roles:
        raise RequisitionOfAnother(command.number, entered_by, command.requester_id)
    exponent(command.currency)  # refuses an unknown currency
    if command.report_only and command.kind not in REPORTABLE:
        raise RequisitionNotReportable(command.kind)
    created = RequisitionCreated(
        requisition_id=command.requisition_id,
        number=command.number,
        kind=command.kind,
        requester_id=command.requester_id,
        legal_entity=command.legal_entity,
        facility=command.facility,
        department=command.department,
        currency=command.currency,
        need_by=command.need_by,
        justification=command.justification,
        deliver_to=command.deliver_to,
        from_facility=command.from_facility,
        clinician_id=command.clinician_id,
        emergency_reason_code=command.emergency_reason_code,
        used_on=command.used_on,
        project=command.project,
        report_only=command.report_only or None,
        entered_by=entered_by,
    )
    if len(command.lines) > LINES_MAX:
        raise RequisitionTooManyLines(LINES_MAX)
    seen: set[int] = set()
    for line in command.lines:
        if line.line in seen:
            raise RequisitionDuplicateLine(line.line)
        seen.add(line.line)
    place = (command.facility, command.now.date())
    added = (
        RequisitionLineAdded(line=stated_line(line, command.currency, items, *place))
        for line in command.lines
    )
    return (created, *added)


def change(requisition: Requisition, command: ChangeRequisition) -> tuple[RequisitionEvent, ...]:
    """The draft as a whole says otherwise."""
    require_own(requisition, command.changed_by, command.roles)
    _require_draft(requisition)
    return (
        RequisitionChanged(
            need_by=command.need_by,
            justification=command.justification,
            deliver_to=command.deliver_to,
            from_facility=command.from_facility,
            clinician_id=command.clinician_id,
            emergency_reason_code=command.emergency_reason_code,
            used_on=command.used_on,
            project=command.project,
        ),
    )


def add_line(
    requisition: Requisition, command: AddRequisitionLine, items: Items
) -> tuple[RequisitionEvent, ...]:
    """One more line, under a number of its own."""
    require_own(requisition, command.changed_by, command.roles)
    _require_draft(requisition)
    if command.line.line in requisition.lines:
        raise RequisitionDuplicateLine(command.line.line)
    if len(requisition.lines) >= LINES_MAX:
        raise RequisitionTooManyLines(LINES_MAX)
    place = (requisition.facility, command.now.date())
    line = stated_line(command.line, requisition.currency, items, *place)
    editor = requisition.editor(command.changed_by)
    return (RequisitionLineAdded(line=line, changed_by=editor),)


def change_line(
    requisition: Requisition, command: ChangeRequisitionLine, items: Items
) -> tuple[RequisitionEvent, ...]:
    """The line as a whole reads otherwise; a quantity that approvers saw changes for a reason."""
    require_own(requisition, command.changed_by, command.roles)
    _require_draft(requisition)
    former = require_line(requisition, command.line.line).line.quantity
    place = (requisition.facility, command.now.date())
    line = stated_line(command.line, requisition.currency, items, *place)
    if requisition.submissions and line.quantity != former and command.reason_code is None:
        raise RequisitionReasonMissing(line.line, former, line.quantity)
    editor = requisition.editor(command.changed_by)
    return (RequisitionLineChanged(line=line, reason_code=command.reason_code, changed_by=editor),)


def remove_line(
    requisition: Requisition, command: RemoveRequisitionLine
) -> tuple[RequisitionEvent, ...]:
    """The line was never asked for."""
    require_own(requisition, command.changed_by, command.roles)
    _require_draft(requisition)
    require_line(requisition, command.line)
    editor = requisition.editor(command.changed_by)
    return (RequisitionLineRemoved(line=command.line, changed_by=editor),)


def submit(
    requisition: Requisition,
    command: SubmitRequisition,
    items: Items,
    policy: RequisitionPolicy = REQUISITION_POLICY,
) -> tuple[RequisitionEvent, ...]:
    """Asks for approval of all lines as they stand; from now on they cannot be edited.

    An emergency may be ordered at once, and is agreed to within the days of the policy.
    """
    require_own(requisition, command.submitted_by, command.roles)
    _require_draft(requisition)
    if not requisition.lines:
        raise RequisitionWithoutLines(requisition.number)
    for each in requisition.lines.values():
        # An item may have been retired or restricted since the line was drafted.
        check_item(each.line, items, requisition.facility, command.now.date())
        if each.line.item_id is not None:
            item = items[each.line.item_id]
            is_entitled = acts_for(item, command.roles)
            require_user(item, requisition.department, is_entitled=is_entitled)
    check_kind(requisition, command.now)
    today = command.now.date()
    needed = max(today, requisition.need_by or today)
    is_emergency = requisition.kind == "emergency"
    return (
        RequisitionSubmitted(
            amount=requisition.amount,
            currency=requisition.currency,
            approval_case_id=command.approval_case_id,
            expires_on=needed + timedelta(days=policy.expiry_days),
            ratify_by=today + timedelta(days=policy.ratify_days) if is_emergency else None,
            submitted_by=requisition.editor(command.submitted_by),
        ),
    )


def approve(requisition: Requisition, approval_case_id: str) -> tuple[RequisitionEvent, ...]:
    """Every step of the case agreed; an emergency may have been ordered in full by now.

    What was only reported is done with that.
    """
    _require_waiting(requisition, approval_case_id)
    event = RequisitionApproved(
        amount=requisition.amount,
        currency=requisition.currency,
        approval_case_id=approval_case_id,
    )
    if requisition.report_only:
        return (event, RequisitionReleasedWithoutOrder())
    return (event, *closing(evolve(requisition, event)))


def reject(
    requisition: Requisition, approval_case_id: str, reason_code: str
) -> tuple[RequisitionEvent, ...]:
    """A step of the case refused."""
    _require_waiting(requisition, approval_case_id)
    return (RequisitionRejected(approval_case_id=approval_case_id, reason_code=reason_code),)


def return_for_information(
    requisition: Requisition, approval_case_id: str, reason_code: str
) -> tuple[RequisitionEvent, ...]:
    """The approver asks for something; the requester edits the draft and submits it again."""
    _require_waiting(requisition, approval_case_id)
    if requisition.is_taken:
        raise RequisitionNotReturnable(requisition.number)
    return (RequisitionReturned(approval_case_id=approval_case_id, reason_code=reason_code),)


def withdraw(
    requisition: Requisition, command: WithdrawRequisition
) -> tuple[RequisitionEvent, ...]:
    """Taken back as a whole, as long as no order took anything."""
    require_own(requisition, command.withdrawn_by, command.roles)
    if requisition.status in ENDED:
        raise RequisitionNotWithdrawable(requisition.number, f"is {requisition.status}")
    if requisition.is_taken:
        raise RequisitionNotWithdrawable(requisition.number, "is ordered in part")
    return (RequisitionWithdrawn(reason_code=command.reason_code),)


def require_own(requisition: Requisition, person: str | None, roles: Collection[str]) -> None:
    """Raises unless it is the requester, or a buyer on his behalf. None: it is the requester."""
    if person not in (None, requisition.requester_id) and ON_BEHALF not in roles:
        raise RequisitionOfAnother(requisition.number, str(person), requisition.requester_id)


def require_line(requisition: Requisition, line: int) -> LineProgress:
    """The line, or a refusal that names it."""
    found = requisition.lines.get(line)
    if found is None:
        raise RequisitionUnknownLine(requisition.number, line)
    return found


def _require_draft(requisition: Requisition) -> None:
    if requisition.status != "draft":
        raise RequisitionNotDraft(requisition.number, requisition.status)


def _require_waiting(requisition: Requisition, approval_case_id: str) -> None:
    if requisition.status != "submitted" or requisition.approval_case_id != approval_case_id:
        raise RequisitionNotSubmitted(requisition.number, requisition.status, approval_case_id)
