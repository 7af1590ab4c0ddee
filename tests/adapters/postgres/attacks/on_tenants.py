"""Attacks on the rows of tenant south, by a login that entered as tenant north, or as none.

What may read at all is inside the transaction of an honest question of north when it attacks: that
is where injected SQL would be.
"""

from collections.abc import Mapping
from typing import Final

from tests.adapters.postgres.attacks.attack import Attack, Attacker

MACHINERY: Final = "its duty: it moves the histories of all tenants"
LEDGER: Final = "its duty: it asks which commands of an import were carried out"
LOG: Final[Mapping[Attacker, str]] = {"relay": MACHINERY, "project": MACHINERY}
PROJECT: Final[Mapping[Attacker, str]] = {"project": MACHINERY}

TOGETHER: Final = "how much all tenants have together; no figure is of one of them"
ALL: Final[Mapping[Attacker, str]] = dict.fromkeys(
    ("append", "relay", "project", "read", "audit", "import", "operate"), TOGETHER
)
READERS: Final[Mapping[Attacker, str]] = {
    each: why for each, why in ALL.items() if each in ("relay", "project", "read", "audit")
}
RELAY: Final[Mapping[Attacker, str]] = {"relay": MACHINERY}
FORGED: Final = (
    "SELECT set_config('app.tenant', 'south', true), set_config('app.tenant_no', '2', true)"
)
FOR_GOOD: Final = "SET SESSION app.tenant = 'south'", "SET SESSION app.tenant_no = '2'"
SOUTH: Final = "WHERE tenant = 'south'"
SECOND: Final = "WHERE tenant_no = 2"


def reads(name: str, *statements: str, may: Mapping[Attacker, str] | None = None) -> Attack:
    """Gives rows only if something of south can be seen."""
    return Attack(name=name, statements=statements, is_read=True, may=may or {})


TENANTS: Final = (
    reads("its events", f"SELECT tenant FROM log.event {SOUTH}", may=LOG),
    reads("its events as JSON", f"SELECT tenant FROM log.event_json {SOUTH}", may=LOG),
    reads("all events", "SELECT true FROM log.event WHERE tenant <> 'north'", may=LOG),
    reads("how long its history is", f"SELECT position FROM log.tenant_head {SOUTH}", may=LOG),
    reads("its documents", f"SELECT stream FROM log.stream_head {SOUTH}", may=LOG),
    reads(
        "its commands",
        f"SELECT command_id FROM log.command {SOUTH}",
        may={"relay": MACHINERY, "import": LEDGER},
    ),
    reads(
        "what became of its command",
        "SELECT version FROM log.known_commands('{south}', '{c2}')",
        may={"append": MACHINERY},
    ),
    reads(
        "where its documents stand",
        "SELECT version FROM log.stream_versions('{south}', '{toy/s}')",
        may={"append": MACHINERY},
    ),
    reads(
        "whether it has an event like this",
        "SELECT number FROM log.held_events('{south}', '{1}', ARRAY[sha256('guessed')])",
    ),
    reads("its snapshots", f"SELECT stream FROM log.snapshot {SOUTH}", may=RELAY),
    reads("its rows", f"SELECT number FROM toy_box_g1.toys {SECOND}", may=PROJECT),
    reads("its facts", f"SELECT toy_id FROM toy_box_g1.toy_prices {SECOND}", may=PROJECT),
    reads("the view of its rows", "SELECT number FROM read.toys WHERE number = 'T-s'", may=PROJECT),
    reads("what of it is parked", f"SELECT reason FROM read.parked {SECOND}", may=PROJECT),
    reads("how far it has come", f"SELECT position FROM read.progress {SECOND}", may=PROJECT),
    reads("the bounds of its runs", f"SELECT chunk + 1 FROM read.chunk {SECOND}", may=PROJECT),
    reads("its events, forged", FORGED, f"SELECT tenant FROM log.event {SOUTH}", may=LOG),
    reads("its head, forged", FORGED, f"SELECT position FROM log.tenant_head {SOUTH}", may=LOG),
    reads("its rows, forged", FORGED, f"SELECT number FROM toy_box_g1.toys {SECOND}", may=PROJECT),
    reads(
        "its rows, forged for good",
        *FOR_GOOD,
        f"SELECT number FROM toy_box_g1.toys {SECOND}",
        may=PROJECT,
    ),
    reads(
        "its rows, forged with the number alone",
        "SELECT set_config('app.tenant_no', '2', true)",
        f"SELECT number FROM toy_box_g1.toys {SECOND}",
        may=PROJECT,
    ),
    reads(
        "its rows, forged without a seal",
        FORGED,
        "SELECT set_config('app.seal', '', true)",
        f"SELECT number FROM toy_box_g1.toys {SECOND}",
        may=PROJECT,
    ),
    reads("its parked ones, forged", FORGED, "SELECT reason FROM read.parked", may=PROJECT),
    reads("its length, forged", FORGED, "SELECT read.tenant_position()"),
    reads("its number, forged", FORGED, "SELECT read.tenant_no()"),
    reads("its last event, forged", FORGED, "SELECT read.last_recorded('infinity')"),
    reads("its last effect, forged", FORGED, "SELECT read.last_effective('infinity')"),
    reads(
        "its late events, forged",
        FORGED,
        "SELECT stream FROM read.learned_later('2026-01-01T00:02:00Z', 1000, 100)",
    ),
    reads(
        "its early events, forged",
        FORGED,
        "SELECT stream FROM read.effective_later('2026-01-01T00:00:00Z', 1000, 100)",
    ),
    reads("its run, forged", FORGED, "SELECT recorded_at FROM read.run(1, 1000)", may=PROJECT),
    reads("its segments, forged", FORGED, "SELECT first FROM read.segments(0, 1000)", may=PROJECT),
    reads("enter without a pass", "SELECT tenant_no FROM read.enter('south', NULL)"),
    reads("enter with no bytes", "SELECT tenant_no FROM read.enter('south', '')"),
    reads("enter with the pass of north", "SELECT tenant_no FROM read.enter('south', '{north}')"),
    reads("enter the log with it", "SELECT log.enter('south', '{north}')"),
    reads("enter as before passes", "SELECT tenant_no FROM read.enter('south')"),
    reads(
        "without row security",
        "SET row_security = off",
        f"SELECT number FROM toy_box_g1.toys {SECOND}",
        may=PROJECT,
    ),
    reads(
        "by an error that a row causes",
        "SELECT number FROM toy_box_g1.toys WHERE 1 / (2 - tenant_no) < 0",
        may=PROJECT,
    ),
    reads(
        "by the statistics of a column",
        "SELECT most_common_vals FROM pg_stats WHERE schemaname = 'toy_box_g1' AND attname = 'box'",
        may=PROJECT,
    ),
    reads(
        "by a function of the definer's search path",
        "SET search_path = read, log, pg_catalog",
        FORGED,
        "SELECT tenant_position()",
    ),
    reads("how large the log is", "SELECT pg_relation_size('log.event')", may=ALL),
    reads("how many backends write", "SELECT numbackends FROM pg_stat_database", may=ALL),
    reads("how many events there may be", "EXPLAIN SELECT FROM log.event", may=READERS),
    reads(
        "how far the log has come",
        'SELECT "offset" FROM read.projection',
        may=dict.fromkeys(("project", "read", "audit"), TOGETHER),
    ),
    reads(
        "its import",
        "SELECT digest FROM import.run WHERE tenant = 'south'",
        may={"import": "its duty: it keeps the outcome of every file"},
    ),
)
