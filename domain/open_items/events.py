"""Facts of an open item. Stored names are a contract; see `state` for what they add up to."""

from typing import ClassVar, Final

from domain.event import DocumentRef, Event
from domain.exchange_rates.events import Rate
from domain.ids import Code, LineNo, Text
from domain.money import Amount, Currency


class OpenItemMoved(Event):
    """A document moved what another, or itself, left on the account. Debits are above zero.

    Only in books of another currency than the document's.
    """

    TYPE: ClassVar[str] = "open_item.moved"
    PUBLIC: ClassVar[bool] = False
    legal_entity: Code
    account: Code
    document: DocumentRef  # whose item it is
    amount: Amount
    books_amount: Amount  # that it takes or brings
    currency: Currency
    books_currency: Currency
    rate: Rate  # of the day of the movement
    source: Text  # what moved it: a document's id, or the number of its payment
    moved_by: DocumentRef
    facility: Code | None = None
    purchase_order_line: LineNo | None = None  # of a receipt


OpenItemEvent = OpenItemMoved
EVENTS: Final = (OpenItemMoved,)
