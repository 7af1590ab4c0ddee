"""How many corrections of the journal wait to be posted, for whoever tells how things stand."""

from typing import Final

from psycopg import AsyncConnection

from domain.journal_corrections.state import JOURNAL_CORRECTION

# Of the generation with these tables. What an older program wrote there has no id: it was posted.
DUE: Final = (
    " FROM read.posted_proposal p WHERE schema_name = %s AND correction_id IS NOT NULL"
    " AND NOT EXISTS (SELECT FROM log.event e WHERE e.tenant = p.tenant"
    f"   AND e.stream = '{JOURNAL_CORRECTION.name}/' || p.correction_id)"
)


async def due_count(connection: AsyncConnection, schema: str) -> int:
    """How many of the generation with these tables are not posted yet."""
    row = await (await connection.execute(f"SELECT count(*) {DUE}", [schema])).fetchone()
    assert row is not None, "a count is one row"
    return int(row[0])
