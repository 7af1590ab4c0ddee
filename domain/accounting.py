"""What finance books for each fact: journal entries, computed from the stored form of events.

Pure and versioned by the events themselves: the same event gives the same entry under the same id,
so a rebuild changes nothing. Entries are never edited; a reversing fact books the opposite. Amounts
stay the strings that the events hold: nothing is added up here, so nothing can be rounded.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from domain.event import Recorded

Account = Literal[
    "inventory",
    "expense",
    "grir",
    "price_variance",
    "accounts_payable",
    "cash",
    "input_tax",
    "freight",
    "small_difference",
]

# What each account holds, in the order of a trial balance.
ACCOUNTS: Final[dict[Account, str]] = {
    "inventory": "Stock on hand, at the value of its receipts",
    "grir": "Goods received, invoice not yet received; negative while goods are in transit",
    "accounts_payable": "What suppliers are owed",
    "cash": "What the bank paid",
    "input_tax": "Recoverable tax on purchases",
    "expense": "Goods and services consumed at once",
    "freight": "Carriage billed beside the lines",
    "price_variance": "Stock billed above or below its receipt",
    "small_difference": "Totals that miss their parts by cents",
}


class JournalLine(NamedTuple):
    """One side of one entry. Exactly one of `debit` and `credit` is not zero.

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
    legal_entity: str | None
    facility: str | None
    supplier_id: str
    document: str  # "<aggregate>/<id>"
    document_number: str
    purchase_order_id: str | None
    purchase_order_line: int | None


def journal_entries(event: Recorded) -> list[JournalLine]:
    """The lines that this event books; none for events that move no value."""
    book = _BOOKS.get(event.type)
    if book is None:
        return []
    posting = book(event.data)
    if posting is None:
        return []
    metadata, order = event.metadata, posting.purchase_order
    entry = f"{metadata['event_id']}/1"
    legal_entity, facility = metadata.get("legal_entity"), metadata.get("facility")
    number, order_id = metadata["number"], order["id"] if order else None
    lines: list[JournalLine] = []
    for account, side, amount, order_line in posting.sides:
        if amount.strip("-0.") == "":
            continue
        if amount[0] == "-":
            amount, side = amount[1:], _OTHER[side]
        debit, credit = (amount, "0") if side == "debit" else ("0", amount)
        lines.append(
            JournalLine(
                entry,
                len(lines) + 1,
                account,
                debit,
                credit,
                posting.currency,
                posting.posted_on,
                legal_entity,
                facility,
                posting.supplier_id,
                event.stream,
                number,
                order_id,
                order_line,
            )
        )
    return lines


_Side = Literal["debit", "credit"]
_OTHER: Final[dict[_Side, _Side]] = {"debit": "credit", "credit": "debit"}
_Sides = Iterator[tuple[Account, _Side, str, int | None]]
_Facts = Mapping[str, Any]


class _Posting(NamedTuple):
    sides: _Sides
    currency: str
    posted_on: str
    supplier_id: str
    purchase_order: Mapping[str, str] | None


def _receipt(day: str, debit: bool) -> Callable[[_Facts], _Posting]:
    """Goods in: inventory or expense against goods received. Goods out: the opposite."""

    def book(data: _Facts) -> _Posting:
        sides = _received(data["lines"], "debit" if debit else "credit")
        order = data["purchase_order"]
        return _Posting(sides, data["currency"], data[day], data["supplier_id"], order)

    return book


def _received(lines: list[_Facts], side: _Side) -> _Sides:
    for line in lines:
        if line["match"] == "two_way":
            continue  # Only its invoice is booked.
        account: Account = "inventory" if line["accounting"] == "stock" else "expense"
        amount, order_line = line["amount"], line["purchase_order_line"]
        yield account, side, amount, order_line
        yield "grir", _OTHER[side], amount, order_line


def _invoice(data: _Facts) -> _Posting:
    return _billed_on(data, data["posted_on"], "debit")


def _voided(data: _Facts) -> _Posting | None:
    """What was never posted needs no reversal."""
    accounted = data.get("accounted")
    return None if accounted is None else _billed_on(accounted, data["voided_on"], "credit")


def _billed_on(data: _Facts, posted_on: str, side: _Side) -> _Posting:
    order = data.get("purchase_order")
    return _Posting(_billed(data, side), data["currency"], posted_on, data["supplier_id"], order)


def _billed(data: _Facts, side: _Side) -> _Sides:
    yield from _settled(data["lines"], side)
    yield "input_tax", side, data["tax"], None
    yield "freight", side, data["freight"], None
    yield "small_difference", side, data["difference"], None
    yield "accounts_payable", _OTHER[side], data["total"], None


def _settled(lines: list[_Facts], side: _Side) -> _Sides:
    """Goods received at their value; the rest is price variance, or expense where it is used up."""
    for line in lines:
        order_line = line.get("purchase_order_line")
        rest: Account = "price_variance" if line["accounting"] == "stock" else "expense"
        yield "grir", side, line["cleared"], order_line
        yield rest, side, line["variance"], order_line


def _credit_memo(data: _Facts) -> _Posting:
    order = data.get("purchase_order")
    return _Posting(
        _credited(data), data["currency"], data["posted_on"], data["supplier_id"], order
    )


def _credited(data: _Facts) -> _Sides:
    yield "accounts_payable", "debit", data["total"], None
    yield from _settled(data["lines"], "credit")
    yield "input_tax", "credit", data["tax"], None
    yield "freight", "credit", data["freight"], None
    yield "small_difference", "credit", data["difference"], None


def _payment(data: _Facts) -> _Posting:
    return _Posting(_paid(data), data["currency"], data["paid_on"], data["supplier_id"], None)


def _paid(data: _Facts) -> _Sides:
    yield "accounts_payable", "debit", data["amount"], None
    yield "cash", "credit", data["amount"], None


_BOOKS: Final[dict[str, Callable[[_Facts], _Posting | None]]] = {
    "receipt.posted": _receipt("received_on", debit=True),
    "receipt.reversed": _receipt("reversed_on", debit=False),
    "receipt.goods_returned": _receipt("returned_on", debit=False),
    "invoice.accounted": _invoice,
    "invoice.voided": _voided,
    "invoice.payment_recorded": _payment,
    "credit_memo.accounted": _credit_memo,
}
BOOKED: Final = frozenset(_BOOKS)  # The types of events that can move value.
