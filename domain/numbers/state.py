"""A number of one kind, and the document that holds it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, assert_never

from domain.aggregate import Aggregate
from domain.event import DocumentRef
from domain.frozen import replace
from domain.ids import IDS_REMEMBERED, derived_id
from domain.numbers.events import NumberClaimed, NumberEvent, NumberReleased
from domain.numbers.spelling import normalised


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedNumber:
    """`holder` is none once the number was released."""

    kind: str
    key: str
    number: str  # as the latest holder writes it
    holder: DocumentRef | None

    # A number is unique in the whole tenant.
    legal_entity: None = None
    facility: None = None


@lru_cache(IDS_REMEMBERED)
def number_id(tenant: str, kind: str, key: str) -> str:
    """The id of the stream that every claim on this number goes through."""
    return derived_id(tenant, "number", kind, normalised(key))


def evolve(state: ClaimedNumber | None, event: NumberEvent) -> ClaimedNumber:
    """The next state."""
    match event:
        case NumberClaimed():
            return ClaimedNumber(
                kind=event.kind, key=event.key, number=event.holder.number, holder=event.holder
            )
        case NumberReleased():
            assert state is not None, "the first event claims the number"
            return replace(state, holder=None)
        case _:
            assert_never(event)


NUMBER: Final = Aggregate(name="number", state=ClaimedNumber, evolve=evolve)
