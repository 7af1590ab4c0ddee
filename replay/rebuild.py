"""Makes read models anew beside those that serve, and lets the new ones take over.

The load folds the whole log into tables without indexes; the indexes follow; then the new
generations catch up with what was recorded meanwhile and take over in one transaction. Readers and
the live runner go on throughout. Pure: the steps of the work are those of a `Workshop`
(`adapters/postgres/read_rebuild.py`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from projections.projection import Projection
from replay.errors import UnknownReadModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a rebuild is; `done` of `total` events, over all that are folded."""

    step: str  # loading | indexing | catching up | taking over
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a rebuild came to: generation by name, and how long which part took."""

    generations: dict[str, int]
    events: int  # that the load folded
    load_seconds: float
    index_seconds: float
    seconds: float
    parked: int  # partitions of the new generations that stand still

    @property
    def events_per_second(self) -> float:
        """The rate of the whole rebuild."""
        return self.events / self.seconds if self.seconds else 0.0


class Workshop(Protocol):
    """What a rebuild does, step by step, to all its read models together."""

    async def begin(self) -> dict[str, int]:
        """New generations with empty tables; their numbers. Raises `RebuildRunning`."""
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

    async def catch_up(self) -> None:
        """Moves the new generations to the end of the log."""
        ...

    async def take_over(self) -> None:
        """Lets the new generations serve, none of them behind the one it replaces."""
        ...

    async def abandon(self) -> None:
        """Removes the new generations; the old ones go on as if nothing had been."""
        ...


async def rebuild(
    workshop: Workshop, clock: Callable[[], float], progress: Callable[[Progress], None]
) -> Rebuilt:
    """Rebuilds all read models of the workshop; `clock` counts seconds."""
    started = clock()
    generations = await workshop.begin()
    try:
        total = await workshop.log_end()

        def tell(step: str, done: int) -> None:
            progress(Progress(step=step, done=done, total=total))

        tell("loading", 0)
        parked = await workshop.load(total, lambda offset: tell("loading", offset))
        loaded = clock()
        tell("indexing", total)
        await workshop.index()
        indexed = clock()
        tell("catching up", total)
        await workshop.catch_up()
        tell("taking over", total)
        await workshop.take_over()
    except BaseException:
        await workshop.abandon()
        raise
    return Rebuilt(
        generations=generations,
        events=total,
        load_seconds=loaded - started,
        index_seconds=indexed - loaded,
        seconds=clock() - started,
        parked=parked,
    )


def chosen(names: Sequence[str], known: Sequence[Projection]) -> list[Projection]:
    """The read models of these names, all of them when no name is given."""
    by_name = {each.name: each for each in known}
    for name in names:
        if name not in by_name:
            raise UnknownReadModel(name, by_name)
    return [by_name[name] for name in names] if names else list(known)
