"""What a rebate answers: its terms by two people, what is earned, claimed, and comes."""

from collections.abc import Sequence
from decimal import Decimal

from domain.agreements.state import PriceAgreement
from domain.credit_memos.state import CreditMemo
from domain.invoices.dates import check_done
from domain.money import exact
from domain.rebates.commands import (
    ClaimRebate,
    ConfirmRebate,
    CountRebatePurchases,
    CreditRebate,
    DeclineRebate,
    EarnRebate,
    ProposeRebate,
    RecordRebateReceipt,
)
from domain.rebates.earning import is_climbing
from domain.rebates.errors import (
    RebateCreditDiffers,
    RebateExists,
    RebateInvoices,
    RebateNothingEarned,
    RebateNothingToClaim,
    RebatePaymentRepeated,
    RebateSelfConfirmed,
    RebateTermsInvalid,
    RebateTooHigh,
    RebateWrongStatus,
)
from domain.rebates.events import (
    RebateClaimed,
    RebateConfirmed,
    RebateCredited,
    RebateDeclined,
    RebateEarned,
    RebateProposed,
    RebateReceived,
)
from domain.rebates.policy import INVOICES_MAX, ITEMS_MAX, STEPS_MAX
from domain.rebates.pools import reached, require_fitting
from domain.rebates.state import Rebate
from domain.rebates.terms import RebateTerms
from domain.references import is_on_record


def propose(
    rebate: Rebate | None, command: ProposeRebate, agreement: PriceAgreement
) -> RebateProposed:
    """Terms for an agreement that has not come to nothing; the period may have begun."""
    if rebate is not None:
        raise RebateExists(command.rebate_id)
    entities = agreement.legal_entities
    if entities and command.legal_entity not in entities:
        raise RebateTermsInvalid(f"are for {command.legal_entity}, which the agreement omits")
    _check(command.terms, agreement.currency)
    return RebateProposed(
        rebate_id=command.rebate_id,
        number=command.number,
        price_agreement=agreement.ref,
        supplier_id=agreement.supplier_id,
        legal_entity=command.legal_entity,
        currency=agreement.currency,
        terms=command.terms,
        proposed_by=command.proposed_by,
        pool=command.pool,
    )


def confirm(
    rebate: Rebate, command: ConfirmRebate, others: Sequence[Rebate] = ()
) -> RebateConfirmed:
    """A second person agrees. `others` stand in the pool that it joins."""
    _require(rebate, "proposed")
    if command.confirmed_by == rebate.proposed_by:
        raise RebateSelfConfirmed(rebate.number, command.confirmed_by)
    require_fitting(rebate, others)
    return RebateConfirmed(confirmed_by=command.confirmed_by)


def decline(rebate: Rebate, command: DeclineRebate) -> RebateDeclined:
    """The terms come to nothing; who proposed them may take them back so."""
    _require(rebate, "proposed")
    return RebateDeclined(declined_by=command.declined_by, reason_code=command.reason_code)


def require_countable(rebate: Rebate, command: CountRebatePurchases) -> None:
    """Raises unless the terms stand and the invoices are named each once."""
    _require(rebate, "agreed")
    named = command.invoice_ids
    if not 1 <= len(named) <= INVOICES_MAX:
        raise RebateInvoices(f"names {len(named)}", INVOICES_MAX)
    if len(set(named)) < len(named):
        raise RebateInvoices("names one twice", INVOICES_MAX)


def earn(rebate: Rebate, command: EarnRebate, others: Sequence[Rebate] = ()) -> RebateEarned:
    """What is counted earns so much by now; the difference to what is booked is booked."""
    _require(rebate, "agreed")
    in_all, pooled = reached(rebate, others)
    if in_all == rebate.earned:
        raise RebateNothingEarned(rebate.number, in_all)
    return RebateEarned(
        earned_on=command.now.date(),
        purchases=rebate.purchases,
        earned=in_all,
        amount=in_all - rebate.earned,
        currency=rebate.currency,
        supplier_id=rebate.supplier_id,
        earned_by=command.earned_by,
        pooled=pooled,
    )


def claim(rebate: Rebate, command: ClaimRebate) -> RebateClaimed:
    """All that is earned and not claimed. Taken back after it was claimed, it lowers the next."""
    _require(rebate, "agreed")
    amount = rebate.earned - rebate.claimed
    if amount <= 0:
        raise RebateNothingToClaim(rebate.number, rebate.earned, rebate.claimed)
    return RebateClaimed(
        claim=rebate.claims + 1,
        claimed_on=command.now.date(),
        amount=amount,
        currency=rebate.currency,
        supplier_id=rebate.supplier_id,
        claimed_by=command.claimed_by,
    )


def credited(rebate: Rebate, command: CreditRebate, memo: CreditMemo) -> RebateCredited:
    """A credit memo over what is owed of claims, or a part of it."""
    problem = _differs(rebate, memo)
    if problem is not None:
        raise RebateCreditDiffers(rebate.number, memo.number, problem)
    amount = memo.total - memo.tax
    _require_owed(rebate, amount)
    return RebateCredited(
        credit_memo=memo.ref,
        posted_on=command.posted_on,
        amount=amount,
        tax=memo.tax,
        total=memo.total,
        currency=rebate.currency,
        supplier_id=rebate.supplier_id,
    )


def received(rebate: Rebate, command: RecordRebateReceipt) -> RebateReceived:
    """Money came, at most what is owed of claims."""
    check_done("The day of the receipt", command.received_on, command.now)
    if is_on_record(command.payment, rebate.payments):
        raise RebatePaymentRepeated(rebate.number, command.payment)
    amount = exact(command.amount, rebate.currency)
    _require_owed(rebate, amount)
    return RebateReceived(
        payment=command.payment,
        received_on=command.received_on,
        amount=amount,
        currency=rebate.currency,
        supplier_id=rebate.supplier_id,
        recorded_by=command.recorded_by,
    )


def _require(rebate: Rebate, status: str) -> None:
    if rebate.status != status:
        raise RebateWrongStatus(rebate.number, rebate.status, status)


def _require_owed(rebate: Rebate, amount: Decimal) -> None:
    if not 0 < amount <= rebate.owed:
        raise RebateTooHigh(rebate.number, amount, rebate.owed)


def _differs(rebate: Rebate, memo: CreditMemo) -> str | None:
    if memo.posted:
        return "is posted already"
    if memo.kind != "credit_memo":
        return "is our own debit note"
    if memo.invoice is not None:
        return f"answers invoice {memo.invoice.number}"
    if memo.supplier_id != rebate.supplier_id:
        return "is of another supplier"
    if memo.legal_entity != rebate.legal_entity:
        return f"is for legal entity {memo.legal_entity}"
    if memo.currency != rebate.currency:
        return f"is in {memo.currency}"
    return "gives freight back" if memo.freight else None


def _check(terms: RebateTerms, currency: str) -> None:
    if terms.ends_on < terms.starts_on:
        raise RebateTermsInvalid(f"end before they begin, on {terms.ends_on.isoformat()}")
    if not 1 <= len(terms.steps) <= STEPS_MAX:
        raise RebateTermsInvalid(f"have {len(terms.steps)} steps; 1 to {STEPS_MAX} are taken")
    if len(terms.item_ids) > ITEMS_MAX:
        raise RebateTermsInvalid(f"name {len(terms.item_ids)} items; {ITEMS_MAX} are taken")
    if terms.steps[0].from_amount < 0 or not is_climbing(terms):
        raise RebateTermsInvalid("have steps that do not climb from zero or more")
    if terms.kind == "percent" and (len(terms.steps) > 1 or terms.steps[0].from_amount):
        raise RebateTermsInvalid("are a fixed percentage, and so have one step, from zero")
    if (terms.kind == "growth") != (terms.baseline is not None):
        raise RebateTermsInvalid("count growth without a baseline, or a baseline without growth")
    if terms.baseline is not None and terms.baseline < 0:
        raise RebateTermsInvalid("have a baseline below zero")
    for each in (*(step.from_amount for step in terms.steps), terms.baseline or Decimal(0)):
        exact(each, currency)
