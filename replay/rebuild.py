"""Makes read models anew beside those that serve, and lets the new ones take over.

The load folds the whole log into tables without indexes; the indexes follow; then the new
generations catch up with what was recorded meanwhile, are compared with those that serve
(`certificate.py`), and take over in one transaction. Where rows differ unexpectedly nothing takes
over, unless somebody accepted it. What finance has seen of the journal stands in any case
(`posted_entries.py`); what is added to it is posted once the new version serves, so that no version
corrects the books but the one that finance reads, and by the next rebuild where this one dies
before. Readers and the live runner go on throughout. What was replaced is kept, and
`roll_back` lets it serve again. Pure: the steps of the work are those of a `Workshop`
(`adapters/postgres/read_rebuild.py`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from projections.projection import Projection
from replay.certificate import Certificate, unexpected
from replay.errors import RebuildDiffers, UnknownReadModel
from replay.posted_entries import Corrections


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a rebuild is; `done` of `total` events, over all that are folded."""

    step: str  # loading | indexing | catching up | comparing | taking over | posting corrections
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a rebuild came to: generation by name, and how long which part took."""

    generations: dict[str, int]
    events: int  # that the load folded
    load_seconds: float
    index_seconds: float
    compare_seconds: float
    seconds: float  # until the new generations serve
    drop_seconds: float  # for what is kept no longer, once they do
    parked: int  # partitions of the new generations that stand still
    certificates: tuple[Certificate, ...]
    corrections: Corrections  # of posted entries that stand as they are
    continued: tuple[str, ...]  # read models that a rebuild which died had loaded
    switched: bool  # The new generations serve; otherwise they are gone.
    accepted: str | None  # why somebody let them take over although rows differ unexpectedly

    @property
    def events_per_second(self) -> float:
        """The rate of the whole rebuild."""
        return self.events / self.seconds if self.seconds else 0.0

    @property
    def unexpected(self) -> list[str]:
        """The read models whose rows differ, and nothing that was declared explains it."""
        return unexpected(self.certificates)


@dataclass(frozen=True, slots=True, kw_only=True)
class RolledBack:
    """Which generation serves again, by read model, in place of which."""

    generations: dict[str, int]
    replaced: dict[str, int]
    seconds: float


class Switch(Protocol):
    """How generations come to serve in place of others."""

    async def begin(self) -> dict[str, int]:
        """The numbers of the generations that are to take over. Raises `RebuildRunning`."""
        ...

    async def catch_up(self) -> None:
        """Moves them to the end of the log."""
        ...

    async def take_over(self, consent: str | None = None) -> dict[str, int]:
        """Lets them serve, none behind the one that it replaces; the numbers of those.

        A consent is kept with what was replaced.
        """
        ...

    async def drop_retired(self) -> None:
        """Removes what is kept no longer, now that others serve: all but the last way back."""
        ...

    async def abandon(self) -> None:
        """Puts them away; those that serve go on as if nothing had been."""
        ...


class Workshop(Switch, Protocol):
    """What a rebuild does, step by step, to all its read models together."""

    @property
    def continued(self) -> tuple[str, ...]:
        """The read models that a rebuild which died had loaded; this one goes on with them."""
        ...

    async def keep_posted(self) -> Corrections:
        """Has entries that the declared version would post otherwise stay as they are.

        Nothing is posted yet: the new generations may not come to serve.
        """
        ...

    async def post_due(self) -> None:
        """Posts what the generation that serves adds to such entries, and is not posted yet."""
        ...

    async def log_end(self) -> int:
        """The last offset of the log."""
        ...

    async def load(self, up_to: int, reached: Callable[[int], None]) -> int:
        """Folds the log up to that offset; how many partitions were parked."""
        ...

    async def index(self) -> None:
        """Makes the tables as quick to search as those that serve."""
        ...

    async def compare(self) -> tuple[Certificate, ...]:
        """The new generations, measured against those that serve."""
        ...


async def rebuild(
    workshop: Workshop,
    clock: Callable[[], float],
    progress: Callable[[Progress], None],
    *,
    dry_run: bool = False,
    accepted: str | None = None,
) -> Rebuilt:
    """Rebuilds all, in a dry run up to the switch; `accepted`: why differences may pass."""
    started = clock()
    try:
        generations, corrections = await _begun(workshop, dry_run=dry_run)
        total = await workshop.log_end()
        tell = partial(_tell, progress, total)
        tell("loading", 0)
        parked = await workshop.load(total, lambda offset: tell("loading", offset))
        loaded = clock()
        tell("indexing", total)
        await workshop.index()
        indexed = clock()
        tell("catching up", total)
        await workshop.catch_up()
        tell("comparing", total)
        certificates, compare_seconds = await _compared(workshop, clock)
        consent = accepted if unexpected(certificates) else None
        switched = not dry_run and (consent is not None or not unexpected(certificates))
        if switched:
            tell("taking over", total)
        await _settle(workshop, consent, switched=switched)
    except BaseException:
        await workshop.abandon()
        raise
    ended = clock()
    if switched:
        await _finish(workshop, corrections, lambda: tell("posting corrections", total))
    return Rebuilt(
        generations=generations,
        events=total,
        load_seconds=loaded - started,
        index_seconds=indexed - loaded,
        compare_seconds=compare_seconds,
        seconds=ended - started,
        drop_seconds=clock() - ended,
        parked=parked,
        certificates=certificates,
        corrections=replace(corrections, posted=switched and corrections.count > 0),
        continued=workshop.continued,
        switched=switched,
        accepted=consent if switched else None,
    )


async def _begun(workshop: Workshop, *, dry_run: bool) -> tuple[dict[str, int], Corrections]:
    """The new generations, and what of the journal they keep."""
    generations = await workshop.begin()
    if not dry_run:
        await workshop.post_due()  # A rebuild that switched may have died before it was done.
    return generations, await workshop.keep_posted()


def _tell(progress: Callable[[Progress], None], total: int, step: str, done: int) -> None:
    progress(Progress(step=step, done=done, total=total))


async def _compared(
    workshop: Workshop, clock: Callable[[], float]
) -> tuple[tuple[Certificate, ...], float]:
    begun = clock()
    return await workshop.compare(), clock() - begun


async def _settle(workshop: Workshop, consent: str | None, *, switched: bool) -> None:
    """Switches or not."""
    if switched:
        await workshop.catch_up()  # Comparing took its time; the switch itself must be short.
        await workshop.take_over(consent)
    else:
        await workshop.abandon()


async def _finish(workshop: Workshop, corrections: Corrections, told: Callable[[], None]) -> None:
    """Once others serve; readers do not wait for it."""
    if corrections.count:
        told()
        await workshop.post_due()
    await workshop.drop_retired()


async def roll_back(switch: Switch, clock: Callable[[], float]) -> RolledBack:
    """Lets the generations that were kept serve again, as far along the log as the others."""
    started = clock()
    try:
        generations = await switch.begin()
        await switch.catch_up()
        replaced = await switch.take_over()
    except BaseException:
        await switch.abandon()
        raise
    await switch.drop_retired()
    return RolledBack(generations=generations, replaced=replaced, seconds=clock() - started)


def require_switched(rebuilt: Rebuilt) -> None:
    """Raises `RebuildDiffers` where the new generations did not take over."""
    if not rebuilt.switched:
        raise RebuildDiffers(rebuilt.unexpected)


def chosen(names: Sequence[str], known: Sequence[Projection]) -> list[Projection]:
    """The read models of these names, all of them when no name is given."""
    by_name = {each.name: each for each in known}
    for name in names:
        if name not in by_name:
            raise UnknownReadModel(name, by_name)
    return [by_name[name] for name in names] if names else list(known)
