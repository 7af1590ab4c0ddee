"""A price agreement as its history left it: both what holds when, and since when that is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal, assert_never

from domain.aggregate import Aggregate
from domain.agreements.events import (
    PriceAgreementActivated,
    PriceAgreementCapExceeded,
    PriceAgreementCapReached,
    PriceAgreementConsumptionRecorded,
    PriceAgreementDrafted,
    PriceAgreementEvent,
    PriceAgreementExpired,
    PriceAgreementExpiring,
    PriceAgreementPriceClaimRaised,
    PriceAgreementPriceCorrectionPublished,
    PriceAgreementPricesConfirmed,
    PriceAgreementPricesDeclined,
    PriceAgreementPricesProposed,
    PriceAgreementRenewalDrafted,
    PriceAgreementRenewalDropped,
    PriceAgreementRenewed,
    PriceAgreementSigned,
    PriceAgreementTerminated,
    PriceAgreementTierConfirmed,
    PriceAgreementTierLapsed,
    PriceAgreementTierRequested,
)
from domain.agreements.line_claims import LineClaims, with_claim
from domain.agreements.policy import EXPIRY_NOTICE_DAYS
from domain.agreements.terms import AgreedPrice, AgreementKind, Cap, PriceVersion
from domain.event import DocumentRef
from domain.frozen import replace

AgreementStatus = Literal["draft", "signed", "active", "expiring", "expired", "terminated"]
IN_FORCE: Final = ("active", "expiring")  # Something may have been ordered under it.


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPrice:
    """A price and the day on which it became known; a later one wins where days are shared."""

    price: PriceVersion
    learned_on: date
    correction: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Prices that wait for a second person. With a reason they correct the past."""

    prices: tuple[AgreedPrice, ...]
    proposed_by: str
    reason_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """One facility's way into one tier and out of it."""

    facility: str
    tier: str
    requested_by: str
    effective_from: date | None = None  # none: not confirmed
    learned_on: date | None = None
    lapsed_on: date | None = None
    lapse_learned_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceAgreement:
    """`prices` are by item, in the order in which they became known."""

    id: str
    number: str
    kind: AgreementKind
    supplier_id: str
    description: str
    currency: str
    legal_entities: tuple[str, ...]
    facilities: tuple[str, ...]
    tiers: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    cap: Cap | None
    drafted_by: str
    status: AgreementStatus = "draft"
    activated_on: date | None = None
    terminated_on: date | None = None
    termination_learned_on: date | None = None
    notice_days: int = EXPIRY_NOTICE_DAYS
    renews: DocumentRef | None = None  # what it follows
    renewal: DocumentRef | None = None  # what is to follow it, drafted or in force
    succeeded_on: date | None = None  # none: nothing follows it yet
    succession_learned_on: date | None = None
    prices: Mapping[str, tuple[KnownPrice, ...]] = field(default_factory=dict)
    versions: int = 0  # confirmed so far
    proposals: Mapping[int, Proposal] = field(default_factory=dict)  # that wait
    proposed: int = 0  # so far
    enrolments: tuple[Enrolment, ...] = ()
    consumed: Decimal = Decimal(0)  # in the cap's measure
    claims: int = 0  # raised so far
    claimed: Mapping[str, LineClaims] = field(default_factory=dict)  # by order id and line

    # An agreement serves those whom it names, not one place.
    legal_entity: None = None
    facility: None = None

    @property
    def ref(self) -> DocumentRef:
        """How other documents point at this one."""
        return DocumentRef(aggregate="price_agreement", id=self.id, number=self.number)

    @property
    def last_day(self) -> date | None:
        """The last day that it is agreed for; none: it is open."""
        if self.succeeded_on is None:
            return self.ends_on
        before = self.succeeded_on - timedelta(days=1)
        return before if self.ends_on is None else min(before, self.ends_on)

    @property
    def notice_on(self) -> date | None:
        """From when on somebody has to decide what follows; none: it is open."""
        last = self.last_day
        return None if last is None else last - timedelta(days=self.notice_days)


def evolve(agreement: PriceAgreement | None, event: PriceAgreementEvent) -> PriceAgreement:
    """The next state."""
    if isinstance(event, PriceAgreementDrafted):
        return _drafted(event)
    assert agreement is not None, "the first event drafts the agreement"
    match event:
        case PriceAgreementPricesProposed():
            proposal = Proposal(
                prices=event.prices, proposed_by=event.proposed_by, reason_code=event.reason_code
            )
            waiting = {**agreement.proposals, event.proposal: proposal}
            return replace(agreement, proposals=waiting, proposed=event.proposal)
        case PriceAgreementPricesConfirmed():
            return _priced(_decided(agreement, event.proposal), event.versions, event.learned_on)
        case PriceAgreementPriceCorrectionPublished():
            told = _decided(agreement, event.correction)
            return _priced(told, event.versions, event.learned_on, event.correction)
        case PriceAgreementPriceClaimRaised():
            claimed = with_claim(agreement.claimed, event.lines, event.currency)
            return replace(agreement, claims=event.claim, claimed=claimed)
        case PriceAgreementPricesDeclined():
            return _decided(agreement, event.proposal)
        case (
            PriceAgreementTierRequested()
            | PriceAgreementTierConfirmed()
            | PriceAgreementTierLapsed()
        ):
            return replace(agreement, enrolments=_enrolled(agreement.enrolments, event))
        case PriceAgreementConsumptionRecorded():
            drawn = event.quantity if event.amount is None else event.amount
            return replace(agreement, consumed=agreement.consumed + (drawn or 0))
        case PriceAgreementCapReached() | PriceAgreementCapExceeded():
            return agreement
        case (
            PriceAgreementRenewalDrafted()
            | PriceAgreementRenewalDropped()
            | PriceAgreementRenewed()
        ):
            return _followed(agreement, event)
        case _:
            return _became(agreement, event)


def _became(
    agreement: PriceAgreement,
    event: (
        PriceAgreementSigned
        | PriceAgreementActivated
        | PriceAgreementExpiring
        | PriceAgreementExpired
        | PriceAgreementTerminated
    ),
) -> PriceAgreement:
    match event:
        case PriceAgreementSigned():
            return replace(agreement, status="signed")
        case PriceAgreementActivated():
            return replace(agreement, status="active", activated_on=event.learned_on)
        case PriceAgreementExpiring():
            return replace(agreement, status="expiring")
        case PriceAgreementExpired():
            return replace(agreement, status="expired")
        case PriceAgreementTerminated():
            return replace(
                agreement,
                status="terminated",
                terminated_on=event.terminated_on,
                termination_learned_on=event.learned_on,
            )
        case _:
            assert_never(event)


def _followed(
    agreement: PriceAgreement,
    event: PriceAgreementRenewalDrafted | PriceAgreementRenewalDropped | PriceAgreementRenewed,
) -> PriceAgreement:
    match event:
        case PriceAgreementRenewalDrafted():
            return replace(agreement, renewal=event.successor)
        case PriceAgreementRenewalDropped():
            return replace(agreement, renewal=None)
        case PriceAgreementRenewed():
            return replace(
                agreement,
                renewal=event.successor,
                succeeded_on=event.succeeded_on,
                succession_learned_on=event.learned_on,
            )
        case _:
            assert_never(event)


def _drafted(event: PriceAgreementDrafted) -> PriceAgreement:
    return PriceAgreement(
        id=event.price_agreement_id,
        number=event.number,
        kind=event.kind,
        supplier_id=event.supplier_id,
        description=event.description,
        currency=event.currency,
        legal_entities=event.legal_entities,
        facilities=event.facilities,
        tiers=event.tiers,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        cap=event.cap,
        drafted_by=event.drafted_by,
        notice_days=EXPIRY_NOTICE_DAYS if event.notice_days is None else event.notice_days,
        renews=event.renews,
    )


def _decided(agreement: PriceAgreement, proposal: int) -> PriceAgreement:
    left = {number: each for number, each in agreement.proposals.items() if number != proposal}
    return replace(agreement, proposals=left)


def _priced(
    agreement: PriceAgreement,
    versions: tuple[PriceVersion, ...],
    learned_on: date,
    correction: int | None = None,
) -> PriceAgreement:
    prices = dict(agreement.prices)
    for price in versions:
        known = KnownPrice(price=price, learned_on=learned_on, correction=correction)
        prices[price.item_id] = (*prices.get(price.item_id, ()), known)
    return replace(agreement, prices=prices, versions=agreement.versions + len(versions))


def _enrolled(
    enrolments: tuple[Enrolment, ...],
    event: PriceAgreementTierRequested | PriceAgreementTierConfirmed | PriceAgreementTierLapsed,
) -> tuple[Enrolment, ...]:
    if isinstance(event, PriceAgreementTierRequested):
        asked = Enrolment(facility=event.facility, tier=event.tier, requested_by=event.requested_by)
        return (*enrolments, asked)
    index = max(
        index
        for index, each in enumerate(enrolments)
        if (each.facility, each.tier) == (event.facility, event.tier)
    )
    former = enrolments[index]
    if isinstance(event, PriceAgreementTierConfirmed):
        now = replace(former, effective_from=event.effective_from, learned_on=event.learned_on)
    else:
        now = replace(former, lapsed_on=event.lapsed_on, lapse_learned_on=event.learned_on)
    return (*enrolments[:index], now, *enrolments[index + 1 :])


PRICE_AGREEMENT: Final = Aggregate(name="price_agreement", state=PriceAgreement, evolve=evolve)
