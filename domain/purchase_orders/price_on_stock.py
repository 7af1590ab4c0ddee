"""What a credit on price moved on stock, told by receipt; and whom it follows when goods move."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from domain.event import DocumentRef
from domain.money import allocated, rounded
from domain.purchase_orders.line_state import ZERO, Line
from domain.purchase_orders.named_receipts import NO_RECEIPTS, Named, shared
from domain.purchase_orders.price_events import PurchaseOrderLineRevalued, RevaluedReceipt


class Taken(NamedTuple):
    """Units of a receipt that left, and what had been taken off them on stock; below zero."""

    quantity: Decimal
    amount: Decimal


def told_by_receipt(
    line: Line, amount: Decimal, currency: str, source: DocumentRef, invoice: DocumentRef
) -> tuple[PurchaseOrderLineRevalued, ...]:
    """What stock bears of a credit on price, on the receipts of the goods of its bill."""
    units = {each: quantity for each, quantity in _billed_of(line, invoice.id).items() if quantity}
    if not units:
        return ()
    shares = allocated(amount, tuple(units.values()), currency)
    parts = dict(zip(units, shares, strict=True))
    return (_fact(line, parts, currency, source, invoice=invoice),)


def taken_along(before: Line, after: Line, receipt: str, currency: str) -> Taken | None:
    """What goods of the receipt that left take along; none: nothing was taken off them."""
    off = before.ledger.off_stock.receipts.get(receipt)
    if off is None:
        return None
    was, left = (each.ledger.receipts.get(receipt) for each in (before, after))
    gone = (was.quantity if was else ZERO) - (left.quantity if left else ZERO)
    if was is None or gone <= 0:
        return None
    part = Fraction(off) * Fraction(gone) / Fraction(was.quantity)
    return Taken(gone, rounded(part, currency))


def put_back(
    after: Line, receipt: str, taken: Taken, currency: str, source: DocumentRef
) -> PurchaseOrderLineRevalued:
    """The fact of it. Who is billed for units that are not here may get others for them."""
    ahead = after.invoiced - after.received - after.ledger.off_stock.awaited.quantity
    awaited = max(min(taken.quantity, ahead), ZERO)
    waits = rounded(Fraction(taken.amount) * Fraction(awaited) / Fraction(taken.quantity), currency)
    parts = {receipt: -taken.amount}
    if not awaited:
        return _fact(after, parts, currency, source)
    fact = _fact(after, parts, currency, source)
    return fact.model_copy(update={"awaited": awaited, "awaited_amount": waits})


def taken_over(before: Line, after: Line) -> Taken:
    """What goods that came in the place of others cost less for it, and how many of them."""
    was, waits = before.ledger.off_stock.awaited, after.ledger.off_stock.awaited
    return Taken(*was.less(waits))


def on_receipt(
    line: Line, receipt: str, amount: Decimal, currency: str, source: DocumentRef
) -> PurchaseOrderLineRevalued:
    """The fact that goods of this receipt cost so much less than they came at."""
    return _fact(line, {receipt: amount}, currency, source)


def _fact(
    line: Line,
    parts: Mapping[str, Decimal],
    currency: str,
    source: DocumentRef,
    invoice: DocumentRef | None = None,
) -> PurchaseOrderLineRevalued:
    return PurchaseOrderLineRevalued(
        line=line.terms.line,
        receipts=tuple(
            RevaluedReceipt(receipt_id=receipt, amount=part) for receipt, part in parts.items()
        ),
        amount=sum(parts.values(), ZERO),
        currency=currency,
        source=source,
        invoice=invoice,
    )


def _billed_of(line: Line, invoice: str) -> Named:
    """Of which receipts the goods of a bill are; of one for money alone, all that are billed."""
    ledger = line.ledger
    stands = {receipt: each.quantity for receipt, each in ledger.receipts.items()}
    own = ledger.invoices.get(invoice)
    if own is None or own.quantity <= 0:
        return shared(stands, ledger.named, line.invoiced)
    quantity, named = ZERO, dict[str, Decimal]()
    for bill, asked in ledger.invoices.items():
        before = shared(stands, named, quantity)
        quantity += max(asked.quantity, ZERO)
        for receipt, part in ledger.asked_by_name.get(bill, NO_RECEIPTS).items():
            named[receipt] = named.get(receipt, ZERO) + part
        if bill == invoice:
            through = shared(stands, named, quantity)
            return {each: max(through[each] - before[each], ZERO) for each in stands}
    return NO_RECEIPTS
