"""Proves that the log is whole and that every read model follows from it.

Every stored event is hashed again and every number checked for gaps; what is recorded of commands
is held against their events, and the snapshots that they start from against the fold of their
streams. Then all read models are folded anew, from the first event up to a fixed offset, into a
place of their own, and compared row by row and column by column with what serves. Live rows are
never read for anything else. Where asked to, a sample of keys is reckoned again by other code
(`naive/`). An event that no reader can take apart stops its own document alone, and the rest is
compared. From a log whose hashes or numbers are wrong nothing follows: then its faults are all that
is told, what the stream contradicts it in, and that nothing else was looked at. Pure: the steps are
those of an `Inspection` (`adapters/postgres/read_verify.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

NAMED_MAX: Final = 100  # How many faults and differences are named; all are counted.
NOTHING_FOLLOWS: Final = "hashes or numbers of the log are wrong, so nothing follows from it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something in the log that cannot have been appended so, or a snapshot of another state."""

    what: str
    offset: int | None = None
    tenant: str | None = None
    position: int | None = None
    stream: str | None = None
    version: int | None = None


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
    contained: int = 0  # of `count`: what leaves everything else in the log as it is
    faults: tuple[Fault, ...] = ()
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The report. `differences` counts what is wrong of them all; 0 is the only good value."""

    offset: int
    events: int
    snapshots: int  # of the current rules and epoch; no others are believed
    rows: int
    by_read_model: dict[str, int]  # rows that were compared
    skipped: dict[str, str]  # read models that could not be compared, and what else, and why
    differences: int
    named_faults: tuple[Fault, ...]
    named_differences: tuple[Difference, ...]
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
    """The steps of a verification."""

    async def begin(self) -> int:
        """The offset up to which all is checked; clears away what a dead run left."""
        ...

    async def check_log(self, up_to: int, reached: Callable[[int], None]) -> Findings:
        """Hashes and numbers of the log's events."""
        ...

    async def check_contradictions(self) -> Findings:
        """What the stream was given otherwise than the log says."""
        ...

    async def check_commands(self) -> Findings:
        """What is recorded of each command, against the events that it recorded."""
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

    async def sample(self) -> dict[str, Findings]:
        """What serves against what is reckoned by other code for some keys, by table."""
        ...

    @property
    def skipped(self) -> dict[str, str]:
        """The read models that cannot be compared, and what else was not, and why."""
        ...

    def leave_out(self, why: str) -> None:
        """Notes as skipped all that follows from the log."""
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

    def tell(step: str, done: int) -> None:
        progress(Progress(step=step, done=done, total=offset))

    compared: dict[str, Findings] = {}
    sampled: dict[str, Findings] = {}
    commands = snapshots = Findings(checked=0)
    try:
        log = await inspection.check_log(offset, lambda done: tell("checking the log", done))
        contradictions = await inspection.check_contradictions()
        if log.count > log.contained:
            inspection.leave_out(NOTHING_FOLLOWS)
        else:
            commands = await inspection.check_commands()
            snapshots = await inspection.check_snapshots(
                lambda _: tell("comparing snapshots", offset)
            )
            await inspection.recompute(offset, lambda done: tell("recomputing", done))
            tell("comparing", offset)
            compared = await inspection.compare()
            sampled = await inspection.sample()
    finally:
        await inspection.clear_away()
    beside = (log, contradictions, commands, snapshots)
    found = [*compared.values(), *sampled.values()]
    named = [each for findings in found for each in findings.differences]
    return Verified(
        offset=offset,
        events=log.checked,
        snapshots=snapshots.checked,
        rows=sum(findings.checked for findings in compared.values()),
        by_read_model={name: findings.checked for name, findings in compared.items()},
        skipped=inspection.skipped,
        differences=sum(each.count for each in (*beside, *found)),
        named_faults=tuple(fault for each in beside for fault in each.faults),
        named_differences=tuple(named[:NAMED_MAX]),
        sampled=sampled,
        seconds=clock() - started,
    )
