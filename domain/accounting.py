"""What finance books for each fact: journal entries, computed from the stored form of events.

Pure and versioned by the events themselves: the same event gives the same entry under the same id,
so a rebuild changes nothing. Entries are never edited; a reversing fact books the opposite, and
where rules change, what was posted stands (`posted_entries.py`). Amounts stay the strings that the
events hold; what they count in another currency of the books is in `books_lines.py`.

A fact tells from when on the books of its legal entity were open as it was recorded. One of an
earlier day posts on that first day, and for ever: the period of a line never moves.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from domain.books_lines import NO_RATES, differences, in_books
from domain.event import Recorded
from domain.intercompany_bills.books import INTERCOMPANY_BOOKS
from domain.invoices.books import INVOICE_BOOKS, settlement
from domain.journal_lines import PERIOD_LENGTH
from domain.journal_lines import JournalLine as JournalLine
from domain.open_items.moves import CREDIT_APPLIED
from domain.posted_entries import CORRECTION, correcting, standing
from domain.postings import Facts, Leg, Posting
from domain.prepayments.books import PREPAYMENT_BOOKS
from domain.purchase_orders.books import RESIDUE_BOOKS
from domain.rebates.books import REBATE_BOOKS
from domain.receipts.books import RECEIPT_BOOKS
from domain.recoveries.books import RECOVERY_BOOKS
from domain.shared_costs import (
    NOTHING_SHARED,
    SHARED,
    ZERO,
    CostMove,
    Distribution,
    distribution_of,
    is_shared,
    legs_of,
    signed,
)
from domain.shipments.books import SHIPMENT_BOOKS
from domain.stock.books import CONSIGNMENT_BOOKS, STOCK_BOOKS, Book


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
    told = event.metadata.get("posting_rates", NO_RATES)
    for number, posting in enumerate(_postings(event, told), start=1):
        lines += in_books(_entry(event, number, posting), told, event)
    return lines


def postings_of(
    event_type: str, data: Facts, told: Mapping[str, Any], legal_entity: str | None
) -> list[Posting]:
    """What the fact books in this legal entity's books: one posting, or one for each currency."""
    if event_type in _BY_CURRENCY:
        return list(_BY_CURRENCY[event_type](_bare(event_type, data, legal_entity)))
    posting = posting_of(event_type, data, told)
    return [] if posting is None else [posting]


def posting_of(event_type: str, data: Facts, told: Mapping[str, Any]) -> Posting | None:
    """What the fact books, in the currency of its document; none: nothing, or by currency.

    A credit that settles an invoice moves both in books of another currency, which `told` is of.
    """
    if event_type == CREDIT_APPLIED:
        return settlement(data, told["settled"]) if "settled" in told else None
    return _BOOKS[event_type](data) if event_type in _BOOKS else None


def booked_on(event_type: str, data: Facts) -> str | None:
    """The day on which the books take the fact where no period is closed; none: it tells none."""
    if event_type in _BY_CURRENCY:
        booked = _BY_CURRENCY[event_type](_bare(event_type, data, None))
        return next((each.posted_on for each in booked), None)
    posting = posting_of(event_type, data, {})
    return None if posting is None else posting.posted_on


def cost_moves(event_type: str, data: Facts) -> list[CostMove]:
    """By how much the fact moves what several share of each order line, as it names them first."""
    posting = _BOOKS[event_type](data) if event_type in _BOOKS else None
    if posting is None or posting.purchase_order is None:
        return []
    moved: dict[tuple[int, Distribution], tuple[Decimal, Decimal]] = {}
    for told in posting.sides:
        if isinstance(told, Leg) and told.order_line is not None and is_shared(told):
            place = (told.order_line, distribution_of(told.among or ()))
            amount, charges = moved.get(place, (ZERO, ZERO))
            of_charges = ZERO if told.charge is None else signed(told)
            moved[place] = amount + signed(told), charges + of_charges
    order_id, currency = posting.purchase_order["id"], posting.currency
    return [
        CostMove(order_id, *place, amount, currency, charges)
        for place, (amount, charges) in moved.items()
    ]


def _postings(event: Recorded, told: Mapping[str, Any]) -> Iterator[Posting]:
    if event.type in _BY_CURRENCY:
        yield from _BY_CURRENCY[event.type](event)
        return
    if event.type == CREDIT_APPLIED and not any(differences(told, event)):
        return  # Both stand in the same account at the same rate.
    posting = posting_of(event.type, event.data, told)
    if posting is not None:
        yield posting


def _bare(event_type: str, data: Facts, legal_entity: str | None) -> Recorded:
    """The fact as its books read it, before the log has it."""
    around = {"legal_entity": legal_entity}
    return Recorded(0, 0, "", 0, "", 0, event_type, _AT_NO_TIME, around, data)


def _entry(event: Recorded, entry: int, posting: Posting) -> list[JournalLine]:
    metadata, order = event.metadata, posting.purchase_order
    legal_entity, facility = metadata.get("legal_entity"), metadata.get("facility")
    number, order_id = metadata["number"], order["id"] if order else None
    posted_on = max(posting.posted_on, metadata.get("posting_from", posting.posted_on))
    before = metadata.get(SHARED, {}).get(str(event.version), NOTHING_SHARED)
    lines: list[JournalLine] = []
    for leg in legs_of(posting, before):
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


_AT_NO_TIME: Final = datetime.min.replace(tzinfo=UTC)
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
_BY_CURRENCY: Final[dict[str, Book]] = {**STOCK_BOOKS, **SHIPMENT_BOOKS}
BOOKED: Final = frozenset(
    (*_BOOKS, *_BY_CURRENCY, CREDIT_APPLIED, CORRECTION)
)  # The types of events that can move value.
