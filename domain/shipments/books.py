"""What finance books when goods on their way change hands, or will never come.

What leaves a store, and comes into one, is booked by the stock items (`domain/stock/books.py`).
"""

from collections.abc import Iterator
from typing import Final

from domain.event import Recorded
from domain.postings import Account, Posting, Sides
from domain.stock.books import Book, between


def _received(event: Recorded) -> Iterator[Posting]:
    """Off the sender's books: the other legal entity has the goods, and its own books take them.

    Within one legal entity the stock item that they came to takes them out of transit.
    """
    account = between(event, "to_legal_entity")
    if account != "stock_in_transit":
        yield from _out_of_transit(event, account, "received_on")


def _lost(event: Recorded) -> Iterator[Posting]:
    yield from _out_of_transit(event, "inventory_adjustment", "written_off_on")


def _out_of_transit(event: Recorded, account: Account, day: str) -> Iterator[Posting]:
    for cost in event.data["costs"]:
        yield Posting(_sides(account, cost["amount"]), cost["currency"], event.data[day])


def _sides(account: Account, amount: str) -> Sides:
    yield account, "debit", amount, None
    yield "stock_in_transit", "credit", amount, None


SHIPMENT_BOOKS: Final[dict[str, Book]] = {
    "shipment.received": _received,
    "shipment.loss_written_off": _lost,
}
