"""What finance books for each fact: journal entries, computed from the stored form of events.

Pure and versioned by the events themselves: the same event gives the same entry under the same id,
so a rebuild changes nothing. Entries are never edited; a reversing fact books the opposite, and
where rules change, what was posted stands (`posted_entries.py`). Amounts
stay the strings that the events hold; what they count in another currency of the books is in
`books_currency.py`.

A fact tells from when on the books of its legal entity were open as it was recorded. One of an
earlier day posts on that first day, and for ever: the period of a line never moves.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from domain.books_currency import ZERO, Valued, settled, valued
from domain.event import Recorded
from domain.goods_in_books import InBooks
from domain.intercompany_bills.books import INTERCOMPANY_BOOKS
from domain.invoices.books import INVOICE_BOOKS
from domain.journal_lines import PERIOD_LENGTH
from domain.journal_lines import JournalLine as JournalLine
from domain.posted_entries import CORRECTION, correcting, standing
from domain.postings import OTHER_SIDE, Facts, Leg, Posting
from domain.prepayments.books import PREPAYMENT_BOOKS
from domain.purchase_orders.books import RESIDUE_BOOKS
from domain.rebates.books import REBATE_BOOKS
from domain.receipts.books import RECEIPT_BOOKS
from domain.recoveries.books import RECOVERY_BOOKS
from domain.shared_costs import (
    NOTHING_SHARED,
    SHARED,
    Before,
    CostMove,
    Distribution,
    distribution_of,
    is_shared,
    shared_out,
    signed,
)
from domain.stock.books import CONSIGNMENT_BOOKS, STOCK_BOOKS

_RECEIVED: Final = frozenset({"grir", "grir_consignment"})  # and not yet billed


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
    goods = told.get("goods", {}).get(goods_fact(event.type, event.data))
    if goods is not None:
        return _with_differences(lines, Decimal(rate), books, goods)
    carried = told.get("carried", {}).get(currency, rate)
    sides = _sides_of(lines)
    if carried == rate:
        return _put(lines, valued(sides, Decimal(rate), books), books)
    marked = [
        (*side, each.account == "accounts_payable") for side, each in zip(sides, lines, strict=True)
    ]
    figures, loss = settled(marked, Decimal(rate), Decimal(carried), books)
    found = _put(lines, figures, books)
    return [*found, *_realised(found[-1], loss)]


def _realised(last: JournalLine, loss: Decimal) -> list[JournalLine]:
    """What the rates have come to: a loss above zero, a gain below it."""
    if not loss:
        return []
    return [
        last._replace(
            line=last.line + 1,
            account="realised_fx",
            debit="0",
            credit="0",
            books_debit=_told(max(loss, ZERO)),
            books_credit=_told(max(-loss, ZERO)),
            charge=None,
            cost_centre=None,
            cost_account=None,
            project=None,
            grant_code=None,
        )
    ]


def _with_differences(
    lines: list[JournalLine], rate: Decimal, books: str, goods: Mapping[str, str]
) -> list[JournalLine]:
    """Goods received leave at what they stand at; the difference is realised."""
    left = {int(line): Decimal(difference) for line, difference in goods.items()}
    found, loss = [], ZERO
    for each in _put(lines, valued(_sides_of(lines), rate, books), books):
        difference = ZERO
        if each.account in _RECEIVED and each.purchase_order_line is not None:
            difference = left.pop(each.purchase_order_line, ZERO)
        if difference:
            value = Decimal(each.books_debit or 0) - Decimal(each.books_credit or 0) + difference
            debit, credit = _told(max(value, ZERO)), _told(max(-value, ZERO))
            each = each._replace(books_debit=debit, books_credit=credit)
            loss -= difference
        found.append(each)
    return [*found, *_realised(found[-1], loss)]


def _sides_of(lines: Sequence[JournalLine]) -> list[tuple[Decimal, Decimal]]:
    return [(Decimal(each.debit), Decimal(each.credit)) for each in lines]


class GoodsMove(NamedTuple):
    """What one fact moves on goods received of one order line, at the rate of its own day."""

    fact: str
    order_id: str
    line: int
    amount: Decimal
    books_amount: Decimal
    currency: str
    books_currency: str
    rate: Decimal


def goods_fact(event_type: str, data: Facts) -> str:
    """How metadata name the fact: one save may count several usages, or uses of consigned goods."""
    for number in ("usage", "consumption"):
        if number in data:
            return f"{event_type}/{data[number]}"
    return event_type


def cost_moves(event_type: str, data: Facts) -> list[CostMove]:
    """By how much the fact moves what several share of each order line, as it names them first."""
    posting = _BOOKS[event_type](data) if event_type in _BOOKS else None
    if posting is None or posting.purchase_order is None:
        return []
    moved: dict[tuple[int, Distribution], Decimal] = {}
    for told in posting.sides:
        if isinstance(told, Leg) and told.order_line is not None and is_shared(told):
            place = (told.order_line, distribution_of(told.among or ()))
            moved[place] = moved.get(place, ZERO) + signed(told)
    order_id, currency = posting.purchase_order["id"], posting.currency
    return [CostMove(order_id, *place, amount, currency) for place, amount in moved.items()]


def goods_moves(
    event_type: str, data: Facts, told: Mapping[str, Any], before: Before = NOTHING_SHARED
) -> list[GoodsMove]:
    """Each order line whose goods received the fact moves, in books of another currency.

    `before` is what its shared costs had come to.
    """
    posting = _BOOKS[event_type](data) if event_type in _BOOKS else None
    rate = None if posting is None else told["rates"].get(posting.currency)
    if posting is None or posting.purchase_order is None or rate is None:
        return []
    order_id, books = posting.purchase_order["id"], told["currency"]
    legs = list(_legs(posting, before))
    sides = [
        (Decimal(leg.amount), ZERO) if leg.side == "debit" else (ZERO, Decimal(leg.amount))
        for leg in legs
    ]
    moves: dict[int, InBooks] = {}
    values = valued(sides, Decimal(rate), books)
    for leg, (debit, credit), value in zip(legs, sides, values, strict=True):
        if leg.account in _RECEIVED and leg.order_line is not None:
            so_far = moves.get(leg.order_line, InBooks())
            moves[leg.order_line] = so_far.plus(debit - credit, value.debit - value.credit)
    fact = goods_fact(event_type, data)
    return [
        GoodsMove(fact, order_id, line, *each, posting.currency, books, Decimal(rate))
        for line, each in moves.items()
    ]


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


def _legs(posting: Posting, before: Before) -> Iterator[Leg]:
    """Without those of nothing; an amount below zero is one on the other side."""
    told = (each if isinstance(each, Leg) else Leg(*each) for each in posting.sides)
    for leg in shared_out(told, posting.currency, before):
        amount = leg.amount
        if amount.strip("-0.") == "":
            continue
        if amount[0] == "-":
            leg = leg._replace(amount=amount[1:], side=OTHER_SIDE[leg.side])
        yield leg


def _entry(event: Recorded, entry: int, posting: Posting) -> list[JournalLine]:
    metadata, order = event.metadata, posting.purchase_order
    legal_entity, facility = metadata.get("legal_entity"), metadata.get("facility")
    number, order_id = metadata["number"], order["id"] if order else None
    posted_on = max(posting.posted_on, metadata.get("posting_from", posting.posted_on))
    before = metadata.get(SHARED, {}).get(str(event.version), NOTHING_SHARED)
    lines: list[JournalLine] = []
    for leg in _legs(posting, before):
        account, side, amount, share = leg.account, leg.side, leg.amount, leg.share or {}
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
                leg.order_line,
                posting.department,
                charge=leg.charge,
                cost_centre=share.get("cost_centre"),
                cost_account=share.get("account"),
                project=share.get("project"),
                grant_code=share.get("grant"),
            )
        )
    return lines


_BOOKS: Final[dict[str, Callable[[Facts], Posting | None]]] = {
    **RECEIPT_BOOKS,
    **INVOICE_BOOKS,
    **PREPAYMENT_BOOKS,
    **RECOVERY_BOOKS,
    **INTERCOMPANY_BOOKS,
    **REBATE_BOOKS,
    **RESIDUE_BOOKS,
    **CONSIGNMENT_BOOKS,
}
BOOKED: Final = frozenset(
    (*_BOOKS, *STOCK_BOOKS, CORRECTION)
)  # The types of events that can move value.
