"""Partitions that stand still because an event could not be projected, and decisions on them.

A partition is put back in line by folding it again from its first event, by what the program is
today. To skip is the same without the event that parked it, and holds for the version of the read
model for which it was decided: another version tries the event again. So does a retry of a document
that is in line without such an event.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

DecisionKind = Literal["retried", "skipped"]
Outcome = Literal["in line", "parked again"]
LeftOutHow = Literal["parked", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedKey:
    """A partition of a serving generation that stands still, and the event that stopped it."""

    read_model: str
    generation: int
    tenant: str
    key: str
    offset: int
    position: int
    type: str
    reason: str
    parked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided on a parked partition. The event is the one that had parked it."""

    read_model: str
    generation: int
    version: int
    tenant: str
    key: str
    offset: int
    position: int
    type: str
    decision: DecisionKind
    outcome: Outcome
    decided_by: str
    reason: str
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What a read model that serves does not follow: a document that stands still, or an event."""

    read_model: str
    tenant: str
    key: str
    position: int
    type: str
    how: LeftOutHow
    reason: str  # of the failure, or of who decided it


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """What came of a decision; `parked` tells where the partition stands still again, if so."""

    read_model: str
    tenant: str
    key: str
    decision: DecisionKind
    outcome: Outcome
    events: int  # that were folded
    parked: ParkedKey | None
