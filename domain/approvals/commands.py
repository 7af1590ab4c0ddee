"""What may be asked of an approval case. Routes are planned by submitting a document."""

from dataclasses import dataclass

from domain.event import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveStep(Command):
    """Agrees to the open step; with `step` given, only to that one."""

    approval_case_id: str
    approver_id: str
    roles: frozenset[str]  # the roles that the approver holds, from the caller's identity
    step: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectStep(Command):
    approval_case_id: str
    approver_id: str
    roles: frozenset[str]
    reason_code: str
    step: int | None = None
