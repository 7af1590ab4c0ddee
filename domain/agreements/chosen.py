"""How a choice is told: which agreement covers the line, by whose word, and what else there was."""

from domain.agreements.choice import Choice
from domain.agreements.price_errors import PriceAgreementNotFirst, PriceAgreementReasonUnneeded
from domain.agreements.resolution import PriceQuestion
from domain.agreements.state import PriceAgreement
from domain.agreements.unit_prices import in_six_places
from domain.purchase_orders.commands import OrderedLine
from domain.purchase_orders.pricing_events import (
    PurchaseOrderAgreementChosen,
    PurchaseOrderLinePriced,
)


def require_explained(
    line: OrderedLine, named: PriceAgreement, choice: Choice, question: PriceQuestion | None
) -> None:
    """Raises where another agreement goes before the named one and the buyer does not say why."""
    first = None if question is None else choice.first_before(named, question)
    if first is None:
        if line.agreement_reason is not None:
            raise PriceAgreementReasonUnneeded(line.line)
        return
    if line.agreement_reason is None:
        agreed = in_six_places(first.unit_price)
        exact = str(first.unit_price if agreed is None else agreed)
        raise PriceAgreementNotFirst(line.line, named.number, first.agreement.number, exact)


def told_choice(
    line: OrderedLine,
    choice: Choice,
    named: PriceAgreement | None,
    priced: PurchaseOrderLinePriced | None,
) -> PurchaseOrderAgreementChosen | None:
    """The fact; none where nothing was there to be weighed."""
    if not choice.candidates:
        return None
    if named is not None:
        return PurchaseOrderAgreementChosen(
            line=line.line,
            choice="by_buyer",
            agreement=named.ref,
            reason_code=line.agreement_reason,
            candidates=choice.candidates,
        )
    if choice.found is None:
        return PurchaseOrderAgreementChosen(
            line=line.line, choice="off_contract", candidates=choice.candidates
        )
    if line.agreement is None:
        reason = None if priced is None else priced.pricing.override_reason
        return PurchaseOrderAgreementChosen(
            line=line.line, choice="beside", reason_code=reason, candidates=choice.candidates
        )
    return PurchaseOrderAgreementChosen(
        line=line.line,
        choice="by_precedence",
        agreement=choice.found.agreement,
        candidates=choice.candidates,
    )
