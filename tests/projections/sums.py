"""Whether tables that are sums of facts hold at a position what the facts up to there sum up to."""

from datetime import UTC, datetime
from typing import Final

from adapters.postgres.read_query import View
from adapters.postgres.read_sources import AsOf
from projections.index import PROJECTIONS
from projections.projection import Row

PAGE_ROWS: Final = 500
AFTER_ALL: Final = datetime(9000, 1, 1, tzinfo=UTC)
SUMMED: Final = [(each, table) for each in PROJECTIONS for table in each.tables if table.sums]


async def apart(view: View, position: int) -> list[str]:
    """The tables that differ from their sums there, each with a row of either side."""
    told = []
    for projection, table in SUMMED:
        stood, summed = [
            await every_row(view, projection.name, table.name, as_of)
            for as_of in (
                AsOf(position=position),
                AsOf(position=position, effective_at=AFTER_ALL, both=True),
            )
        ]
        if stood != summed:
            odd = [row for row in stood if row not in summed][:1]
            told.append(f"{table.name}: {odd} {[row for row in summed if row not in stood][:1]}")
    return told


async def every_row(view: View, name: str, table: str, as_of: AsOf) -> list[Row]:
    """All rows of a table, page by page."""
    rows: list[Row] = []
    after = None
    while True:
        page = await view.rows(name, table=table, as_of=as_of, after=after, limit=PAGE_ROWS)
        rows += page.rows
        after = page.next
        if after is None:
            return rows
