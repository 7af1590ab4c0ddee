"""Prices of an agreement: two people, days that fit, and no contradiction."""

from decimal import Decimal
from typing import Any

import pytest

from domain.agreements import pricing
from domain.agreements.commands import (
    DeclinePrices,
    StatedPrice,
)
from domain.agreements.errors import (
    PriceAgreementInvalidPeriod,
    PriceAgreementNotEligible,
    PriceAgreementSelfConfirmed,
    PriceAgreementUnknownTier,
    PriceAgreementWrongStatus,
)
from domain.agreements.events import (
    PriceAgreementPricesDeclined,
)
from domain.agreements.policy import BREAKS_MAX, PRICES_MAX
from domain.agreements.price_errors import (
    PriceAgreementInvalidBreaks,
    PriceAgreementNotBackdated,
    PriceAgreementPriceBackdated,
    PriceAgreementPriceContradictory,
    PriceAgreementPricesCount,
    PriceAgreementPriceUnchanged,
    PriceAgreementUnknownProposal,
    PriceAgreementUnknownUnit,
)
from domain.agreements.state import PRICE_AGREEMENT, PriceAgreement
from domain.agreements.terms import PriceBreak
from domain.errors import Rejected
from tests.domain.agreements import (
    AGREEMENT,
    ITEMS,
    agreed,
    backdate,
    breaks,
    confirm,
    confirmed,
    corrected,
    day,
    drafted,
    in_force,
    moment,
    propose,
    proposed,
    stated,
)
from tests.domain.scenario import When, given


def test_prices_are_proposed_by_one_person_and_confirmed_by_another() -> None:
    wanted = propose(stated(breaks=breaks(q50="9.00")))
    price = agreed(breaks=breaks(q50="9.00"))
    given(PRICE_AGREEMENT, drafted()).when(pricing.propose, wanted, ITEMS).then(proposed(price))
    story = given(PRICE_AGREEMENT, drafted(), proposed(price))
    story.when(pricing.confirm, confirm(by="dora")).rejected(PriceAgreementSelfConfirmed)
    after = story.when(pricing.confirm, confirm()).then(confirmed(price))
    assert not after.proposals
    story.when(pricing.confirm, confirm(proposal=2)).rejected(PriceAgreementUnknownProposal)


def test_a_declined_proposal_comes_to_nothing() -> None:
    decline = DeclinePrices(
        now=moment(day(1)),
        price_agreement_id=AGREEMENT.id,
        proposal=1,
        declined_by="dora",
        reason_code="typo",
    )
    declined = PriceAgreementPricesDeclined(proposal=1, declined_by="dora", reason_code="typo")
    story = given(PRICE_AGREEMENT, drafted(), proposed(agreed()))
    story.when(pricing.decline, decline).then(declined)
    over = given(PRICE_AGREEMENT, drafted(), proposed(agreed()), declined)
    over.when(pricing.confirm, confirm()).rejected(PriceAgreementUnknownProposal)
    over.when(pricing.propose, propose(stated("9")), ITEMS).then(proposed(agreed("9"), proposal=2))


@pytest.mark.parametrize(
    ("price", "refusal"),
    [
        (stated(unit="CS"), PriceAgreementUnknownUnit),
        (stated(tier="T9"), PriceAgreementUnknownTier),
        (stated(facility="EAST"), PriceAgreementNotEligible),
        (stated(ends_on=day(12, 31, 2025)), PriceAgreementInvalidPeriod),
        (stated(starts_on=day(12, 31, 2025)), PriceAgreementInvalidPeriod),
        (stated(ends_on=day(1, 1, 2027)), PriceAgreementInvalidPeriod),
        (stated(starts_on=day(1, 1, 2027)), PriceAgreementInvalidPeriod),
        (stated(breaks=breaks(q50="9", q40="8")), PriceAgreementInvalidBreaks),
        (
            stated(breaks=(PriceBreak(quantity=Decimal(-1), unit_price=Decimal(1)),)),
            PriceAgreementInvalidBreaks,
        ),
        (
            stated(breaks=breaks(**{f"q{each}": "1" for each in range(1, BREAKS_MAX + 2)})),
            PriceAgreementInvalidBreaks,
        ),
    ],
)
def test_a_price_that_cannot_be_is_refused(price: StatedPrice, refusal: type[Rejected]) -> None:
    story = given(PRICE_AGREEMENT, drafted(facilities=("NORTH",), tiers=("T2",)))
    story.when(pricing.propose, propose(price), ITEMS).rejected(refusal)


def test_a_proposal_has_some_prices_and_not_too_many() -> None:
    story = given(PRICE_AGREEMENT, drafted())
    story.when(pricing.propose, propose(), ITEMS).rejected(PriceAgreementPricesCount, count=0)
    many = propose(*(stated() for _ in range(PRICES_MAX + 1)))
    story.when(pricing.propose, many, ITEMS).rejected(PriceAgreementPricesCount)


def test_two_prices_of_one_slot_do_not_share_a_day() -> None:
    story = given(PRICE_AGREEMENT, drafted(tiers=("T2",)))
    twice = propose(stated(ends_on=day(6)), stated("9", starts_on=day(6)))
    story.when(pricing.propose, twice, ITEMS).rejected(PriceAgreementPriceContradictory)
    in_turn = propose(stated(ends_on=day(5, 31)), stated("9", starts_on=day(6)))
    story.when(pricing.propose, in_turn, ITEMS).then(
        proposed(agreed(ends_on=day(5, 31)), agreed("9", starts_on=day(6)))
    )
    of_two_tiers = propose(stated(), stated("9", tier="T2"))
    story.when(pricing.propose, of_two_tiers, ITEMS).then(
        proposed(agreed(), agreed("9", tier="T2"))
    )


def test_a_new_price_supersedes_from_its_start_and_annuls_none_that_begins_later() -> None:
    first = (proposed(agreed()), confirmed(agreed()))
    later = agreed("9", starts_on=day(6))
    known = (*first, proposed(later, proposal=2), confirmed(later, proposal=2, first=2))
    story = given(PRICE_AGREEMENT, *in_force(*known))
    open_ended = propose(stated("8", starts_on=day(4)), on=day(3))
    story.when(pricing.propose, open_ended, ITEMS).rejected(PriceAgreementPriceContradictory)
    until_then = propose(stated("8", starts_on=day(4), ends_on=day(5, 31)), on=day(3))
    told = agreed("8", starts_on=day(4), ends_on=day(5, 31))
    story.when(pricing.propose, until_then, ITEMS).then(proposed(told, proposal=3))
    instead = propose(stated("8", starts_on=day(6)), on=day(3))
    story.when(pricing.propose, instead, ITEMS).then(
        proposed(agreed("8", starts_on=day(6)), proposal=3)
    )


def test_a_price_in_the_past_of_an_agreement_in_force_is_a_correction() -> None:
    story = given(PRICE_AGREEMENT, *in_force())
    late = propose(stated("9", starts_on=day(2)), on=day(3))
    story.when(pricing.propose, late, ITEMS).rejected(PriceAgreementPriceBackdated)
    price = agreed("9", starts_on=day(2))
    asked = proposed(price, reason_code="late_letter")
    story.when(pricing.backdate, backdate(stated("9", starts_on=day(2)), on=day(3)), ITEMS).then(
        asked
    )
    given(PRICE_AGREEMENT, *in_force(asked)).when(pricing.confirm, confirm(on=day(3, 4))).then(
        corrected(price, proposal=1, first=1, learned_on=day(3, 4))
    )
    story.when(pricing.backdate, backdate(stated(starts_on=day(3)), on=day(3)), ITEMS).rejected(
        PriceAgreementNotBackdated
    )
    draft_only = given(PRICE_AGREEMENT, drafted())
    draft_only.when(pricing.backdate, backdate(stated(), on=day(3)), ITEMS).rejected(
        PriceAgreementWrongStatus
    )


def test_a_price_whose_first_day_passed_before_it_was_confirmed_is_refused() -> None:
    price = agreed("9", starts_on=day(3))
    story = given(PRICE_AGREEMENT, *in_force(proposed(price)))
    story.when(pricing.confirm, confirm(on=day(3, 2))).rejected(PriceAgreementPriceBackdated)


def test_a_correction_to_what_is_agreed_already_is_refused() -> None:
    """Ten until the end of June, nine from July on; then ten again for March, corrected."""
    june, july = day(6, 30), day(7)
    stands = (
        confirmed(agreed("10", ends_on=june)),
        confirmed(agreed("9", starts_on=july), proposal=2, first=2),
    )
    story = given(PRICE_AGREEMENT, *in_force(*stands))

    def ask(price: str, **terms: object) -> When[PriceAgreement]:
        return story.when(pricing.backdate, backdate(stated(price, **terms), on=day(8)), ITEMS)

    for days in ({"ends_on": june}, {"starts_on": day(3), "ends_on": day(4)}):
        refused = ask("10", **days).rejected(PriceAgreementPriceUnchanged, unit_price="10")
        assert "leave it out" in refused.message
    ask("9", starts_on=day(7, 15)).rejected(PriceAgreementPriceUnchanged)
    ask("10").then(proposed(agreed("10"), proposal=1, reason_code="late_letter"))
    other = breaks(q50="8.00")
    ask("10", ends_on=june, breaks=other).then(
        proposed(agreed("10", ends_on=june, breaks=other), proposal=1, reason_code="late_letter")
    )
    longer: dict[str, Any] = {"starts_on": day(1), "ends_on": july}
    ask("10", **longer).then(
        proposed(agreed("10", **longer), proposal=1, reason_code="late_letter")
    )
    march: dict[str, Any] = {"starts_on": day(3), "ends_on": day(3, 31)}
    dearer = corrected(agreed("11", **march), proposal=3, first=3, learned_on=day(8))
    again = given(PRICE_AGREEMENT, *in_force(*stands, dearer))
    command = backdate(stated("10", **march), on=day(9))
    again.when(pricing.backdate, command, ITEMS).then(
        proposed(agreed("10", **march), proposal=1, reason_code="late_letter")
    )
