"""What may be asked of an unordered delivery."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.event import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLine:
    """What the receiver found in the delivery."""

    description: str
    quantity: Decimal
    unit: str
    item_id: str | None = None
    lot: str | None = None
    expires_on: date | None = None
    serials: tuple[str, ...] = ()
    storage_location: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordUnorderedDelivery(Command):
    """Goods came without an order: they are put aside."""

    unordered_delivery_id: str
    receiver_id: str
    number: str
    legal_entity: str
    facility: str
    received_on: date
    lines: tuple[FoundLine, ...]
    supplier_id: str | None = None
    delivery_note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledQuantity:
    """So much of a line; `purchase_order_line` where it found its order."""

    line: int
    quantity: Decimal
    serials: tuple[str, ...] = ()
    purchase_order_line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchUnorderedDelivery(Command):
    """An order was found: its receipt is posted in the same save, under the day they came."""

    unordered_delivery_id: str
    receiver_id: str
    receipt_id: str
    receipt_number: str
    purchase_order_id: str
    lines: tuple[SettledQuantity, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SendUnorderedDeliveryBack(Command):
    """Nobody wants them."""

    unordered_delivery_id: str
    receiver_id: str
    sent_on: date
    reason_code: str
    lines: tuple[SettledQuantity, ...]
    authorization: str | None = None
