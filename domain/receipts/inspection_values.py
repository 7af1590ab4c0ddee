"""What goods of four-way lines are worth while nobody has accepted them, and what moves that.

They stand in an account of their own from their receipt on. The account holds, for each line, the
worth of what is not accepted: its part of what the line as a whole is worth, so it is nothing once
all was accepted or went back, whatever the cents. The entries of receipts, returns and corrections
move most of it; what is missing to the worth that stands, `acceptance_valued` moves.
"""

from datetime import date
from decimal import Decimal

from domain.receipts.acceptance_events import AcceptedValue, ReceiptAcceptanceValued
from domain.receipts.events import (
    ReceiptCorrected,
    ReceiptEvent,
    ReceiptGoodsReturned,
    ReceiptInspected,
    ReceiptLine,
    ReceiptPosted,
    ReceiptQuarantined,
    ReceiptReversed,
)
from domain.receipts.held_line import ZERO, HeldLine, share, worth_of
from domain.receipts.state import Receipt

Amounts = dict[int, Decimal]  # by line of the receipt


def waiting_value(held: HeldLine, currency: str) -> Decimal:
    """What the goods of the line are worth that wait to be accepted, or to go back."""
    waiting = held.left - held.in_bucket("accepted").quantity
    if held.posted.inspected_first is None or waiting <= 0:
        return ZERO
    return held.worth if waiting == held.left else share(held.worth, waiting, held.left, currency)


def acceptance_valued(
    before: Receipt | None, after: Receipt, event: ReceiptEvent
) -> tuple[ReceiptAcceptanceValued, ...]:
    """What the event moves between inspection and use, beside its own entry; nothing: nothing."""
    told = _told(event)
    if told is None or after.currency is None:
        return ()
    day, booked = told
    was, stands = _waiting(before), _waiting(after)
    lines = []
    for number, held in after.lines.items():
        moved = was.get(number, ZERO) + booked.get(number, ZERO) - stands.get(number, ZERO)
        if moved:
            posted = held.posted
            lines.append(
                AcceptedValue(
                    line=number,
                    purchase_order_line=posted.purchase_order_line,
                    amount=moved,
                    accounting=posted.accounting,
                    shares=posted.shares,
                )
            )
    if not lines:
        return ()
    return (
        ReceiptAcceptanceValued(
            receipt_id=after.id,
            purchase_order=after.purchase_order,
            supplier_id=after.supplier_id,
            valued_on=day,
            currency=after.currency,
            lines=tuple(lines),
        ),
    )


def _waiting(receipt: Receipt | None) -> Amounts:
    if receipt is None or receipt.status != "posted" or receipt.currency is None:
        return {}
    return {line: waiting_value(held, receipt.currency) for line, held in receipt.lines.items()}


def _told(event: ReceiptEvent) -> tuple[date, Amounts] | None:
    """Its day, and what its own entry puts on the account; none: it moves no goods."""
    match event:
        case ReceiptPosted():
            return event.posted_on or event.received_on, _booked(event.lines, 1)
        case ReceiptCorrected():
            return event.corrected_on, _booked(event.lines, 1)
        case ReceiptReversed():
            return event.reversed_on, _booked(event.lines, -1)
        case ReceiptGoodsReturned():
            return event.returned_on, _booked(event.lines, -1, charges_stay=True)
        case ReceiptInspected():
            return event.inspected_on, {}
        case ReceiptQuarantined():
            return event.quarantined_on, {}
        case _:
            return None


def _booked(lines: tuple[ReceiptLine, ...], sign: int, *, charges_stay: bool = False) -> Amounts:
    """As `books` books it: charges of what is used up stay where they are as it goes back."""
    booked: Amounts = {}
    for line in lines:
        if line.inspected_first is None or line.bucket == "accepted":
            continue
        is_alone = charges_stay and line.accounting != "stock"
        amount = line.amount if is_alone else worth_of(line)
        booked[line.line] = booked.get(line.line, ZERO) + sign * amount
    return booked
