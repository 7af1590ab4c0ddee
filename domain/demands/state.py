"""What one person asked for lately at one place: only what still counts is kept."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from domain.aggregate import Aggregate
from domain.demands.events import DemandEvent, DemandStated
from domain.ids import derived_id

STATED_MAX: Final = (
    200  # Of one person at one place; a service that asks for many keeps the latest.
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """`stated` holds the submissions of the last days, oldest first."""

    requester_id: str
    legal_entity: str
    facility: str
    department: str
    stated: tuple[DemandStated, ...] = ()

    @property
    def number(self) -> str:
        """A demand has no number of its own: people name who asked, and for which department."""
        return f"{self.requester_id} {self.department}"


def demand_id(tenant: str, requester_id: str, facility: str, department: str) -> str:
    """The id of the stream of what this person asks for at this place."""
    return derived_id(tenant, "demand", requester_id, facility, department)


def evolve(state: Demand | None, event: DemandEvent) -> Demand:
    """The next state. A requisition that is submitted again counts as it reads now."""
    since = event.stated_on - timedelta(days=event.kept_days)
    former = () if state is None else state.stated
    kept = tuple(
        each
        for each in former
        if each.stated_on >= since and each.requisition.id != event.requisition.id
    )
    kept = kept[-(STATED_MAX - 1) :]
    return Demand(
        requester_id=event.requester_id,
        legal_entity=event.legal_entity,
        facility=event.facility,
        department=event.department,
        stated=(*kept, event),
    )


DEMAND: Final = Aggregate(name="demand", state=Demand, evolve=evolve)
