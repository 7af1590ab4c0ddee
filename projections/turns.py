"""Two projectors of one version on one database: one moves the read models, the other stands by.

The store's fence keeps them from doing harm to each other; that they take turns saves the work that
would be thrown away. Who was passed stands by until the other one has let an event lie for a look.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from projections.runner import Cursor, Generation

LOOK_SECONDS: Final = 1.0  # Between two looks at how far the other one has come.


class StandBy:
    """Whether to wait for another projector, and what was seen of it."""

    def __init__(self) -> None:
        self.is_on = False
        self._left: Cursor | None = None  # where something lay at the look before

    def enter_if_passed(self, former: Sequence["Generation"], now: Sequence["Generation"]) -> None:
        """Stands by if another projector moved one of these; a rebuild that took over did not."""
        self.is_on, self._left = _are_passed(former, now), None

    def look(self, hindmost: "Cursor | None") -> None:
        """What the log holds more than read models have come to, if it does; ends the wait."""
        self.is_on = hindmost is None or hindmost != self._left
        self._left = hindmost


def _are_passed(former: Sequence["Generation"], now: Sequence["Generation"]) -> bool:
    stands = {(each.projection.name, each.number): each.cursor for each in now}
    return any(
        stands.get((each.projection.name, each.number), each.cursor) > each.cursor
        for each in former
    )
