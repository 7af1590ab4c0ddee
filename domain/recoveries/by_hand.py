"""Recoveries that a person opens and another closes: duplicates found late, prices, errors."""

from typing import Any

from domain.credit_memos.answers import answered, require_beside
from domain.credit_memos.decide import accounted_line, left_of
from domain.credit_memos.events import CreditLine
from domain.credit_memos.state import CreditMemo
from domain.invoices.credited_taxes import credited_taxes
from domain.invoices.state import Invoice
from domain.money import exact
from domain.recoveries.commands import CloseRecovery, OpenRecovery
from domain.recoveries.credited_in_part import left_beside
from domain.recoveries.decide import ZERO, Settlement, credit_lines, opened, require_open
from domain.recoveries.errors import (
    RecoveryDuplicateUnclear,
    RecoveryExists,
    RecoveryNegative,
    RecoveryNotByHand,
    RecoveryNothingPaid,
    RecoveryOpenAlready,
    RecoveryOtherCredit,
    RecoveryOwnOpening,
)
from domain.recoveries.events import (
    RecoveryChanged,
    RecoveryClosed,
    RecoveryEvent,
    RecoveryLine,
    RefundAccounted,
)
from domain.recoveries.overpaid import summed
from domain.recoveries.state import Recovery


def open_by_hand(
    recovery: Recovery | None,
    command: OpenRecovery,
    invoice: Invoice,
    *,
    standing: Recovery | None,
    duplicate_of: Invoice | None,
) -> tuple[RecoveryEvent, ...]:
    """A person found it. `standing` is what is claimed of the invoice already, by whomever."""
    if recovery is not None:
        raise RecoveryExists(command.recovery_id)
    if standing is not None and standing.is_open:
        raise RecoveryOpenAlready(invoice.number, standing.claim)
    _check_duplicate(command, invoice, duplicate_of)
    _check_figures(command)
    if not invoice.paid + invoice.prepaid:
        raise RecoveryNothingPaid(invoice.number)
    stated = _stated(command, invoice)
    answered(stated, invoice)
    require_beside(invoice, command.tax)
    lines = tuple(
        RecoveryLine(line=each.line, quantity=each.quantity, amount=each.amount) for each in stated
    )
    found = summed(invoice, lines, exact(command.tax, invoice.currency) if command.lines else None)
    if found is None:
        raise RecoveryNothingPaid(invoice.number)
    told = {
        "opened_by": command.opened_by,
        "duplicate_of": duplicate_of.ref if duplicate_of else None,
    }
    fact = opened(command.recovery_id, invoice, found, command.cause)
    return (fact.model_copy(update=told),)


def close(
    recovery: Recovery, command: CloseRecovery, credit_memo: CreditMemo | None, invoice: Invoice
) -> tuple[RecoveryEvent, ...]:
    """What a person opened is credited, in whole or in part, or was an error.

    A part lowers the claim, which goes on; where the rest had come back as a refund, it is over all
    the same, and `ended` says how the refund is booked.
    """
    require_open(recovery)
    if recovery.opened_by is None:
        raise RecoveryNotByHand(recovery.number)
    if recovery.opened_by == command.closed_by:
        raise RecoveryOwnOpening(command.closed_by)
    told: dict[str, Any] = {"reason_code": command.reason_code, "closed_by": command.closed_by}
    if credit_memo is None:
        return (RecoveryClosed(how="cause_gone", **told),)
    _check_credit(recovery, credit_memo)
    left = left_beside(recovery, credit_memo, invoice)
    if left is None:
        return (RecoveryClosed(how="credited", reference=credit_memo.ref, **told),)
    changed = RecoveryChanged(
        cause=recovery.cause,
        reference=credit_memo.ref,
        changed_by=command.closed_by,
        **left._asdict(),
    )
    return (changed,)


def ended(
    recovery: Recovery,
    command: CloseRecovery,
    credit_memo: CreditMemo,
    invoice: Invoice,
    settled: Settlement,
) -> tuple[RecoveryEvent, ...]:
    """All that the credit memo leaves of it has come back in parts, which is booked now."""
    answers, cleared = settled
    assert invoice.accounted is not None, "nobody paid what was not posted"
    return (
        RecoveryClosed(
            how="credited",
            reference=credit_memo.ref,
            reason_code=command.reason_code,
            closed_by=command.closed_by,
            accounted=RefundAccounted(
                supplier_id=recovery.supplier_id,
                booked_on=command.now.date(),
                amount=recovery.total,
                currency=recovery.currency,
                lines=tuple(
                    accounted_line(each, cleared.get(each.credit.line, ZERO)) for each in answers
                ),
                tax=recovery.tax,
                parts=credited_taxes(invoice.accounted, invoice.credited_beside.tax, recovery.tax),
                purchase_order=invoice.purchase_order,
            ),
        ),
    )


def _stated(command: OpenRecovery, invoice: Invoice) -> tuple[CreditLine, ...]:
    """The lines as the person states them, or all that is left of the invoice."""
    if not command.lines:
        return left_of(invoice)
    stated = (
        RecoveryLine(
            line=each.line, quantity=each.quantity, amount=exact(each.amount, invoice.currency)
        )
        for each in command.lines
    )
    return credit_lines(stated, invoice)


def _check_figures(command: OpenRecovery) -> None:
    stated = [("the tax", command.tax)]
    for each in command.lines:
        stated += [
            (f"the quantity of line {each.line}", each.quantity),
            (f"the amount of line {each.line}", each.amount),
        ]
    for what, value in stated:
        if value < 0:
            raise RecoveryNegative(what, value)


def _check_duplicate(command: OpenRecovery, invoice: Invoice, duplicate_of: Invoice | None) -> None:
    is_duplicate = command.cause == "duplicate_paid"
    if is_duplicate != (duplicate_of is not None):
        raise RecoveryDuplicateUnclear
    if duplicate_of is not None and (
        duplicate_of.id == invoice.id or duplicate_of.supplier_id != invoice.supplier_id
    ):
        raise RecoveryDuplicateUnclear


def _check_credit(recovery: Recovery, memo: CreditMemo) -> None:
    if not memo.posted:
        raise RecoveryOtherCredit(memo.number, "is not posted")
    if memo.invoice is None or memo.invoice.id != recovery.invoice.id:
        raise RecoveryOtherCredit(memo.number, "answers another invoice")
    if memo.id in recovery.answered_by:
        raise RecoveryOtherCredit(memo.number, "was named for a part of this claim before")
