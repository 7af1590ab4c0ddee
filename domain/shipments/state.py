"""A shipment as its history left it: what of each line is still on its way, and what that cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, assert_never

from domain.aggregate import Aggregate
from domain.duties import Participants
from domain.event import DocumentRef
from domain.frozen import replace
from domain.shipments.events import (
    ShipmentDispatched,
    ShipmentEvent,
    ShipmentLossWrittenOff,
    ShipmentReceived,
    ShipmentTakenBack,
    ShippedGoods,
    ShippedLine,
)
from domain.stock.bins import ZERO, Average


@dataclass(frozen=True, slots=True, kw_only=True)
class MovingLine:
    """A line and what of it is still on its way."""

    sent: ShippedLine
    left: Average
    serials: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """It is the sender's document; open while anything of it is on its way."""

    id: str
    number: str
    legal_entity: str
    facility: str
    to_legal_entity: str
    to_facility: str
    dispatched_on: date
    dispatched_by: str
    lines: Mapping[int, MovingLine]
    received_by: tuple[str, ...] = field(default_factory=tuple)  # everybody who took some of it in

    @property
    def ref(self) -> DocumentRef:
        """How other documents point at this one."""
        return DocumentRef(aggregate="shipment", id=self.id, number=self.number)

    @property
    def is_open(self) -> bool:
        """Whether anything of it is still on its way."""
        return any(each.left.quantity for each in self.lines.values())

    @property
    def is_within(self) -> bool:
        """Whether the goods stay within one legal entity."""
        return self.legal_entity == self.to_legal_entity

    @property
    def participants(self) -> Participants:
        """Who took which part in it."""
        return {"dispatcher": (self.dispatched_by,), "receiver": self.received_by}


def evolve(state: Shipment | None, event: ShipmentEvent) -> Shipment:
    """The next state."""
    if isinstance(event, ShipmentDispatched):
        return Shipment(
            id=event.shipment_id,
            number=event.number,
            legal_entity=event.legal_entity,
            facility=event.facility,
            to_legal_entity=event.to_legal_entity,
            to_facility=event.to_facility,
            dispatched_on=event.dispatched_on,
            dispatched_by=event.dispatched_by,
            lines={each.line: _on_its_way(each) for each in event.lines},
        )
    assert state is not None, "the first event dispatches the shipment"
    match event:
        case ShipmentReceived():
            people = (*state.received_by, event.received_by)
            return replace(_less(state, event.lines), received_by=tuple(dict.fromkeys(people)))
        case ShipmentLossWrittenOff() | ShipmentTakenBack():
            return _less(state, event.lines)
        case _:
            assert_never(event)


def _on_its_way(line: ShippedLine) -> MovingLine:
    amounts = {each.currency: each.amount for each in line.costs}
    left = Average(quantity=line.quantity, amounts=amounts)
    return MovingLine(sent=line, left=left, serials=line.serials)


def _less(state: Shipment, parts: Sequence[ShippedGoods]) -> Shipment:
    lines = dict(state.lines)
    for part in parts:
        lines[part.line] = less(lines[part.line], part)
    return replace(state, lines=lines)


def less(line: MovingLine, part: ShippedGoods) -> MovingLine:
    """The line without what arrived, came back or was lost of it."""
    amounts = dict(line.left.amounts)
    for each in part.costs:
        amounts[each.currency] = amounts.get(each.currency, ZERO) - each.amount
    left = {currency: amount for currency, amount in amounts.items() if amount}
    gone = frozenset(part.serials)
    return replace(
        line,
        left=Average(quantity=line.left.quantity - part.quantity, amounts=left),
        serials=tuple(each for each in line.serials if each not in gone),
    )


SHIPMENT: Final = Aggregate(name="shipment", state=Shipment, evolve=evolve)
