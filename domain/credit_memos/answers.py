"""What a credit memo answers: lines of a posted invoice, and no more than is left of them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from domain.credit_memos.errors import (
    CreditMemoInvoiceNotPosted,
    CreditMemoLineUnmatched,
    CreditMemoMismatch,
    CreditMemoReversalPartial,
    CreditMemoTooHigh,
    CreditMemoUnitUnclear,
)
from domain.credit_memos.events import CreditLine
from domain.credit_memos.state import CreditMemo
from domain.invoices.lines import AccountedLine, InvoiceLine
from domain.invoices.state import NOTHING, ZERO, Credit, Invoice
from domain.money import EXACT, plain
from domain.quantity import QUANTITY_PLACES_MAX

ROUNDINGS: Final = Decimal("0.00001")  # Of twenty parts, half a millionth each.


class Answer(NamedTuple):
    """One line of the credit memo and the posted invoice line that it answers."""

    credit: CreditLine
    billed: AccountedLine


def answers(memo: CreditMemo, invoice: Invoice, *, one_company: bool = False) -> tuple[Answer, ...]:
    """What each line answers, within what is left to credit of the invoice and of its lines.

    `one_company`: mergers have made one of the suppliers that the two documents name.
    """
    if invoice.accounted is None or invoice.voided:
        raise CreditMemoInvoiceNotPosted(invoice.number, invoice.status)
    if invoice.supplier_id != memo.supplier_id and not one_company:
        raise CreditMemoMismatch("supplier", invoice.supplier_id, memo.supplier_id)
    if invoice.legal_entity != memo.legal_entity:
        raise CreditMemoMismatch("legal entity", invoice.legal_entity, memo.legal_entity)
    if invoice.currency != memo.currency:
        raise CreditMemoMismatch("currency", invoice.currency, memo.currency)
    taken = invoice.discount_taken - invoice.credited_beside.discount
    if memo.discount > taken:
        raise CreditMemoTooHigh("The discount that was taken", memo.discount, taken)
    require_beside(invoice, memo.tax, memo.freight)
    given = memo.total + memo.discount
    if given > invoice.uncredited:
        raise CreditMemoTooHigh(f"Invoice {invoice.number}", given, invoice.uncredited)
    if memo.basis == "reversal" and given != invoice.uncredited:
        raise CreditMemoReversalPartial(given, invoice.uncredited)
    return answered(memo.lines, invoice)


def require_beside(invoice: Invoice, tax: Decimal, freight: Decimal = ZERO) -> None:
    """Raises `CreditMemoTooHigh` where more tax or freight is given back than was billed of it."""
    assert invoice.accounted is not None, "what is answered is posted"
    billed, given = invoice.accounted, invoice.credited_beside
    left = {"tax": billed.tax - given.tax, "freight": billed.freight - given.freight}
    for what, asked in (("tax", tax), ("freight", freight)):
        if asked > max(left[what], ZERO):
            where = f"The {what} of invoice {invoice.number}"
            raise CreditMemoTooHigh(where, asked, max(left[what], ZERO))


def answered(lines: Iterable[CreditLine], invoice: Invoice) -> tuple[Answer, ...]:
    """Which posted line each of these gives back, one after the other."""
    if invoice.accounted is None or invoice.voided:
        raise CreditMemoInvoiceNotPosted(invoice.number, invoice.status)
    stated = {line.line: line for line in invoice.lines}
    left = {
        line.line: _Left(
            line,
            stated[line.line],
            invoice.credits.get(line.line, NOTHING),
            _counts_money(invoice, line),
        )
        for line in invoice.accounted.lines
    }
    return tuple(_answer(line, left) for line in lines)


class _Left:
    """What is left to credit of one invoice line while the lines of a memo take from it."""

    def __init__(
        self, billed: AccountedLine, stated: InvoiceLine, credited: Credit, counts_money: bool
    ) -> None:
        self.billed = billed
        self.stated = stated
        self.counts_money = counts_money
        self.quantity = billed.quantity - credited.quantity
        self.amount = billed.amount - credited.amount

    def take(self, line: CreditLine) -> Answer:
        """Takes the line's quantity, as the order counts it, and its amount, or refuses."""
        where = f"Line {line.line}"
        self._require_unit(line)
        line = line.model_copy(update={"quantity": self._quantity(line)})
        if line.quantity > self.quantity:
            raise CreditMemoTooHigh(f"{where}, quantity", line.quantity, self.quantity)
        if line.amount > self.amount:
            raise CreditMemoTooHigh(f"{where}, amount", line.amount, self.amount)
        self.quantity -= line.quantity
        self.amount -= line.amount
        return Answer(line, self.billed)

    def fits(self, line: CreditLine) -> bool:
        """Whether the line could be taken whole."""
        return self._quantity(line) <= self.quantity and line.amount <= self.amount

    def _quantity(self, line: CreditLine) -> Decimal:
        """What the line gives back, as the order counts: all that is left where no more than the
        roundings of parts lie between.
        """
        if self.counts_money:
            return line.amount
        if line.unit is None or self.stated.quantity == self.billed.quantity:
            return line.quantity
        asked = _share(self.billed.quantity, line.quantity, self.stated.quantity)
        return self.quantity if abs(self.quantity - asked) <= ROUNDINGS else asked

    def _require_unit(self, line: CreditLine) -> None:
        """Raises for another unit than billed, or for a price that only that unit explains."""
        if self.counts_money or line.quantity == 0:
            return
        if line.unit is not None and line.unit != self.stated.unit:
            raise CreditMemoUnitUnclear(line.line, line.unit, self.stated.unit)
        is_other_unit = self.stated.quantity != self.billed.quantity
        as_billed = EXACT.multiply(line.quantity, self.stated.unit_price)
        if line.unit is None and is_other_unit and line.amount == as_billed:
            raise CreditMemoUnitUnclear(line.line, "the order's unit", self.stated.unit)


def _share(whole: Decimal, part: Decimal, of: Decimal) -> Decimal:
    """So much of the whole as the part is of the other, to six places."""
    scaled = round(Fraction(whole) * Fraction(part) / Fraction(of) * 10**QUANTITY_PLACES_MAX)
    return plain(Decimal(scaled).scaleb(-QUANTITY_PLACES_MAX, context=EXACT).normalize(EXACT))


def _counts_money(invoice: Invoice, billed: AccountedLine) -> bool:
    """Whether the order's line is one by amount: whatever is credited of it is money."""
    tie = invoice.links.get(billed.line)
    return tie is not None and tie.basis == "amount"


def _answer(line: CreditLine, left: Mapping[int, _Left]) -> Answer:
    if line.purchase_order_line is None:
        found = [left[line.line]] if line.line in left else []
    else:
        wanted = line.purchase_order_line
        found = [each for each in left.values() if each.billed.purchase_order_line == wanted]
    if not found:
        billed = (each.billed.purchase_order_line for each in left.values())
        raise CreditMemoLineUnmatched(line.line, (each for each in billed if each is not None))
    return next((each for each in found if each.fits(line)), found[0]).take(line)
