"""What a shipment answers: goods leave, arrive in whole or in parts, are lost, or come back.

Never more than is on its way. What goods cost when they left is what they cost wherever they end;
the last of a line takes what is left of it. Facts of stock are in `domain/stock/shipping.py`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from domain.catalogue.recalls import recall_of
from domain.catalogue.state import CatalogueItem
from domain.days import days_of_deeds
from domain.duties import NONE_WAIVED, broken_rule
from domain.event import Command
from domain.shipments.commands import (
    CountedGoods,
    DispatchShipment,
    LostGoods,
    ReceiveShipment,
    TakeShipmentBack,
    WriteOffShipmentLoss,
)
from domain.shipments.errors import (
    ShipmentDayOutOfRange,
    ShipmentExists,
    ShipmentExpectedBefore,
    ShipmentLinesWrong,
    ShipmentLossDutiesMixed,
    ShipmentOtherLot,
    ShipmentQuantityWrong,
    ShipmentReasonMissing,
    ShipmentReceivedByDispatcher,
    ShipmentUnitsWrong,
)
from domain.shipments.events import (
    ArrivedAs,
    ArrivedGoods,
    ShipmentDispatched,
    ShipmentLossWrittenOff,
    ShipmentReceived,
    ShipmentTakenBack,
    ShippedGoods,
    ShippedLine,
)
from domain.shipments.state import MovingLine, Shipment, less
from domain.stock.bins import ZERO, share
from domain.stock.parcels import Cost

Items = Mapping[str, CatalogueItem]  # Every item of the shipment, by id.
Asked = TypeVar("Asked", CountedGoods, LostGoods)
Part = TypeVar("Part", ArrivedGoods, ShippedGoods)


def dispatch(
    shipment: Shipment | None,
    command: DispatchShipment,
    lines: tuple[ShippedLine, ...],
) -> tuple[ShipmentDispatched, ...]:
    """It leaves with what was taken out of stock for it."""
    if shipment is not None:
        raise ShipmentExists(command.shipment_id)
    expected_on = command.expected_on
    if expected_on is not None and expected_on < command.dispatched_on:
        raise ShipmentExpectedBefore(command.number, expected_on, command.dispatched_on)
    return (
        ShipmentDispatched(
            shipment_id=command.shipment_id,
            number=command.number,
            legal_entity=command.legal_entity,
            facility=command.facility,
            to_legal_entity=command.to_legal_entity,
            to_facility=command.to_facility,
            dispatched_on=command.dispatched_on,
            dispatched_by=command.dispatched_by,
            lines=lines,
            expected_on=expected_on,
            waybill=command.waybill,
        ),
    )


def receive(
    shipment: Shipment,
    command: ReceiveShipment,
    items: Items,
    waived: Collection[str] = NONE_WAIVED,
) -> tuple[ShipmentReceived, ...]:
    """Somebody else than the dispatcher takes it in, unless that rule is waived for him."""
    person = command.received_by
    if broken_rule("receive", person, shipment.participants, waived) is not None:
        raise ShipmentReceivedByDispatcher(shipment.number, person)
    day = command.received_on
    _check_day(shipment, day, command)
    parts = _settled(shipment, command.lines, _arrived(items, day))
    return (
        ShipmentReceived(
            to_legal_entity=shipment.to_legal_entity,
            to_facility=shipment.to_facility,
            received_on=day,
            received_by=person,
            lines=parts,
            costs=_total(parts),
        ),
    )


def take_back(
    shipment: Shipment, command: TakeShipmentBack, items: Items
) -> tuple[ShipmentTakenBack, ...]:
    """The goods are where they came from, and in the sender's books as if they had not left."""
    day = command.taken_back_on
    _check_day(shipment, day, command)
    return (
        ShipmentTakenBack(
            taken_back_on=day,
            taken_back_by=command.taken_back_by,
            reason_code=command.reason_code,
            lines=_settled(shipment, command.lines, _arrived(items, day)),
        ),
    )


def write_off_loss(
    shipment: Shipment, command: WriteOffShipmentLoss
) -> tuple[ShipmentLossWrittenOff, ...]:
    """Nobody who had the goods in hand says that they are lost."""
    rule = broken_rule("write_off", command.written_off_by, shipment.participants)
    if rule is not None:
        raise ShipmentLossDutiesMixed(shipment.number, command.written_off_by, rule.name)
    _check_day(shipment, command.written_off_on, command)
    parts = _settled(shipment, command.lines, _lost)
    return (
        ShipmentLossWrittenOff(
            written_off_on=command.written_off_on,
            written_off_by=command.written_off_by,
            reason_code=command.reason_code,
            lines=parts,
            costs=_total(parts),
        ),
    )


def _check_day(shipment: Shipment, day: date, command: Command) -> None:
    first, last = shipment.dispatched_on, days_of_deeds(command.now)[1]
    if not first <= day <= last:
        raise ShipmentDayOutOfRange(shipment.number, day, first, last)


def _settled(
    shipment: Shipment, asked: Sequence[Asked], part: Callable[[Asked, MovingLine], Part]
) -> tuple[Part, ...]:
    """The parts, each of what the ones before left of its line."""
    ways = {_way(each) for each in asked}
    if not asked or len(ways) < len(asked) or not {line for line, _ in ways} <= {*shipment.lines}:
        raise ShipmentLinesWrong(shipment.number)
    lines: dict[int, MovingLine] = dict(shipment.lines)
    parts: list[Part] = []
    for each in asked:
        line = lines[each.line]
        _check_units(each, line)
        settled = part(each, line)
        lines[each.line] = less(line, settled)
        parts.append(settled)
    return tuple(parts)


def _way(asked: CountedGoods | LostGoods) -> tuple[int, str]:
    """Goods of one line may stand in several ways, and are told once for each."""
    return asked.line, asked.disposition if isinstance(asked, CountedGoods) else "lost"


def _check_units(asked: CountedGoods | LostGoods, line: MovingLine) -> None:
    if not 0 < asked.quantity <= line.left.quantity:
        raise ShipmentQuantityWrong(asked.line, asked.quantity, line.left.quantity)
    known = {*asked.serials} & {*line.serials}
    is_named = len(known) == len(asked.serials) == asked.quantity
    if not is_named and (asked.serials or line.serials):
        raise ShipmentUnitsWrong(asked.line, asked.quantity, len(known))


def _arrived(items: Items, day: date) -> Callable[[CountedGoods, MovingLine], ArrivedGoods]:
    """Goods in a store again; what is recalled or past its date by then is held back there."""

    def part(asked: CountedGoods, line: MovingLine) -> ArrivedGoods:
        sent = line.sent
        if asked.lot is not None and asked.lot != sent.lot:
            raise ShipmentOtherLot(asked.line, sent.lot, asked.lot)
        if asked.disposition != "available" and asked.reason_code is None:
            raise ShipmentReasonMissing(asked.line, asked.disposition)
        disposition, reason = _standing(asked, sent, items[sent.item_id], day)
        return ArrivedGoods(
            **_told(asked, line),
            disposition=disposition,
            storage_location=asked.storage_location,
            reason_code=reason,
        )

    return part


def _standing(
    asked: CountedGoods, sent: ShippedLine, item: CatalogueItem, day: date
) -> tuple[ArrivedAs, str | None]:
    if asked.disposition != "available":
        return asked.disposition, asked.reason_code
    if recall_of(item, sent.lot, asked.serials) is not None:
        return "quarantined", "recalled"
    if sent.expires_on is not None and sent.expires_on < day:
        return "quarantined", "expired"
    return "available", asked.reason_code


def _lost(asked: LostGoods, line: MovingLine) -> ShippedGoods:
    return ShippedGoods(**_told(asked, line))


def _told(asked: CountedGoods | LostGoods, line: MovingLine) -> dict[str, Any]:
    """What goods are, whatever became of them."""
    sent = line.sent
    return {
        "line": sent.line,
        "item_id": sent.item_id,
        "item_number": sent.item_number,
        "description": sent.description,
        "quantity": asked.quantity,
        "base_unit": sent.base_unit,
        "costs": share(line.left, asked.quantity),
        "lot": sent.lot,
        "expires_on": sent.expires_on,
        "serials": asked.serials,
    }


def _total(parts: Sequence[ShippedGoods]) -> tuple[Cost, ...]:
    amounts: dict[str, Decimal] = {}
    for part in parts:
        for each in part.costs:
            amounts[each.currency] = amounts.get(each.currency, ZERO) + each.amount
    return tuple(
        Cost(amount=amount, currency=currency) for currency, amount in sorted(amounts.items())
    )
