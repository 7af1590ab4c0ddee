"""What is left of a claim by hand beside a credit memo that gives back a part of it.

Claims of goods follow their order's ledgers; nothing but a person says which memo answers this one.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from domain.credit_memos.events import CreditLine
from domain.credit_memos.state import CreditMemo
from domain.invoices.state import Invoice
from domain.money import allocated
from domain.recoveries.events import RecoveryLine
from domain.recoveries.overpaid import Overpaid, summed
from domain.recoveries.state import Recovery

ZERO: Final = Decimal(0)


def left_beside(recovery: Recovery, memo: CreditMemo, invoice: Invoice) -> Overpaid | None:
    """Its lines and tax without what the memo gives back of them; none: nothing that was paid.

    What the memo gives back otherwise is taken off all of them, in proportion. `invoice` bears the
    memo already; what that settled of it is not to come back.
    """
    units, given = _by_line(memo, invoice)
    claimed = [*(each.amount for each in recovery.lines), recovery.tax]
    offered = [*(given.get(each.line, ZERO) for each in recovery.lines), memo.tax]
    left = [max(amount - back, ZERO) for amount, back in zip(claimed, offered, strict=True)]
    otherwise = memo.total - (sum(claimed, ZERO) - sum(left, ZERO))
    rest = min(otherwise, sum(left, ZERO))
    if rest > 0:
        shares = allocated(rest, left, recovery.currency)
        left = [amount - share for amount, share in zip(left, shares, strict=True)]
    *amounts, tax = left
    lines = [
        RecoveryLine(
            line=each.line,
            quantity=max(each.quantity - units.get(each.line, ZERO), ZERO),
            amount=amount,
        )
        for each, amount in zip(recovery.lines, amounts, strict=True)
        if amount
    ]
    return summed(invoice, lines, tax)


def _by_line(
    memo: CreditMemo, invoice: Invoice
) -> tuple[Mapping[int, Decimal], Mapping[int, Decimal]]:
    """Units and amounts that it gives back, by line of the invoice."""
    units: dict[int, Decimal] = {}
    amounts: dict[int, Decimal] = {}
    for each in memo.lines:
        number = _answered(each, invoice)
        units[number] = units.get(number, ZERO) + each.quantity
        amounts[number] = amounts.get(number, ZERO) + each.amount
    return units, amounts


def _answered(line: CreditLine, invoice: Invoice) -> int:
    """The first line of the invoice for the order line that it names, or that of its number."""
    ties = invoice.links.values()
    named = (each.line for each in ties if each.purchase_order_line == line.purchase_order_line)
    return line.line if line.purchase_order_line is None else next(named, line.line)
