"""Rows that the log itself holds (`projection.LogTable`): the audit trail.

They are read from `log.event`, of which row-level security shows one tenant's events and a grant
all but the payload. Events behind what the read model has seen are not told yet.

A list without a selector walks the history by position. One of a document walks its streams by
version, which is the same order. Any other selector is looked up in the runs of the table: those
that have the value are walked from the newest on, until the page is full. Only metadata in whose
bytes the value stands are taken apart.
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
# A text stands in the bytes of metadata as it is, unless a backslash spells some of it.
_SPELT: Final = sql.SQL(
    " AND (position(convert_to({sought}::text, 'UTF8') IN e.metadata) > 0"
    " OR position('\\x5c'::bytea IN e.metadata) > 0)"
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
    "SELECT * FROM (SELECT {columns} FROM (SELECT * FROM (({current}) UNION ALL ({closed})) r"
    " ORDER BY r.valid_from DESC OFFSET 0) d"
    " CROSS JOIN LATERAL (SELECT * FROM ({events} AND e.position >= d.valid_from"
    " AND e.position < d.valid_from + d.span) t WHERE {conditions} OFFSET 0) t"
    " ORDER BY d.valid_from DESC, t.position DESC LIMIT %(most)s) t"
)
# Runs of a value do not overlap, and begin where their rows do, which an index has in order.
_RUN: Final = sql.SQL(
    "SELECT r.valid_from, r.span FROM {runs} r WHERE r.tenant_no = %(entered_tenant)s::integer"
    " AND r.selector = {selector} AND r.value = left({sought}::text, {characters})"
    " AND {until} AND {standing} ORDER BY r.valid_from DESC"
)


def all_rows(
    table: LogTable, named: Mapping[str, sql.Placeholder] | None = None, *, seen: bool = True
) -> sql.Composed:
    """A SELECT of the rows; `seen`: of the entered tenant, as far as the read model has come.

    `named`: the values that are asked of columns. Of events whose metadata do not hold the bytes of
    such a value nothing is taken apart; who asks compares the columns of the others.
    """
    columns = sql.SQL(", ").join(
        sql.SQL("{} AS {}").format(sql.SQL(expression), sql.Identifier(name))
        for name, expression in table.expressions.items()
    )
    events = _EVENTS.format(columns=columns)
    spelt = [
        _SPELT.format(sought=value)
        for name, value in (named or {}).items()
        if "told" in table.expressions[name]
    ]
    return sql.Composed([events, *([_SEEN, *spelt] if seen else [])])


def sought_rows(
    table: LogTable,
    schema: str,
    conditions: Sequence[sql.Composable],
    named: Mapping[str, sql.Placeholder],
    *,
    until: Sequence[str],
) -> sql.Composed | None:
    """Rows among which the first `%(most)s` of the list are; none if no selector is asked for.

    `named`: the values that the conditions ask of columns. `until`: the names of positions behind
    which no row of the list stands.
    """
    selector = next((each for each in table.selectors if each in named), None)
    if selector is None:
        return None
    parts = {
        "columns": sql.SQL(", ").join(
            sql.Identifier("t", name) for name in (*table.columns, *FACT)
        ),
        "runs": sql.Identifier(schema, table.runs),
        "events": all_rows(table, named),
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
            until=sql.SQL(" AND ").join(
                sql.SQL("r.valid_from <= {}::bigint").format(sql.Placeholder(each))
                for each in until
            ),
            standing=each,
        )
        for each in standing
    )
    return _OF_RUNS.format(**parts, current=current, closed=closed)


def _kinds(asked: sql.Placeholder | None) -> sql.Composed:
    """The kind of documents that is asked for, or all that the tenant has."""
    if asked is not None:
        return sql.SQL("SELECT {}::text AS kind").format(asked)
    first, leap = (sql.SQL(_FIRST.format(each)) for each in ("", _LEAP))
    return _KINDS.format(first=first, leap=leap)
