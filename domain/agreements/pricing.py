"""Prices are proposed by one person and confirmed by another; a correction is no rewrite.

In one slot (item, unit, tier, facility) a version that becomes known later wins on the days that it
covers, so that intervals never overlap at any state of knowledge. What nobody meant is refused: a
version that would annul one agreed for a later day, and one that begins in the past of an agreement
in force without being a correction.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from domain.agreements.commands import (
    BackdatePrices,
    ConfirmPrices,
    DeclinePrices,
    ProposePrices,
    StatedPrice,
)
from domain.agreements.decide import require_open, require_period
from domain.agreements.errors import (
    PriceAgreementInvalidPeriod,
    PriceAgreementNotEligible,
    PriceAgreementSelfConfirmed,
    PriceAgreementUnknownTier,
    PriceAgreementWrongStatus,
)
from domain.agreements.events import (
    PriceAgreementEvent,
    PriceAgreementPriceCorrectionPublished,
    PriceAgreementPricesConfirmed,
    PriceAgreementPricesDeclined,
    PriceAgreementPricesProposed,
)
from domain.agreements.policy import BREAKS_MAX, PRICES_MAX, VERSIONS_MAX
from domain.agreements.price_errors import (
    PriceAgreementFull,
    PriceAgreementInvalidBreaks,
    PriceAgreementNotBackdated,
    PriceAgreementPriceBackdated,
    PriceAgreementPriceContradictory,
    PriceAgreementPricesCount,
    PriceAgreementPriceUnchanged,
    PriceAgreementUnknownProposal,
    PriceAgreementUnknownUnit,
)
from domain.agreements.state import IN_FORCE, PriceAgreement, Proposal
from domain.agreements.terms import AgreedPrice, PriceVersion
from domain.catalogue.state import CatalogueItem
from domain.days import NEXT_DAY, ahead

Items = Mapping[str, CatalogueItem]  # Every item that the prices name, by id.


def propose(
    agreement: PriceAgreement, command: ProposePrices, items: Items
) -> tuple[PriceAgreementEvent, ...]:
    """Prices that begin today or later; until the agreement is activated, on any day."""
    prices = _stated(agreement, command.prices, items)
    _check_future(agreement, prices, command.now.date())
    return (
        PriceAgreementPricesProposed(
            proposal=agreement.proposed + 1, prices=prices, proposed_by=command.proposed_by
        ),
    )


def backdate(
    agreement: PriceAgreement, command: BackdatePrices, items: Items
) -> tuple[PriceAgreementEvent, ...]:
    """Prices that should have been others in the past."""
    prices = _stated(agreement, command.prices, items)
    if agreement.status not in IN_FORCE:
        needed = " or ".join(IN_FORCE)
        raise PriceAgreementWrongStatus(agreement.number, agreement.status, needed)
    today = command.now.date()
    for price in prices:
        if price.starts_on >= today:
            raise PriceAgreementNotBackdated(price, today)
        if _changes_nothing(agreement, price):
            raise PriceAgreementPriceUnchanged(price, price.unit_price)
    return (
        PriceAgreementPricesProposed(
            proposal=agreement.proposed + 1,
            prices=prices,
            proposed_by=command.proposed_by,
            reason_code=command.reason_code,
        ),
    )


def _changes_nothing(agreement: PriceAgreement, price: AgreedPrice) -> bool:
    """Whether these very terms stand on each day that the price is for."""
    known = [each.price for each in agreement.prices.get(price.item_id, ())]
    others = [each for each in known if each.slot == price.slot and each.overlaps(price)]
    turns = {price.starts_on, *(each.starts_on for each in others)}
    turns |= {ahead(each.ends_on, NEXT_DAY) for each in others if each.ends_on is not None}
    last = agreement.last_day or date.max
    return all(
        any(_same_terms(each, price) for each in _standing(others, day))
        for day in turns
        if price.covers(day) and day <= last
    )


def _standing(prices: Iterable[AgreedPrice], day: date) -> list[AgreedPrice]:
    """The one that holds on the day: of several the one that became known last."""
    return [each for each in prices if each.covers(day)][-1:]


def _same_terms(one: AgreedPrice, other: AgreedPrice) -> bool:
    terms = [(each.pack, each.unit_price, each.breaks) for each in (one, other)]
    return terms[0] == terms[1]


def confirm(agreement: PriceAgreement, command: ConfirmPrices) -> tuple[PriceAgreementEvent, ...]:
    """A second person agrees; the days are judged again, for others may have passed since."""
    require_open(agreement)
    proposal = _waiting(agreement, command.proposal)
    if command.confirmed_by == proposal.proposed_by:
        what = f"proposal {command.proposal}"
        raise PriceAgreementSelfConfirmed(agreement.number, what, command.confirmed_by)
    if agreement.versions + len(proposal.prices) > VERSIONS_MAX:
        raise PriceAgreementFull(agreement.number, VERSIONS_MAX)
    today = command.now.date()
    versions = tuple(
        PriceVersion(version=number, **dict(price))
        for number, price in enumerate(proposal.prices, start=agreement.versions + 1)
    )
    if proposal.reason_code is not None:
        return (
            PriceAgreementPriceCorrectionPublished(
                correction=command.proposal,
                versions=versions,
                learned_on=today,
                confirmed_by=command.confirmed_by,
                reason_code=proposal.reason_code,
            ),
        )
    _check_future(agreement, proposal.prices, today)
    return (
        PriceAgreementPricesConfirmed(
            proposal=command.proposal,
            versions=versions,
            learned_on=today,
            confirmed_by=command.confirmed_by,
        ),
    )


def decline(agreement: PriceAgreement, command: DeclinePrices) -> tuple[PriceAgreementEvent, ...]:
    """The proposal comes to nothing; who made it may take it back so."""
    _waiting(agreement, command.proposal)
    return (
        PriceAgreementPricesDeclined(
            proposal=command.proposal,
            declined_by=command.declined_by,
            reason_code=command.reason_code,
        ),
    )


def _waiting(agreement: PriceAgreement, number: int) -> Proposal:
    proposal = agreement.proposals.get(number)
    if proposal is None:
        raise PriceAgreementUnknownProposal(agreement.number, number)
    return proposal


def _stated(
    agreement: PriceAgreement, stated: tuple[StatedPrice, ...], items: Items
) -> tuple[AgreedPrice, ...]:
    require_open(agreement)
    if not 1 <= len(stated) <= PRICES_MAX:
        raise PriceAgreementPricesCount(len(stated), PRICES_MAX)
    prices = tuple(_price(agreement, each, items[each.item_id]) for each in stated)
    _refuse_overlap(prices)
    return prices


def _price(agreement: PriceAgreement, stated: StatedPrice, item: CatalogueItem) -> AgreedPrice:
    packs = item.packs_on(stated.starts_on)
    pack = packs.get(stated.unit)
    if pack is None:
        raise PriceAgreementUnknownUnit(item.number, stated.unit, packs)
    if stated.tier is not None and stated.tier not in agreement.tiers:
        raise PriceAgreementUnknownTier(agreement.number, stated.tier, agreement.tiers)
    if stated.facility is not None:
        require_served(agreement, stated.facility)
    price = AgreedPrice(
        item_id=stated.item_id,
        pack=pack,
        unit_price=stated.unit_price,
        breaks=stated.breaks,
        tier=stated.tier,
        facility=stated.facility,
        starts_on=stated.starts_on,
        ends_on=stated.ends_on,
    )
    _check_days(agreement, price)
    _check_breaks(price)
    return price


def require_served(agreement: PriceAgreement, facility: str) -> None:
    """Raises unless the agreement serves the facility."""
    if agreement.facilities and facility not in agreement.facilities:
        raise PriceAgreementNotEligible(agreement.number, facility)


def _check_days(agreement: PriceAgreement, price: AgreedPrice) -> None:
    require_period("ends_on", price.starts_on, price.ends_on)
    if price.starts_on < agreement.starts_on:
        problem = f"lies before the agreement's first day {agreement.starts_on.isoformat()}"
        raise PriceAgreementInvalidPeriod("starts_on", price.starts_on, problem)
    last = price.ends_on or price.starts_on
    if agreement.last_day is not None and last > agreement.last_day:
        problem = f"lies behind the agreement's last day {agreement.last_day.isoformat()}"
        raise PriceAgreementInvalidPeriod("ends_on", last, problem)


def _check_breaks(price: AgreedPrice) -> None:
    if len(price.breaks) > BREAKS_MAX:
        raise PriceAgreementInvalidBreaks(price, f"are {len(price.breaks)}, above {BREAKS_MAX}")
    before = Decimal(0)
    for each in price.breaks:
        if each.quantity <= before:
            raise PriceAgreementInvalidBreaks(price, f"come to {each.quantity} after {before}")
        before = each.quantity


def _refuse_overlap(prices: tuple[AgreedPrice, ...]) -> None:
    last: dict[tuple[str, str, str | None, str | None], AgreedPrice] = {}
    for price in sorted(prices, key=lambda each: each.starts_on):
        other = last.get(price.slot)
        if other is not None and price.overlaps(other):
            raise PriceAgreementPriceContradictory(price, other)
        last[price.slot] = price


def _check_future(agreement: PriceAgreement, prices: Iterable[AgreedPrice], today: date) -> None:
    """An ordinary price supersedes from its start on; it neither reaches back nor annuls later."""
    for price in prices:
        if agreement.status in IN_FORCE and price.starts_on < today:
            raise PriceAgreementPriceBackdated(price, today)
        for known in agreement.prices.get(price.item_id, ()):
            other = known.price
            if (
                other.slot == price.slot
                and other.starts_on > price.starts_on
                and price.overlaps(other)
            ):
                raise PriceAgreementPriceContradictory(price, other)
