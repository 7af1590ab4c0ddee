"""Turns the views `read.<table>` from the generations that served to those that take over.

A view whose columns are the same is only told its new table, which takes a third of dropping and
making it. All is done as one request: while it runs, nobody reads by these views.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from psycopg import AsyncConnection, sql

from adapters.postgres.read_registry import execute_all
from adapters.postgres.read_tables import create_views, schema_name, view_columns
from projections.projection import Projection

# Views, with their columns in order, and whether each is of the type that its new table has.
_STANDING: Final = """
SELECT v.relname, array_agg(a.attname::text ORDER BY a.attnum),
       bool_and(coalesce((a.atttypid, a.atttypmod, a.attcollation)
                         = (t.atttypid, t.atttypmod, t.attcollation), false))
  FROM unnest(%s::text[], %s::text[]) AS anew (view_name, schema_name)
  JOIN pg_class v ON v.relname = anew.view_name
   AND v.relnamespace = 'read'::regnamespace AND v.relkind = 'v'
  JOIN pg_attribute a ON a.attrelid = v.oid AND a.attnum > 0
  LEFT JOIN pg_attribute t ON t.attname = a.attname
   AND t.attrelid = to_regclass(format('%%I.%%I', anew.schema_name, anew.view_name))
 GROUP BY v.relname
"""
_OVER: Final = (
    "SELECT DISTINCT view_name FROM information_schema.view_table_usage"
    " WHERE view_schema = 'read' AND table_schema = ANY(%s) AND NOT view_name = ANY(%s)"
)


async def replace_views(
    connection: AsyncConnection,
    projections: Sequence[Projection],
    numbers: Mapping[str, int],
    replaced: Mapping[str, int],
) -> None:
    """`numbers` are the generations that serve from now on, `replaced` those that did."""
    tables = {
        table.name: (schema_name(each.name, numbers[each.name]), view_columns(table))
        for each in projections
        for table in each.tables
    }
    found = await connection.execute(
        _STANDING, [list(tables), [schema for schema, _ in tables.values()]]
    )
    fitting = {
        name
        for name, columns, same in await found.fetchall()
        if same and tables[name][1] == columns
    }
    former = [schema_name(name, number) for name, number in replaced.items()]
    gone = await connection.execute(_OVER, [former, list(tables)])
    drops = [
        sql.SQL("DROP VIEW {}").format(sql.Identifier("read", name))
        for (name,) in await gone.fetchall()
    ]
    views = [
        statement
        for each in projections
        for statement in create_views(each, schema_name(each.name, numbers[each.name]), fitting)
    ]
    await execute_all(connection, [*drops, *views])
