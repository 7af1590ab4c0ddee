"""The conventions of every query: which moment is asked for, and what the answer rests on.

`as_of` asks for the past: a position, an ISO time with offset, or a day (its end, UTC), on the
recorded or the effective clock; `effective_at` beside it asks facts on both. `min_position` takes
the token of a command. Either waits until the read model has come so far, so that nobody misses his
own write. What is then read is in `answers.py`, the routes are made in `reads.py`.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Query, Request

from api.answers import Reading
from api.command_request import UnknownParameter
from api.policies_in_force import waited_for
from api.security import Caller, CallerOfRequest
from api.wiring.clock import monotonic_seconds, utc_now
from api.wiring.service import Service, View
from application.errors import Failed
from application.roles import Permission
from projections.projection import Cell
from replay.as_of import Clock, Moment, resolve, with_effective
from replay.errors import ReadModelBehind

BEHIND_SECONDS_MAX: Final = 5.0
POLL_SECONDS: Final = 0.02
WORDS_LENGTH_MAX: Final = 40
MOMENT_PARAMETERS: Final = frozenset({"as_of", "clock", "effective_at", "min_position"})
_TOKEN: Final = re.compile(r"([0-9]{1,9})\.([0-9]{1,18})")
ClockAsked = Annotated[
    Clock, Query(description="The clock that a time is on: when known, or when it happened.")
]
MinPosition = Annotated[
    str | None,
    Query(
        description="Token of a command: the answer knows of it, or is 503 after 5 s.",
        max_length=WORDS_LENGTH_MAX,
        examples=["1.1042"],
    ),
]
EffectiveAt = Annotated[
    str | None,
    Query(
        description="Facts alone: of what was known at `as_of`, what had happened by this time.",
        max_length=WORDS_LENGTH_MAX,
        examples=["2026-03-31"],
    ),
]
_BARE_OFFSET: Final = re.compile(r"(T.*) (\d\d:?\d\d)")


class BadToken(Failed):
    """`min_position` is not a token that a command returned."""

    code = "request.bad_token"


class TokenLost(Failed):
    """The command behind `min_position` is not in the log any more."""

    code = "request.token_lost"


class RepeatedParameter(Failed):
    """A parameter is given twice, and only one would count."""

    code = "request.repeated_parameter"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who wants to read, and which moment."""

    caller: Caller
    service: Service
    words: str | None
    clock: Clock
    seen: tuple[int, int] | None  # epoch and position of the command that must be known
    effective: str | None  # words for a time on the other clock

    @asynccontextmanager
    async def entered(self, *read_models: str) -> AsyncIterator[Reading]:
        """One view of these read models, once they have come to the moment asked for."""
        deadline = monotonic_seconds() + BEHIND_SECONDS_MAX
        seen, token_is_known = self.seen, False
        while True:
            async with self.service.read_models.entered(self.caller.tenant) as view:
                moment = await self._moment(view)
                waited = waited_for(view, read_models)
                behind = _behind(view, waited, moment, seen)
                if not token_is_known and (behind or self._is_of_other_epoch):
                    await self._refuse_lost_token(view)
                    seen, token_is_known = await _recorded(view, seen), True
                    behind = _behind(view, waited, moment, seen)
                if not behind:
                    yield Reading(view, moment)
                    return
                await view.refuse_stopped(behind)
            if monotonic_seconds() > deadline:
                raise ReadModelBehind(
                    f"{', '.join(behind)}: still on the way after {BEHIND_SECONDS_MAX:.0f} s; ask"
                    " again, or look at /v1/status.",
                    read_models=behind,
                )
            await asyncio.sleep(POLL_SECONDS)

    async def _moment(self, view: View) -> Moment | None:
        found = None if self.words is None else await moment_of(view, self.words, self.clock)
        if self.effective is None:
            return found
        return with_effective(found, self.clock, _unescaped(self.effective), utc_now())

    @property
    def _is_of_other_epoch(self) -> bool:
        """Whether the token's epoch is not the log's."""
        return self.seen is not None and self.seen[0] != self.service.epoch

    async def _refuse_lost_token(self, view: View) -> None:
        """Waiting for a command that a restored database has lost would be waiting for ever."""
        if self.seen is None or await view.history.token_state(*self.seen) != "lost":
            return
        epoch, position = self.seen
        raise TokenLost(
            f"What token {epoch}.{position} stands for is lost: the database was restored to an"
            " earlier point and the log began a new epoch. Read without the token what stands now,"
            " and send the command again if it is missing.",
            min_position=f"{epoch}.{position}",
        )


def _behind(
    view: View, read_models: tuple[str, ...], moment: Moment | None, seen: tuple[int, int] | None
) -> list[str]:
    """The read models that have not come to the moment, or to what was seen, yet."""
    position = 0 if moment is None else moment.position
    reached = {each.name: (each.epoch, each.position) for each in view.serving.values()}
    return [
        name
        for name in read_models
        if name in reached
        and name not in view.outdated  # It stands still, and waiting changes nothing.
        and (reached[name][1] < position or (seen is not None and reached[name] < seen))
    ]


async def _recorded(view: View, seen: tuple[int, int] | None) -> tuple[int, int] | None:
    """What was seen, by the epoch in which it was recorded: the token may be of a later one."""
    if seen is None:
        return None
    epoch, position = seen
    recorded = await view.history.epoch_at(position)
    return seen if recorded is None else (min(epoch, recorded), position)


async def moment_of(view: View, words: str, clock: Clock) -> Moment:
    """The moment of the words that came in a URL."""
    return await resolve(view.history, _unescaped(words), clock, utc_now())


def _unescaped(words: str) -> str:
    """A plus sign that was not escaped arrives as a space."""
    return _BARE_OFFSET.sub(r"\1+\2", words)


@dataclass(frozen=True, slots=True)
class Asked(Wanted):
    """A query before it is answered, with the request that says what it asks for."""

    request: Request

    def filters(self, *others: str) -> dict[str, Cell]:
        """The parameters beside the moment and `others`; each may be given once."""
        found: dict[str, Cell] = {}
        for name, value in self.request.query_params.multi_items():
            if name in found:
                raise RepeatedParameter(f"{name!a} is given twice; give it once.", parameter=name)
            found[name] = value
        return {
            name: value
            for name, value in found.items()
            if name not in MOMENT_PARAMETERS and name not in others
        }

    def refuse_others(self, *own: str) -> None:
        """Raises `UnknownParameter` for any but the moment and its own, should one be misspelt."""
        for name in self.filters(*own):
            known = ", ".join(sorted({*MOMENT_PARAMETERS, *own}))
            raise UnknownParameter(f"{name!a} means nothing here; use {known}.", parameter=name)


async def asked(
    request: Request,
    caller: CallerOfRequest,
    as_of: Annotated[
        str | None,
        Query(
            description="A position, an ISO time with offset, or a day: its end, UTC.",
            max_length=WORDS_LENGTH_MAX,
            examples=["1042", "2026-03-31T12:00:00Z", "2026-03-31"],
        ),
    ] = None,
    clock: ClockAsked = "recorded",
    min_position: MinPosition = None,
    effective_at: EffectiveAt = None,
) -> Asked:
    """What the request says about its moment. Async for the reason that `caller` is."""
    caller.require(Permission.READ)
    service: Service = request.app.state.service
    return Asked(caller, service, as_of, clock, seen_by(min_position), effective_at, request)


def seen_by(text: str | None) -> tuple[int, int] | None:
    """Epoch and position of a command's token; raises `BadToken`."""
    if text is None:
        return None
    found = _TOKEN.fullmatch(text)
    if found is None:
        raise BadToken(
            f"min_position is the token of a command, such as 1.1042, not {text!a}.", given=text
        )
    return int(found[1]), int(found[2])


AskedOfRequest = Annotated[Asked, Depends(asked)]
