"""What the commands of rebates say over HTTP."""

from datetime import date

from pydantic import Field

from api.conversation import Body, CommandBody
from api.examples import AGREED_ORDER, PRICE_AGREEMENT, REBATE, REBATE_CREDIT, example
from domain.agreements.terms import Percent
from domain.ids import Code, Id, LineNo, Number
from domain.money import Amount
from domain.rebates.state import ZERO
from domain.rebates.terms import RebateKind, RebateMethod


class RebateStepBody(Body):
    """From so much on, so many per cent."""

    from_amount: Amount
    percent: Percent


class RebateTermsBody(Body):
    """Days are those of invoices, inclusive. No items named: all lines under the agreement."""

    kind: RebateKind
    method: RebateMethod = Field(
        description="Whether a step that is reached counts for all purchases, or for those beyond."
    )
    steps: tuple[RebateStepBody, ...]
    baseline: Amount | None = Field(
        default=None, description="Of growth: what was bought in the period before."
    )
    starts_on: date
    ends_on: date
    item_ids: tuple[Id, ...] = ()


class ProposeRebateBody(CommandBody):
    """What the supplier gives back of what one legal entity buys under the agreement."""

    model_config = example(
        id=REBATE,
        number="RB-7001",
        price_agreement_id=PRICE_AGREEMENT,
        legal_entity="NORTHSIDE",
        terms={
            "kind": "volume",
            "method": "retroactive",
            "steps": [
                {"from_amount": "0.00", "percent": "4"},
                {"from_amount": "10000.00", "percent": "5"},
            ],
            "starts_on": "2026-01-01",
            "ends_on": "2026-12-31",
        },
    )

    id: Id | None = None
    number: Number | None = None
    price_agreement_id: Id
    legal_entity: Code
    terms: RebateTermsBody
    pool: Code | None = Field(
        default=None,
        description="Rebates of this name under the agreement, one for each legal entity and all of"
        " the same terms, reach their steps together.",
    )


class DeclineRebateBody(CommandBody):
    """Why the terms come to nothing."""

    model_config = example(reason_code="terms_not_agreed")

    reason_code: Code


class CountRebatePurchasesBody(CommandBody):
    """Invoices that were on file before the terms stood."""

    model_config = example(invoice_ids=[AGREED_ORDER])

    invoice_ids: tuple[Id, ...]


class CreditRebateBody(CommandBody):
    """The supplier's credit memo, which answers no invoice."""

    model_config = example(credit_memo_id=REBATE_CREDIT, posted_on="2026-04-30")

    credit_memo_id: Id
    posted_on: date


class RecordRebateReceiptBody(CommandBody):
    """What came of the claims, as the bank or the supplier names it."""

    model_config = example(payment="BANK-90077", received_on="2026-05-04", amount="1.50")

    payment: Number
    received_on: date
    amount: Amount


class DisputeRebateBody(CommandBody):
    """What of which claim the supplier denies, and why."""

    model_config = example(claim=1, amount="1.00", reason_code="purchases_not_eligible")

    claim: LineNo
    amount: Amount
    reason_code: Code


class SettleRebateDisputeBody(CommandBody):
    """How much is conceded, and why; the rest is owed as before."""

    model_config = example(conceded="0.50", reason_code="agreed_by_both")

    conceded: Amount = Field(default=ZERO, description="Left out: nothing, the claim stands.")
    reason_code: Code
