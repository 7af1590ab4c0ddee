"""What the notes in the table of attacks say: who gets through harms nothing, or is found."""

from collections.abc import Iterator
from typing import Final, get_args

import psycopg
import pytest
from psycopg import AsyncConnection

from adapters.postgres.command_check import check_commands
from adapters.postgres.contradiction_check import check_contradictions
from adapters.postgres.log_reader import listen, wait_for_append
from adapters.postgres.roles import Role, create_users
from tests.adapters.postgres.attacks.attack import Attack
from tests.adapters.postgres.attacks.on_history import FOUND, HISTORY
from tests.adapters.postgres.log_support import change, checked, opened, save
from tests.adapters.postgres.read_support import catch_up, happen, made
from tests.conftest import PASSES, SECRET, Database

TO_BE_FOUND: Final = [attack for attack in HISTORY if FOUND in attack.may.values()]
ENTER: Final = "SELECT log.enter(%s, %s)"
SETTINGS: Final = ("app.tenant", "app.tenant_no", "app.seal")
EVIL: Final = """
    CREATE SCHEMA {schema};
    GRANT USAGE ON SCHEMA {schema} TO PUBLIC;
    CREATE FUNCTION {schema}.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT ''\\x00''::bytea';
    CREATE FUNCTION {schema}.clock_timestamp() RETURNS timestamptz LANGUAGE sql
        AS 'SELECT ''2001-01-01''::timestamptz';
    CREATE FUNCTION {schema}.never(bigint, integer) RETURNS boolean LANGUAGE sql
        AS 'SELECT false';
    CREATE OPERATOR {schema}.> (LEFTARG = bigint, RIGHTARG = integer, FUNCTION = {schema}.never);
    CREATE FUNCTION {schema}.pg_advisory_xact_lock(integer) RETURNS text LANGUAGE sql
        AS 'SELECT current_user::text';
"""


@pytest.fixture
def project(database: Database) -> Iterator[psycopg.Connection]:
    """Somebody who holds the login of the projector, the one that may make schemas."""
    with psycopg.connect(database.role_url("purvey_project"), autocommit=True) as connection:
        connection.execute("SET ROLE purvey_project")
        yield connection


@pytest.mark.parametrize("attack", TO_BE_FOUND, ids=lambda attack: attack.name)
async def test_verification_finds_what_the_owner_changed(
    database: Database, attack: Attack
) -> None:
    happen(database, [made("a"), made("b"), made("s", tenant="south")])
    assert (await checked(database.url, 3)).count == 0
    async with await AsyncConnection.connect(database.url, autocommit=True) as superuser:
        for statement in attack.statements:
            await superuser.execute(statement.encode())
        head = await (await superuser.execute('SELECT "offset" FROM log.log_head')).fetchone()
        assert head is not None
        found = (await checked(database.url, head[0]), await check_contradictions(superuser))
        async with superuser.transaction():
            commands = await check_commands(superuser)
        assert any(each.count for each in (*found, commands))


@pytest.mark.parametrize("role", ["purvey_read", "purvey_audit"])
async def test_the_seal_of_a_former_transaction_opens_nothing(
    database: Database, role: Role
) -> None:
    happen(database, [made("s", tenant="south")])
    await catch_up(database)
    seen = "SELECT (SELECT count(*) FROM toy_box_g1.toys), read.tenant_position()"
    with psycopg.connect(database.role_url(role)) as connection:
        connection.execute(ENTER, ["south", PASSES.of("south")])
        assert connection.execute(seen).fetchone() == (1, 1)
        stolen = [
            connection.execute("SELECT current_setting(%s)", [name]).fetchone() for name in SETTINGS
        ]
        connection.commit()
        for name, row in zip(SETTINGS, stolen, strict=True):
            assert row is not None
            connection.execute("SELECT set_config(%s, %s, false)", [name, row[0]])
        assert connection.execute(seen).fetchone() == (0, 0)


def test_without_a_stored_key_nobody_enters(database: Database) -> None:
    with psycopg.connect(database.url) as superuser:
        superuser.execute("DELETE FROM log.entry_key")
    with (
        psycopg.connect(database.role_url("purvey_read")) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="not the pass of tenant north"),
    ):
        connection.execute(ENTER, ["north", PASSES.of("north")])


def test_no_function_that_readers_call_trusts_the_settings(database: Database) -> None:
    """They may be set by anybody; only `log.is_entered` compares them with their seal."""
    with psycopg.connect(database.url) as superuser:
        rows = superuser.execute(
            "SELECT p.oid::regprocedure::text FROM pg_proc p"
            " WHERE p.prokind = 'f' AND p.pronamespace::regnamespace::text IN ('log', 'read')"
            " AND (has_function_privilege('purvey_read', p.oid, 'EXECUTE')"
            "  OR has_function_privilege('purvey_audit', p.oid, 'EXECUTE'))"
            " AND pg_get_functiondef(p.oid) LIKE '%current_setting(%app.%'"
            " AND pg_get_functiondef(p.oid) NOT LIKE '%is_entered()%'"
        ).fetchall()
    assert rows == []


async def test_a_planted_function_changes_nothing_of_an_append(
    database: Database, project: psycopg.Connection
) -> None:
    for schema in ("evil", "purvey_append_login"):
        project.execute(EVIL.format(schema=schema).encode())
    with psycopg.connect(database.url) as superuser:
        superuser.execute("ALTER ROLE purvey_append_login SET search_path = evil, pg_catalog")
    try:
        async with opened(database) as log:
            await log.append(save(change("receipt/1", 0)))
    finally:
        create_users(database.url, SECRET)
    assert (await checked(database.url, 1)).count == 0


def test_a_schema_named_like_a_user_is_in_nobodys_path(
    database: Database, project: psycopg.Connection
) -> None:
    """A function there that fits a call better would run with the rights of the caller."""
    for schema in ("postgres", "purvey_append_login", "purvey_read_login"):
        project.execute(EVIL.format(schema=schema).encode())
    lock = "SELECT pg_advisory_xact_lock(1::integer)::text"
    with psycopg.connect(database.url) as superuser:
        assert superuser.execute(lock).fetchone() == ("",)
    for role in get_args(Role):
        with psycopg.connect(database.role_url(role)) as connection:
            path = connection.execute("SELECT current_schemas(true)").fetchone()
            assert path == (["pg_catalog"],)


async def test_a_false_notification_does_no_harm(database: Database) -> None:
    url = database.role_url("purvey_relay")
    async with await AsyncConnection.connect(url, autocommit=True) as relay:
        await listen(relay)
        with psycopg.connect(database.role_url("purvey_read"), autocommit=True) as anybody:
            for payload in ("nonsense", "-1", "٣", "9" * 5_000, ""):
                anybody.execute("SELECT pg_notify('log_appended', %s)", [payload])
                assert await wait_for_append(relay, 5) is None
        async with opened(database) as log:
            await log.append(save(change("receipt/1", 0)))
        assert await wait_for_append(relay, 5) == 1


async def test_who_changed_his_settings_finds_them_set_back(database: Database) -> None:
    """The append login may make its own commits forgetful; the log's writer makes them durable."""
    with psycopg.connect(database.role_url("purvey_append"), autocommit=True) as thief:
        thief.execute("ALTER ROLE CURRENT_USER SET synchronous_commit = off")
    try:
        async with opened(database) as log:
            await log.append(save(change("receipt/1", 0)))
            assert log._writer._connection is not None
            shown = await log._writer._connection.execute("SHOW synchronous_commit")
            assert await shown.fetchone() == ("on",)
    finally:
        create_users(database.url, SECRET)
    setting = "SELECT count(*) FROM pg_db_role_setting s WHERE s.setconfig::text ~ 'synchronous'"
    with psycopg.connect(database.url) as superuser:
        assert superuser.execute(setting).fetchone() == (0,)
