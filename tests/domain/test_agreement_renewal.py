"""Renewal of agreements: one follows the other without a gap and without a day that both have."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given as for_all

from domain.agreements import renewal
from domain.agreements.commands import RenewPriceAgreement, ReviewPriceAgreementExpiry
from domain.agreements.decide import review_expiry
from domain.agreements.errors import PriceAgreementNothingDue, PriceAgreementWrongStatus
from domain.agreements.events import (
    PriceAgreementDrafted,
    PriceAgreementEvent,
    PriceAgreementExpiring,
    PriceAgreementPricesProposed,
    PriceAgreementRenewalDrafted,
    PriceAgreementRenewalDropped,
    PriceAgreementRenewed,
    PriceAgreementTierRequested,
)
from domain.agreements.renewal_errors import (
    PriceAgreementRenewalGap,
    PriceAgreementRenewalOverlaps,
    PriceAgreementRenewalStanding,
    PriceAgreementRenewalStartMissing,
)
from domain.agreements.resolution import obstacle, resolve
from domain.agreements.state import PRICE_AGREEMENT, PriceAgreement
from domain.event import DocumentRef
from tests.domain.agreements import (
    AGREEMENT,
    ITEMS,
    SIGNED,
    activated,
    agreed,
    agreement,
    breaks,
    confirmed,
    day,
    drafted,
    enrolled,
    moment,
    proposed,
    question,
)
from tests.domain.orders import id_of
from tests.domain.scenario import folded

NEXT = DocumentRef(aggregate="price_agreement", id=id_of(91), number="PA-2")


def asked(on: date | None = None, **terms: Any) -> RenewPriceAgreement:
    told: dict[str, Any] = {"ends_on": day(12, 31, 2027), **terms}
    return RenewPriceAgreement(
        now=moment(on or day(10)),
        price_agreement_id=NEXT.id,
        renewed_id=AGREEMENT.id,
        number=NEXT.number,
        drafted_by="dora",
        **told,
    )


def renewed(former: PriceAgreement, **terms: Any) -> tuple[PriceAgreementEvent, ...]:
    return renewal.renew(former, None, asked(**terms), ITEMS)


def priced(*facts: PriceAgreementEvent, **terms: Any) -> PriceAgreement:
    price = agreed("10.00", breaks=breaks(q50="8.00"))
    return agreement(proposed(price), confirmed(price), *facts, **terms)


def succeeded(former: PriceAgreement, first: date, on: date) -> PriceAgreement:
    told = PriceAgreementRenewed(successor=NEXT, succeeded_on=first, learned_on=on)
    return PRICE_AGREEMENT.evolve(former, told)


def test_the_successor_begins_on_the_day_after_and_takes_terms_and_prices_over() -> None:
    first, prices = renewed(priced(facilities=("NORTH",)), price_change_percent=Decimal("2.5"))
    assert isinstance(first, PriceAgreementDrafted)
    assert (first.starts_on, first.renews) == (day(1, 1, 2027), AGREEMENT)
    assert (first.kind, first.facilities, first.currency) == ("local", ("NORTH",), "USD")
    assert isinstance(prices, PriceAgreementPricesProposed)
    (price,) = prices.prices
    assert (price.unit_price, price.starts_on) == (Decimal("10.25"), day(1, 1, 2027))
    assert [step.unit_price for step in price.breaks] == [Decimal("8.2")]


def test_prices_are_those_of_the_last_day_as_known_by_then() -> None:
    ended = agreed("10.00", ends_on=day(6, 30))
    later = agreed("11.00", starts_on=day(7))
    former = agreement(proposed(ended, later), confirmed(ended, later))
    prices = renewed(former)[1]
    assert isinstance(prices, PriceAgreementPricesProposed)
    assert [each.unit_price for each in prices.prices] == [Decimal(11)]
    assert len(renewed(former, keeps_prices=False)) == 1


def test_a_price_that_two_people_never_agreed_to_is_only_proposed() -> None:
    assert renewed(agreement(proposed(agreed()))) == renewed(agreement())


def test_tiers_that_stand_on_the_last_day_are_asked_for_anew() -> None:
    former = priced(*enrolled(), *enrolled("SOUTH"), tiers=("T2",))
    wishes = [each for each in renewed(former) if isinstance(each, PriceAgreementTierRequested)]
    assert [(each.facility, each.tier) for each in wishes] == [("NORTH", "T2"), ("SOUTH", "T2")]


def test_an_open_agreement_ends_where_its_successor_says() -> None:
    former = priced(ends_on=None)
    with pytest.raises(PriceAgreementRenewalStartMissing):
        renewed(former)
    first = renewed(former, starts_on=day(11))[0]
    assert isinstance(first, PriceAgreementDrafted)
    assert first.starts_on == day(11)


@pytest.mark.parametrize(
    ("starts_on", "refusal"),
    [
        (day(1, 2, 2027), PriceAgreementRenewalGap),
        (day(10), PriceAgreementRenewalOverlaps),  # today
        (day(9, 30), PriceAgreementRenewalOverlaps),
        (day(1, 1, 2027), None),
        (day(10, 2), None),
    ],
)
def test_no_gap_and_no_day_that_has_come(starts_on: date, refusal: type[Exception] | None) -> None:
    if refusal is None:
        assert renewed(priced(), starts_on=starts_on)
        return
    with pytest.raises(refusal):
        renewed(priced(), starts_on=starts_on)


def test_what_expired_is_renewed_from_its_end_on_and_what_never_began_is_not() -> None:
    (first, *_) = renewed(priced(), on=day(2, 1, 2027))
    assert isinstance(first, PriceAgreementDrafted)
    assert first.starts_on == day(1, 1, 2027)
    with pytest.raises(PriceAgreementWrongStatus):
        renewed(folded(PRICE_AGREEMENT, drafted()))


def test_one_agreement_follows_and_another_only_where_that_came_to_nothing() -> None:
    told = PriceAgreementRenewalDrafted(
        successor=NEXT, starts_on=day(1, 1, 2027), drafted_by="dora"
    )
    former = priced(told)
    with pytest.raises(PriceAgreementRenewalStanding):
        renewed(former)
    mine = {"price_agreement_id": NEXT.id, "number": NEXT.number, "renews": AGREEMENT}
    dropped = folded(PRICE_AGREEMENT, drafted(**mine))
    (event,) = renewal.drop(former, dropped)
    assert event == PriceAgreementRenewalDropped(successor=NEXT)
    assert renewed(PRICE_AGREEMENT.evolve(former, event))
    active = folded(PRICE_AGREEMENT, drafted(**mine), SIGNED, activated())
    assert renewal.drop(former, active) == ()


def test_a_successor_that_is_activated_too_late_for_its_first_day_is_refused() -> None:
    successor = folded(PRICE_AGREEMENT, drafted(starts_on=day(11)))
    assert renewal.succeed(priced(), successor, day(10, 31))
    with pytest.raises(PriceAgreementRenewalOverlaps):
        renewal.succeed(priced(), successor, day(11))


def test_orders_of_the_successors_days_find_only_the_successor() -> None:
    former = succeeded(priced(), day(11), day(10))
    found = obstacle(former, question(on=day(11), known_on=date.max))
    assert found is not None
    assert found.says == "was renewed as PA-2 from 2026-11-01 on"
    assert obstacle(former, question(on=day(10, 31), known_on=date.max)) is None
    assert obstacle(former, question(on=day(11), known_on=day(9))) is None, "as known before"


@pytest.mark.parametrize(
    ("on", "is_due"), [(day(11, 30), False), (day(12), True), (day(12, 31), True)]
)
def test_notice_is_due_so_many_days_before_the_end(on: date, is_due: bool) -> None:
    one = priced(notice_days=30)
    review = ReviewPriceAgreementExpiry(now=moment(on), price_agreement_id=AGREEMENT.id)
    if is_due:
        assert review_expiry(one, review) == (PriceAgreementExpiring(ends_on=day(12, 31)),)
        return
    with pytest.raises(PriceAgreementNothingDue):
        review_expiry(one, review)


DAYS = st.integers(1, 400).map(lambda number: day(1) + timedelta(days=number))


@for_all(DAYS, DAYS)
def test_every_day_belongs_to_exactly_one_of_the_two(first: date, on: date) -> None:
    """Between the first day of the former and the last of the successor."""
    today = first - timedelta(days=1)
    if not day(1) < first <= day(1, 1, 2027):
        return
    successor = folded(
        PRICE_AGREEMENT,
        drafted(price_agreement_id=NEXT.id, number=NEXT.number, starts_on=first, ends_on=None),
        proposed(agreed("12.00", starts_on=first)),
        confirmed(agreed("12.00", starts_on=first)),
        SIGNED,
        activated(today),
    )
    (told,) = renewal.succeed(priced(), successor, today)
    former = PRICE_AGREEMENT.evolve(priced(), told)
    at = question(on=on, known_on=date.max)
    in_force = [each.number for each in (former, successor) if obstacle(each, at) is None]
    assert in_force == ["PA-1" if on < first else "PA-2"]
    found = resolve(at, (former, successor))
    assert found is not None
    assert found.unit_price == (10 if on < first else 12)
