"""What is unused of a posted credit memo: it settles another invoice, or the supplier pays it back.

What settles and what comes back never add up to more than the credit, and an invoice is settled
with a credit only where it could be paid: nothing stops it, and no payment run holds it.
"""

from decimal import Decimal

from domain.credit_memos.commands import ApplyCreditMemo, RecordSupplierRefund
from domain.credit_memos.errors import (
    CreditMemoInvoiceNotPayable,
    CreditMemoMismatch,
    CreditMemoNotPositive,
    CreditMemoNotPosted,
    CreditMemoRefundRepeated,
    CreditMemoTooHigh,
)
from domain.credit_memos.events import CreditMemoApplied, CreditMemoRefunded
from domain.credit_memos.state import CreditMemo
from domain.invoices.dates import check_done
from domain.invoices.state import Invoice
from domain.invoices.state_disputes import Dispute
from domain.money import exact
from domain.references import is_on_record


def apply(
    memo: CreditMemo, command: ApplyCreditMemo, invoice: Invoice, *, one_company: bool = False
) -> CreditMemoApplied:
    """Settles as much of the invoice as is asked for, or as both have left.

    `one_company`: mergers have made one of the suppliers that the two documents name.
    """
    _require_posted(memo)
    _require_same_parties(memo, invoice, one_company)
    if not invoice.payable:
        raise CreditMemoInvoiceNotPayable(invoice.number, invoice.status)
    if command.amount is None:
        amount = min(memo.open_amount, invoice.unscheduled)
    else:
        amount = exact(command.amount, memo.currency)
    if amount <= 0:
        raise CreditMemoNotPositive("The amount to settle", amount)
    _require_left(memo, amount)
    if amount > invoice.unscheduled:
        where = f"Invoice {invoice.number}, open and in no payment run"
        raise CreditMemoTooHigh(where, amount, invoice.unscheduled)
    return CreditMemoApplied(
        invoice=invoice.ref,
        amount=amount,
        currency=memo.currency,
        open_amount=memo.open_amount - amount,
    )


def concede(memo: CreditMemo, invoice: Invoice, dispute: Dispute) -> tuple[CreditMemoApplied, ...]:
    """What the supplier conceded with it settles what was disputed, as far as it is unused."""
    amount = min(memo.open_amount, dispute.amount, invoice.open_amount)
    if amount <= 0:
        return ()
    return (
        CreditMemoApplied(
            invoice=invoice.ref,
            amount=amount,
            currency=memo.currency,
            open_amount=memo.open_amount - amount,
        ),
    )


def record_refund(memo: CreditMemo, command: RecordSupplierRefund) -> CreditMemoRefunded:
    """Money came back, at most what is unused; each refund once under its number."""
    _require_posted(memo)
    check_done("The day of the refund", command.refunded_on, command.now, memo.credit_date)
    if is_on_record(command.refund, memo.refunds):
        raise CreditMemoRefundRepeated(memo.number, command.refund)
    amount = exact(command.amount, memo.currency)
    if amount <= 0:
        raise CreditMemoNotPositive("The refund", amount)
    _require_left(memo, amount)
    return CreditMemoRefunded(
        supplier_id=memo.supplier_id,
        refund=command.refund,
        refunded_on=command.refunded_on,
        amount=amount,
        currency=memo.currency,
        open_amount=memo.open_amount - amount,
        recorded_by=command.recorded_by,
    )


def _require_posted(memo: CreditMemo) -> None:
    if not memo.posted:
        raise CreditMemoNotPosted(memo.number)


def _require_same_parties(memo: CreditMemo, invoice: Invoice, one_company: bool) -> None:
    if invoice.supplier_id != memo.supplier_id and not one_company:
        raise CreditMemoMismatch("supplier", invoice.supplier_id, memo.supplier_id)
    if invoice.legal_entity != memo.legal_entity:
        raise CreditMemoMismatch("legal entity", invoice.legal_entity, memo.legal_entity)
    if invoice.currency != memo.currency:
        raise CreditMemoMismatch("currency", invoice.currency, memo.currency)


def _require_left(memo: CreditMemo, amount: Decimal) -> None:
    if amount > memo.open_amount:
        raise CreditMemoTooHigh(f"Credit memo {memo.number}", amount, memo.open_amount)
