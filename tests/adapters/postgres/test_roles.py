"""What each role may do with the log, and everything else that it may not."""

from collections.abc import Iterator
from typing import Final, get_args

import psycopg
import pytest
from psycopg import sql

from adapters.postgres.roles import ROLES, Role, create_users, role_url
from tests.adapters.postgres.log_support import change, opened, save
from tests.conftest import SECRET, Database

REFUSED: Final = psycopg.errors.InsufficientPrivilege  # SQLSTATE 42501

# No login user may do any of these; the last ones by the owner neither.
ATTACKS: Final = {
    "insert an event": "INSERT INTO log.event SELECT * FROM log.event LIMIT 0",
    "choose an offset": 'INSERT INTO log.event ("offset") VALUES (7)',
    "update an event": "UPDATE log.event SET payload = ''",
    "delete an event": "DELETE FROM log.event",
    "truncate the log": "TRUNCATE log.event",
    "copy into the log": "COPY log.event FROM '/dev/null'",
    "lock the log": "LOCK TABLE log.event IN EXCLUSIVE MODE",
    "disable the trigger": "ALTER TABLE log.event DISABLE TRIGGER refuse_change",
    "disable all triggers": "ALTER TABLE log.event DISABLE TRIGGER ALL",
    "drop the trigger": "DROP TRIGGER refuse_change ON log.event",
    "switch off row security": "ALTER TABLE log.event DISABLE ROW LEVEL SECURITY",
    "add a policy": "CREATE POLICY all_rows ON log.event USING (true)",
    "drop the log": "DROP TABLE log.event CASCADE",
    "drop the schema": "DROP SCHEMA log CASCADE",
    "move the head": 'UPDATE log.log_head SET "offset" = 0',
    "change the epoch": "UPDATE log.log_head SET epoch = 7",
    "forget a command": "DELETE FROM log.command",
    "turn back a stream": "UPDATE log.stream_head SET version = 0",
    "turn back a tenant": "UPDATE log.tenant_head SET position = 0",
    "replace the function": "CREATE OR REPLACE FUNCTION log.append_events() RETURNS void"
    " LANGUAGE sql AS 'SELECT'",
    "own the function": "ALTER FUNCTION log.append_events OWNER TO CURRENT_USER",
    "silence triggers": "SET session_replication_role = replica",
    "become the owner": "SET ROLE purvey_owner",
    "make a table": "CREATE TABLE log.mine (a integer)",
}
WITHOUT_READING: Final[dict[Role, tuple[str, ...]]] = {
    "purvey_append": ("event", "event_json", "log_head", "stream_head", "tenant_head", "command"),
    "purvey_relay": (),
    "purvey_project": ("stream_head", "command"),
    "purvey_read": ("event", "event_json", "log_head", "stream_head", "command"),
    "purvey_audit": ("log_head", "stream_head", "command"),
    "purvey_import": ("event", "event_json", "log_head", "stream_head", "tenant_head"),
    "purvey_operate": ("event", "event_json", "stream_head", "tenant_head", "command"),
}
TABLES: Final = WITHOUT_READING["purvey_append"]


@pytest.fixture
async def history(database: Database) -> Database:
    """Two tenants with one event each."""
    async with opened(database) as log:
        await log.append(save(change("receipt/1", 0), tenant="north"))
        await log.append(save(change("receipt/2", 0), tenant="south"))
    return database


@pytest.fixture
def owner(history: Database) -> Iterator[psycopg.Connection]:
    """The owner of the log, which is nobody who can log in."""
    with psycopg.connect(history.url) as connection:
        connection.execute("SET ROLE purvey_owner")
        yield connection


@pytest.mark.parametrize("role", ROLES)
def test_no_role_can_change_the_log_or_its_guards(history: Database, role: Role) -> None:
    with psycopg.connect(history.role_url(role), autocommit=True) as connection:
        survived = []
        for name, attack in ATTACKS.items():
            try:
                with connection.transaction():
                    connection.execute(attack.encode())
            except REFUSED:
                continue
            survived.append(name)
    assert survived == []


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reads_what_its_duty_needs_and_no_more(history: Database, role: Role) -> None:
    refused = []
    with psycopg.connect(history.role_url(role), autocommit=True) as connection:
        for table in TABLES:
            try:
                connection.execute(
                    sql.SQL("SELECT count(*) FROM log.{}").format(sql.Identifier(table))
                )
            except REFUSED:
                refused.append(table)
    assert tuple(refused) == WITHOUT_READING[role]


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"purvey_append"}))
def test_only_the_append_role_may_append(history: Database, role: Role) -> None:
    call = "SELECT * FROM log.append_events(1" + ", '{}'" * 15 + ")"
    with (
        psycopg.connect(history.role_url(role)) as connection,
        pytest.raises(REFUSED),
    ):
        connection.execute(call.encode())


def test_an_auditor_sees_one_tenant_and_without_a_tenant_nothing(history: Database) -> None:
    seen = "SELECT array_agg(DISTINCT tenant) FROM log.event"
    as_json = "SELECT array_agg(DISTINCT tenant) FROM log.event_json"
    with psycopg.connect(history.role_url("purvey_audit")) as connection:
        assert connection.execute(seen).fetchone() == (None,)
        connection.execute("SELECT set_config('app.tenant', 'north', true)")
        assert connection.execute(seen).fetchone() == (["north"],)
        assert connection.execute(as_json).fetchone() == (["north"],)
        heads = connection.execute("SELECT tenant FROM log.tenant_head").fetchall()
        assert heads == [("north",)]
        connection.commit()
        assert connection.execute(seen).fetchone() == (None,)


@pytest.mark.parametrize("role", ["purvey_relay", "purvey_project"])
def test_the_machinery_sees_every_tenant(history: Database, role: Role) -> None:
    with psycopg.connect(history.role_url(role)) as connection:
        rows = connection.execute("SELECT tenant FROM log.event ORDER BY 1").fetchall()
    assert rows == [("north",), ("south",)]


@pytest.mark.parametrize(
    "change_of_facts",
    ["UPDATE log.event SET payload = ''", "DELETE FROM log.event", "TRUNCATE log.event"],
)
def test_even_the_owner_cannot_change_a_fact(
    owner: psycopg.Connection, change_of_facts: str
) -> None:
    with pytest.raises(REFUSED, match="The log only grows"):
        owner.execute(change_of_facts.encode())


def test_a_fact_stays_even_while_triggers_are_silenced(history: Database) -> None:
    with psycopg.connect(history.url) as superuser:
        superuser.execute("SET session_replication_role = replica")
        with pytest.raises(REFUSED, match="The log only grows"):
            superuser.execute("DELETE FROM log.event")


@pytest.mark.parametrize(
    "redefinition",
    [
        "ALTER TABLE log.event DISABLE TRIGGER refuse_change",
        "ALTER TABLE log.event ADD COLUMN note text",
        "ALTER TABLE log.event RENAME TO gone",
        "ALTER TABLE log.event DISABLE ROW LEVEL SECURITY",
        "CREATE TRIGGER mine BEFORE INSERT ON log.event EXECUTE FUNCTION log.refuse_change()",
        "CREATE RULE mine AS ON INSERT TO log.event DO INSTEAD NOTHING",
        "CREATE POLICY mine ON log.event USING (true)",
        "DROP TRIGGER refuse_change ON log.event",
        "DROP POLICY own_tenant ON log.event",
        "DROP TABLE log.event CASCADE",
        "DROP TABLE log.command",
        "DROP SCHEMA log CASCADE",
        "DROP OWNED BY purvey_owner CASCADE",
        "DROP FUNCTION log.refuse_change CASCADE",
        "ALTER FUNCTION log.append_events OWNER TO CURRENT_USER",
        "ALTER FUNCTION log.refuse_change() SECURITY DEFINER",
    ],
)
def test_the_log_is_not_redefined_by_accident(history: Database, redefinition: str) -> None:
    """Not even by a superuser, who could switch the guard off but has to do so by name."""
    with (
        psycopg.connect(history.url) as superuser,
        pytest.raises(REFUSED, match="The log is guarded"),
    ):
        superuser.execute(redefinition.encode())


def test_passwords_follow_from_the_secret_and_the_role() -> None:
    url = "postgresql://postgres:first@db.example:5432/purvey?sslmode=require"
    append, relay = (role_url(url, role, SECRET) for role in ("purvey_append", "purvey_relay"))
    assert append.startswith("postgresql://purvey_append_login:")
    assert append.endswith("@db.example:5432/purvey?sslmode=require")
    passwords = {each.split(":")[2].partition("@")[0] for each in (append, relay)}
    passwords.add(role_url(url, "purvey_append", b"x" * 32).split(":")[2].partition("@")[0])
    assert len(passwords) == 3
    assert role_url(url, "purvey_append", SECRET) == append


def test_login_needs_the_password_that_the_secret_derives(database: Database) -> None:
    address = "host=127.0.0.1"  # By the network even the superuser's socket trusts nobody.
    with psycopg.connect(database.url) as connection:
        address += f" port={connection.info.port} dbname={connection.info.dbname}"
    right = role_url("postgresql://x@y/z", "purvey_relay", SECRET)
    password = right.split(":")[2].partition("@")[0]
    login = f"{address} user=purvey_relay_login password="
    with psycopg.connect(login + password) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("purvey_relay_login",)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(login + "guess")


def test_making_the_users_again_changes_nothing(database: Database) -> None:
    create_users(database.url, SECRET)
    with psycopg.connect(database.url) as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication"
            " OR rolbypassrls FROM pg_roles WHERE rolname LIKE 'purvey%login' ORDER BY 1"
        ).fetchall()
    assert rows == [(f"{role}_login", False) for role in sorted(get_args(Role))]
