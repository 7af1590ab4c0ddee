"""Tiers of an agreement: asked for by one person, given by another, gone some day."""

from datetime import date

from domain.agreements import tiers
from domain.agreements.commands import (
    ConfirmTier,
    LapseTier,
    RequestTier,
)
from domain.agreements.errors import (
    PriceAgreementInvalidPeriod,
    PriceAgreementNotEligible,
    PriceAgreementSelfConfirmed,
    PriceAgreementTierNotStanding,
    PriceAgreementTierStanding,
    PriceAgreementUnknownTier,
)
from domain.agreements.events import (
    PriceAgreementTierRequested,
)
from domain.agreements.state import PRICE_AGREEMENT
from tests.domain.agreements import (
    AGREEMENT,
    day,
    enrolled,
    in_force,
    lapsed,
    moment,
)
from tests.domain.scenario import given


def ask(facility: str = "NORTH", tier: str = "T2", by: str = "dora") -> RequestTier:
    return RequestTier(
        now=moment(day(1)),
        price_agreement_id=AGREEMENT.id,
        facility=facility,
        tier=tier,
        requested_by=by,
    )


def grant(on: date, by: str = "sven", tier: str = "T2") -> ConfirmTier:
    return ConfirmTier(
        now=moment(day(1)),
        price_agreement_id=AGREEMENT.id,
        facility="NORTH",
        tier=tier,
        effective_from=on,
        confirmed_by=by,
    )


def lapse(on: date) -> LapseTier:
    return LapseTier(
        now=moment(on),
        price_agreement_id=AGREEMENT.id,
        facility="NORTH",
        tier="T2",
        lapsed_on=on,
        reason_code="volume",
    )


def test_a_tier_is_requested_confirmed_by_a_second_person_and_lapses() -> None:
    terms = {"tiers": ("T2",), "facilities": ("NORTH",)}
    requested, granted = enrolled()
    story = given(PRICE_AGREEMENT, *in_force(**terms))
    story.when(tiers.request, ask()).then(requested)
    waiting = given(PRICE_AGREEMENT, *in_force(requested, **terms))
    waiting.when(tiers.confirm, grant(day(1))).then(granted)
    has = given(PRICE_AGREEMENT, *in_force(requested, granted, **terms))
    has.when(tiers.lapse, lapse(day(6))).then(lapsed(day(6)))
    again = given(PRICE_AGREEMENT, *in_force(requested, granted, lapsed(day(6)), **terms))
    again.when(tiers.request, ask()).then(
        PriceAgreementTierRequested(facility="NORTH", tier="T2", requested_by="dora")
    )


def test_a_tier_that_cannot_be_is_refused() -> None:
    terms = {"tiers": ("T2",), "facilities": ("NORTH",)}
    requested, granted = enrolled()
    story = given(PRICE_AGREEMENT, *in_force(**terms))
    story.when(tiers.request, ask(facility="EAST")).rejected(PriceAgreementNotEligible)
    story.when(tiers.request, ask(tier="T9")).rejected(PriceAgreementUnknownTier)
    story.when(tiers.confirm, grant(day(1))).rejected(PriceAgreementTierNotStanding)
    story.when(tiers.lapse, lapse(day(6))).rejected(PriceAgreementTierNotStanding)
    waiting = given(PRICE_AGREEMENT, *in_force(requested, **terms))
    waiting.when(tiers.request, ask()).rejected(PriceAgreementTierStanding)
    waiting.when(tiers.confirm, grant(day(1), by="dora")).rejected(PriceAgreementSelfConfirmed)
    waiting.when(tiers.confirm, grant(day(1, 1, 2027))).rejected(PriceAgreementInvalidPeriod)
    waiting.when(tiers.confirm, grant(day(12, 31, 2025))).rejected(PriceAgreementInvalidPeriod)
    waiting.when(tiers.lapse, lapse(day(6))).rejected(PriceAgreementTierNotStanding)
    has = given(PRICE_AGREEMENT, *in_force(requested, granted, **terms))
    has.when(tiers.confirm, grant(day(1))).rejected(PriceAgreementTierNotStanding)
    has.when(tiers.lapse, lapse(day(12, 31, 2025))).rejected(PriceAgreementInvalidPeriod)
