"""Two projectors of one version on one database: one moves the read models, the other stands by.

The store's fence keeps them from doing harm to each other; that they take turns saves the work that
would be thrown away. Who was passed stands by until the other one has let an event lie for a look.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from projections.runner import Cursor, Generation, Log, Store

LOOK_SECONDS: Final = 1.0  # Between two looks at how far the other one has come.


class StandBy:
    """Whether to wait for another projector, and what was seen of it."""

    def __init__(self) -> None:
        self.is_on = False
        self._left: Cursor | None = None  # where something lay at the look before

    def enter_if_passed(self, former: Sequence["Generation"], now: Sequence["Generation"]) -> None:
        """Stands by if another projector moved all of these; a rebuild that took over did not."""
        self.is_on, self._left = _are_passed(former, now), None

    async def look(self, log: "Log", store: "Store") -> "list[Generation]":
        """Where the generations are; ends the wait where something lies since the look before.

        Where nothing does, they live: nobody else may be there to say so.
        """
        live = await store.live()
        left = min((each.cursor for each in live), default=None)
        if left is None or not await log.read(left.offset, 1):
            left = None
            await store.beat(live)
        self.is_on = left is None or left != self._left
        self._left = left
        return live


def _are_passed(former: Sequence["Generation"], now: Sequence["Generation"]) -> bool:
    """Whether all that both know have moved; a program of another version moves some alone."""
    stands = {(each.projection.name, each.number): each.cursor for each in now}
    moved = [
        stands[each.projection.name, each.number] > each.cursor
        for each in former
        if (each.projection.name, each.number) in stands
    ]
    return bool(moved) and all(moved)
