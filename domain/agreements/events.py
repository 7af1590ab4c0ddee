"""Facts of a price agreement. Stored names are a contract; see `state` for what they add up to.

`learned_on` is the business date of the command that made a fact known. With the days that a fact
is about it makes prices bitemporal: what holds on a day, and what was known of it on another.
"""

from datetime import date
from typing import ClassVar, Final

from domain.agreements.terms import (
    AgreedPrice,
    AgreementKind,
    Cap,
    ClaimedLine,
    NoticeDays,
    PriceVersion,
)
from domain.event import DocumentRef, Event
from domain.ids import Code, Id, Number, Text
from domain.money import Amount, Currency
from domain.quantity import Quantity


class PriceAgreementDrafted(Event):
    """Somebody negotiates with the supplier; nothing may be ordered under it yet."""

    TYPE: ClassVar[str] = "price_agreement.drafted"
    price_agreement_id: Id
    number: Number
    kind: AgreementKind
    supplier_id: Id
    description: Text
    currency: Currency
    legal_entities: tuple[Code, ...] = ()  # none named: all of the tenant
    facilities: tuple[Code, ...] = ()  # none named: all of the tenant
    tiers: tuple[Code, ...] = ()
    starts_on: date
    ends_on: date | None = None
    cap: Cap | None = None
    drafted_by: Code
    notice_days: NoticeDays | None = None  # none: as the policy says
    renews: DocumentRef | None = None  # the agreement that it follows without a gap


class PriceAgreementSigned(Event):
    """Both sides signed; a second person says so."""

    TYPE: ClassVar[str] = "price_agreement.signed"
    signed_on: date
    signed_by: Code


class PriceAgreementActivated(Event):
    """Orders may name it, from its first day on."""

    TYPE: ClassVar[str] = "price_agreement.activated"
    learned_on: date


class PriceAgreementExpiring(Event):
    """Its last day is near; a successor is due."""

    TYPE: ClassVar[str] = "price_agreement.expiring"
    ends_on: date


class PriceAgreementExpired(Event):
    """Its last day has passed."""

    TYPE: ClassVar[str] = "price_agreement.expired"
    ends_on: date


class PriceAgreementTerminated(Event):
    """It ends before its time: from this day on nothing is ordered under it."""

    TYPE: ClassVar[str] = "price_agreement.terminated"
    terminated_on: date
    learned_on: date
    terminated_by: Code
    reason_code: Code


class PriceAgreementRenewalDrafted(Event):
    """An agreement that is to follow it is negotiated; once that is active, this one ends."""

    TYPE: ClassVar[str] = "price_agreement.renewal_drafted"
    successor: DocumentRef
    starts_on: date
    drafted_by: Code


class PriceAgreementRenewalDropped(Event):
    """The agreement that was to follow came to nothing; another one may be drafted."""

    TYPE: ClassVar[str] = "price_agreement.renewal_dropped"
    successor: DocumentRef


class PriceAgreementRenewed(Event):
    """From this day on its successor is in force in its stead; no day belongs to both."""

    TYPE: ClassVar[str] = "price_agreement.renewed"
    successor: DocumentRef
    succeeded_on: date
    learned_on: date


class PriceAgreementPricesProposed(Event):
    """Prices that a second person has to confirm. With a reason: a back-dated correction."""

    TYPE: ClassVar[str] = "price_agreement.prices_proposed"
    proposal: int
    prices: tuple[AgreedPrice, ...]
    proposed_by: Code
    reason_code: Code | None = None


class PriceAgreementPricesConfirmed(Event):
    """The proposal's prices are agreed, each under a version of its own."""

    TYPE: ClassVar[str] = "price_agreement.prices_confirmed"
    proposal: int
    versions: tuple[PriceVersion, ...]
    learned_on: date
    confirmed_by: Code


class PriceAgreementPricesDeclined(Event):
    """The proposal comes to nothing."""

    TYPE: ClassVar[str] = "price_agreement.prices_declined"
    proposal: int
    declined_by: Code
    reason_code: Code


class PriceAgreementPriceCorrectionPublished(Event):
    """Prices turn out to have been others in the past. Orders keep theirs; claims follow."""

    TYPE: ClassVar[str] = "price_agreement.price_correction_published"
    correction: int  # the number of its proposal
    versions: tuple[PriceVersion, ...]
    learned_on: date
    confirmed_by: Code
    reason_code: Code


class PriceAgreementPriceClaimRaised(Event):
    """The supplier owes so much, because past prices turned out to have been lower."""

    TYPE: ClassVar[str] = "price_agreement.price_claim_raised"
    claim: int
    correction: int
    supplier_id: Id
    currency: Currency
    amount: Amount  # of all lines
    lines: tuple[ClaimedLine, ...]
    raised_by: Code


class PriceAgreementTierRequested(Event):
    """A facility wants the prices of this tier."""

    TYPE: ClassVar[str] = "price_agreement.tier_requested"
    facility: Code
    tier: Code
    requested_by: Code


class PriceAgreementTierConfirmed(Event):
    """The facility has the tier's prices from this day on, in the place of a former tier's."""

    TYPE: ClassVar[str] = "price_agreement.tier_confirmed"
    facility: Code
    tier: Code
    effective_from: date
    learned_on: date
    confirmed_by: Code


class PriceAgreementTierLapsed(Event):
    """From this day on the facility has no tier's prices any more."""

    TYPE: ClassVar[str] = "price_agreement.tier_lapsed"
    facility: Code
    tier: Code
    lapsed_on: date
    learned_on: date
    reason_code: Code


class PriceAgreementConsumptionRecorded(Event):
    """An order draws on the cap, or gives back; quantities count in the cap's unit."""

    TYPE: ClassVar[str] = "price_agreement.consumption_recorded"
    purchase_order: DocumentRef
    amount: Amount | None = None
    quantity: Quantity | None = None


class PriceAgreementCapReached(Event):
    """What was ordered has come to the cap."""

    TYPE: ClassVar[str] = "price_agreement.cap_reached"
    purchase_order: DocumentRef


class PriceAgreementCapExceeded(Event):
    """What was ordered is beyond cap and allowance; the agreement flags it and goes on."""

    TYPE: ClassVar[str] = "price_agreement.cap_exceeded"
    purchase_order: DocumentRef


PriceAgreementEvent = (
    PriceAgreementDrafted
    | PriceAgreementSigned
    | PriceAgreementActivated
    | PriceAgreementExpiring
    | PriceAgreementExpired
    | PriceAgreementTerminated
    | PriceAgreementRenewalDrafted
    | PriceAgreementRenewalDropped
    | PriceAgreementRenewed
    | PriceAgreementPricesProposed
    | PriceAgreementPricesConfirmed
    | PriceAgreementPricesDeclined
    | PriceAgreementPriceCorrectionPublished
    | PriceAgreementPriceClaimRaised
    | PriceAgreementTierRequested
    | PriceAgreementTierConfirmed
    | PriceAgreementTierLapsed
    | PriceAgreementConsumptionRecorded
    | PriceAgreementCapReached
    | PriceAgreementCapExceeded
)
EVENTS: Final = (
    PriceAgreementDrafted,
    PriceAgreementSigned,
    PriceAgreementActivated,
    PriceAgreementExpiring,
    PriceAgreementExpired,
    PriceAgreementTerminated,
    PriceAgreementRenewalDrafted,
    PriceAgreementRenewalDropped,
    PriceAgreementRenewed,
    PriceAgreementPricesProposed,
    PriceAgreementPricesConfirmed,
    PriceAgreementPricesDeclined,
    PriceAgreementPriceCorrectionPublished,
    PriceAgreementPriceClaimRaised,
    PriceAgreementTierRequested,
    PriceAgreementTierConfirmed,
    PriceAgreementTierLapsed,
    PriceAgreementConsumptionRecorded,
    PriceAgreementCapReached,
    PriceAgreementCapExceeded,
)
