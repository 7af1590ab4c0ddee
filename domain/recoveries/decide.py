"""What moves a recovery: the order's ledgers, a refund, a write-off. `by_hand` has the rest.

A refund and a write-off end it whole: what the supplier agrees to in part is a credit memo, which
lowers the claim by itself, and whose own refund is recorded there.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from domain.credit_memos.answers import Answer, answered
from domain.credit_memos.decide import accounted_line
from domain.credit_memos.events import CreditLine
from domain.event import DocumentRef
from domain.invoices.credited_taxes import credited_taxes
from domain.invoices.dates import check_done
from domain.invoices.participants import participants_of, payers_of, require_duty
from domain.invoices.state import Invoice
from domain.money import exact
from domain.recoveries.commands import (
    AssignRecovery,
    RecordRecoveryRefund,
    WriteOffRecovery,
)
from domain.recoveries.errors import (
    RecoveryAmountDiffers,
    RecoveryNotOpen,
    RecoveryRefundRepeated,
)
from domain.recoveries.events import (
    Cause,
    ClosedHow,
    RecoveryAssigned,
    RecoveryChanged,
    RecoveryClosed,
    RecoveryEvent,
    RecoveryLine,
    RecoveryOpened,
    RecoveryPartlyRefunded,
    RecoveryRefunded,
    RecoveryWrittenOff,
    RefundAccounted,
)
from domain.recoveries.overpaid import Overpaid
from domain.recoveries.state import Recovery
from domain.references import is_on_record

ZERO: Final = Decimal(0)
Settlement = tuple[Sequence[Answer], Mapping[int, Decimal]]  # and what each line clears
OWNER_ROLE: Final = "ap_clerk"  # Who bills is asked by those who paid.


def review(
    recovery: Recovery | None,
    recovery_id: str,
    invoice: Invoice,
    found: Overpaid | None,
    cause: Cause | None,
    credit_memo: DocumentRef | None,
    accounted: RefundAccounted | None = None,
) -> tuple[RecoveryEvent, ...]:
    """What the order's ledgers say now, against what is being got back.

    `cause` and `credit_memo` are what moved the ledgers, where they say so; `accounted` is what
    refunds in parts make up for where the credit memo ends the claim.
    """
    is_open = recovery is not None and recovery.is_open
    if found is None:
        if not is_open:
            return ()
        how: ClosedHow = "cause_gone" if credit_memo is None else "credited"
        return (RecoveryClosed(how=how, reference=credit_memo, accounted=accounted),)
    if recovery is None or not is_open:
        return (opened(recovery_id, invoice, found, cause or "receipt_corrected"),)
    if (recovery.lines, recovery.total, recovery.claim) == (found.lines, found.total, found.claim):
        return ()
    return (RecoveryChanged(cause=cause or recovery.cause, **found._asdict()),)


def assign(recovery: Recovery, command: AssignRecovery) -> tuple[RecoveryEvent, ...]:
    """A person sees to it."""
    require_open(recovery)
    return (RecoveryAssigned(owner=command.owner, assigned_by=command.assigned_by),)


def refund(
    recovery: Recovery, command: RecordRecoveryRefund, invoice: Invoice, lines: Settlement
) -> tuple[RecoveryEvent, ...]:
    """All that is outstanding came back."""
    return (
        RecoveryRefunded(
            refund=command.refund,
            refunded_on=command.refunded_on,
            recorded_by=command.recorded_by,
            **_settled(recovery, invoice, lines),
        ),
    )


def is_part(recovery: Recovery, command: RecordRecoveryRefund, invoice: Invoice) -> bool:
    """Whether something stays outstanding after this refund; refused beyond the claim."""
    require_open(recovery)
    check_done("The day of the refund", command.refunded_on, command.now, paid_first_on(invoice))
    if is_on_record(command.refund, recovery.refunds):
        raise RecoveryRefundRepeated(recovery.number, command.refund)
    amount, left = exact(command.amount, recovery.currency), recovery.outstanding
    if not 0 < amount <= left:
        raise RecoveryAmountDiffers(amount, left)
    return amount < left


def refund_part(recovery: Recovery, command: RecordRecoveryRefund) -> tuple[RecoveryEvent, ...]:
    """A part came back: invoice and order bear what they bore until the claim is over."""
    amount = exact(command.amount, recovery.currency)
    return (
        RecoveryPartlyRefunded(
            supplier_id=recovery.supplier_id,
            invoice=recovery.invoice,
            refund=command.refund,
            refunded_on=command.refunded_on,
            amount=amount,
            outstanding=recovery.outstanding - amount,
            currency=recovery.currency,
            recorded_by=command.recorded_by,
        ),
    )


def write_off(
    recovery: Recovery, command: WriteOffRecovery, invoice: Invoice, lines: Settlement
) -> tuple[RecoveryEvent, ...]:
    """The claim is lost; said by nobody who had a hand in paying it."""
    since = paid_first_on(invoice)
    check_done("The day of the write-off", command.written_off_on, command.now, since)
    parts = {**participants_of(invoice), "payer": payers_of(invoice)}
    require_duty("write_off", command.written_off_by, parts)
    return (
        RecoveryWrittenOff(
            written_off_on=command.written_off_on,
            reason_code=command.reason_code,
            written_off_by=command.written_off_by,
            **_settled(recovery, invoice, lines),
        ),
    )


def paid_first_on(invoice: Invoice) -> date | None:
    """Nothing comes back, or is lost, before any of it was paid; none: nothing tells when."""
    days = [each.paid_on for each in invoice.payments.values() if each.paid_on is not None]
    return min(days, default=None)


def lines_given_back(recovery: Recovery, invoice: Invoice) -> tuple[Answer, ...]:
    """The lines of an open recovery against what is left to give back of the invoice."""
    require_open(recovery)
    return answered(credit_lines(recovery.lines, invoice), invoice)


def credit_lines(lines: Iterable[RecoveryLine], invoice: Invoice) -> tuple[CreditLine, ...]:
    """The same as a credit memo would state it: each answers the invoice line of its number."""
    told = {line.line: line.description for line in invoice.lines}
    return tuple(
        CreditLine(
            line=each.line,
            description=told.get(each.line) or "Billed in error",
            quantity=each.quantity,
            amount=each.amount,
        )
        for each in lines
    )


def require_open(recovery: Recovery) -> None:
    """Raises `RecoveryNotOpen` where nothing is to come back any more."""
    if not recovery.is_open:
        raise RecoveryNotOpen(recovery.number, recovery.status)


def opened(recovery_id: str, invoice: Invoice, found: Overpaid, cause: Cause) -> RecoveryOpened:
    """The claim on a paid invoice."""
    return RecoveryOpened(
        recovery_id=recovery_id,
        invoice=invoice.ref,
        supplier_id=invoice.supplier_id,
        legal_entity=invoice.legal_entity,
        facility=invoice.facility,
        currency=invoice.currency,
        cause=cause,
        owner_role=OWNER_ROLE,
        purchase_order=invoice.purchase_order,
        **found._asdict(),
    )


def _settled(recovery: Recovery, invoice: Invoice, lines: Settlement) -> dict[str, Any]:
    answers, cleared = lines
    before = min(recovery.refunded, recovery.claim)
    assert invoice.accounted is not None, "nobody paid what was not posted"
    return {
        "supplier_id": recovery.supplier_id,
        "invoice": recovery.invoice,
        "amount": recovery.outstanding,
        "settled": recovery.total - recovery.claim,
        "refunded_before": before or None,
        "currency": recovery.currency,
        "lines": tuple(
            accounted_line(each, cleared.get(each.credit.line, ZERO)) for each in answers
        ),
        "tax": recovery.tax,
        "parts": credited_taxes(invoice.accounted, invoice.credited_beside.tax, recovery.tax),
        "purchase_order": invoice.purchase_order,
    }
