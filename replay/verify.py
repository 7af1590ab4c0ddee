"""Proves that the log is whole and that every read model follows from it.

Every stored event is hashed again and every number checked for gaps; what is recorded of commands
is held against their events, sealed texts are opened, and the snapshots that commands start from
are held against the fold of their streams. Then all read models are folded anew, from the first
event up to a fixed offset, into a place of their own, and compared row by row and column by column
with what serves. Live rows are never read for anything else. Where asked to, a sample of keys is
reckoned again by other code (`naive/`). No fault keeps anything else from being looked at: what one
of the log stands in the way of is named as not compared, with the reason. Where events are not as
they were recorded, the report says that all that rests on them was compared with what the log holds
now. Pure: the steps are those of an `Inspection` (`adapters/postgres/read_verify.py`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, Protocol

from replay.parked import LeftOut

NAMED_MAX: Final = 100  # How many faults and differences are named; all are counted.
DOUBT: Final = (
    "hashes or numbers of the log are wrong: commands, snapshots and read models were compared with"
    " what it holds now, which is not what was recorded"
)
ROW: Final = "(row)"  # the column under which a row is told as a whole
KEY_SINCE: Final = 3  # The fields of a fault from this one on are its key.


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something in the log that cannot have been recorded so, or a snapshot of another state."""

    what: str
    table: str = "log.event"  # where it stands
    column: str = ROW  # which is wrong; the whole row, where it should not be so at all
    offset: int | None = None
    tenant: str | None = None
    position: int | None = None
    stream: str | None = None
    version: int | None = None
    command_id: str | None = None
    epoch: int | None = None
    read_model: str | None = None

    @property
    def key(self) -> dict[str, int | str]:
        """By what it is found there, as far as that is known."""
        told = {each.name: getattr(self, each.name) for each in fields(self)[KEY_SINCE:]}
        return {name: value for name, value in told.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A value of a read model that does not follow from the log.

    A row that only one side has is told under the column `(row)`, as missing or present.
    """

    read_model: str
    table: str
    tenant_no: int
    key: Mapping[str, Any]  # with `valid_from`, or `position` and `fact`
    column: str
    live: Any
    recomputed: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What one check came to: the first of what is wrong, how much of it, out of how many."""

    checked: int
    count: int = 0
    contained: int = 0  # of `count`: what leaves all that follows from the log as it is
    faults: tuple[Fault, ...] = ()
    differences: tuple[Difference, ...] = ()


NOTHING: Final = Findings(checked=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The report. `differences` counts what is wrong of them all; 0 is the only good value."""

    offset: int  # up to which read models were compared
    events: int  # of the whole log
    snapshots: int  # of the current rules and epoch; no others are believed
    rows: int
    by_read_model: dict[str, int]  # rows that were compared
    skipped: dict[str, str]  # read models that could not be compared, and what else, and why
    doubt: str | None  # why what follows from the log may be other than what was recorded
    differences: int
    named_faults: tuple[Fault, ...]
    named_differences: tuple[Difference, ...]
    left_out: tuple[LeftOut, ...]  # what read models do not follow, as told or decided before
    sampled: dict[str, Findings]  # what a second opinion said, by table; empty where none was asked
    seconds: float

    @property
    def checked(self) -> int:
        """Events, snapshots and rows together."""
        return self.events + self.snapshots + self.rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a verification is: in `step`, `done` of `total` events."""

    step: str  # checking the log | comparing snapshots | recomputing | comparing
    done: int
    total: int


class Inspection(Protocol):
    """The steps of a verification.

    What faults of the log stand in the way of, each step behind `check_log` notes in `skipped`.
    """

    async def begin(self) -> int:
        """The offset up to which read models are compared; clears away what a dead run left."""
        ...

    async def log_end(self) -> int:
        """The last offset of the log, wherever its head says that it ends."""
        ...

    async def check_log(self, up_to: int, reached: Callable[[int], None]) -> Findings:
        """Hashes and numbers of the log's events, and its heads."""
        ...

    async def check_contradictions(self) -> Findings:
        """What the stream was given otherwise than the log says."""
        ...

    async def check_commands(self) -> Findings:
        """What is recorded of each command, against the events that it recorded."""
        ...

    async def check_seals(self) -> Findings:
        """Whether sealed texts can be opened, or their keys were erased on purpose."""
        ...

    async def check_snapshots(self, reached: Callable[[int], None]) -> Findings:
        """The states that commands would start from, against the fold of their streams."""
        ...

    async def recompute(self, up_to: int, reached: Callable[[int], None]) -> None:
        """Folds the log up to that offset into a place of its own."""
        ...

    async def compare(self) -> dict[str, Findings]:
        """What serves against what was recomputed, by read model."""
        ...

    async def left_out(self) -> Sequence[LeftOut]:
        """The documents that stand still in what serves, and the events that were skipped."""
        ...

    async def sample(self) -> dict[str, Findings]:
        """What serves against what is reckoned by other code for some keys, by table."""
        ...

    @property
    def skipped(self) -> dict[str, str]:
        """The read models that cannot be compared, and what else was not, and why."""
        ...

    async def clear_away(self) -> None:
        """Removes what was recomputed."""
        ...


async def verify(
    inspection: Inspection, clock: Callable[[], float], progress: Callable[[Progress], None]
) -> Verified:
    """Checks the log and all read models; `clock` counts seconds."""
    started = clock()
    offset = await inspection.begin()
    try:
        log_end = await inspection.log_end()
        end = max(offset, log_end)  # Of an event that is gone, read models may tell.
        offset = min(offset, log_end)

        def tell(step: str, done: int, total: int = end) -> None:
            progress(Progress(step=step, done=done, total=total))

        log = await inspection.check_log(end, lambda done: tell("checking the log", done))
        beside = (
            log,
            await inspection.check_contradictions(),
            await inspection.check_commands(),
            await inspection.check_seals(),
        )
        snapshots = await inspection.check_snapshots(lambda _: tell("comparing snapshots", end))
        await inspection.recompute(offset, lambda done: tell("recomputing", done, offset))
        tell("comparing", offset, offset)
        compared = await inspection.compare()
        left_out = await inspection.left_out()
        sampled = await inspection.sample()
    finally:
        await inspection.clear_away()
    found = [*beside, snapshots, *compared.values(), *sampled.values()]
    named = [each for findings in found for each in findings.differences]
    return Verified(
        offset=offset,
        events=log.checked,
        snapshots=snapshots.checked,
        rows=sum(findings.checked for findings in compared.values()),
        by_read_model={name: findings.checked for name, findings in compared.items()},
        skipped=inspection.skipped,
        left_out=tuple(left_out),
        doubt=DOUBT if log.count > log.contained else None,
        differences=sum(each.count for each in found),
        named_faults=tuple(fault for each in found for fault in each.faults),
        named_differences=tuple(named[:NAMED_MAX]),
        sampled=sampled,
        seconds=clock() - started,
    )
