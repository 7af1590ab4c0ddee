"""Attacks on what a login may do at all: other roles, objects, files, locks, the server."""

from typing import Final

from tests.adapters.postgres.attacks.attack import Attack

OWN: Final = "its duty: it makes and switches the tables of read models"
NOTICE: Final = "wakes the relay, which then reads the log and nothing else"
SELF: Final = "PostgreSQL lets a user change his own login; every start sets it back"
SETTING: Final = "no right hangs on this setting; see the tests of what it would change"
EVERYBODY: Final = ("append", "relay", "project", "read", "audit", "import", "operate")


def stopped(name: str, *statements: str) -> Attack:
    """For every login."""
    return Attack(name=name, statements=statements)


RIGHTS: Final = (
    stopped("become the owner", "SET ROLE purvey_owner"),
    stopped("become the superuser", "SET ROLE postgres"),
    stopped("become the owner for the session", "SET SESSION AUTHORIZATION purvey_owner"),
    stopped("become who reads all data", "SET ROLE pg_read_all_data"),
    stopped("grant oneself the owner", "GRANT purvey_owner TO CURRENT_USER"),
    stopped("make oneself a superuser", "ALTER ROLE CURRENT_USER SUPERUSER"),
    stopped("pass row security by", "ALTER ROLE CURRENT_USER BYPASSRLS"),
    stopped("let the owner log in", "ALTER ROLE purvey_owner LOGIN PASSWORD 'guess'"),
    stopped("change another's password", "ALTER ROLE purvey_owner PASSWORD 'guess'"),
    stopped("make a role", "CREATE ROLE mine"),
    stopped("drop a role", "DROP ROLE purvey_audit_login"),
    Attack(
        name="change one's own settings for good",
        statements=("ALTER ROLE CURRENT_USER SET synchronous_commit = off",),
        may=dict.fromkeys(EVERYBODY, SELF),
    ),
    stopped("change another's settings", "ALTER ROLE purvey_owner SET search_path = mine"),
    stopped("change the database", "ALTER DATABASE {database} SET search_path = mine"),
    stopped("make a table beside the log", "CREATE TABLE log.mine (a integer)"),
    stopped("make a table in public", "CREATE TABLE public.mine (a integer)"),
    stopped("shadow a table", "CREATE TEMP TABLE event (a integer)"),
    stopped(
        "shadow a function", "CREATE FUNCTION pg_temp.now() RETURNS int LANGUAGE sql AS 'SELECT 1'"
    ),
    stopped(
        "make a function in the catalogue",
        "CREATE FUNCTION pg_catalog.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ),
    stopped(
        "make an operator in public",
        "CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = bytea, FUNCTION = textcat)",
    ),
    stopped(
        "make an event trigger",
        "CREATE EVENT TRIGGER mine ON sql_drop EXECUTE FUNCTION public.purvey_log_guard()",
    ),
    Attack(
        name="make a schema named like another's login",
        statements=(
            "CREATE SCHEMA purvey_append_login",
            "CREATE FUNCTION purvey_append_login.now() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        ),
        may={"project": "its duty is to make schemas; nobody's search path holds them"},
    ),
    Attack(
        name="replace a function of the read side",
        statements=("DROP FUNCTION read.enter",),
        may={"project": OWN},
    ),
    Attack(
        name="say that a read model is live",
        statements=("UPDATE read.projection SET state = 'live', \"offset\" = 9",),
        may={"project": OWN},
    ),
    Attack(
        name="write into a read model",
        statements=("UPDATE toy_box_g1.toys SET price = 0",),
        may={"project": OWN},
    ),
    Attack(
        name="drop a read model",
        statements=("DROP SCHEMA toy_box_g1 CASCADE",),
        may={"project": OWN},
    ),
    stopped("publish the log", "CREATE PUBLICATION mine FOR TABLE log.event"),
    stopped("decode the log", "SELECT pg_create_logical_replication_slot('mine', 'test_decoding')"),
    stopped("lock the log", "LOCK TABLE log.event IN EXCLUSIVE MODE"),
    stopped("lock the head of the log", "SELECT FROM log.log_head FOR UPDATE"),
    stopped("share a lock on the head", "SELECT FROM log.log_head FOR KEY SHARE"),
    Attack(
        name="hold the lock of the registry",
        statements=("SELECT pg_advisory_lock(28263316001611620)",),
        may={"project": OWN},
    ),
    Attack(
        name="hold the lock of a rebuild",
        statements=("SELECT pg_try_advisory_lock(1, 2)",),
        may={"project": OWN},
    ),
    Attack(
        name="notify falsely",
        statements=("NOTIFY log_appended, 'nonsense'",),
        may=dict.fromkeys(EVERYBODY, NOTICE),
    ),
    Attack(
        name="set the tenant",
        statements=("SELECT set_config('app.tenant', 'south', false)",),
        may=dict.fromkeys(EVERYBODY, SETTING),
    ),
    Attack(
        name="keep a false snapshot",
        statements=("SELECT log.keep_snapshot('north', 'toy/n', 1, 1, 'mine', 'x')",),
        may={"append": "its duty: who may append what was decided may keep what it rests on"},
    ),
    stopped("read the key of the passes", "SELECT * FROM log.entry_key"),
    stopped("sign like the log", "SELECT log.sign('')"),
    stopped("seal like the log", "SELECT log.seal('south', '2')"),
    stopped("see what others run", "SELECT query FROM pg_stat_activity"),
    stopped("see what one backend runs", "SELECT pg_stat_get_backend_activity(1)"),
    stopped("keep a large object", "SELECT lo_create(0)"),
    stopped("fill the disk with a large object", "SELECT lo_from_bytea(0, 'x')"),
    stopped("read a file", "SELECT pg_read_file('PG_VERSION')"),
    stopped("list files", "SELECT pg_ls_dir('.')"),
    stopped("copy from a file", "COPY log.event FROM '/dev/null'"),
    stopped("copy to a file", "COPY (SELECT 1) TO '/tmp/purvey-attack'"),
    stopped("run a program", "COPY (SELECT 1) TO PROGRAM 'true'"),
    stopped("import a file", "SELECT lo_import('/etc/hostname')"),
    stopped("reload the server", "SELECT pg_reload_conf()"),
    stopped("start a backup", "SELECT pg_backup_start('mine')"),
    stopped("log what others ask", "SET log_statement = 'all'"),
    stopped("load a library", "LOAD '/tmp/mine.so'"),
    stopped(
        "write in a language without walls",
        "CREATE FUNCTION read.mine() RETURNS int LANGUAGE c AS 'mine', 'mine'",
    ),
)
