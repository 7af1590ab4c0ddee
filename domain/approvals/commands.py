"""What may be asked of an approval case. Routes are planned by submitting a document."""

from dataclasses import dataclass

from domain.event import ActorType, Command


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveStep(Command):
    """Agrees to the open step; with `step` given, only to that one."""

    approval_case_id: str
    approver_id: str
    approver_type: ActorType  # only a person decides; the aggregate refuses all others
    roles: frozenset[str]  # the roles that the approver holds, from the caller's identity
    step: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnStep(Command):
    """Asks the requester for something first: the document is a draft again."""

    approval_case_id: str
    approver_id: str
    approver_type: ActorType  # only a person decides; the aggregate refuses all others
    roles: frozenset[str]
    reason_code: str
    step: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectStep(Command):
    approval_case_id: str
    approver_id: str
    approver_type: ActorType  # only a person decides; the aggregate refuses all others
    roles: frozenset[str]
    reason_code: str
    step: int | None = None
