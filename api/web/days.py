"""The days of a tenant's history, each with its last position: the stops of the time slider.

A day that is over never changes, so they are kept between requests and only the newest facts are
asked for.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from urllib.parse import urlencode

from api.wiring.service import View

READ_MODEL: Final = "audit_trail"


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which something took effect, UTC."""

    day: date
    position: int  # the last one of the day
    events: int

    @property
    def words(self) -> str:
        """The day as people write it."""
        return f"{self.day.day} {self.day:%B %Y}"


@dataclass(frozen=True, slots=True)
class Moment:
    """When a page shows: now, or the past as of a position."""

    position: int | None
    head: int
    day: Day | None  # on which the position lies; none before the first event

    @property
    def in_past(self) -> bool:
        """Whether the page shows something else than what is."""
        return self.position is not None

    @property
    def words(self) -> str:
        """The moment in words, without its position."""
        if self.position is None:
            return "now"
        if self.day is None:
            return "before the first fact"
        return f"the {'end' if self.is_whole_day else 'course'} of {self.day.words}"

    @property
    def is_whole_day(self) -> bool:
        """Whether all of the day is shown, as after the slider; facts lead into its course."""
        return self.day is not None and self.position == self.day.position

    def link(self, path: str, **filters: object) -> str:
        """An address that stays in this moment. Filters that are none are left out."""
        values = {name: _asked(value) for name, value in filters.items() if value is not None}
        if self.position is not None:
            values["as_of"] = self.position
        return f"{path}?{urlencode(values)}" if values else path


def _asked(value: object) -> object:
    """As an address asks for it."""
    return str(value).lower() if isinstance(value, bool) else value


@dataclass(slots=True)
class _Calendar:
    epoch: int = 0
    days: list[Day] = field(default_factory=list)


class Calendars:
    """The days of each tenant as far as somebody has looked."""

    def __init__(self) -> None:
        self._by_tenant: dict[str, _Calendar] = {}

    async def days(self, view: View, tenant: str) -> Sequence[Day]:
        """All days up to now, the oldest first."""
        standing = view.serving[READ_MODEL]
        known = self._by_tenant.get(tenant, _Calendar())
        if known.epoch != standing.epoch:
            known = _Calendar(standing.epoch)
        behind = known.days[-1].position if known.days else 0
        if behind < standing.position:
            answer = await view.answer(READ_MODEL, "active_days", {"behind": behind})
            fresh = [
                Day(date.fromisoformat(row["day"]), row["position"], row["events"])
                for row in answer.rows
            ]
            known = _Calendar(standing.epoch, continued(known.days, fresh))
            self._by_tenant[tenant] = known
        return known.days

    async def moment(self, view: View, tenant: str, position: int | None) -> Moment:
        """The moment of a page."""
        days = await self.days(view, tenant)
        head = view.serving[READ_MODEL].position
        if position is None or not days or position == 0:
            return Moment(position, head, None)
        place = bisect_left(days, position, key=lambda day: day.position)
        return Moment(position, head, days[min(place, len(days) - 1)])


def continued(known: Sequence[Day], fresh: Sequence[Day]) -> list[Day]:
    """Both in one; what was learned late belongs to the last day that was known."""
    days = list(known)
    for each in fresh:
        if days and each.day <= days[-1].day:
            last = days.pop()
            each = Day(last.day, each.position, last.events + each.events)
        days.append(each)
    return days
