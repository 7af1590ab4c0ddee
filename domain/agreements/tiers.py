"""A facility's way into a tier: requested by one person, confirmed by another, lapsed some day."""

from domain.agreements.commands import ConfirmTier, LapseTier, RequestTier
from domain.agreements.decide import require_open
from domain.agreements.errors import (
    PriceAgreementInvalidPeriod,
    PriceAgreementSelfConfirmed,
    PriceAgreementTierNotStanding,
    PriceAgreementTierStanding,
    PriceAgreementUnknownTier,
)
from domain.agreements.events import (
    PriceAgreementEvent,
    PriceAgreementTierConfirmed,
    PriceAgreementTierLapsed,
    PriceAgreementTierRequested,
)
from domain.agreements.pricing import require_served
from domain.agreements.state import Enrolment, PriceAgreement


def request(agreement: PriceAgreement, command: RequestTier) -> tuple[PriceAgreementEvent, ...]:
    """The facility asks for the tier's prices."""
    require_open(agreement)
    require_served(agreement, command.facility)
    if command.tier not in agreement.tiers:
        raise PriceAgreementUnknownTier(agreement.number, command.tier, agreement.tiers)
    standing = _latest(agreement, command.facility, command.tier)
    if standing is not None and standing.lapsed_on is None:
        how = "requested" if standing.effective_from is None else "confirmed"
        raise PriceAgreementTierStanding(agreement.number, command.facility, command.tier, how)
    return (
        PriceAgreementTierRequested(
            facility=command.facility, tier=command.tier, requested_by=command.requested_by
        ),
    )


def confirm(agreement: PriceAgreement, command: ConfirmTier) -> tuple[PriceAgreementEvent, ...]:
    """A second person agrees. The first day may have passed: orders of then keep their price."""
    require_open(agreement)
    waiting = _latest(agreement, command.facility, command.tier)
    if waiting is None or waiting.lapsed_on is not None or waiting.effective_from is not None:
        raise PriceAgreementTierNotStanding(
            agreement.number, command.facility, command.tier, "requested"
        )
    if command.confirmed_by == waiting.requested_by:
        what = f"tier {command.tier} for {command.facility}"
        raise PriceAgreementSelfConfirmed(agreement.number, what, command.confirmed_by)
    first, last = agreement.starts_on, agreement.last_day
    if command.effective_from < first or (last is not None and command.effective_from > last):
        raise PriceAgreementInvalidPeriod(
            "effective_from", command.effective_from, "lies outside the agreement"
        )
    return (
        PriceAgreementTierConfirmed(
            facility=command.facility,
            tier=command.tier,
            effective_from=command.effective_from,
            learned_on=command.now.date(),
            confirmed_by=command.confirmed_by,
        ),
    )


def lapse(agreement: PriceAgreement, command: LapseTier) -> tuple[PriceAgreementEvent, ...]:
    """From that day on the tier's prices are gone; what was ordered before keeps them."""
    standing = _latest(agreement, command.facility, command.tier)
    if standing is None or standing.effective_from is None or standing.lapsed_on is not None:
        raise PriceAgreementTierNotStanding(
            agreement.number, command.facility, command.tier, "confirmed"
        )
    if command.lapsed_on < standing.effective_from:
        raise PriceAgreementInvalidPeriod(
            "lapsed_on",
            command.lapsed_on,
            f"lies before the tier's first day {standing.effective_from.isoformat()}",
        )
    return (
        PriceAgreementTierLapsed(
            facility=command.facility,
            tier=command.tier,
            lapsed_on=command.lapsed_on,
            learned_on=command.now.date(),
            reason_code=command.reason_code,
        ),
    )


def _latest(agreement: PriceAgreement, facility: str, tier: str) -> Enrolment | None:
    mine = [each for each in agreement.enrolments if (each.facility, each.tier) == (facility, tier)]
    return mine[-1] if mine else None
