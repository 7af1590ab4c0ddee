"""Facts of a prepayment. Stored names are a contract; see `state` for what they add up to."""

from datetime import date
from typing import ClassVar, Final

from domain.event import DocumentRef, Event, Value
from domain.ids import Code, Id, LineNo, Number, Text
from domain.money import Amount, Currency
from domain.purchase_orders.parts import RowKind
from domain.quantity import Quantity, Unit


class PrepaidLine(Value):
    """The part of one order line that is asked for ahead."""

    purchase_order_line: LineNo
    description: Text
    quantity: Quantity
    unit: Unit
    amount: Amount


class PrepaidPart(Value):
    """The part of what the order carries beside its lines; a discount lowers what is asked for."""

    charge: Code
    kind: RowKind
    ordered: Amount  # what it comes to on the order
    amount: Amount


class PrepaymentRequested(Event):
    """The supplier wants this much ahead of his invoices for the order."""

    TYPE: ClassVar[str] = "prepayment.requested"
    prepayment_id: Id
    number: Number
    purchase_order: DocumentRef
    supplier_id: Id
    supplier_name: Text
    legal_entity: Code
    facility: Code
    currency: Currency
    lines: tuple[PrepaidLine, ...]
    parts: tuple[PrepaidPart, ...] | None = None
    total: Amount
    due_on: date
    requested_by: Code


class PrepaymentPaid(Event):
    """The bank paid what was asked for: an advance that the supplier owes goods for."""

    TYPE: ClassVar[str] = "prepayment.paid"
    supplier_id: Id
    payment: Number
    paid_on: date
    amount: Amount
    currency: Currency
    paid_by: Code


class PrepaymentCredited(Event):
    """Less is asked for, or part of what was paid came back (`refunded`)."""

    TYPE: ClassVar[str] = "prepayment.credited"
    supplier_id: Id
    credit: Number
    credited_on: date
    amount: Amount
    refunded: Amount  # of it: what had been paid
    currency: Currency
    open_amount: Amount  # what no invoice has used up
    recorded_by: Code


class PrepaymentApplied(Event):
    """Part of an invoice is settled with it."""

    TYPE: ClassVar[str] = "prepayment.applied"
    supplier_id: Id
    invoice: DocumentRef
    applied_on: date
    amount: Amount
    currency: Currency
    open_amount: Amount


PrepaymentEvent = PrepaymentRequested | PrepaymentPaid | PrepaymentCredited | PrepaymentApplied
EVENTS: Final = (PrepaymentRequested, PrepaymentPaid, PrepaymentCredited, PrepaymentApplied)
