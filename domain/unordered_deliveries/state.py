"""An unordered delivery as its history left it: what of each line is still in custody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, assert_never

from domain.aggregate import Aggregate
from domain.event import DocumentRef
from domain.frozen import replace
from domain.unordered_deliveries.events import (
    SettledLine,
    UnorderedDeliveryEvent,
    UnorderedDeliveryMatched,
    UnorderedDeliveryRecorded,
    UnorderedDeliverySentBack,
    UnorderedLine,
)

ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLine:
    """A line and how much of it found its order or its way back."""

    came: UnorderedLine
    matched: Decimal = ZERO
    sent_back: Decimal = ZERO
    gone_serials: frozenset[str] = frozenset()

    @property
    def left(self) -> Decimal:
        """What is still in custody."""
        return self.came.quantity - self.matched - self.sent_back

    @property
    def left_serials(self) -> tuple[str, ...]:
        """The units that are still in custody, as far as they were named."""
        return tuple(each for each in self.came.serials if each not in self.gone_serials)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnorderedDelivery:
    """Open while anything of it is in custody."""

    id: str
    number: str
    legal_entity: str
    facility: str
    received_on: date
    supplier_id: str | None
    delivery_note: str | None
    lines: Mapping[int, WaitingLine] = field(default_factory=dict)

    @property
    def ref(self) -> DocumentRef:
        """How other documents point at this one."""
        return DocumentRef(aggregate="unordered_delivery", id=self.id, number=self.number)


def evolve(state: UnorderedDelivery | None, event: UnorderedDeliveryEvent) -> UnorderedDelivery:
    """The next state."""
    if isinstance(event, UnorderedDeliveryRecorded):
        return UnorderedDelivery(
            id=event.unordered_delivery_id,
            number=event.number,
            legal_entity=event.legal_entity,
            facility=event.facility,
            received_on=event.received_on,
            supplier_id=event.supplier_id,
            delivery_note=event.delivery_note,
            lines={line.line: WaitingLine(came=line) for line in event.lines},
        )
    assert state is not None, "the first event records the delivery"
    lines = dict(state.lines)
    match event:
        case UnorderedDeliveryMatched():
            for gone in event.lines:
                line = _without(lines[gone.line], gone)
                lines[gone.line] = replace(line, matched=line.matched + gone.quantity)
        case UnorderedDeliverySentBack():
            for gone in event.lines:
                line = _without(lines[gone.line], gone)
                lines[gone.line] = replace(line, sent_back=line.sent_back + gone.quantity)
        case _:
            assert_never(event)
    return replace(state, lines=lines)


def _without(line: WaitingLine, gone: SettledLine) -> WaitingLine:
    return replace(line, gone_serials=line.gone_serials | frozenset(gone.serials))


UNORDERED_DELIVERY: Final = Aggregate(
    name="unordered_delivery", state=UnorderedDelivery, evolve=evolve
)
