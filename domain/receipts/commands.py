"""What may be asked of a receipt.

`receiver_id` is who acts: nobody receives, reverses or returns on an order that he bought.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.charges import StatedCharge
from domain.event import Command, DocumentRef
from domain.purchase_orders.lines import Dealt
from domain.receipts.buckets import Bucket
from domain.receipts.events import HeldBack


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedLine:
    """What the receiver counted, in the order line's unit.

    `udis` are scanned labels: they say lot, date and serials where those are not stated. `rejected`
    is the part that is refused at the dock; then `accepted` is the rest. `disposition` holds goods
    back that the receiver doubts; `override` says why ones short of shelf life are taken in.
    """

    purchase_order_line: int
    quantity: Decimal
    lot: str | None = None
    expires_on: date | None = None
    serials: tuple[str, ...] = ()
    storage_location: str | None = None
    udis: tuple[str, ...] = ()
    advised: Decimal | None = None
    accepted: Decimal | None = None
    rejected: Decimal | None = None
    rejected_serials: tuple[str, ...] = ()
    rejected_location: str | None = None
    reason_code: str | None = None
    disposition: HeldBack | None = None
    override: str | None = None
    temperature_log: str | None = None
    weight: Decimal | None = None  # kilograms; charges may be shared by it
    dealt: tuple[Dealt, ...] = ()  # for which requests of the line; none: the oldest need first


@dataclass(frozen=True, slots=True, kw_only=True)
class PostReceipt(Command):
    """Goods arrived: receipt, order ledger and re-match of waiting invoices in one save."""

    receipt_id: str
    receiver_id: str
    number: str
    purchase_order_id: str
    received_on: date
    lines: tuple[ReceivedLine, ...]
    posted_on: date | None = None  # the day of its entry; none: the day on which it came
    delivery_note: str | None = None
    unordered_delivery: DocumentRef | None = None  # that lay here before its order was found
    charges: tuple[StatedCharge, ...] = ()  # freight and the like, which the goods bear
    shipment: str | None = None  # as the supplier announced it
    shipment_ends: bool = False  # nothing more of it comes


@dataclass(frozen=True, slots=True, kw_only=True)
class PostDesktopReceipt(Command):
    """The requester confirms what he asked for: a service, or goods of his own."""

    receipt_id: str
    confirmed_by: str
    number: str
    purchase_order_id: str
    received_on: date
    description: str
    lines: tuple[ReceivedLine, ...]
    performed_from: date | None = None  # of a service; none: the day on which it ended
    performed_until: date | None = None


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
    bucket: Bucket | None = None  # none: rejected goods first, accepted ones last
    dealt: tuple[Dealt, ...] = ()  # of which requests; none: the last need first


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnGoods(Command):
    """Goods leave: the lines that are stated, or those of a request that is carried out."""

    receipt_id: str
    receiver_id: str
    returned_on: date
    reason_code: str
    lines: tuple[ReturnedLine, ...] = ()
    authorization: str | None = None
    return_request: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedLine:
    """What an inspection found of one line: accepted and rejected are all that was looked at."""

    line: int  # of the receipt
    inspected: Decimal
    accepted: Decimal
    rejected: Decimal
    bucket: Bucket | None = None  # none: quarantined goods first, then those not judged yet
    accepted_serials: tuple[str, ...] = ()
    rejected_serials: tuple[str, ...] = ()
    reason_code: str | None = None
    storage_location: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordInspection(Command):
    receipt_id: str
    inspected_by: str
    inspected_on: date
    lines: tuple[JudgedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtedLine:
    line: int  # of the receipt
    quantity: Decimal
    bucket: Bucket = "received"
    serials: tuple[str, ...] = ()
    storage_location: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantineReceipt(Command):
    """Nobody may use these goods until they are inspected."""

    receipt_id: str
    quarantined_by: str
    quarantined_on: date
    reason_code: str
    lines: tuple[DoubtedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessReceipt(Command):
    """A second person has counted the controlled goods and agrees."""

    receipt_id: str
    witness_id: str
    witnessed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RecountedLine:
    """What the line should have said from the beginning."""

    line: int  # of the receipt
    quantity: Decimal
    serials: tuple[str, ...] = ()  # those that were missed, or that were not there


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForRecount(Command):
    """The count of these lines is doubted."""

    receipt_id: str
    asked_by: str
    reason_code: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRecount(Command):
    """Another person has counted what was doubted."""

    receipt_id: str
    receiver_id: str
    recounted_on: date
    lines: tuple[RecountedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectReceipt(Command):
    """The receipt was counted wrong. What stands is changed by a fact of its own."""

    receipt_id: str
    receiver_id: str
    corrected_on: date
    reason_code: str
    lines: tuple[RecountedLine, ...]
