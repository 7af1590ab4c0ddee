"""The eventsourcing library's own PostgreSQL recorder, appending the same events beside ours.

At its best settings that lose no event: a pool as large as the writers find useful, the table lock
that keeps notification ids in the order of commits, and not the database function, which does
without that lock and lets readers miss events. Its API is synchronous, so a writer is a thread.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Final

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict

from adapters.postgres.event_mapper import EventMapper
from adapters.system import new_uuid
from tests.benchmarks.append_load import Done, save_of

POOL_SIZE: Final = 32  # More connections wait for the table lock, which is held by one at a time.
WAIT_SECONDS_MAX: Final = 60.0
SCHEMA: Final = "public"


@contextmanager
def stock_recorder(superuser_url: str) -> Iterator[PostgresApplicationRecorder]:
    """The recorder over tables of its own in the same database, with the same durability."""
    words = conninfo_to_dict(superuser_url)
    datastore = PostgresDatastore(
        dbname=str(words["dbname"]),
        host=str(words["host"]),
        port=str(words["port"]),
        user=str(words["user"]),
        password=str(words.get("password", "")),
        pool_size=POOL_SIZE,
        connect_timeout=WAIT_SECONDS_MAX,
        originator_id_type="text",
        schema=SCHEMA,
    )
    try:
        recorder = PostgresApplicationRecorder(datastore, events_table_name="stock_events")
        recorder.create_table()
        yield recorder
    finally:
        datastore.close()


def append_for(recorder: PostgresApplicationRecorder, writers: int, seconds: float) -> Done:
    """Each writer inserts into a stream of its own, one event after another."""
    ((event,),) = EventMapper().stored(save_of("purchase_order/stock", 0))
    state = event.metadata + event.state  # The same bytes; it has one column for them.
    started = perf_counter()
    deadline = started + seconds
    written: list[int] = []

    def write() -> None:
        stream, version = f"purchase_order/{new_uuid()}", 0
        while perf_counter() < deadline:
            version += 1
            recorder.insert_events([StoredEvent(stream, version, event.topic, state)])
        written.append(version)

    threads = [threading.Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(written) == writers, "every writer came to its end"
    return Done(events=sum(written), seconds=perf_counter() - started)
