"""What may be asked of a tenant's tolerances."""

from dataclasses import dataclass
from datetime import date

from domain.event import Command
from domain.tolerances.limits import ToleranceLimit


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeTolerances(Command):
    """States all limits: nothing is taken over from the version in force."""

    limits: tuple[ToleranceLimit, ...]
    reason_code: str
    proposed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishTolerances(Command):
    """By another person than the proposer; never for a day that has passed."""

    version: int
    published_by: str
    effective_from: date | None = None  # none: today


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineTolerances(Command):
    """By anybody entitled, the proposer too."""

    version: int
    reason_code: str
    declined_by: str
