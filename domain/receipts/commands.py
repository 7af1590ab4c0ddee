"""What may be asked of a receipt.

`receiver_id` is who acts: nobody receives, reverses or returns on an order that he bought.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.event import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedLine:
    """What the receiver counted, in the order line's unit."""

    purchase_order_line: int
    quantity: Decimal
    lot: str | None = None
    expires_on: date | None = None
    serials: tuple[str, ...] = ()
    storage_location: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostReceipt(Command):
    """Goods arrived: receipt, order ledger and re-match of waiting invoices in one save."""

    receipt_id: str
    receiver_id: str
    number: str
    purchase_order_id: str
    received_on: date
    lines: tuple[ReceivedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordServiceEntry(Command):
    """Work was performed; starts the receipt when it does not stand yet."""

    receipt_id: str
    receiver_id: str
    number: str
    purchase_order_id: str
    purchase_order_line: int
    description: str
    quantity: Decimal
    performed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptServiceReceipt(Command):
    """Posts a service receipt: everything entered so far is accepted."""

    receipt_id: str
    receiver_id: str
    received_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseReceipt(Command):
    receipt_id: str
    receiver_id: str
    reversed_on: date
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedLine:
    line: int  # of the receipt
    quantity: Decimal
    serials: tuple[str, ...] = ()  # which ones, where the receipt names them


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnGoods(Command):
    receipt_id: str
    receiver_id: str
    returned_on: date
    reason_code: str
    lines: tuple[ReturnedLine, ...]
    authorization: str | None = None
