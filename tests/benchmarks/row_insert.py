"""What the database takes at most: the same events as rows, a thousand of them in one INSERT.

No numbering, no conflict detection, no hash, no command row, no notification; a unique key on the
offset and one on stream and version, which any event table has.
"""

from time import perf_counter
from typing import Final

import psycopg

from adapters.postgres.event_mapper import EventMapper
from adapters.system import new_uuid
from tests.benchmarks.append_load import Done, save_of

ROWS: Final = 1_000
STREAMS: Final = 256
_TABLE: Final = (
    'CREATE TABLE public.bare_event ("offset" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,'
    " stream text NOT NULL, version integer NOT NULL, type text NOT NULL,"
    " metadata bytea NOT NULL, payload bytea NOT NULL, UNIQUE (stream, version))"
)
_ROW: Final = "(%b::text, %b::integer, %b::text, %b::bytea, %b::bytea)"
_INSERT: Final = (
    "INSERT INTO public.bare_event (stream, version, type, metadata, payload) VALUES "
    + ", ".join([_ROW] * ROWS)
)


class RowInsert:
    """A table of its own and one connection to it."""

    def __init__(self, superuser_url: str) -> None:
        self._connection = psycopg.connect(superuser_url, autocommit=True)
        self._connection.execute(_TABLE)
        ((event,),) = EventMapper().stored(save_of("purchase_order/bare", 0))
        self._event = event

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()

    def insert_for(self, seconds: float) -> Done:
        """Inserts rows until the time is up, for as many streams as there are writers in turn."""
        event, events = self._event, 0
        streams = [f"purchase_order/{new_uuid()}" for _ in range(STREAMS)]
        started = perf_counter()
        while perf_counter() < started + seconds:
            values: list[object] = []
            for number in range(events, events + ROWS):
                stream, version = streams[number % STREAMS], number // STREAMS + 1
                values += (stream, version, event.topic, event.metadata, event.state)
            self._connection.execute(_INSERT, values, prepare=True)
            events += ROWS
        return Done(events=events, seconds=perf_counter() - started)
