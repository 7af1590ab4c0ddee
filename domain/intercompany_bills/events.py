"""Facts of an inter-company bill. Stored names are a contract; see `state` for their sum."""

from datetime import date
from typing import ClassVar, Final

from domain.event import DocumentRef, Event, Value
from domain.ids import Code, Id, LineNo, Number, Text
from domain.money import Amount, Currency
from domain.quantity import Quantity, Unit


class IntercompanyBilledLine(Value):
    """What is billed of one order line; below zero: credited, because it went back."""

    purchase_order_line: LineNo
    description: Text
    quantity: Quantity
    unit: Unit
    amount: Amount


class IntercompanyBillIssued(Event):
    """The seller asks the buyer for the transfer price of what he delivered. Both are ours.

    `legal_entity` and `facility` are the seller's. A total below zero is a credit.
    """

    TYPE: ClassVar[str] = "intercompany_bill.issued"
    intercompany_bill_id: Id
    number: Number
    purchase_order: DocumentRef
    legal_entity: Code
    facility: Code
    to_legal_entity: Code
    to_facility: Code
    currency: Currency
    lines: tuple[IntercompanyBilledLine, ...]
    total: Amount
    billed_on: date
    billed_by: Code


IntercompanyBillEvent = IntercompanyBillIssued
EVENTS: Final = (IntercompanyBillIssued,)
