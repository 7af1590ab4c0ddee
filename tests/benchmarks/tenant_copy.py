"""A log grown longer in the database: what one tenant did is written again for others.

It goes past the walls as a superuser does, and ends as appending would have: numbers without a
gap, hashes, commands, heads. Nothing is decided or encoded again, so that 10,000,000 events are
written in the time that appending a fraction of them takes.
"""

from dataclasses import replace
from typing import Final

import psycopg

from tests.benchmarks.long_log import FIRST_TENANT, LongLog

_HEAD: Final = """
SELECT "offset", greatest(clock_timestamp(), recorded_at) FROM log.log_head FOR UPDATE
"""
_COPY: Final = (
    """
INSERT INTO log.event ("offset", position, recorded_at, effective_at, epoch, version, tenant,
                       stream, type, metadata, payload, hash)
SELECT %(end)s::bigint + e."offset", e.position, %(moment)s, e.effective_at, e.epoch, e.version,
       %(tenant)s, e.stream, e.type, e.metadata, e.payload,
       log.leaf_hash(%(tenant)s, e.position, e.stream, e.version, e.type,
                     (extract(epoch FROM %(moment)s::timestamptz) * 1000000)::bigint,
                     e.metadata, e.payload)
  FROM log.event e WHERE e.tenant = %(first)s AND e."offset" <= %(events)s
 ORDER BY e."offset"
""",
    """
INSERT INTO log.command (tenant, command_id, body_hash, stream, version, position, epoch,
                         recorded_at)
SELECT %(tenant)s, c.command_id, c.body_hash, c.stream, c.version, c.position, c.epoch, %(moment)s
  FROM log.command c WHERE c.tenant = %(first)s
""",
    """
INSERT INTO log.stream_head (tenant, stream, version)
SELECT %(tenant)s, h.stream, h.version FROM log.stream_head h WHERE h.tenant = %(first)s
""",
    """
INSERT INTO log.tenant_head (tenant, tenant_no, position)
SELECT %(tenant)s, (SELECT max(t.tenant_no) + 1 FROM log.tenant_head t), h.position
  FROM log.tenant_head h WHERE h.tenant = %(first)s
""",
    """
UPDATE log.log_head SET "offset" = %(end)s::bigint + %(events)s, recorded_at = %(moment)s
""",
)


def grow(database_url: str, made: LongLog, events: int) -> LongLog:
    """Copies the first tenant until the log holds so many events at least; what there is then."""
    tenants = made.tenants
    with psycopg.connect(database_url) as connection:
        while tenants * made.events_per_tenant < events:
            tenants += 1
            _copy(connection, made.events_per_tenant, f"tenant-{tenants}")
            connection.commit()
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE) log.event")  # As autovacuum would, sooner or later.
    return replace(made, events=tenants * made.events_per_tenant, tenants=tenants)


def _copy(connection: psycopg.Connection, events: int, tenant: str) -> None:
    head = connection.execute(_HEAD).fetchone()
    assert head is not None, "the log has a head"
    end, moment = head
    copied = {
        "end": end,
        "moment": moment,
        "tenant": tenant,
        "first": FIRST_TENANT,
        "events": events,
    }
    for statement in _COPY:
        connection.execute(statement, copied)
