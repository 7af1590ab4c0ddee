"""What runs reached, as a table: kinds of commands, events, refusals and disturbances."""

from collections.abc import Iterator, Sequence
from typing import Final

from tests.simulation.sending import Told

_COLUMNS: Final = 3
_WIDTH: Final = 46


def merged(several: Sequence[Told]) -> Told:
    """What they reached together."""
    whole = Told()
    for each in several:
        whole.commands.update(each.commands)
        whole.events.update(each.events)
        whole.refusals.update(each.refusals)
        whole.disturbances.update(each.disturbances)
    return whole


def table(told: Told) -> Iterator[str]:
    """Line by line; the most frequent first."""
    for name in ("commands", "events", "refusals", "disturbances"):
        counted = getattr(told, name)
        yield f"{name}: {counted.total():,} of {len(counted)} kinds"
        cells = [f"{number:>8,} {kind}" for kind, number in counted.most_common()]
        for start in range(0, len(cells), _COLUMNS):
            row = cells[start : start + _COLUMNS]
            yield "".join(each.ljust(_WIDTH) for each in row).rstrip()
