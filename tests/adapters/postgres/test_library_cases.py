"""The eventsourcing library's own test cases for application recorders, unedited, on our log."""

from collections.abc import Iterator

import pytest
from eventsourcing.tests import persistence

from adapters.postgres.library.recorder import LogRecorder
from tests.adapters.postgres.library_support import recorder_on
from tests.conftest import Database


class OnOurLog:
    """What the cases ask for: a recorder, on an empty log for each of them."""

    @pytest.fixture(autouse=True)
    def _recorder(self, database: Database) -> Iterator[None]:
        with recorder_on(database) as self.recorder:
            yield

    def create_recorder(self) -> LogRecorder:
        return self.recorder


class TestApplicationRecorder(OnOurLog, persistence.ApplicationRecorderTestCase[LogRecorder]):
    """Inserting, selecting, notifications, conflicts, concurrent writers and readers."""

    def test_a_subscription_yields_what_is_inserted(self) -> None:
        # The library leaves it to a recorder's tests to say that it can be subscribed to.
        self.optional_test_insert_subscribe()


class TestNotificationIds(OnOurLog, persistence.NonInterleavingNotificationIDsBaseCase):
    """The ids of two large saves at the same time do not mix."""
