"""Facts of a rebate. Stored names are a contract; see `state` for what they add up to."""

from datetime import date
from typing import ClassVar, Final

from domain.event import DocumentRef, Event
from domain.ids import Code, Id, LineNo, Number
from domain.money import Amount, Currency
from domain.rebates.dispute_events import DISPUTE_EVENTS, RebateDisputeEvent
from domain.rebates.terms import RebateTerms


class RebateProposed(Event):
    """Terms that a second person has to confirm."""

    TYPE: ClassVar[str] = "rebate.proposed"
    rebate_id: Id
    number: Number
    price_agreement: DocumentRef
    supplier_id: Id
    legal_entity: Code  # that buys, and whose books earn it
    currency: Currency
    terms: RebateTerms
    proposed_by: Code
    pool: Code | None = None  # its steps count what all of this name buy under the agreement


class RebateConfirmed(Event):
    """The terms stand: what is invoiced from now on is counted."""

    TYPE: ClassVar[str] = "rebate.confirmed"
    confirmed_by: Code


class RebateDeclined(Event):
    """The terms come to nothing."""

    TYPE: ClassVar[str] = "rebate.declined"
    declined_by: Code
    reason_code: Code


class RebatePurchaseCounted(Event):
    """A billed line under the agreement counts for so much more, or after a credit so much less."""

    TYPE: ClassVar[str] = "rebate.purchase_counted"
    purchase_order: DocumentRef
    line: LineNo
    invoice: DocumentRef
    invoice_date: date
    amount: Amount  # the difference; negative: credited, voided or unlinked


class RebateEarned(Event):
    """What the purchases that are counted earn, booked as far as it was not yet."""

    TYPE: ClassVar[str] = "rebate.earned"
    earned_on: date
    purchases: Amount  # of the period, net of credits
    earned: Amount  # of these, in all
    amount: Amount  # the difference to what was booked before; negative: taken back
    currency: Currency
    supplier_id: Id
    earned_by: Code
    pooled: Amount | None = None  # what all of its pool bought


class RebateClaimed(Event):
    """The supplier is asked for what was earned and not claimed before."""

    TYPE: ClassVar[str] = "rebate.claimed"
    claim: int
    claimed_on: date
    amount: Amount
    currency: Currency
    supplier_id: Id
    claimed_by: Code


class RebateCredited(Event):
    """A credit memo of the supplier gives it; what is unused of that settles invoices."""

    TYPE: ClassVar[str] = "rebate.credited"
    credit_memo: DocumentRef
    posted_on: date
    amount: Amount  # without tax
    tax: Amount
    total: Amount
    currency: Currency
    supplier_id: Id


class RebateReceived(Event):
    """The supplier paid it."""

    TYPE: ClassVar[str] = "rebate.received"
    payment: Number  # as the bank or the supplier names it
    received_on: date
    amount: Amount
    currency: Currency
    supplier_id: Id
    recorded_by: Code


RebateEvent = (
    RebateProposed
    | RebateConfirmed
    | RebateDeclined
    | RebatePurchaseCounted
    | RebateEarned
    | RebateClaimed
    | RebateCredited
    | RebateReceived
    | RebateDisputeEvent
)
EVENTS: Final = (
    RebateProposed,
    RebateConfirmed,
    RebateDeclined,
    RebatePurchaseCounted,
    RebateEarned,
    RebateClaimed,
    RebateCredited,
    RebateReceived,
    *DISPUTE_EVENTS,
)
