"""Facts of a shipment. Stored names are a contract; `state` says what of it is still on its way.

Quantities are in the base unit. Costs are what the goods were worth when they left; they are the
sender's until they arrive. Stock items tell what left and came in facts of their own, same save.
"""

from datetime import date
from typing import ClassVar, Final, Literal

from domain.event import Event, Value
from domain.ids import Code, Id, LineNo, Number, Text
from domain.quantity import Quantity, Unit
from domain.stock.parcels import Cost

ArrivedAs = Literal["available", "quarantined", "rejected"]


class ShippedGoods(Value):
    """So much of one lot of an item, at what it cost when it left; of which line of the shipment.

    `costs` is what so much of it stands at on the way.
    """

    line: LineNo
    item_id: Id
    item_number: Number
    description: Text
    quantity: Quantity
    base_unit: Unit
    costs: tuple[Cost, ...]
    lot: Number | None = None
    expires_on: date | None = None
    serials: tuple[Number, ...] = ()


class ShippedLine(ShippedGoods):
    """From one place of the sender's store."""

    stock_item_id: Id
    storage_location: Code | None = None


class ArrivedGoods(ShippedGoods):
    """They are in a store again, of the receiver or of the sender.

    Goods that cannot be used at once have a reason: damaged, recalled, expired on the way.
    """

    disposition: ArrivedAs
    storage_location: Code | None = None
    reason_code: Code | None = None


class ShipmentDispatched(Event):
    """Goods left a facility for another one, and are at neither."""

    TYPE: ClassVar[str] = "shipment.dispatched"
    shipment_id: Id
    number: Number
    legal_entity: Code
    facility: Code
    to_legal_entity: Code
    to_facility: Code
    dispatched_on: date
    dispatched_by: Code
    lines: tuple[ShippedLine, ...]
    expected_on: date | None = None
    waybill: Number | None = None


class ShipmentReceived(Event):
    """So much of it came. What is not named is still on its way."""

    TYPE: ClassVar[str] = "shipment.received"
    to_legal_entity: Code
    to_facility: Code
    received_on: date
    received_by: Code
    lines: tuple[ArrivedGoods, ...]
    costs: tuple[Cost, ...]  # of all lines


class ShipmentLossWrittenOff(Event):
    """So much of it was lost on the way. Somebody says so who neither sent nor received it."""

    TYPE: ClassVar[str] = "shipment.loss_written_off"
    written_off_on: date
    written_off_by: Code
    reason_code: Code
    lines: tuple[ShippedGoods, ...]
    costs: tuple[Cost, ...]  # of all lines


class ShipmentTakenBack(Event):
    """So much of it is with the sender again, and never arrived."""

    TYPE: ClassVar[str] = "shipment.taken_back"
    taken_back_on: date
    taken_back_by: Code
    reason_code: Code
    lines: tuple[ArrivedGoods, ...]


ShipmentEvent = ShipmentDispatched | ShipmentReceived | ShipmentLossWrittenOff | ShipmentTakenBack
EVENTS: Final = (
    ShipmentDispatched,
    ShipmentReceived,
    ShipmentLossWrittenOff,
    ShipmentTakenBack,
)
