"""The arrays that one call of `log.append_events` takes, from saves in their order.

Tenants and streams are named once and numbered; commands and events point at them by number. Which
version an event gets is not said: the database counts on from where each stream stands.
"""

from asyncio import Future
from collections.abc import Iterator, Sequence
from typing import Protocol

from adapters.postgres.event_mapper import LogEvent
from adapters.postgres.wire_arrays import Blobs, Integers, Moments, Texts
from application.ports import Outcome, Save


class AppendedSave(Protocol):
    """A save and its events as bytes, by change."""

    @property
    def save(self) -> Save: ...
    @property
    def stored(self) -> list[list[LogEvent]]: ...
    @property
    def future(self) -> "Future[Outcome] | None":
        """By which others name it that were decided on it; none: nobody was."""
        ...


class MalformedSave(ValueError):
    """A save that no command may make: without events, or with one stream in two changes."""


class NotInLine(Exception):
    """A save does not follow on what the ones before it make of its streams."""


class Arrays:
    """One batch, arranged. Raises `NotInLine` or `MalformedSave`."""

    def __init__(self, batch: Sequence[AppendedSave]) -> None:
        self._batch = batch
        self._tenants: dict[str, int] = {}  # and its number
        self._tenant_events: list[int] = []
        self._streams: dict[tuple[int, str], int] = {}  # by tenant's number, and its number
        self._expected: list[int] = []  # by stream: the version that it stands at before
        self._reached: list[int] = []  # by stream: the version that it comes to
        self._command_tenants: list[int] = []
        self._primary_events: list[int] = []
        self._event_streams: list[int] = []
        self.last_events: list[int] = []
        for each in batch:
            self._add(each)

    def arguments(self) -> Iterator[Texts | Blobs | Integers | Moments]:
        """In the order of the function's parameters, the epoch left out."""
        saves = [each.save for each in self._batch]
        stored = [event for each in self._batch for change in each.stored for event in change]
        yield Texts(self._tenants)
        yield Integers(self._tenant_events)
        yield Texts(stream for _, stream in self._streams)
        yield Integers(tenant for tenant, _ in self._streams)
        yield Integers(self._expected)
        yield Texts(save.command_id for save in saves)
        yield Blobs(save.body_hash for save in saves)
        yield Integers(self._command_tenants)
        yield Integers(self._primary_events)
        yield Integers(self.last_events)
        yield Integers(self._event_streams)
        yield Moments(
            each.save.effective_at for each in self._batch for change in each.stored for _ in change
        )
        yield Texts(event.topic for event in stored)
        yield Blobs(event.metadata for event in stored)
        yield Blobs(event.state for event in stored)

    def _add(self, each: AppendedSave) -> None:
        save, before = each.save, len(self._event_streams)
        tenant = self._tenants.setdefault(save.tenant, len(self._tenants) + 1)
        if tenant > len(self._tenant_events):
            self._tenant_events.append(0)
        seen = set[int]()
        for change, events in zip(save.changes, each.stored, strict=True):
            if not events or len(events) != len(change.events):
                raise MalformedSave(f"{save.command_id} changes {change.stream} without an event")
            stream = self._standing(save, tenant, change.stream, change.expected_version, seen)
            self._reached[stream - 1] += len(events)
            self._event_streams += [stream] * len(events)
            if len(self._primary_events) == len(self.last_events):
                self._primary_events.append(len(self._event_streams))
        if not seen:
            raise MalformedSave(f"{save.command_id} changes nothing")
        for read in save.reads:
            self._standing(save, tenant, read.stream, read.version, seen)
        self._tenant_events[tenant - 1] += len(self._event_streams) - before
        self._command_tenants.append(tenant)
        self.last_events.append(len(self._event_streams))

    def _standing(self, save: Save, tenant: int, name: str, version: int, seen: set[int]) -> int:
        """The stream's number; it stands at this version after the saves before."""
        stream = self._streams.setdefault((tenant, name), len(self._streams) + 1)
        if stream in seen:
            raise MalformedSave(f"{save.command_id} names {name} twice")
        seen.add(stream)
        if stream > len(self._expected):
            self._expected.append(version)
            self._reached.append(version)
        elif self._reached[stream - 1] != version:
            raise NotInLine(f"{save.command_id} expects another version of {name}")
        return stream
