"""Facts of disputes: what a supplier does not want to give of what was claimed, and how it ends."""

from datetime import date
from typing import ClassVar, Final

from domain.event import Event
from domain.ids import Code, Id
from domain.money import Amount, Currency


class RebateDisputed(Event):
    """The supplier denies that he owes so much of a claim. It stays a receivable until it ends."""

    TYPE: ClassVar[str] = "rebate.disputed"
    dispute: int
    claim: int
    disputed_on: date
    amount: Amount
    currency: Currency
    supplier_id: Id
    reason_code: Code
    recorded_by: Code


class RebateDisputeSettled(Event):
    """The two agreed: what is not conceded is owed as before."""

    TYPE: ClassVar[str] = "rebate.dispute_settled"
    dispute: int
    settled_on: date
    amount: Amount  # that was disputed
    conceded: Amount
    currency: Currency
    supplier_id: Id
    reason_code: Code
    resolved_by: Code


class RebateConceded(Event):
    """So much is asked for no more. It lowers what was earned, and no claim asks for it again."""

    TYPE: ClassVar[str] = "rebate.conceded"
    dispute: int
    conceded_on: date
    amount: Amount
    currency: Currency
    supplier_id: Id
    resolved_by: Code


RebateDisputeEvent = RebateDisputed | RebateDisputeSettled | RebateConceded
DISPUTE_EVENTS: Final = (RebateDisputed, RebateDisputeSettled, RebateConceded)
