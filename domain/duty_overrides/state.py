"""An override as its history left it: granted, used or revoked, reviewed."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, assert_never

from domain.aggregate import Aggregate
from domain.duty_overrides.events import (
    DutyOverrideEvent,
    DutyOverrideGranted,
    DutyOverrideReviewed,
    DutyOverrideRevoked,
    DutyOverrideUsed,
)
from domain.event import DocumentRef
from domain.frozen import replace

DutyOverrideStatus = Literal["granted", "revoked", "used", "reviewed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyOverride:
    """For one rule, one document and one person."""

    id: str
    rule: str
    document: DocumentRef
    person: str
    granted_by: str
    granted_on: date
    expires_on: date
    legal_entity: str
    facility: str
    status: DutyOverrideStatus = "granted"

    @property
    def number(self) -> str:
        """An override has no number of its own: people name the document."""
        return self.document.number

    @property
    def ref(self) -> DocumentRef:
        """How other documents point at this one."""
        return DocumentRef(aggregate="duty_override", id=self.id, number=self.number)

    def is_usable_on(self, day: date) -> bool:
        """Whether it lets its person break the rule on this day: granted before, and not over."""
        return self.status == "granted" and self.granted_on <= day <= self.expires_on


def evolve(override: DutyOverride | None, event: DutyOverrideEvent) -> DutyOverride:
    """The next state."""
    if isinstance(event, DutyOverrideGranted):
        return DutyOverride(
            id=event.duty_override_id,
            rule=event.rule,
            document=event.document,
            person=event.person,
            granted_by=event.granted_by,
            granted_on=event.granted_on,
            expires_on=event.expires_on,
            legal_entity=event.legal_entity,
            facility=event.facility,
        )
    assert override is not None, "the first event grants the override"
    match event:
        case DutyOverrideRevoked():
            return replace(override, status="revoked")
        case DutyOverrideUsed():
            return replace(override, status="used")
        case DutyOverrideReviewed():
            return replace(override, status="reviewed")
        case _:
            assert_never(event)


DUTY_OVERRIDE: Final = Aggregate(name="duty_override", state=DutyOverride, evolve=evolve)
