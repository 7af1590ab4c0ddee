"""Attacks on facts, on what they are numbered by, and on what guards them.

Also by the owner, whom nobody can log in as, and by a superuser. What these are not stopped from,
either has to be asked for by name (the door that migrations use) or is found by `purvey verify`.
"""

from collections.abc import Mapping
from typing import Final

from tests.adapters.postgres.attacks.attack import Attack, Attacker

FOUND: Final = "verify finds it"
DOOR: Final = "by name, the door that migrations use"
UNTOUCHED: Final = "no trigger can see this; facts stay guarded, and any next definition is refused"
HARMLESS: Final = "changes no fact; the next append goes on by the right heads or fails"
COMPARES: Final = "its duty: it compares the stream with the log; the message itself shows"
VERIFIED: Final[Mapping[Attacker, str]] = {"owner": FOUND, "superuser": FOUND}
OPENED: Final[Mapping[Attacker, str]] = {"superuser": DOOR}
UNHARMED: Final[Mapping[Attacker, str]] = {"owner": HARMLESS, "superuser": HARMLESS}

PLANT: Final = (
    'INSERT INTO log.event ("offset", position, recorded_at, effective_at, epoch, version, tenant,'
    " stream, type, metadata, payload, hash) {} SELECT {}, effective_at, epoch, version + 900,"
    " tenant, stream, type, metadata, payload, hash FROM log.event LIMIT 1"
)
OCCUPY: Final = (
    "INSERT INTO log.command SELECT tenant, 'mine', body_hash, stream, version, position, epoch,"
    " recorded_at FROM log.command LIMIT 1"
)
AGREE: Final = (
    "CREATE OR REPLACE FUNCTION public.purvey_log_guard() RETURNS event_trigger"
    " LANGUAGE plpgsql AS 'BEGIN END'"
)
APPEND: Final = (
    "SELECT log.append_events(1, {tenants}, '{{1}}', ARRAY[{onto}], '{{1}}', '{{0}}',"
    " {commands}, ARRAY['{body}'::bytea], '{{1}}', {primary}, '{{1}}', {stream},"
    " ARRAY['{effective}'::timestamptz], ARRAY['{type}'], ARRAY['{metadata}'::bytea],"
    " ARRAY['{payload}'::bytea])"
)
OF: Final = '{{"command_id":{},"effective_at":"2026-01-01T00:00:00.000000Z"}}'
CONTRADICT: Final = (
    'INSERT INTO log.contradiction ("offset", stream_hash, log_hash, stream_message, log_message)'
    " VALUES (1, sha256('mine'), sha256('yours'), 'mine', 'yours')"
)
# By it nothing behind the first event would be kept of the log's own epoch.
TELL: Final = (
    'SELECT log.tell_epochs(\'[{{"epoch": 2, "former_epoch": 1, "offset": 5, "shared_offset": 1,'
    ' "started_at": "2026-01-01Z", "started_by": "mine", "reason": "mine"}}]\', {})'
)
BEGIN: Final = "SELECT log.start_epoch(1, 2147483647, 0, 'mine', 'mine', {})"
PLANT_ONE: Final = 'INSERT INTO log.event ("offset") VALUES (900)'
NEXT: Final = '(SELECT max("offset") FROM log.event) + 1'


def plants(name: str, numbers: str, overriding: str = "") -> Attack:
    """An event that no command appended, with numbers of one's own choice."""
    return Attack(name=name, statements=(PLANT.format(overriding, numbers),), may=VERIFIED)


def changes(name: str, *statements: str) -> Attack:
    """Stopped for everybody."""
    return Attack(name=name, statements=statements)


def moves(name: str, *statements: str) -> Attack:
    """The append moves heads as the owner, so the owner may; what he moved is found."""
    return Attack(name=name, statements=statements, may=VERIFIED)


def appends(
    name: str,
    *,
    tenants: str = "ARRAY['north']",
    event_type: str = "toy.made",
    metadata: str = '{"command_id":"mine","effective_at":"2026-01-01T00:00:00.000000Z"}',
    payload: str = "{}",
    commands: str = "'{mine}'",
    primary: str = "'{1}'",
    stream: str = "'{1}'",
    onto: str = "'toy/mine'",
    effective: str = "2026-01-01Z",
) -> Attack:
    """Something through the append that it should not take, whoever may call it."""
    call = APPEND.format(
        body="x" * 32,
        tenants=tenants,
        type=event_type,
        metadata=metadata,
        payload=payload,
        commands=commands,
        primary=primary,
        stream=stream,
        onto=onto,
        effective=effective,
    )
    return Attack(name=name, statements=(call,))


HISTORY: Final = (
    appends("append what is no JSON", payload="no json"),
    appends("append a list", payload="[]"),
    appends("append an object and more", payload='{},"type":"invoice.paid"'),
    appends("append bytes that are no text", payload='{"a":"\\377"}'),
    appends("append metadata that are no JSON", metadata="no json"),
    appends("append a type of every subject", event_type="toy.>"),
    appends("append a type of three words", event_type="toy.was.made"),
    appends("append in arrays that count from 2", tenants="'[2:2]={\"north\"}'"),
    appends("append more commands than bodies", commands="'{mine,yours}'"),
    appends("append a command without an id", commands="ARRAY[NULL::text]"),
    appends("append a command with an empty id", commands="'{\"\"}'"),
    appends("append a command with a bell in its id", commands="ARRAY[E'mi\\x07ne']"),
    appends("append what says another command", metadata=OF.format('"yours"')),
    appends("append what says null as its command", metadata=OF.format("null")),
    appends("append a command of no event", primary="'{7}'"),
    appends("append an event of no stream", stream="'{7}'"),
    appends("append to a stream without a name", onto="''"),
    appends("append to a stream with a line break", onto="E'toy/mi\\nne'"),
    appends("append to a stream of blanks", onto="E' \\u00a0'"),
    appends("append to a stream with an unseen space", onto="E'toy/mi\\u200bne'"),
    appends("append to a stream with a blank behind it", onto="E'toy/mine\\u00a0'"),
    appends("append to a stream that begins in a mark", onto="E'\\u0301toy/mine'"),
    appends("append to a stream of a private letter", onto="E'toy/mi\\ue000ne'"),
    appends("append a command that is no text at all", commands="ARRAY[E'mi\\uffffne']"),
    appends("append a command that reads backwards", commands="ARRAY[E'\\u202emine']"),
    appends("append at the end of time", effective="infinity"),
    appends("append before year 1", effective="0044-03-15 00:00Z BC"),
    plants("append an event past the function", f"{NEXT}, position, recorded_at"),
    plants("choose an offset", "900, position + 900, recorded_at"),
    plants("choose an offset by OVERRIDING", "900, position, recorded_at", "OVERRIDING USER VALUE"),
    plants("choose a position", f"{NEXT}, 900, recorded_at"),
    plants("choose a recorded time", f"{NEXT}, position, '2001-01-01'"),
    changes("update an event", "UPDATE log.event SET payload = ''"),
    changes("update no event", "UPDATE log.event SET payload = '' WHERE false"),
    changes("renumber an event", 'UPDATE log.event SET "offset" = "offset" + 7'),
    changes("move an event in time", "UPDATE log.event SET recorded_at = '2001-01-01'"),
    changes("hash an event anew", "UPDATE log.event SET hash = sha256('')"),
    changes("delete an event", "DELETE FROM log.event"),
    changes("delete through the view", "DELETE FROM log.event_json"),
    changes(
        "delete by MERGE",
        "MERGE INTO log.event e USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
    ),
    changes(
        "upsert an event",
        "INSERT INTO log.event SELECT * FROM log.event"
        " ON CONFLICT (\"offset\") DO UPDATE SET payload = ''",
    ),
    changes("truncate the log", "TRUNCATE log.event"),
    changes("truncate with all that refers to it", "TRUNCATE log.event RESTART IDENTITY CASCADE"),
    changes("grant oneself an update", "GRANT ALL ON log.event TO PUBLIC", "DELETE FROM log.event"),
    changes("disable the trigger", "ALTER TABLE log.event DISABLE TRIGGER refuse_change"),
    changes("disable all triggers", "ALTER TABLE log.event DISABLE TRIGGER ALL"),
    changes("disable user triggers", "ALTER TABLE log.event DISABLE TRIGGER USER"),
    changes("let the trigger sleep", "ALTER TABLE log.event ENABLE REPLICA TRIGGER refuse_change"),
    changes("drop the trigger", "DROP TRIGGER refuse_change ON log.event"),
    changes("rename the trigger", "ALTER TRIGGER refuse_change ON log.event RENAME TO gone"),
    changes(
        "put a trigger before it",
        "CREATE TRIGGER a BEFORE INSERT ON log.event EXECUTE FUNCTION log.refuse_change()",
    ),
    changes(
        "make the trigger agree",
        "CREATE OR REPLACE FUNCTION log.refuse_change() RETURNS trigger"
        " LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    ),
    changes("drop the trigger's function", "DROP FUNCTION log.refuse_change CASCADE"),
    changes("redirect inserts", "CREATE RULE a AS ON INSERT TO log.event DO INSTEAD NOTHING"),
    changes("add a column", "ALTER TABLE log.event ADD COLUMN note text"),
    changes("drop a column", "ALTER TABLE log.event DROP COLUMN hash CASCADE"),
    changes("store a column otherwise", "ALTER TABLE log.event ALTER payload SET STORAGE PLAIN"),
    changes("let others append", "GRANT INSERT ON log.event TO purvey_append", PLANT_ONE),
    changes(
        "let others append some columns",
        'GRANT INSERT ("offset") ON log.event TO purvey_append',
        PLANT_ONE,
    ),
    changes("drop the limit of an event", "ALTER TABLE log.event DROP CONSTRAINT event_too_large"),
    changes("drop the key", "ALTER TABLE log.event DROP CONSTRAINT event_pkey"),
    changes("drop an index", "DROP INDEX log.event_by_position"),
    changes("make it unlogged", "ALTER TABLE log.event SET UNLOGGED"),
    changes("rename the log", "ALTER TABLE log.event RENAME TO gone"),
    changes("move it to another schema", "ALTER TABLE log.event SET SCHEMA public"),
    changes("take the log over", "ALTER TABLE log.event OWNER TO CURRENT_USER"),
    changes("take the schema over", "ALTER SCHEMA log OWNER TO CURRENT_USER"),
    changes("let it inherit", "CREATE TABLE log.mine () INHERITS (log.event)"),
    changes("switch off row security", "ALTER TABLE log.event DISABLE ROW LEVEL SECURITY"),
    changes("add a policy", "CREATE POLICY mine ON log.event USING (true)"),
    changes("open a policy", "ALTER POLICY own_tenant ON log.event USING (true)"),
    changes("drop a policy", "DROP POLICY own_tenant ON log.event"),
    changes("drop the log", "DROP TABLE log.event CASCADE"),
    changes("drop the schema", "DROP SCHEMA log CASCADE"),
    changes("drop all of the owner", "DROP OWNED BY purvey_owner CASCADE"),
    Attack(
        name="hand it to oneself",
        statements=("REASSIGN OWNED BY purvey_owner TO CURRENT_USER",),
        may={"owner": UNTOUCHED, "superuser": UNTOUCHED},
    ),
    changes(
        "replace the append function",
        "DROP FUNCTION log.append_events",
        "CREATE FUNCTION log.append_events() RETURNS void LANGUAGE sql AS 'SELECT'",
    ),
    changes("rename the append function", "ALTER FUNCTION log.append_events RENAME TO gone"),
    changes("unpin its path", "ALTER FUNCTION log.append_events RESET search_path"),
    changes("run it as oneself", "ALTER FUNCTION log.append_events SECURITY INVOKER"),
    changes(
        "hash by another function",
        'CREATE OR REPLACE FUNCTION log.leaf_hash(tenant text, "position" bigint, stream text,'
        " version integer, type text, recorded_microseconds bigint, metadata bytea, payload bytea)"
        " RETURNS bytea LANGUAGE sql AS $$SELECT ''::bytea$$",
    ),
    moves("turn the log back", 'UPDATE log.log_head SET "offset" = 0'),
    moves("turn a tenant back", "UPDATE log.tenant_head SET position = 0"),
    moves("turn a stream back", "UPDATE log.stream_head SET version = version - 1"),
    moves(
        "move a tenant by the append's own function",
        "SELECT log.move_tenants(ARRAY['north'], ARRAY[5])",
    ),
    moves(
        "move a stream by the append's own function",
        "SELECT log.move_streams(ARRAY['north'], ARRAY['toy/none'], ARRAY[1], ARRAY[0], ARRAY[2])",
    ),
    changes("tell of an epoch that never was", TELL.format("'mine'")),
    changes("tell of an epoch without a seal", TELL.format("NULL")),
    changes("begin an epoch", BEGIN.format("'mine'")),
    changes("begin an epoch without a seal", BEGIN.format("NULL")),
    Attack(
        name="change the epoch",
        statements=("UPDATE log.log_head SET epoch = 7",),
        may=VERIFIED,
    ),
    Attack(
        name="set the clock",
        statements=("UPDATE log.log_head SET recorded_at = '2999-01-01'",),
        may=UNHARMED,
    ),
    changes("delete the head", "DELETE FROM log.log_head"),
    changes("forget a stream", "DELETE FROM log.stream_head"),
    changes("forget a tenant", "TRUNCATE log.tenant_head"),
    changes("forget a command", "DELETE FROM log.command"),
    changes("change what became of a command", "UPDATE log.command SET position = 7"),
    Attack(
        name="occupy a command id",
        statements=(OCCUPY,),
        may=VERIFIED,
    ),
    changes("forget what the stream contradicts", "DELETE FROM log.contradiction"),
    changes("change what the stream said", "UPDATE log.contradiction SET stream_message = ''"),
    Attack(
        name="say that the stream contradicts",
        statements=(CONTRADICT,),
        may={"relay": COMPARES, **VERIFIED},
    ),
    Attack(
        name="silence triggers",
        statements=("SET session_replication_role = replica", "DELETE FROM log.event"),
    ),
    Attack(
        name="switch event triggers off",
        statements=("SET event_triggers = off", "ALTER TABLE log.event DISABLE TRIGGER ALL"),
        may=OPENED,
    ),
    Attack(
        name="disable the guard",
        statements=(
            "ALTER EVENT TRIGGER log_guard DISABLE",
            "ALTER TABLE log.event DISABLE TRIGGER ALL",
        ),
        may=OPENED,
    ),
    Attack(name="drop the guard", statements=("DROP EVENT TRIGGER log_guard_drop",), may=OPENED),
    Attack(
        name="make the guard agree",
        statements=(AGREE,),
        may=OPENED,
    ),
)
