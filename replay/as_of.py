"""Turns the words for a moment into a position of a tenant's history.

Words are a position (digits), an ISO time with its offset, or a date alone: the end of that day,
UTC. A time is read on one of two clocks. *Recorded*: the last position recorded at or before it.
*Effective*: the last position whose effective time is at or before it; where history was not
recorded in order of effect, the answer names the events that became known later than one which
took effect later, and those up to the position that had not taken effect. Facts also answer on both
clocks at once: what was known by a moment of what had taken effect by a time (`with_effective`).
Read models answer at the position (`adapters/postgres/read_query.py`).
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Final, Literal, Protocol, TypedDict

from domain.written_days import is_day, written_time
from replay.errors import BeyondHistory, ClocksUnclear, MomentsReversed, UnknownMoment

Clock = Literal["recorded", "effective"]

# How many events out of order an answer lists, of either kind; it counts them all.
OUT_OF_ORDER_MAX: Final = 20
_POSITION: Final = re.compile(r"[0-9]{1,18}")


class OutOfOrder(TypedDict):
    """An event that was not recorded in order of effect."""

    position: int
    stream: str
    version: int
    type: str
    recorded_at: str
    effective_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A position, and for a time on the effective clock what it does not tell exactly.

    `clock` and `at` are none for words that were a position. Position 0 is before the first event.
    `learned_later` took effect by the time and became known after something of later effect,
    `effective_later` took effect after it and was recorded before the position.
    `effective_at`: of what was known at the position, only what had taken effect by then.
    """

    position: int
    clock: Clock | None = None
    at: datetime | None = None
    learned_later: tuple[OutOfOrder, ...] = ()
    learned_later_count: int = 0
    effective_later: tuple[OutOfOrder, ...] = ()
    effective_later_count: int = 0
    effective_at: datetime | None = None


class History(Protocol):
    """One tenant's history as the log holds it."""

    async def head(self) -> int:
        """The last position, 0 before the first event."""
        ...

    async def last_recorded(self, at: datetime) -> int:
        """The last position recorded at or before the time, or 0."""
        ...

    async def last_effective(self, at: datetime) -> int:
        """The last position whose effective time is at or before the time, or 0."""
        ...

    async def learned_later(
        self, at: datetime, up_to: int, limit: int
    ) -> tuple[tuple[OutOfOrder, ...], int]:
        """The events up to a position that became known late; the first of them, and how many."""
        ...

    async def effective_later(
        self, at: datetime, up_to: int, limit: int
    ) -> tuple[tuple[OutOfOrder, ...], int]:
        """The events up to a position that take effect after the time, in the same form."""
        ...


async def resolve(history: History, words: str, clock: Clock, now: datetime) -> Moment:
    """The moment of these words. Raises `UnknownMoment` and `BeyondHistory`."""
    wanted = parse(words)
    if isinstance(wanted, int):
        head = await history.head()
        if wanted > head:
            raise BeyondHistory(
                f"History has come to position {head}, not to {wanted} yet.",
                position=wanted,
                head=head,
            )
        return Moment(position=wanted)
    at = _time_of(wanted, words, now)
    if clock == "recorded":
        return Moment(position=await history.last_recorded(at), clock=clock, at=at)
    position = await history.last_effective(at)
    learned, learned_count = await history.learned_later(at, position, OUT_OF_ORDER_MAX)
    ahead, ahead_count = await history.effective_later(at, position, OUT_OF_ORDER_MAX)
    return Moment(
        position=position,
        clock=clock,
        at=at,
        learned_later=learned,
        learned_later_count=learned_count,
        effective_later=ahead,
        effective_later_count=ahead_count,
    )


def with_effective(moment: Moment | None, clock: Clock, words: str, now: datetime) -> Moment:
    """The moment on both clocks. Raises `ClocksUnclear`, and as `resolve` does."""
    if moment is None:
        raise ClocksUnclear(
            "effective_at goes with as_of, which says when it was known; for what is known today"
            " ask as_of with clock=effective."
        )
    if clock == "effective":
        raise ClocksUnclear(
            "as_of is asked on the effective clock, and effective_at too; leave clock=effective"
            " out: as_of says when it was known, effective_at when it was so."
        )
    wanted = parse(words)
    if isinstance(wanted, int):
        raise ClocksUnclear(f"effective_at is a day or a time with its offset, not {words!r}.")
    return replace(moment, effective_at=_time_of(wanted, words, now))


def check_order(former: Moment, later: Moment) -> None:
    """Raises `MomentsReversed` where the later moment comes first, by position or by time."""
    times = former.at is not None and later.at is not None and former.at > later.at
    if times or former.position > later.position:
        raise MomentsReversed(
            f"Differences go from a moment to a later one, and these are position"
            f" {former.position}{_told(former.at)} and position {later.position}"
            f"{_told(later.at)}; change them over.",
            positions=[former.position, later.position],
        )


def _told(at: datetime | None) -> str:
    return "" if at is None else f" ({at.isoformat()})"


def parse(words: str) -> int | date | datetime:
    """What the words name: a position, a day, or a time with its offset."""
    if _POSITION.fullmatch(words):
        return int(words)
    try:
        if is_day(words):
            return date.fromisoformat(words)
        written_time(words)
        return datetime.fromisoformat(words).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _unknown(words) from error


def _time_of(wanted: date | datetime, words: str, now: datetime) -> datetime:
    """The time until which events count. Today counts as far as it has gone."""
    if isinstance(wanted, datetime):
        at = wanted
    elif wanted == now.astimezone(UTC).date():
        at = now
    else:
        at = datetime.combine(wanted, time.max, tzinfo=UTC)
    if at > now:
        raise BeyondHistory(
            f"{words} lies in the future; give a moment up to {now.isoformat()}.", asked=words
        )
    return at


def _unknown(words: str) -> UnknownMoment:
    return UnknownMoment(
        f"{words!r} is no moment; give a position such as 120, a day such as 2026-03-31, or a time"
        " with its offset such as 2026-03-31T12:00:00Z.",
        asked=words,
    )
