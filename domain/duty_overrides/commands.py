"""What may be asked of an override. It is used by the act that it lets through, by no command."""

from dataclasses import dataclass
from datetime import date

from domain.duty_overrides.events import ReviewOutcome
from domain.event import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantDutyOverride(Command):
    """One person may break one rule on one document, once."""

    duty_override_id: str
    granted_by: str
    rule: str
    document_kind: str  # such as purchase_order
    document_id: str
    person: str
    reason_code: str
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeDutyOverride(Command):
    """He may not any more."""

    duty_override_id: str
    revoked_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDutyOverride(Command):
    """Somebody without a hand in it judges that the rule was broken."""

    duty_override_id: str
    reviewed_by: str
    outcome: ReviewOutcome
    reason_code: str | None = None
