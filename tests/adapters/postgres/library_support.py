"""What tests of the library's facade share: a recorder on a test's log, and events for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from adapters.postgres.library.recorder import LogRecorder
from tests.conftest import Database


@contextmanager
def recorder_on(database: Database, tenant: str = "cases") -> Iterator[LogRecorder]:
    """A recorder as the factory makes it."""
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    recorder = LogRecorder(*urls, tenant=tenant, application="cases")
    try:
        yield recorder
    finally:
        recorder.close()


def stored(
    originator_id: UUID | str, version: int, topic: str = "a:Topic", state: bytes = b'{"n":1}'
) -> StoredEvent:
    return StoredEvent(originator_id, version, topic, state)
