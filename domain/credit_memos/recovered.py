"""A credit for what a recovery brought back, or gave up: the same money twice, unless it is not.

A recovery that was refunded or written off gave its lines back. A credit for them is questioned as
it is posted: the order's ledger tells how much of a line still calls for one, and whoever knows
that this one is for something else says so.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from domain.credit_memos.answers import Answer
from domain.credit_memos.errors import CreditMemoRecovered
from domain.credit_memos.state import CreditMemo
from domain.invoices.decide import settled_at_once
from domain.invoices.state import NOTHING, Invoice
from domain.purchase_orders.billing import to_bill
from domain.purchase_orders.state import PurchaseOrder
from domain.recoveries.state import Recovery

ZERO: Final = Decimal(0)


def require_unrecovered(
    memo: CreditMemo,
    invoice: Invoice,
    answered: Sequence[Answer],
    order: PurchaseOrder | None,
    recovery: Recovery | None,
) -> None:
    """Raises `CreditMemoRecovered` where it gives back what was recovered, whole or in part.

    `recovery` is the one that goods and receipts opened for the invoice.
    """
    lines = {} if order is None else order.lines
    called_for = {number: max(-to_bill(line), ZERO) for number, line in lines.items()}
    for credit, billed in answered:
        recovered = invoice.credits.get(billed.line, NOTHING).recovered
        number = billed.purchase_order_line
        left = ZERO if number is None else called_for[number]
        if recovered and (not credit.quantity or credit.quantity > left):
            raise CreditMemoRecovered(f"Line {credit.line}", recovered, left)
        if number is not None:
            called_for[number] = left - credit.quantity
    if recovery is None or not recovery.is_open or not recovery.refunded:
        return
    unused = memo.total - settled_at_once(invoice, memo.ref, memo.total)
    if unused > recovery.outstanding:
        where = f"Invoice {invoice.number}"
        raise CreditMemoRecovered(where, recovery.refunded, recovery.outstanding)
