"""One document's life: each fact as a sentence, with what it changed in the document's state.

The state is folded by the very `evolve` that commands decide on, so a difference shown here is what
the rules saw. Long lists (hundreds of receipts of a line) are compared entry by entry.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel

from domain.aggregate import Aggregate
from domain.approvals.state import APPROVAL_CASE
from domain.catalogue.state import CATALOGUE_ITEM
from domain.credit_memos.state import CREDIT_MEMO
from domain.event import Recorded
from domain.invoices.state import INVOICE
from domain.numbers.state import NUMBER
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.receipts.state import RECEIPT
from domain.registry import EVENTS
from domain.requisitions.state import REQUISITION
from domain.suppliers.state import SUPPLIER
from replay.sentences import sentence

AGGREGATES: Final[dict[str, Aggregate[Any]]] = {
    each.name: each
    for each in (
        SUPPLIER,
        CATALOGUE_ITEM,
        NUMBER,
        REQUISITION,
        APPROVAL_CASE,
        PURCHASE_ORDER,
        RECEIPT,
        INVOICE,
        CREDIT_MEMO,
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One value of the state, before and after; none: it was or is not there."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One fact of the document's history."""

    position: int
    version: int
    type: str
    sentence: str
    recorded_at: datetime
    effective_at: str
    actor: Mapping[str, str]
    command_id: str
    causation_id: str | None
    differences: tuple[Difference, ...]


def history(events: Iterable[Recorded]) -> Iterator[Step]:
    """The steps of one document, in order, from the events of its stream from the first on."""
    state: object = None
    before: dict[str, str] = {}
    for event in events:
        aggregate = AGGREGATES[event.aggregate]
        state = aggregate.evolve(state, EVENTS[event.type].model_validate(dict(event.data)))
        after = dict(_flat("", state))
        yield Step(
            position=event.position,
            version=event.version,
            type=event.type,
            sentence=sentence(event),
            recorded_at=event.recorded_at,
            effective_at=event.metadata["effective_at"],
            actor=event.metadata["actor"],
            command_id=event.metadata["command_id"],
            causation_id=event.metadata.get("causation_id"),
            differences=_differences(before, after),
        )
        before = after


def _differences(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Difference, ...]:
    changed = [name for name in after if before.get(name) != after[name]]
    gone = [name for name in before if name not in after]
    return tuple(
        Difference(field=name, before=before.get(name), after=after.get(name))
        for name in (*changed, *gone)
    )


def _flat(place: str, value: object) -> Iterator[tuple[str, str]]:
    """The leaves of a state by path; empty and absent ones are left out."""
    match value:
        case None | () | "":
            return
        case BaseModel():
            parts = [(name, getattr(value, name)) for name in type(value).model_fields]
        case _ if is_dataclass(value) and not isinstance(value, type):
            parts = [(each.name, getattr(value, each.name)) for each in fields(value)]
        case Mapping():
            parts = [(str(name), each) for name, each in value.items()]
        case tuple() if hasattr(value, "_fields"):
            parts = list(zip(value._fields, value, strict=True))
        case tuple() | list():
            parts = [(str(number), each) for number, each in enumerate(value, start=1)]
        case frozenset() | set():
            parts = [("", ", ".join(sorted(map(str, value))))]
        case _:
            yield place, str(value)
            return
    for name, each in parts:
        yield from _flat(f"{place}.{name}".strip("."), each)
