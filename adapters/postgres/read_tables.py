"""The tables of one generation of a read model, as SQL, from its declaration.

Every row carries `tenant_no`. Entity rows add `valid_from`, `valid_to` and `fork`, fact rows
`position`, `fact`, `recorded_at`, `effective_at`. Who is current is found in partial btrees; who
was current at a position by `fork`, see `read_fork.py`. All conditions are leakproof comparisons:
row-level security lets no other reach an index, range operators for GiST among them. A table gets
its indexes with its first rows, because files are what it takes time to make and to drop. Rows are
written by `read_rows.py` and asked for by `read_query.py`.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from psycopg import sql

from adapters.postgres.read_log_table import all_rows
from projections.projection import OPEN_END, ColumnType, Projection, Table

ENTITY_COLUMNS: Final = ("valid_from", "valid_to", "fork")
FACT_COLUMNS: Final = ("position", "fact", "recorded_at", "effective_at")
SELECTOR_TYPES: Final = frozenset({"text", "bigint", "integer", "date", "boolean"})
IDENTIFIER_BYTES_MAX: Final = 63
_READERS: Final = sql.SQL("purvey_read, purvey_audit")
_CURRENT: Final = sql.SQL("WHERE valid_to = {}").format(sql.Literal(OPEN_END))
# The projector alone asks so. What it looks up can be found by the key's index and by no other, so
# its plans are right however few rows there were when they were made.
BY_KEY: Final = sql.SQL("valid_to >= {}").format(sql.Literal(OPEN_END))
_CLOSED: Final = sql.SQL("WHERE valid_to < {}").format(sql.Literal(OPEN_END))
_ALL: Final = sql.SQL("")
# True of every closed version. The planner does not know: only a question that says so finds the
# index of all closed versions, and one that names a selector is left with that selector's.
LASTED: Final = sql.SQL("valid_from < valid_to")
_SQL_TYPES: Final[dict[ColumnType, sql.SQL]] = {
    "text": sql.SQL('text COLLATE "C"'),
    "bigint": sql.SQL("bigint"),
    "integer": sql.SQL("integer"),
    "numeric": sql.SQL("numeric"),
    "date": sql.SQL("date"),
    "timestamptz": sql.SQL("timestamptz"),
    "boolean": sql.SQL("boolean"),
    "jsonb": sql.SQL("jsonb"),
}


def schema_name(name: str, generation: int) -> str:
    """The schema that holds a generation's tables."""
    return f"{name}_g{generation}"


def create_tables(projection: Projection, schema: str) -> Iterator[sql.Composed]:
    """The statements that make the schema and its tables, readable by nobody, without indexes."""
    yield sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema))
    for table in projection.tables:
        columns = sql.SQL(", ").join([*_system_columns(table), *_declared_columns(table)])
        yield sql.SQL("CREATE TABLE {} ({})").format(sql.Identifier(schema, table.name), columns)


def create_key_indexes(projection: Projection, schema: str) -> Iterator[sql.Composed]:
    """The indexes by which the projector finds current rows."""
    for table in projection.tables:
        if table.kind == "entity":
            yield _key_index(schema, table)


def create_indexes(table: Table, schema: str) -> Iterator[sql.Composed]:
    """All indexes of one table."""
    if table.kind == "entity":
        yield _key_index(schema, table)
    yield from _query_indexes(schema, table)


def open_to_readers(projection: Projection, schema: str) -> Iterator[sql.Composed]:
    """Row-level security, the grants, and the view `read.<table>` for people."""
    yield sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(sql.Identifier(schema), _READERS)
    for table in projection.tables:
        name = sql.Identifier(schema, table.name)
        yield sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(name)
        yield sql.SQL(
            "CREATE POLICY own_tenant ON {} FOR SELECT TO {}"
            " USING (tenant_no = (SELECT read.tenant_no()))"
        ).format(name, _READERS)
        yield sql.SQL("GRANT SELECT ON {} TO {}").format(name, _READERS)


def create_views(
    projection: Projection, schema: str, fitting: Collection[str] = ()
) -> Iterator[sql.Composed]:
    """The views `read.<table>` over the generation that serves, for people who write SQL.

    Those in `fitting` stand with the same columns already: they keep who may read them.
    """
    for table in projection.tables:
        view = sql.Identifier("read", table.name)
        if table.name not in fitting:
            yield sql.SQL("DROP VIEW IF EXISTS {}").format(view)
        yield sql.SQL(
            "CREATE OR REPLACE VIEW {} WITH (security_invoker) AS SELECT {} FROM {}"
        ).format(view, identifiers(view_columns(table)), sql.Identifier(schema, table.name))
        if table.name not in fitting:
            yield sql.SQL("GRANT SELECT ON {} TO {}").format(view, _READERS)
    if projection.from_log is not None:
        view = sql.Identifier("read", projection.from_log.name)
        yield sql.SQL("DROP VIEW IF EXISTS {}").format(view)
        yield sql.SQL("CREATE VIEW {} WITH (security_invoker) AS {}").format(
            view, all_rows(projection.from_log, seen=False)
        )
        yield sql.SQL("GRANT SELECT ON {} TO {}").format(view, _READERS)


def drop_schema(schema: str) -> sql.Composed:
    """The statement that removes a generation's tables, and the views over them."""
    return sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema))


def identifiers(names: Iterable[str], alias: str | None = None) -> sql.Composed:
    """A list of quoted column names."""
    prefix = () if alias is None else (alias,)
    return sql.SQL(", ").join(sql.Identifier(*prefix, name) for name in names)


def view_columns(table: Table) -> list[str]:
    """The columns that people see of a table."""
    return [*(ENTITY_COLUMNS[:2] if table.kind == "entity" else FACT_COLUMNS), *table.columns]


def _system_columns(table: Table) -> Iterator[sql.Composable]:
    yield sql.SQL("tenant_no integer NOT NULL")
    if table.kind == "entity":
        yield sql.SQL("valid_from bigint NOT NULL, valid_to bigint NOT NULL, fork bigint")
    else:
        yield sql.SQL("position bigint NOT NULL, fact smallint NOT NULL")
        yield sql.SQL("recorded_at timestamptz NOT NULL, effective_at timestamptz NOT NULL")


def _declared_columns(table: Table) -> Iterator[sql.Composable]:
    for name, kind in table.columns.items():
        # Pages go on by comparing whole rows of order columns and key, which null would break.
        never_null = table.kind == "entity" and name in (*table.order, *table.key)
        not_null = sql.SQL(" NOT NULL") if never_null else sql.SQL("")
        yield sql.SQL("{} {}").format(sql.Identifier(name), _SQL_TYPES[kind]) + not_null


def _key_index(schema: str, table: Table) -> sql.Composed:
    where = sql.SQL("WHERE ") + BY_KEY
    return _index(schema, table, "key", table.key, unique=True, where=where)


def _query_indexes(schema: str, table: Table) -> Iterator[sql.Composed]:
    if table.kind == "entity":
        yield from _entity_indexes(schema, table)
    else:
        yield from _fact_indexes(schema, table)


def _entity_indexes(schema: str, table: Table) -> Iterator[sql.Composed]:
    listed = tuple(dict.fromkeys((*table.order, *table.key)))
    # With `valid_from`, what began after the asked position is passed over within the index.
    whole = (*listed, "valid_from")
    if listed != table.key:
        yield _index(schema, table, "list", whole, where=_CURRENT)
    at = ("fork", "valid_to", "valid_from")
    yield _index(schema, table, "then", at, where=_CLOSED + sql.SQL(" AND ") + LASTED)
    life = (*table.key, "valid_from")
    yield _index(schema, table, "life", life, where=_CLOSED + _named(table.key[0]))
    for selector in table.selectors:
        now = tuple(dict.fromkeys((selector, *whole)))
        if now != whole or listed == table.key:
            yield _index(schema, table, f"now_{selector}", now, where=_CURRENT)
        then = (selector, *at)
        yield _index(schema, table, f"then_{selector}", then, where=_CLOSED + _named(selector))


def _named(column: str) -> sql.Composed:
    """Only a question that names this column can use the index."""
    return sql.SQL(" AND {} IS NOT NULL").format(sql.Identifier(column))


def _fact_indexes(schema: str, table: Table) -> Iterator[sql.Composed]:
    yield _index(schema, table, "position", ("position", "fact"), unique=True)
    for selector in table.selectors:
        columns = (selector, "position", "fact")
        yield _index(schema, table, f"by_{selector}", columns)


def _index(
    schema: str,
    table: Table,
    purpose: str,
    columns: tuple[str, ...],
    *,
    unique: bool = False,
    where: sql.Composable = _ALL,
) -> sql.Composed:
    name = f"{table.name}_{purpose}"
    # Cut short, two of them could be the same, and the second would quietly not be made.
    assert len(name) <= IDENTIFIER_BYTES_MAX, f"{name} is too long a name for an index"
    return sql.SQL("CREATE {} IF NOT EXISTS {} ON {} (tenant_no, {}) {}").format(
        sql.SQL("UNIQUE INDEX" if unique else "INDEX"),
        sql.Identifier(name),
        sql.Identifier(schema, table.name),
        identifiers(columns),
        where,
    )
