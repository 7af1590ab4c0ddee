"""What `purvey verify` says: each finding by table, key and column, and no proof of the rest.

One thing of each kind is corrupted in one and the same database, so nothing may hide another.
"""

from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from adapters.embedded.servers import ServerAddresses
from api.cli.verify import headline
from api.wiring.addresses import SECRET as SECRET_FILE
from projections.audit_trail import AUDIT_TRAIL
from projections.index import PROJECTIONS
from tests.adapters.postgres.forging import past_the_walls
from tests.adapters.postgres.log_support import change, opened, save
from tests.adapters.postgres.read_support import catch_up, serving_schema
from tests.adapters.postgres.test_snapshot_check import with_a_snapshot
from tests.cli.program import Home
from tests.conftest import SECRET, Database

WALLED: Final = ("event", "command", "log_head", "tenant_head", "stream_head", "epoch_start")


class Kind(NamedTuple):
    """How a thing is corrupted, and how the finding is told: table, key, column and words."""

    statement: str
    table: str
    key: dict[str, Any]
    column: str
    words: str

    def line(self) -> str:
        """As it is printed, as far as nothing else follows from the corruption."""
        key = ", ".join(f"{name}={value}" for name, value in self.key.items())
        return f"{self.table} {key} {self.column}: {self.words}"


def of_event(number: int) -> dict[str, Any]:
    return {"offset": number, "tenant": "north", "position": number}


KINDS: Final = {
    "an event's bytes": Kind(
        "UPDATE log.event SET payload = payload || ' ' WHERE \"offset\" = 1",
        "log.event",
        of_event(1),
        "hash",
        "the stored bytes do not give the stored hash",
    ),
    "an event's effective time": Kind(
        "UPDATE log.event SET effective_at = '2020-01-01Z' WHERE \"offset\" = 2",
        "log.event",
        of_event(2),
        "effective_at",
        "the effective time is not that of the metadata",
    ),
    "an event's effective time outside of the calendar": Kind(
        "UPDATE log.event SET effective_at = 'infinity' WHERE \"offset\" = 3",
        "log.event",
        of_event(3),
        "effective_at",
        "its effective time lies outside of the years 1 to 9999",
    ),
    "an event's epoch": Kind(
        'UPDATE log.event SET epoch = 0 WHERE "offset" = 4',
        "log.event",
        of_event(4),
        "epoch",
        "its epoch is 0, and the log was in 1",
    ),
    "a command's outcome": Kind(
        "UPDATE log.command SET version = 9 WHERE command_id = 'c5'",
        "log.command",
        {
            "offset": 5,
            "tenant": "north",
            "position": 5,
            "stream": "purchase_order/5",
            "version": 9,
            "command_id": "c5",
        },
        "version",
        "there is no event of the version that it is said to have made",
    ),
    "a command's time": Kind(
        "UPDATE log.command SET recorded_at = '2020-01-01Z' WHERE command_id = 'c6'",
        "log.command",
        {
            "offset": 6,
            "tenant": "north",
            "position": 6,
            "stream": "purchase_order/6",
            "version": 1,
            "command_id": "c6",
        },
        "recorded_at",
        "it is said to be of another time than its events",
    ),
    "the log's head": Kind(
        "UPDATE log.log_head SET recorded_at = '2020-01-01Z'",
        "log.log_head",
        {"offset": None},
        "recorded_at",
        "the head of the log says another time than its last event",
    ),
    "a tenant's head": Kind(
        "UPDATE log.tenant_head SET position = 99 WHERE tenant = 'north'",
        "log.tenant_head",
        {"tenant": "north", "position": 99},
        "position",
        "the head of the tenant is not its last event",
    ),
    "a stream's head": Kind(
        "UPDATE log.stream_head SET version = 7 WHERE stream = 'purchase_order/7'",
        "log.stream_head",
        {"tenant": "north", "stream": "purchase_order/7", "version": 7},
        "version",
        "the head of the stream is not its last event",
    ),
    "a snapshot": Kind(
        "UPDATE log.snapshot SET state = '{}'::bytea",
        "log.snapshot",
        {"tenant": "demo", "stream": "purchase_order/kept", "version": None},
        "state",
        "the snapshot cannot be read",
    ),
    "a message of the stream": Kind(
        'INSERT INTO log.contradiction ("offset", stream_hash, log_hash, stream_message,'
        " log_message) VALUES (7, sha256('other'), sha256(''), '{}', '{}')",
        "log.contradiction",
        of_event(7),
        "stream_hash",
        "the stream was given another event in its place, sound as well",
    ),
    "an epoch that never was": Kind(
        "INSERT INTO log.epoch_start VALUES (7, 1, 2, 2, 'infinity', 'somebody', 'none')",
        "log.epoch_start",
        {"epoch": 7},
        "started_at",
        "epoch 7 is said to have begun outside of the years 1 to 9999",
    ),
}


@pytest.fixture
async def corrupted(database: Database, servers: ServerAddresses, tmp_path: Path) -> Home:
    """A log with read models, in which one thing of each kind was corrupted."""
    async with opened(database) as log:
        for number in range(1, 9):
            stream = f"purchase_order/{number}"
            await log.append(save(change(stream, 0), tenant="north", command_id=f"c{number}"))
    await with_a_snapshot(database, "purchase_order/kept")
    await catch_up(database, PROJECTIONS)
    with past_the_walls(database) as superuser:
        for table in WALLED:
            superuser.execute(f"ALTER TABLE log.{table} DISABLE TRIGGER ALL".encode())
        for kind in KINDS.values():
            assert superuser.execute(kind.statement.encode()).rowcount > 0
        superuser.execute("UPDATE read.projection SET version = 99 WHERE name = 'stock'")
        runs = f"{serving_schema(database, AUDIT_TRAIL.name)}.audit_runs"
        superuser.execute(f"UPDATE {runs} SET span = 77 WHERE value = 'PO-1001'".encode())
    home = Home(
        tmp_path / "home", PURVEY_DATABASE_URL=database.url, PURVEY_NATS_URL=servers.nats_url
    )
    home.path.mkdir()
    (home.path / SECRET_FILE).write_bytes(SECRET)
    return home


def test_each_kind_of_finding_has_its_own_words(corrupted: Home) -> None:
    answer = corrupted.here("verify", "--json")
    printed = corrupted.here("verify")
    assert (answer.code, printed.code) == (1, 1), answer.said + printed.said
    report = answer.report
    lines = printed.out.splitlines()
    for name, kind in KINDS.items():
        (told,) = [
            each
            for each in report["named_faults"]
            if (each["table"], each["column"], each["what"])
            == (kind.table, kind.column, kind.words)
        ]
        key = {each: told[each] for each in kind.key}
        assert key == {each: value or told[each] for each, value in kind.key.items()}, name
        assert all(value is not None for value in key.values()), name
        assert kind._replace(key=key).line() in lines, name
    runs = [each for each in report["named_differences"] if each["table"] == "audit_runs"]
    assert runs
    assert {(each["read_model"], each["column"]) for each in runs} == {(AUDIT_TRAIL.name, "span")}
    shown = f"audit_runs tenant_no={runs[0]['tenant_no']}, selector="
    assert any(each.startswith(shown) and " span: is 77, should be " in each for each in lines)
    assert set(report["skipped"]) == {"stock"}
    assert any(each.startswith("stock was not compared: ") for each in lines)
    assert any(each.startswith("In doubt: hashes or numbers") for each in lines)
    assert lines[-1] == (
        f"{report['differences']} differences where anything was compared; 1 part was not"
    )


@pytest.mark.parametrize(
    ("skipped", "said"),
    [
        (0, "differences"),
        (1, "differences where anything was compared; 1 part was not"),
        (2, "differences where anything was compared; 2 parts were not"),
    ],
)
def test_the_last_line_tells_of_read_models_that_were_not_compared(skipped: int, said: str) -> None:
    assert headline(skipped) == said
