"""Rows that the log itself holds (`projection.LogTable`): the audit trail.

They are read from `log.event`, of which row-level security shows one tenant's events and a grant
all but the payload. Events behind what the read model has seen are not told yet.

A list without a selector walks the history by position. One of a document walks its streams by
version, which is the same order. Any other selector is looked up in the runs of the table: those
that have the value are walked from the newest on, until the page is full.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from psycopg import sql

from projections.projection import OPEN_END, LogTable

KIND, DOCUMENT = "document", "document_id"  # What the log has an index for, together.
FACT: Final = ("position", "fact", "recorded_at", "effective_at")
# Metadata are taken apart once for each row, and for no row that other conditions leave out.
_EVENTS: Final = sql.SQL(
    "SELECT e.position, 1::smallint AS fact, e.recorded_at, e.effective_at, {columns}"
    " FROM log.event e CROSS JOIN LATERAL (SELECT read.told(e.metadata) AS told OFFSET 0) m"
)
_SEEN: Final = sql.SQL(
    " WHERE e.tenant = current_setting('app.tenant') AND e.position <= %(entered_head)s::bigint"
)
# The kinds of documents are found by leaps through the index of streams: behind "/" follows "0".
_KINDS: Final = sql.SQL(
    "WITH RECURSIVE kinds AS (({first}) UNION ALL SELECT next.stream FROM kinds k, LATERAL"
    " ({leap}) next) SELECT DISTINCT split_part(k.stream, '/', 1) AS kind FROM kinds k"
)
_OF_STREAM: Final = sql.SQL(
    "SELECT {columns} FROM (SELECT kind || '/' || {sought}::text AS stream FROM ({kinds}) k) d"
    " CROSS JOIN LATERAL (SELECT * FROM ({events} AND e.stream = d.stream) t WHERE {conditions}"
    " ORDER BY t.version DESC LIMIT %(most)s) t"
)
_FIRST: Final = (
    "SELECT e.stream FROM log.event e WHERE e.tenant = current_setting('app.tenant'){}"
    " ORDER BY e.stream LIMIT 1"
)
_LEAP: Final = (
    " AND e.stream >= CASE WHEN strpos(k.stream, '/') > 0 THEN split_part(k.stream, '/', 1) || '0'"
    " ELSE k.stream || chr(1) END"
)
_OF_RUNS: Final = sql.SQL(
    "SELECT * FROM (SELECT {columns} FROM (SELECT * FROM ({current} UNION ALL {closed}) r"
    " ORDER BY r.first DESC OFFSET 0) d"
    " CROSS JOIN LATERAL (SELECT * FROM ({events} AND e.position >= d.first"
    " AND e.position < d.first + {positions}) t WHERE {conditions} OFFSET 0) t"
    " ORDER BY d.first DESC, t.position DESC LIMIT %(most)s) t"
)
_RUN: Final = sql.SQL(
    "SELECT r.first FROM {runs} r WHERE r.tenant_no = %(entered_tenant)s::integer"
    " AND r.selector = {selector} AND r.value = left({sought}::text, {characters})"
    " AND r.first <= %(entered_head)s::bigint AND {standing}"
)


def all_rows(table: LogTable, *, seen: bool = True) -> sql.Composed:
    """A SELECT of the rows; `seen`: of the entered tenant, as far as the read model has come."""
    columns = sql.SQL(", ").join(
        sql.SQL("{} AS {}").format(sql.SQL(expression), sql.Identifier(name))
        for name, expression in table.expressions.items()
    )
    events = _EVENTS.format(columns=columns)
    return events + _SEEN if seen else events


def sought_rows(
    table: LogTable,
    schema: str,
    conditions: Sequence[sql.Composable],
    named: Mapping[str, sql.Placeholder],
) -> sql.Composed | None:
    """Rows among which the first `%(most)s` of the list are; none if no selector is asked for.

    `named`: the values that the conditions ask of columns.
    """
    selector = next((each for each in table.selectors if each in named), None)
    if selector is None:
        return None
    parts = {
        "columns": sql.SQL(", ").join(
            sql.Identifier("t", name) for name in (*table.columns, *FACT)
        ),
        "runs": sql.Identifier(schema, table.runs),
        "events": all_rows(table),
        "conditions": sql.SQL(" AND ").join(conditions),
        "sought": named[selector],
    }
    if selector == DOCUMENT:
        return _OF_STREAM.format(**parts, kinds=_kinds(named.get(KIND)))
    standing = (
        sql.SQL("r.valid_to = {}").format(sql.Literal(OPEN_END)),
        sql.SQL("r.valid_to < {} AND r.selector IS NOT NULL").format(sql.Literal(OPEN_END)),
    )
    current, closed = (
        _RUN.format(
            runs=parts["runs"],
            sought=parts["sought"],
            selector=sql.Literal(selector),
            characters=sql.Literal(table.run_characters),
            standing=each,
        )
        for each in standing
    )
    return _OF_RUNS.format(
        **parts, current=current, closed=closed, positions=sql.Literal(table.run_positions)
    )


def _kinds(asked: sql.Placeholder | None) -> sql.Composed:
    """The kind of documents that is asked for, or all that the tenant has."""
    if asked is not None:
        return sql.SQL("SELECT {}::text AS kind").format(asked)
    first, leap = (sql.SQL(_FIRST.format(each)) for each in ("", _LEAP))
    return _KINDS.format(first=first, leap=leap)
