"""A save on its way to the log."""

from asyncio import Future
from dataclasses import dataclass, field

from adapters.postgres.event_mapper import LogEvent
from application.ports import Outcome, Save


@dataclass(slots=True)
class PendingSave:
    """Its events as bytes, by change, and the future that tells its outcome."""

    save: Save
    stored: list[list[LogEvent]]
    future: "Future[Outcome]"
    event_count: int = field(init=False)
    size_bytes: int = field(init=False)
    answer_lost: bool = field(default=False, init=False)  # It may have been stored all the same.

    def __post_init__(self) -> None:
        self.event_count = self.size_bytes = 0
        for change in self.stored:
            for event in change:
                self.event_count += 1
                self.size_bytes += len(event.state) + len(event.metadata)
