"""The users that log in, and what each may read; what they may not do is in `attacks/`."""

from typing import Final, get_args
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from adapters.postgres.roles import ROLES, Role, create_users, role_url
from tests.adapters.postgres.log_support import change, opened, save
from tests.conftest import PASSES, SECRET, Database

REFUSED: Final = psycopg.errors.InsufficientPrivilege  # SQLSTATE 42501

WITHOUT_READING: Final[dict[Role, tuple[str, ...]]] = {
    "purvey_append": ("event", "event_json", "log_head", "stream_head", "tenant_head", "command"),
    "purvey_relay": (),
    "purvey_project": ("command",),
    "purvey_read": ("event_json", "log_head", "stream_head", "command"),
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


def test_a_reader_sees_what_stands_around_the_events_of_one_tenant(history: Database) -> None:
    seen = "SELECT array_agg(DISTINCT tenant), count(metadata) FROM log.event"
    with psycopg.connect(history.role_url("purvey_read")) as connection:
        assert connection.execute(seen).fetchone() == (None, 0)
        connection.execute("SELECT log.enter('north', %s)", [PASSES.of("north")])
        assert connection.execute(seen).fetchone() == (["north"], 1)
        for column in ("payload", "hash"):
            with pytest.raises(REFUSED), connection.transaction():
                connection.execute(f"SELECT {column} FROM log.event".encode())


def test_an_auditor_sees_one_tenant_and_without_a_tenant_nothing(history: Database) -> None:
    seen = "SELECT array_agg(DISTINCT tenant) FROM log.event"
    as_json = "SELECT array_agg(DISTINCT tenant) FROM log.event_json"
    with psycopg.connect(history.role_url("purvey_audit")) as connection:
        assert connection.execute(seen).fetchone() == (None,)
        connection.execute("SELECT log.enter('north', %s)", [PASSES.of("north")])
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


def test_passwords_follow_from_the_secret_and_the_role() -> None:
    url = "postgresql://postgres:first@db.example:5432/purvey?sslmode=require"
    append, relay = (role_url(url, role, SECRET) for role in ("purvey_append", "purvey_relay"))
    told = conninfo_to_dict(append)
    first = told.pop("password")
    assert told == {
        "user": "purvey_append_login",
        "host": "db.example",
        "port": "5432",
        "dbname": "purvey",
        "sslmode": "require",
    }
    others = (relay, role_url(url, "purvey_append", b"x" * 32))
    assert len({first, *(conninfo_to_dict(each)["password"] for each in others)}) == 3
    assert role_url(url, "purvey_append", SECRET) == append


def test_login_needs_the_password_that_the_secret_derives(database: Database) -> None:
    address = "host=127.0.0.1"  # By the network even the superuser's socket trusts nobody.
    with psycopg.connect(database.url) as connection:
        address += f" port={connection.info.port} dbname={connection.info.dbname}"
    right = role_url("postgresql://x@y/z", "purvey_relay", SECRET)
    password = conninfo_to_dict(right)["password"]
    login = f"{address} user=purvey_relay_login password="
    with psycopg.connect(f"{login}{password}") as connection:
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


@pytest.mark.parametrize("names", [("user", "password"), ("us%65r", "p%61ssword")])
@pytest.mark.parametrize("role", ROLES)
def test_a_role_logs_in_as_itself_however_the_address_names_its_administrator(
    database: Database, role: Role, names: tuple[str, str]
) -> None:
    told = {**conninfo_to_dict(database.url), "connect_timeout": 7}
    user, password, name = (str(told.pop(each, "")) for each in ("user", "password", "dbname"))
    options = [(names[0], user), (names[1], password), *told.items()]
    query = "&".join(f"{option}={quote(str(value), safe='')}" for option, value in options)
    administrator = f"postgresql:///{name}?{query}"
    assert conninfo_to_dict(administrator)["user"] == user
    with psycopg.connect(role_url(administrator, role, SECRET)) as connection:
        assert connection.execute("SELECT session_user").fetchone() == (f"{role}_login",)
        assert connection.info.get_parameters()["connect_timeout"] == "7"


@pytest.mark.parametrize(
    "rest",
    [
        "x?application_name=a#&user=postgres&password=p",
        "x#?user=postgres",
        "x?user=postgres&user=postgres",
        "x?us%65r=postgres",
        "x?application_name=a?&user=postgres",
        "x?options=-crole%3Dpostgres&user=postgres#",
        "?dbname=x&user=postgres",
    ],
)
@pytest.mark.parametrize("netloc", ["postgres:p@db.example", "postgres:p?#@db.example", ""])
def test_whatever_reads_an_address_its_role_is_who_logs_in(netloc: str, rest: str) -> None:
    address = f"postgresql://{netloc}/{rest}"
    former, told = (
        conninfo_to_dict(each) for each in (address, role_url(address, "purvey_read", SECRET))
    )
    assert told["user"] == "purvey_read_login"
    hidden = ("user", "password")
    assert {name: told[name] for name in told if name not in hidden} == {
        name: former[name] for name in former if name not in hidden
    }
