"""Disputes: a doubtful part of an invoice is withheld and followed, the rest may be paid.

A hold stops the whole invoice and waits for its cause; a dispute stops an amount and waits for the
supplier. What he concedes comes as a credit memo, what we concede is payable again. That it covers
holds, so that the rest may be paid although they stand, is decided in `short_pay`.
"""

from dataclasses import dataclass
from decimal import Decimal

from domain.credit_memos.state import CreditMemo
from domain.errors import Rejected
from domain.event import Command
from domain.frozen import replace
from domain.invoices.dispute_events import InvoiceDisputeRaised, InvoiceDisputeResolved
from domain.invoices.errors import InvoiceVoidedAlready
from domain.invoices.participants import participants_of, require_duty
from domain.invoices.settlement_errors import InvoiceSettled
from domain.invoices.state import Invoice
from domain.invoices.state_disputes import Dispute, covered
from domain.invoices.withholding import ZERO, Cost, Withheld, short_of, withheld_lines
from domain.money import exact


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseInvoiceDispute(Command):
    """Withholds so much of what is open."""

    invoice_id: str
    amount: Decimal  # of the invoice in whole, beside the lines
    raised_by: str
    reason_code: str
    lines: tuple[Withheld, ...] = ()  # their tax is withheld beside them
    evidence: str | None = None  # of the document that shows it


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveInvoiceDispute(Command):
    """Ends it: by the credit memo that the supplier gave, or because we pay after all."""

    invoice_id: str
    dispute: int
    resolved_by: str
    reason_code: str
    credit_memo_id: str | None = None


class InvoiceDisputeOutOfRange(Rejected):
    """Only what is open, and not disputed yet, can be withheld."""

    code = "invoice.dispute_out_of_range"

    def __init__(self, number: str, amount: Decimal, left: Decimal) -> None:
        super().__init__(
            f"{amount} cannot be disputed of the {left} that is open on invoice {number} and not"
            " disputed yet; state more than nothing and at most that.",
            amount=str(amount),
            left=str(left),
        )


class InvoiceUnknownDispute(Rejected):
    """No such dispute is open."""

    code = "invoice.unknown_dispute"

    def __init__(self, number: str, dispute: int) -> None:
        super().__init__(f"No dispute {dispute} of invoice {number} is open.", dispute=dispute)


class InvoiceDisputeOtherCredit(Rejected):
    """The credit memo gives back nothing of this invoice."""

    code = "invoice.dispute_other_credit"

    def __init__(self, number: str, memo: str) -> None:
        super().__init__(
            f"Credit memo {memo} is not posted for invoice {number}; name the one that is.",
            credit_memo=memo,
        )


def raise_dispute(
    invoice: Invoice, command: RaiseInvoiceDispute, *, withheld_already: bool = False
) -> InvoiceDisputeRaised:
    """A part of what is open is not paid for now; nothing more of what is `withheld_already`."""
    if invoice.voided:
        raise InvoiceVoidedAlready(invoice.number)
    if invoice.open_amount == 0:
        raise InvoiceSettled(invoice.number)
    lines = withheld_lines(invoice, command.lines)
    amount = exact(command.amount, invoice.currency)
    withheld = amount + sum((each.amount + each.tax for each in lines), ZERO)
    left = invoice.open_amount - invoice.disputed
    if amount < 0 or not 0 <= withheld <= left or (not withheld and not withheld_already):
        raise InvoiceDisputeOutOfRange(invoice.number, amount if amount < 0 else withheld, left)
    return InvoiceDisputeRaised(
        dispute=max(invoice.disputes, default=0) + 1,
        amount=withheld,
        currency=invoice.currency,
        reason_code=command.reason_code,
        raised_by=command.raised_by,
        lines=lines or None,
        evidence=command.evidence,
    )


def resolve_dispute(
    invoice: Invoice, command: ResolveInvoiceDispute, credit_memo: CreditMemo | None
) -> InvoiceDisputeResolved:
    """By nobody who captured the invoice or raised the dispute: it lets money go."""
    standing = open_dispute(invoice, command.dispute)
    parts = {**participants_of(invoice), "hold_placer": (standing.raised_by,)}
    require_duty("release_hold", command.resolved_by, parts)
    if credit_memo is not None:
        answers_it = credit_memo.invoice is not None and credit_memo.invoice.id == invoice.id
        if not credit_memo.posted or not answers_it:
            raise InvoiceDisputeOtherCredit(invoice.number, credit_memo.number)
    return InvoiceDisputeResolved(
        dispute=command.dispute,
        outcome="dropped" if credit_memo is None else "credited",
        reason_code=command.reason_code,
        credit_memo=credit_memo.ref if credit_memo else None,
        resolved_by=command.resolved_by,
        stops_again=stopped_by(invoice, command.dispute) or None,
    )


def open_dispute(invoice: Invoice, number: int) -> Dispute:
    """The dispute of that number; raises `InvoiceUnknownDispute` where it is over, or none."""
    standing = invoice.disputes.get(number)
    if standing is None or not standing.is_open:
        raise InvoiceUnknownDispute(invoice.number, number)
    return standing


def stopped_by(invoice: Invoice, number: int) -> tuple[int, ...]:
    """The holds that stop the payment once this dispute is over.

    Those that it alone covers; and all others, where what is left withholds too little for them.
    """
    rest = {key: each for key, each in invoice.disputes.items() if key != number}
    apart = covered(rest)
    standing = [each for each in invoice.holds if each.hold in covered(invoice.disputes)]
    kept = [each for each in standing if each.hold in apart]
    cost = [Cost(each.kind, each.line, apart[each.hold]) for each in kept]
    if short_of(replace(invoice, disputes=rest), cost) > 0:
        kept = []
    return tuple(each.hold for each in standing if each not in kept)
