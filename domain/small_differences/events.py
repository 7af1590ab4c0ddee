"""Facts of the small differences of one day. Stored names are a contract; see `state`."""

from datetime import date
from typing import ClassVar, Final, Literal

from domain.event import DocumentRef, Event
from domain.ids import Code, Id
from domain.money import Amount, Currency


class SmallDifferenceWrittenOff(Event):
    """The total of an invoice or credit memo missed its parts, either way, and was posted.

    `cap` and `supplier_cap` are those of the day, in the currency of the books, as the amount is.
    """

    TYPE: ClassVar[str] = "small_difference.written_off"
    legal_entity: Code
    written_off_on: date
    invoice: DocumentRef  # that was posted so, or that a credit memo answers
    supplier_id: Id
    amount: Amount
    currency: Currency
    cap: Amount | None = None  # of the entity; none: there was no such one
    supplier_cap: Amount | None = None
    beyond: Literal[True] | None = None  # a person let it go beyond them
    credit_memo: DocumentRef | None = None  # whose total missed its parts; none: the invoice's


class SmallDifferenceTakenBack(Event):
    """The invoice left the books again, and its difference with it."""

    TYPE: ClassVar[str] = "small_difference.taken_back"
    invoice: DocumentRef


SmallDifferenceEvent = SmallDifferenceWrittenOff | SmallDifferenceTakenBack
EVENTS: Final = (SmallDifferenceWrittenOff, SmallDifferenceTakenBack)
