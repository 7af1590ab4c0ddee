"""What a rebuild of the journal keeps as finance has seen it, and has posted once it serves.

Which entries these are follows from the generation that serves, as it was when the rebuild began:
what comes later follows the declared version. They are written down by group (`read_proposals.py`),
so nothing but the first corrections is held in memory.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

from psycopg import AsyncConnection

from adapters.postgres.read_posted import changed_entries
from adapters.postgres.read_proposals import (
    GROUP,
    due,
    forget_given_up,
    forget_posted,
    propose,
    require_postable,
    serving_journal,
)
from adapters.postgres.read_registry import Registered
from adapters.postgres.read_tables import schema_name
from projections.journal import JOURNAL
from projections.projection import Projection
from replay.posted_entries import NAMED_MAX, Correction, Corrections

Post = Callable[[Correction], Awaitable[None]]


class KeptJournal:
    """The journal of one rebuild; of other read models there is nothing to keep."""

    def __init__(self, projections: Sequence[Projection], post: Post | None) -> None:
        self._declared = next((p for p in projections if p.name == JOURNAL.name), None)
        self._post = post
        self._serving: Registered | None = None

    async def keep(self, connection: AsyncConnection, numbers: Mapping[str, int]) -> Corrections:
        """Has the new generation keep what it would change; `numbers` are the generations'."""
        if self._declared is None:
            return Corrections()
        await forget_given_up(connection)
        self._serving = await _of_another_version(connection, self._declared)
        schema = schema_name(JOURNAL.name, numbers[JOURNAL.name])
        named: list[Correction] = []
        count = 0
        async for group in self._groups(connection):
            for each in group:
                require_postable(each)
            await propose(connection, schema, group)
            count += len(group)
            named += group[: NAMED_MAX - len(named)]
        return Corrections(count=count, named=tuple(named))

    async def post_due(self, connection: AsyncConnection) -> None:
        """Has posted what is still to be added by what serves. Done again, it finds it posted."""
        serving = await serving_journal(connection) if self._declared is not None else None
        if serving is None:
            return
        async for group in due(connection, serving):
            assert self._post is not None, "a rebuild of the journal can post what it corrects"
            await asyncio.gather(*map(self._post, group))
        await forget_posted(connection, serving.schema)

    async def _groups(self, connection: AsyncConnection) -> AsyncIterator[list[Correction]]:
        if self._serving is None or self._declared is None:
            return
        group: list[Correction] = []
        async for each in changed_entries(connection, self._serving, self._declared.version):
            group.append(each)
            if len(group) == GROUP:
                yield group
                group = []
        if group:
            yield group


async def posts_otherwise(connection: AsyncConnection, declared: Projection) -> bool:
    """Whether it is the journal, and other rules than the declared ones posted what serves."""
    if declared.name != JOURNAL.name:
        return False
    return await _of_another_version(connection, declared) is not None


async def _of_another_version(
    connection: AsyncConnection, declared: Projection
) -> Registered | None:
    """What posted by other rules and serves. Of the same version a difference is a mistake."""
    serving = await serving_journal(connection)
    return serving if serving is not None and serving.version != declared.version else None
