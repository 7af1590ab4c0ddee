"""An event log in front of another one: whoever only watches one of its calls says only that."""

from asyncio import Future
from collections.abc import Sequence

from application.ports import EventLog, LoadedState, Outcome, Save, StoredVersion
from domain.aggregate import Aggregate, State


class PassingLog:
    """Passes every call of `application.ports.EventLog` on."""

    def __init__(self, log: EventLog) -> None:
        self.log = log

    def append(self, save: Save) -> "Future[Outcome]":
        """See `application.ports.EventLog`."""
        return self.log.append(save)

    async def load(
        self, tenant: str, stream: str, after_version: int = 0
    ) -> Sequence[StoredVersion]:
        """See `application.ports.EventLog`."""
        return await self.log.load(tenant, stream, after_version)

    async def load_state(
        self, tenant: str, aggregate: Aggregate[State], stream: str
    ) -> LoadedState[State]:
        """See `application.ports.EventLog`."""
        return await self.log.load_state(tenant, aggregate, stream)

    def keep(
        self, tenant: str, aggregate: Aggregate[State], stream: str, state: State, version: int
    ) -> None:
        """See `application.ports.EventLog`."""
        self.log.keep(tenant, aggregate, stream, state, version)

    async def outcome(self, tenant: str, command_id: str) -> tuple[bytes, Outcome] | None:
        """See `application.ports.EventLog`."""
        return await self.log.outcome(tenant, command_id)
