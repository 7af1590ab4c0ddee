"""Facts of a journal correction. Stored names are a contract."""

from datetime import date
from typing import Annotated, ClassVar, Final

from pydantic import Field

from domain.event import DocumentRef, Event, Value
from domain.ids import Code, Id, Number, Text
from domain.money import Amount, Currency

Month = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}$")]


class CorrectingLine(Value):
    """One account of what is added, in the dimensions that the entry's own lines had."""

    account: Code
    debit: Amount
    credit: Amount
    currency: Currency
    relates_to_period: Month
    legal_entity: Code | None = None
    facility: Code | None = None
    supplier_id: Id | None = None
    purchase_order_id: Id | None = None
    purchase_order_line: int | None = None
    department: Code | None = None
    charge: Code | None = None
    cost_centre: Code | None = None
    cost_account: Code | None = None
    project: Code | None = None
    grant_code: Code | None = None
    books_currency: Currency | None = None
    books_debit: Amount | None = None
    books_credit: Amount | None = None


class PostedLine(CorrectingLine):
    """One line of the journal as finance has seen it."""

    entry: Text
    line: int
    posted_on: date
    period: Month
    document_number: Number


class JournalCorrectionPosted(Event):
    """What this fact posted stands for ever; the lines are added to it.

    `stands` is empty where nothing was posted, `lines` where only words of the lines would change.
    """

    TYPE: ClassVar[str] = "journal_correction.posted"
    source: DocumentRef  # the document whose fact was posted
    source_type: Text
    source_event: Id
    source_position: int  # in the tenant's history
    former_version: int  # of the journal, by which the entry was posted
    version: int  # whose rules would post it otherwise
    posted_on: date
    stands: tuple[PostedLine, ...]
    lines: tuple[CorrectingLine, ...]
    purchase_order: DocumentRef | None = None
    legal_entity: Code | None = None
    facility: Code | None = None


JournalCorrectionEvent = JournalCorrectionPosted
EVENTS: Final = (JournalCorrectionPosted,)
