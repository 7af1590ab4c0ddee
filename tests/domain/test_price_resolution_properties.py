"""Price resolution against a naive search, over made-up histories of an agreement."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import hypothesis.strategies as st
from hypothesis import given as for_all

from domain.agreements import pricing
from domain.agreements.resolution import (
    PriceQuestion,
    resolve,
)
from domain.agreements.state import PRICE_AGREEMENT, PriceAgreement
from domain.agreements.terms import AgreedPrice
from domain.errors import Rejected
from domain.quantity import Pack
from tests.domain.agreements import (
    ITEMS,
    agreed,
    agreement,
    confirm,
    confirmed,
    day,
    enrolled,
    propose,
    proposed,
    question,
    stated,
)
from tests.domain.orders import GLOVES

DAYS: Final = st.integers(1, 28).map(lambda number: day(3, number))


def priced(*prices: AgreedPrice, **terms: Any) -> PriceAgreement:
    """An agreement in force with these prices."""
    return agreement(proposed(*prices), confirmed(*prices), **terms)


@st.composite
def histories(draw: st.DrawFn) -> tuple[PriceAgreement, list[tuple[AgreedPrice, date]]]:
    """An agreement after proposals that were taken or refused, and what was taken, in order."""
    one = agreement(*enrolled(effective_from=day(3, 15)), tiers=("T2",))
    taken: list[tuple[AgreedPrice, date]] = []
    today = day(3)
    for _ in range(draw(st.integers(1, 6))):
        today = max(today, draw(DAYS))
        starts_on = draw(DAYS)
        ends_on = draw(st.none() | st.dates(starts_on, day(4, 15)))
        wanted = stated(
            str(draw(st.integers(1, 9))),
            starts_on=starts_on,
            ends_on=ends_on,
            tier=draw(st.sampled_from((None, "T2"))),
        )
        try:
            (asked,) = pricing.propose(one, propose(wanted, on=today), ITEMS)
        except Rejected:
            continue
        one = PRICE_AGREEMENT.evolve(one, asked)
        (agreed_to,) = pricing.confirm(one, confirm(one.proposed, on=today))
        one = PRICE_AGREEMENT.evolve(one, agreed_to)
        known = one.prices[GLOVES][-1]
        taken.append((known.price, known.learned_on))
    return one, taken


def naive(taken: list[tuple[AgreedPrice, date]], asked: PriceQuestion) -> Fraction | None:
    """The last that was known of the tier's price on that day, else of everybody's."""
    tier = "T2" if asked.on >= day(3, 15) else None
    for wanted in (tier, None):
        for price, learned_on in reversed(taken):
            is_in_time = price.starts_on <= asked.on <= (price.ends_on or date.max)
            if price.tier == wanted and is_in_time and learned_on <= asked.known_on:
                return Fraction(price.unit_price)
    return None


@for_all(histories(), DAYS, DAYS)
def test_resolution_is_what_a_search_of_all_that_was_ever_agreed_finds(
    history: tuple[PriceAgreement, list[tuple[AgreedPrice, date]]], on: date, known_on: date
) -> None:
    one, taken = history
    asked = question(on=on, known_on=known_on)
    found = resolve(asked, [one])
    assert (found.unit_price if found else None) == naive(taken, asked)
    assert found == resolve(asked, [one]), "asked twice, answered differently"


@for_all(histories())
def test_an_ordinary_price_never_annuls_one_that_begins_later_and_never_reaches_back(
    history: tuple[PriceAgreement, list[tuple[AgreedPrice, date]]],
) -> None:
    """So the versions of a slot, each up to where the next known one begins, share no day."""
    _, taken = history
    for index, (price, learned_on) in enumerate(taken):
        assert price.starts_on >= learned_on
        for earlier, _ in taken[:index]:
            if earlier.slot == price.slot and earlier.overlaps(price):
                assert earlier.starts_on <= price.starts_on


@for_all(
    st.decimals("0.000001", "9999", places=6),
    st.integers(1, 500),
    st.integers(1, 500),
    st.integers(1, 10_000),
)
def test_the_worth_of_a_quantity_is_the_same_in_every_unit(
    price: Decimal, size: int, other_size: int, pieces: int
) -> None:
    pack = Pack(unit="BX", base_unit="EA", numerator=size)
    wanted = Pack(unit="CS", base_unit="EA", numerator=other_size)
    one = priced(agreed(str(price), pack=pack))
    found = resolve(question(str(pieces), pack=wanted), [one])
    assert found is not None
    worth = found.unit_price * pieces
    assert worth == Fraction(price) * pieces * other_size / size
