"""What may be asked of a rebate. What invoices and credits do to it is counted by itself."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.event import Command
from domain.rebates.terms import RebateTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeRebate(Command):
    """Terms as they were negotiated, for one legal entity that the agreement serves.

    Rebates of one pool reach their steps together; each entity earns its part in its own books.
    """

    rebate_id: str
    number: str
    price_agreement_id: str
    legal_entity: str
    terms: RebateTerms
    proposed_by: str
    pool: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmRebate(Command):
    """Whoever proposed the terms cannot confirm them."""

    rebate_id: str
    confirmed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineRebate(Command):
    rebate_id: str
    declined_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRebatePurchases(Command):
    """Counts invoices that were on file before the terms stood; the others are counted already."""

    rebate_id: str
    invoice_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarnRebate(Command):
    """Books what the purchases of the period earn by now, at a month's end for example."""

    rebate_id: str
    earned_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRebate(Command):
    rebate_id: str
    claimed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditRebate(Command):
    """Posts a credit memo that answers no invoice but the claims of this rebate."""

    rebate_id: str
    credit_memo_id: str
    posted_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRebateReceipt(Command):
    rebate_id: str
    payment: str
    received_on: date
    amount: Decimal
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeRebate(Command):
    """The supplier denies that he owes so much of a claim."""

    rebate_id: str
    claim: int
    amount: Decimal
    reason_code: str
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleRebateDispute(Command):
    """How a dispute ended: so much is given up, and the rest is owed as before."""

    rebate_id: str
    dispute: int
    conceded: Decimal
    reason_code: str
    resolved_by: str
