"""How long an invoice was held, by what: from its own events, on the effective clock."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from domain.event import Recorded

SECONDS_A_DAY: Final = 86_400
_PLACED: Final = "invoice.hold_placed"
_RELEASED: Final = "invoice.hold_released"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """One hold from when it was placed until it was released, or until the end of the span."""

    hold: int
    kind: str
    line: int | None
    version: int  # of the invoice, at which it was placed
    since: datetime
    until: datetime

    @property
    def days(self) -> float:
        """How long it stood."""
        return _days(self.since, self.until)


def standing_holds(events: Sequence[Recorded], until: datetime) -> list[Stood]:
    """Every hold of an invoice that was placed by then."""
    placed: dict[int, Recorded] = {}
    ended: dict[int, datetime] = {}
    for event in events:
        if event.type == _PLACED and effective(event) <= until:
            placed[event.data["hold"]] = event
        elif event.type == _RELEASED:
            ended[event.data["hold"]] = effective(event)
    return [
        Stood(
            hold=hold,
            kind=event.data["kind"],
            line=event.data.get("line"),
            version=event.version,
            since=effective(event),
            until=max(effective(event), min(ended.get(hold, until), until)),
        )
        for hold, event in placed.items()
    ]


def days_held_by(stood: Sequence[Stood], holds: Collection[int]) -> float:
    """The days on which some of these holds stood, and no other one."""
    times = sorted({moment for each in stood for moment in (each.since, each.until)})
    total = 0.0
    for since, until in pairwise(times):
        here = {each.hold for each in stood if each.since <= since and until <= each.until}
        if here and here <= set(holds):
            total += _days(since, until)
    return total


def effective(event: Recorded) -> datetime:
    """When it took effect."""
    return datetime.fromisoformat(event.metadata["effective_at"])


def _days(since: datetime, until: datetime) -> float:
    return (until - since).total_seconds() / SECONDS_A_DAY
