"""Splits the log by offset: what stands gets an upper bound, a new partition takes the rest.

No event is touched: the table that holds them becomes a partition as it is, bytes, places and
indexes included. Afterwards a closed partition can be moved to slower storage, or dumped once for
all. It is for logs of a hundred million events and more, because every load of a document looks
into each partition.

Three steps, each in a transaction of its own, so that appends wait for milliseconds only:
    1. bound     offsets from `at` on are forbidden in the open table (not yet checked, so instant)
    2. check     PostgreSQL reads the table once to see that the bound holds; appends go on
    3. switch    the table is attached under that bound, and a new partition takes what follows
Appends would fail if the log came to `at` between 1 and 3, so `at` has to lie far enough ahead.
Stopped between the steps, it goes on where it was when it is called again with the same offset;
`undo_split` takes the bound away instead.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

import psycopg
from psycopg import sql

from adapters.postgres.log_failures import BOUND
from adapters.postgres.redefining import redefining
from application.errors import Failed

AHEAD_OFFSETS_MIN: Final = 100_000  # Some seconds of the fastest appends.
LOCK_SECONDS_MAX: Final = "3s"

_OPEN: Final = """
    SELECT c.relname, c.relkind = 'p' OR c.relispartition, coalesce((regexp_match(
               pg_get_expr(c.relpartbound, c.oid), $$FROM \\('?(\\d+)'?\\)$$))[1]::bigint, 0),
           (SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k
             WHERE k.conrelid = c.oid AND k.conname = 'event_split')
      FROM pg_class c
     WHERE c.oid = coalesce(
               (SELECT i.inhrelid FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid
                 WHERE i.inhparent = 'log.event'::regclass
                   AND pg_get_expr(p.relpartbound, p.oid) LIKE '%TO (MAXVALUE)'),
               'log.event'::regclass)
"""
_CLOSED: Final = """
    SELECT p.relname FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid
     WHERE i.inhparent = 'log.event'::regclass
       AND (regexp_match(pg_get_expr(p.relpartbound, p.oid),
                         $$TO \\('?(\\d+)'?\\)$$))[1]::bigint = %s
"""
_COUNT: Final = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'log.event'::regclass"

# What the parent needs to have exactly as the table has it, as the statements that make it.
_DEFINITIONS: Final = """
    SELECT 1, format('ALTER TABLE log.event ADD CONSTRAINT %I %s', conname,
                     pg_get_constraintdef(oid))
      FROM pg_constraint WHERE conrelid = 'log.event'::regclass AND contype = 'p'
     UNION ALL
    SELECT 2, pg_get_indexdef(indexrelid) FROM pg_index
     WHERE indrelid = 'log.event'::regclass AND NOT indisprimary
     UNION ALL
    SELECT 3, pg_get_triggerdef(oid) FROM pg_trigger
     WHERE tgrelid = 'log.event'::regclass AND NOT tgisinternal
     UNION ALL
    SELECT 4, format('ALTER TABLE log.event ENABLE ALWAYS TRIGGER %I', tgname) FROM pg_trigger
     WHERE tgrelid = 'log.event'::regclass AND tgenabled = 'A'
     UNION ALL
    SELECT 5, format('CREATE POLICY %I ON log.event FOR %s TO %s USING (%s)', policyname, cmd,
                     array_to_string(roles, ', '), qual)
      FROM pg_policies WHERE schemaname = 'log' AND tablename = 'event'
     UNION ALL
    SELECT 6, format('GRANT %s ON log.event TO %I', privilege_type, grantee::regrole)
      FROM pg_class, aclexplode(relacl)
     WHERE oid = 'log.event'::regclass AND grantee <> relowner
     UNION ALL
    SELECT 6, format('GRANT %s (%I) ON log.event TO %I', privilege_type, attname, grantee::regrole)
      FROM pg_attribute, aclexplode(attacl) WHERE attrelid = 'log.event'::regclass
     UNION ALL
    SELECT 7, format('SET LOCAL ROLE %s; CREATE OR REPLACE VIEW %s WITH (%s) AS %s;'
                     'SET LOCAL ROLE %s', c.relowner::regrole, c.oid::regclass,
                     array_to_string(c.reloptions, ', '), rtrim(pg_get_viewdef(c.oid), '; '),
                     current_user)
      FROM pg_class c
     WHERE c.relkind = 'v' AND EXISTS (
               SELECT FROM pg_rewrite r JOIN pg_depend d ON d.objid = r.oid
                WHERE r.ev_class = c.oid AND d.classid = 'pg_rewrite'::regclass
                  AND d.refobjid = 'log.event'::regclass)
    ORDER BY 1
"""
_INDEXES: Final = """
    SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     WHERE i.indrelid = 'log.event'::regclass
"""
_OTHERS: Final = """
    SELECT grantee::regrole::text FROM pg_class, aclexplode(relacl)
     WHERE oid = 'log.event'::regclass AND grantee <> relowner
     UNION
    SELECT grantee::regrole::text FROM pg_attribute, aclexplode(attacl)
     WHERE attrelid = 'log.event'::regclass
"""


class LogSplitRefused(Failed):
    """The log cannot be split there."""

    code = "log.split_refused"


class Split(NamedTuple):
    """What was closed, and from which offset on the new partition takes events."""

    closed: str
    opened: str
    first_offset: int


class _Open(NamedTuple):
    """The table that takes new events."""

    name: str
    is_partition: bool
    first_offset: int
    bound: str | None  # of a split that was begun


def split_log(database_url: str, at: int, *, ahead_offsets_min: int = AHEAD_OFFSETS_MIN) -> Split:
    """Let a new partition take the events from offset `at` on, as an administrator.

    `at` lies at least `ahead_offsets_min` above the log's last offset. Given again after it was
    done, it answers the same and does nothing. Raises `LogSplitRefused`, also where a long
    transaction holds the log: call it again.
    """
    with psycopg.connect(database_url, autocommit=True) as connection, _patience_told():
        taking = _taking(connection)
        condition = f'CHECK ((("offset" >= {taking.first_offset}) AND ("offset" < {at})))'
        if taking.bound is None:
            if taking.is_partition and at == taking.first_offset:
                return _done_already(connection, taking)
            _refuse_near(connection, at, ahead_offsets_min, taking)
            with _redefining(connection):
                _run(
                    connection,
                    "ALTER TABLE log.{} ADD CONSTRAINT {} {} NOT VALID",
                    taking.name,
                    BOUND,
                    sql.SQL(condition),
                )
        elif at <= taking.first_offset or not taking.bound.startswith(condition):
            raise LogSplitRefused(
                f"A split of {taking.name} was begun and not finished: {taking.bound}. Finish it"
                " with that offset first, or take it back with `purvey log split --undo`.",
                table=taking.name,
                bound=taking.bound,
            )
        with _redefining(connection):
            _run(connection, "ALTER TABLE log.{} VALIDATE CONSTRAINT {}", taking.name, BOUND)
        with _redefining(connection):
            split = _switch(connection, taking, at)
        connection.execute("ANALYZE log.event")  # Nothing else analyzes a partitioned table.
    return split


def undo_split(database_url: str) -> str:
    """Takes back a split that was begun and not finished; answers the bound that it had set.

    Raises `LogSplitRefused` where none is unfinished: a finished one stays.
    """
    with psycopg.connect(database_url, autocommit=True) as connection, _patience_told():
        taking = _taking(connection)
        if taking.bound is None:
            raise LogSplitRefused("No split is unfinished; one that is finished stays.")
        with _redefining(connection):
            _run(connection, "ALTER TABLE log.{} DROP CONSTRAINT {}", taking.name, BOUND)
        return taking.bound


@contextmanager
def _patience_told() -> Iterator[None]:
    try:
        yield
    except psycopg.errors.LockNotAvailable as error:
        raise LogSplitRefused(
            f"A long transaction holds the log: it was waited for {LOCK_SECONDS_MAX}, and appends"
            " behind it. Give the same command again later. What was begun of a split stays begun"
            " until then, or until `purvey log split --undo`."
        ) from error


def _taking(connection: psycopg.Connection) -> _Open:
    row = connection.execute(_OPEN).fetchone()
    assert row is not None, "some table takes new events"
    return _Open(*row)


def _done_already(connection: psycopg.Connection, taking: _Open) -> Split:
    row = connection.execute(_CLOSED, [taking.first_offset]).fetchone()
    assert row is not None, "a partition ends where the open one begins"
    return Split(row[0], taking.name, taking.first_offset)


def _refuse_near(
    connection: psycopg.Connection, at: int, ahead_offsets_min: int, taking: _Open
) -> None:
    row = connection.execute('SELECT "offset" FROM log.log_head').fetchone()
    assert row is not None, "the log has a head"
    # A partition that takes nothing cannot be: the log may be far from where the open one begins.
    lowest = max(row[0] + ahead_offsets_min, taking.first_offset + 1)
    if at < lowest:
        raise LogSplitRefused(
            f"The log is at offset {row[0]} and grows meanwhile: split at {lowest} or above.",
            offset=row[0],
            lowest=lowest,
        )


@contextmanager
def _redefining(connection: psycopg.Connection) -> Iterator[None]:
    """Behind a waiting table lock every append waits too, so it is waited for briefly."""
    with redefining(connection):
        connection.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS_MAX}'")
        yield


def _switch(connection: psycopg.Connection, taking: _Open, at: int) -> Split:
    connection.execute("LOCK TABLE log.event IN ACCESS EXCLUSIVE MODE")
    closed = taking.name
    if taking.is_partition:
        _run(connection, "ALTER TABLE log.event DETACH PARTITION log.{}", closed)
    else:
        closed = "event_1"
        _put_parent_above(connection, closed)
    lowest = sql.SQL("MINVALUE") if taking.first_offset == 0 else sql.Literal(taking.first_offset)
    bounds = sql.SQL("FROM ({}) TO ({})").format(lowest, sql.Literal(at))
    _run(connection, "ALTER TABLE log.event ATTACH PARTITION log.{} FOR VALUES {}", closed, bounds)
    _run(connection, "ALTER TABLE log.{} DROP CONSTRAINT {}", closed, BOUND)
    count = connection.execute(_COUNT).fetchone()
    assert count is not None, "a count comes back"
    opened = f"event_{count[0] + 1}"
    _run(
        connection,
        "CREATE TABLE log.{} PARTITION OF log.event FOR VALUES FROM ({}) TO (MAXVALUE)",
        opened,
        sql.Literal(at),
    )
    # Triggers of the parent see statements that name the parent; these see those that name it.
    _run(
        connection,
        "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON log.{}"
        " FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change()",
        opened,
    )
    _run(connection, "ALTER TABLE log.{} ENABLE ALWAYS TRIGGER refuse_change", opened)
    _run(connection, "ALTER TABLE log.{} ENABLE ROW LEVEL SECURITY", opened)
    return Split(closed, opened, at)


def _put_parent_above(connection: psycopg.Connection, closed: str) -> None:
    """The first split: an empty table takes the name, and all that is said of it."""
    definitions = connection.execute(_DEFINITIONS).fetchall()
    others = connection.execute(_OTHERS).fetchall()
    for (index,) in connection.execute(_INDEXES).fetchall():
        _run(connection, "ALTER INDEX log.{} RENAME TO {}", index, f"{index}_1")
    _run(connection, "ALTER TABLE log.event RENAME TO {}", closed)
    _run(
        connection,
        "CREATE TABLE log.event (LIKE log.{} INCLUDING DEFAULTS INCLUDING CONSTRAINTS"
        ' INCLUDING STORAGE) PARTITION BY RANGE ("offset")',
        closed,
    )
    _run(connection, "ALTER TABLE log.event DROP CONSTRAINT {}", BOUND)
    connection.execute("ALTER TABLE log.event ENABLE ROW LEVEL SECURITY")
    for _, definition in definitions:
        connection.execute(definition.encode())
    # Readers come through the parent, where the policies are.
    for (role,) in others:
        _run(connection, "REVOKE ALL ON log.{} FROM {}", closed, sql.SQL(role))


def _run(connection: psycopg.Connection, statement: str, *names: str | sql.Composable) -> None:
    parts = [sql.Identifier(each) if isinstance(each, str) else each for each in names]
    connection.execute(sql.SQL(statement).format(*parts))
