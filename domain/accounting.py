"""What finance books for each fact: journal entries, computed from the stored form of events.

Pure and versioned by the events themselves: the same event gives the same entry under the same id,
so a rebuild changes nothing. Entries are never edited; a reversing fact books the opposite, and
where rules change, what was posted stands (`posted_entries.py`). Amounts
stay the strings that the events hold; what they count in another currency of the books is in
`books_currency.py`.

A fact tells from when on the books of its legal entity were open as it was recorded. One of an
earlier day posts on that first day, and for ever: the period of a line never moves.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from domain.books_currency import ZERO, Valued, settled, valued
from domain.event import Recorded
from domain.journal_lines import PERIOD_LENGTH
from domain.journal_lines import JournalLine as JournalLine
from domain.posted_entries import CORRECTION, correcting, standing
from domain.postings import OTHER_SIDE, Account, Facts, Posting, Side, Sides, moves
from domain.prepayments.books import PREPAYMENT_BOOKS
from domain.stock.books import STOCK_BOOKS


def journal_entries(event: Recorded) -> list[JournalLine]:
    """The lines that this event books; none for events that move no value.

    Of an event whose entries were corrected, those that finance has seen.
    """
    stands = standing(event)
    if stands is not None:
        return stands
    if event.type == CORRECTION:
        return correcting(event)
    lines: list[JournalLine] = []
    for number, posting in enumerate(_postings(event), start=1):
        lines += _in_books(_entry(event, number, posting), event)
    return lines


def _in_books(lines: list[JournalLine], event: Recorded) -> list[JournalLine]:
    """The entry's lines with their value in the currency of the books, which they balance in too.

    A line of what was realised has no amount in the document's currency.
    """
    told = event.metadata.get("posting_rates")
    if not lines:
        return lines
    currency = lines[0].currency
    if told is None or told["currency"] == currency:
        return [
            each._replace(books_currency=currency, books_debit=each.debit, books_credit=each.credit)
            for each in lines
        ]
    books, rate = told["currency"], told["rates"].get(currency)
    if rate is None:
        return [each._replace(books_currency=books) for each in lines]
    carried = told.get("carried", {}).get(currency, rate)
    sides = [(Decimal(each.debit), Decimal(each.credit)) for each in lines]
    if carried == rate:
        return _put(lines, valued(sides, Decimal(rate), books), books)
    marked = [
        (*side, each.account == "accounts_payable") for side, each in zip(sides, lines, strict=True)
    ]
    figures, loss = settled(marked, Decimal(rate), Decimal(carried), books)
    found = _put(lines, figures, books)
    if loss:
        realised = found[-1]._replace(
            line=len(lines) + 1,
            account="realised_fx",
            debit="0",
            credit="0",
            books_debit=_told(max(loss, ZERO)),
            books_credit=_told(max(-loss, ZERO)),
        )
        found.append(realised)
    return found


def _put(lines: list[JournalLine], figures: Sequence[Valued], books: str) -> list[JournalLine]:
    return [
        each._replace(
            books_currency=books,
            books_debit=_told(figure.debit),
            books_credit=_told(figure.credit),
        )
        for each, figure in zip(lines, figures, strict=True)
    ]


def _told(amount: Decimal) -> str:
    return f"{amount:f}" if amount else "0"


def _postings(event: Recorded) -> Iterator[Posting]:
    if event.type in STOCK_BOOKS:
        yield from STOCK_BOOKS[event.type](event)
    elif event.type in _BOOKS:
        posting = _BOOKS[event.type](event.data)
        if posting is not None:
            yield posting


def _entry(event: Recorded, entry: int, posting: Posting) -> list[JournalLine]:
    metadata, order = event.metadata, posting.purchase_order
    legal_entity, facility = metadata.get("legal_entity"), metadata.get("facility")
    number, order_id = metadata["number"], order["id"] if order else None
    posted_on = max(posting.posted_on, metadata.get("posting_from", posting.posted_on))
    lines: list[JournalLine] = []
    for account, side, amount, order_line in posting.sides:
        if amount.strip("-0.") == "":
            continue
        if amount[0] == "-":
            amount, side = amount[1:], OTHER_SIDE[side]
        debit, credit = (amount, "0") if side == "debit" else ("0", amount)
        lines.append(
            JournalLine(
                f"{metadata['event_id']}/{entry}",
                len(lines) + 1,
                account,
                debit,
                credit,
                posting.currency,
                posted_on,
                posted_on[:PERIOD_LENGTH],
                posting.posted_on[:PERIOD_LENGTH],
                legal_entity,
                facility,
                posting.supplier_id,
                event.stream,
                number,
                order_id,
                order_line,
                posting.department,
            )
        )
    return lines


def _receipt(day: str, debit: bool) -> Callable[[Facts], Posting]:
    """Goods in: inventory or expense against goods received. Goods out: the opposite."""

    def book(data: Facts) -> Posting:
        sides = _received(data["lines"], "debit" if debit else "credit")
        order, posted_on = data["purchase_order"], data.get("posted_on", data[day])
        return Posting(sides, data["currency"], posted_on, data["supplier_id"], order)

    return book


def _received(lines: list[Facts], side: Side) -> Sides:
    for line in lines:
        if line["match"] == "two_way":
            continue  # Only its invoice is booked.
        account: Account = "inventory" if line["accounting"] == "stock" else "expense"
        amount, order_line = line["amount"], line["purchase_order_line"]
        standard = line.get("standard")
        yield account, side, standard["amount"] if standard else amount, order_line
        if standard:
            yield "price_variance", side, standard["variance"], order_line
        yield "grir", OTHER_SIDE[side], amount, order_line


def _used(day: str, side: Side) -> Callable[[Facts], Posting]:
    """Goods of a bill-only order, which are consumed by the time that they count as received."""

    def book(data: Facts) -> Posting:
        order, currency = data["purchase_order"], data["currency"]
        sides = _consumed(data["line"], data["amount"], side)
        return Posting(sides, currency, data[day], data["supplier_id"], order)

    return book


def _consumed(order_line: int, amount: str, side: Side) -> Sides:
    yield "expense", side, amount, order_line
    yield "grir", OTHER_SIDE[side], amount, order_line


def _invoice(data: Facts) -> Posting:
    return _billed_on(data, data["posted_on"], "debit")


def _voided(data: Facts) -> Posting | None:
    """What was never posted needs no reversal."""
    accounted = data.get("accounted")
    return None if accounted is None else _billed_on(accounted, data["voided_on"], "credit")


def _unlinked(data: Facts) -> Posting:
    """The match was wrong: all of the posting goes, and comes again with another match."""
    return _billed_on(data["accounted"], data["unlinked_on"], "credit")


def _billed_on(data: Facts, posted_on: str, side: Side) -> Posting:
    order = data.get("purchase_order")
    return Posting(_billed(data, side), data["currency"], posted_on, data["supplier_id"], order)


def _billed(data: Facts, side: Side) -> Sides:
    yield from _settled(data["lines"], side)
    yield "input_tax", side, data["tax"], None
    yield "freight", side, data["freight"], None
    yield "small_difference", side, data["difference"], None
    yield "tax_withheld", OTHER_SIDE[side], data.get("withheld", "0"), None
    yield "accounts_payable", OTHER_SIDE[side], data["total"], None


def _settled(lines: list[Facts], side: Side) -> Sides:
    """Goods received at their value; the rest is price variance, or expense where it is used up."""
    for line in lines:
        order_line = line.get("purchase_order_line")
        rest: Account = "price_variance" if line["accounting"] == "stock" else "expense"
        is_consigned = line["accounting"] == "consignment"
        received: Account = "grir_consignment" if is_consigned else "grir"
        yield received, side, line["cleared"], order_line
        yield rest, side, line["variance"], order_line


def _credit_memo(data: Facts) -> Posting:
    order = data.get("purchase_order")
    return Posting(_credited(data), data["currency"], data["posted_on"], data["supplier_id"], order)


def _credited(data: Facts) -> Sides:
    yield "accounts_payable", "debit", data["total"], None
    yield from _settled(data["lines"], "credit")
    yield "input_tax", "credit", data["tax"], None
    yield "freight", "credit", data["freight"], None
    yield "small_difference", "credit", data["difference"], None


def _payment(day: str, side: Side) -> Callable[[Facts], Posting]:
    """What is owed goes down by the cash and the discount; a voided payment is the opposite."""

    def book(data: Facts) -> Posting:
        return Posting(_paid(data, side), data["currency"], data[day], data["supplier_id"], None)

    return book


def _paid(data: Facts, side: Side) -> Sides:
    discount = data.get("discount", "0")
    yield "accounts_payable", side, data["amount"], None
    yield "cash", OTHER_SIDE[side], data["amount"], None
    yield "accounts_payable", side, discount, None
    yield "discount_earned", OTHER_SIDE[side], discount, None


_BOOKS: Final[dict[str, Callable[[Facts], Posting | None]]] = {
    "receipt.posted": _receipt("received_on", debit=True),
    "receipt.reversed": _receipt("reversed_on", debit=False),
    "receipt.goods_returned": _receipt("returned_on", debit=False),
    "receipt.corrected": _receipt("corrected_on", debit=True),
    "purchase_order.line_used": _used("used_on", "debit"),
    "purchase_order.line_use_reversed": _used("reversed_on", "credit"),
    "invoice.accounted": _invoice,
    "invoice.voided": _voided,
    "invoice.unlinked": _unlinked,
    "invoice.payment_recorded": _payment("paid_on", "debit"),
    "invoice.payment_voided": _payment("voided_on", "credit"),
    "credit_memo.accounted": _credit_memo,
    "credit_memo.refunded": moves("refunded_on", "cash", "accounts_payable"),
    **PREPAYMENT_BOOKS,
}
BOOKED: Final = frozenset(
    (*_BOOKS, *STOCK_BOOKS, CORRECTION)
)  # The types of events that can move value.
