"""The form of a journal line: one side of one entry, with its dimensions."""

from typing import Final, NamedTuple

from domain.postings import Account

PERIOD_LENGTH: Final = len("2026-03")  # What a day begins with.


class JournalLine(NamedTuple):
    """One side of one entry. Exactly one of `debit` and `credit` is not zero, but for what was
    realised by an exchange rate, which is an amount of the books alone.

    The lines of one `entry` balance; an entry has one legal entity and one currency. Dimensions
    that a fact does not have are none.
    """

    entry: str  # id of the event, and the number of the entry within it
    line: int  # from 1
    account: Account
    debit: str
    credit: str
    currency: str
    posted_on: str
    period: str  # in which it stands: 2026-03
    relates_to_period: str  # of the day of the fact: an earlier one, where that was closed
    legal_entity: str | None
    facility: str | None
    supplier_id: str | None
    document: str  # "<aggregate>/<id>"
    document_number: str
    purchase_order_id: str | None
    purchase_order_line: int | None
    department: str | None = None  # that took the goods from stock
    books_currency: str | None = None
    books_debit: str | None = None  # none: no rate of the day was known
    books_credit: str | None = None
    charge: str | None = None  # freight, customs, a tax and the like, by name
    cost_centre: str | None = None  # who bears it: these four are those of the order's line
    cost_account: str | None = None
    project: str | None = None
    grant_code: str | None = None
