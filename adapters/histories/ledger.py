"""What the importer remembers outside the log: the outcome of every source event.

The log knows which commands were carried out; only the ledger knows what was refused or explained.
`adapters/postgres/import_ledger.py` keeps it; `report` is its sum.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

OutcomeKind = Literal["accepted", "rejected", "explained"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRun:
    """One file into one tenant; the same run again resumes."""

    tenant: str
    digest: str
    seed: int


class Settled(NamedTuple):
    """The outcome of one source event. `ordinal` is its place in the order of all events.

    `reason` is the code of a refusal or the table's words for an event without a command.
    """

    ordinal: int
    case: str
    activity: str
    outcome: OutcomeKind
    commands: int
    reason: str | None = None


class ImportLedger(Protocol):
    """Outcomes that outlive the process."""

    async def settled(self, run: ImportRun) -> Sequence[Settled]:
        """All outcomes of the run so far."""
        ...

    async def record(self, run: ImportRun, rows: Sequence[Settled]) -> None:
        """Adds outcomes; they are durable when this returns."""
        ...

    async def carried_out(self, tenant: str, command_ids: Collection[str]) -> frozenset[str]:
        """Which of the commands stand in the log."""
        ...
