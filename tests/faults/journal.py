"""What a log was asked and what it answered, written down outside of the database.

One JSON object a line. A line is in the file before the program goes on, so that a kill of the
program takes none away; it is not forced to the disk, because nobody pulls the plug here.
"""

import os
from asyncio import Future
from pathlib import Path
from typing import Any, Final

import orjson

from application.ports import EventLog, Outcome, Save
from tests.passing_log import PassingLog

APPEND: Final = os.O_WRONLY | os.O_CREAT | os.O_APPEND

SENT: Final = "sent"  # The log was asked; what became of it is told by another line, or by nobody.
TOLD: Final = "told"  # The log has acknowledged.
REFUSED: Final = "refused"  # The log has answered that it stores nothing of it.
ROLLED_BACK: Final = "rolled back"


class Journal:
    """A file that is only added to."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, APPEND, 0o600)

    def note(self, what: str, command_id: str, **more: object) -> None:
        """Adds a line that is there for good."""
        line = orjson.dumps({"what": what, "command_id": command_id, **more}) + b"\n"
        assert os.write(self._file, line) == len(line), "a line is written whole"

    def told(self, save: Save, outcome: Outcome) -> None:
        """Adds what the log acknowledged."""
        self.note(
            TOLD,
            save.command_id,
            events=sum(len(change.events) for change in save.changes),
            stream=outcome.stream,
            version=outcome.version,
            position=outcome.position,
            epoch=outcome.epoch,
            duplicate=outcome.duplicate,
        )


def lines_of(journal: Path, what: str | None = None) -> list[dict[str, Any]]:
    """What was noted; a line that a kill cut short was not written before the answer."""
    text = journal.read_bytes() if journal.exists() else b""
    lines = [orjson.loads(line) for line in text[: text.rfind(b"\n") + 1].splitlines()]
    return [line for line in lines if what in (None, line["what"])]


class JournaledLog(PassingLog):
    """The log of others, with a journal of what it acknowledges, before the caller hears of it."""

    def __init__(self, log: EventLog, journal: Journal) -> None:
        super().__init__(log)
        self._journal = journal

    def append(self, save: Save) -> "Future[Outcome]":
        """See `application.ports.EventLog`."""
        appended = super().append(save)
        appended.add_done_callback(lambda done: self._write(save, done))
        return appended

    def _write(self, save: Save, done: "Future[Outcome]") -> None:
        if not done.cancelled() and done.exception() is None:
            self._journal.told(save, done.result())
