"""Which price an order gets: by precedence, by day, by what was known, exact in every unit."""

from datetime import date
from fractions import Fraction
from typing import Any, Final

import pytest

from domain.agreements.events import PriceAgreementEvent, PriceAgreementTerminated
from domain.agreements.resolution import ResolvedPrice, obstacle, price_in, resolve, tier_of
from domain.agreements.state import PRICE_AGREEMENT, PriceAgreement
from domain.agreements.terms import AgreedPrice
from domain.event import DocumentRef
from domain.quantity import Pack
from tests.domain.agreements import (
    AGREEMENT,
    SIGNED,
    agreed,
    agreement,
    breaks,
    confirmed,
    corrected,
    day,
    drafted,
    enrolled,
    lapsed,
    proposed,
    question,
)
from tests.domain.orders import EACH, id_of
from tests.domain.scenario import folded

CASE: Final = Pack(unit="CS", base_unit="EA", numerator=144)
THREE: Final = Pack(unit="PK", base_unit="EA", numerator=3)


def priced(*prices: AgreedPrice, **terms: Any) -> PriceAgreement:
    """An agreement in force with these prices."""
    return agreement(proposed(*prices), confirmed(*prices), **terms)


def other(number: int, price: str, **terms: Any) -> PriceAgreement:
    """Another agreement, with one price."""
    told = {"price_agreement_id": id_of(number), "number": f"PA-{number}", **terms}
    return priced(agreed(price), **told)


def told(found: ResolvedPrice | None) -> Fraction | None:
    return None if found is None else found.unit_price


def test_the_price_names_agreement_version_and_tier() -> None:
    found = resolve(question(), [priced(agreed("10.50"))])
    assert found is not None
    assert found.unit_price == Fraction("10.5")
    assert (found.agreement, found.version, found.tier) == (AGREEMENT, 1, None)


def test_ones_own_agreement_goes_before_the_purchasing_organisation() -> None:
    own, gpo = other(91, "12", kind="local"), other(92, "8", kind="gpo")
    found = resolve(question(), [gpo, own])
    assert found is not None
    assert found.agreement == DocumentRef(aggregate="price_agreement", id=id_of(91), number="PA-91")
    assert told(resolve(question(), [gpo])) == Fraction(8)


def test_of_two_equal_agreements_the_cheaper_one_counts_in_either_order() -> None:
    dear, cheap = other(91, "12"), other(92, "8")
    assert resolve(question(), [dear, cheap]) == resolve(question(), [cheap, dear])
    assert told(resolve(question(), [dear, cheap])) == Fraction(8)


def test_what_no_agreement_prices_has_no_price() -> None:
    assert resolve(question(), []) is None


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"supplier_id": id_of(99)}, "is with another supplier"),
        ({"legal_entity": "OTHER"}, "does not serve legal entity OTHER"),
        ({"facility": "EAST"}, "does not serve facility EAST"),
        ({"on": date(2025, 12, 31)}, "begins on 2026-01-01"),
        ({"on": date(2027, 1, 1)}, "ended on 2026-12-31"),
        ({"known_on": date(2025, 12, 31)}, "is not active"),
        ({}, None),
    ],
)
def test_an_agreement_applies_to_its_supplier_its_members_and_its_days(
    asked: dict[str, Any], words: str | None
) -> None:
    one = priced(agreed(), legal_entities=("NHS",), facilities=("NORTH",))
    found = obstacle(one, question(**asked))
    assert (None if found is None else found.says) == words
    assert (resolve(question(**asked), [one]) is None) == (words is not None)


def test_a_draft_applies_to_nothing() -> None:
    one = folded(PRICE_AGREEMENT, drafted(), proposed(agreed()), confirmed(agreed()), SIGNED)
    assert resolve(question(), [one]) is None


def test_a_terminated_agreement_applies_until_its_end_and_to_who_did_not_know() -> None:
    ended = PriceAgreementTerminated(
        terminated_on=day(6), learned_on=day(5), terminated_by="dora", reason_code="left_market"
    )
    one = agreement(proposed(agreed()), confirmed(agreed()), ended)
    assert resolve(question(on=day(5, 31), known_on=day(6)), [one]) is not None
    assert resolve(question(on=day(6), known_on=day(6)), [one]) is None
    assert resolve(question(on=day(6), known_on=day(4)), [one]) is not None


def test_another_currency_and_another_base_unit_have_no_price() -> None:
    assert price_in(priced(agreed()), question(currency="EUR")) is None
    litre = Pack(unit="LT", base_unit="LT")
    assert price_in(priced(agreed()), question(pack=litre)) is None


def test_the_break_follows_the_quantity_in_the_prices_own_unit() -> None:
    one = priced(agreed("10", breaks=breaks(q50="9", q100="8")))
    for quantity, price in (("49.999", 10), ("50", 9), ("99", 9), ("100", 8)):
        assert told(resolve(question(quantity), [one])) == Fraction(price)
    in_each = question("599", pack=EACH)
    assert told(resolve(in_each, [one])) == Fraction(10, 12)
    assert told(resolve(question("600", pack=EACH), [one])) == Fraction(9, 12)


def test_a_third_of_a_unit_is_exact() -> None:
    one = priced(agreed("10", pack=THREE))
    assert told(resolve(question(pack=EACH), [one])) == Fraction(10, 3)


def test_the_very_unit_goes_first_then_the_largest_that_fits_in_it_then_the_smallest() -> None:
    of_boxes_and_cases = priced(agreed("10"), agreed("96", pack=CASE))
    assert told(resolve(question(), [of_boxes_and_cases])) == Fraction(10)
    each = resolve(question(pack=EACH), [of_boxes_and_cases])
    assert told(each) == Fraction(10, 12)
    of_each_and_boxes = priced(agreed("1", pack=EACH), agreed("10"))
    case = resolve(question(pack=CASE), [of_each_and_boxes])
    assert told(case) == Fraction(120)


def test_the_price_for_the_facility_goes_before_the_one_for_all() -> None:
    one = priced(agreed("10"), agreed("9", facility="NORTH"), agreed("1", facility="SOUTH"))
    assert told(resolve(question(), [one])) == Fraction(9)
    assert told(resolve(question(facility="EAST"), [one])) == Fraction(10)


def tiered(*facts: PriceAgreementEvent) -> PriceAgreement:
    prices = (agreed("10"), agreed("7", tier="T2"), agreed("6", tier="T3"))
    return agreement(proposed(*prices), confirmed(*prices), *facts, tiers=("T2", "T3"), kind="gpo")


def test_a_tier_counts_only_from_its_confirmation_to_its_lapse() -> None:
    one = tiered(*enrolled(effective_from=day(2)), lapsed(day(6)))
    for on, price in ((day(1, 31), 10), (day(2), 7), (day(5, 31), 7), (day(6), 10)):
        assert told(resolve(question(on=on, known_on=day(6)), [one])) == Fraction(price)
    requested, _ = enrolled()
    assert told(resolve(question(), [tiered(requested)])) == Fraction(10)
    assert told(resolve(question(facility="SOUTH"), [one])) == Fraction(10)


def test_a_lapse_that_was_not_known_yet_takes_nothing_away() -> None:
    one = tiered(*enrolled(), lapsed(day(2, 15)))
    assert tier_of(one, "NORTH", day(3), day(2)) == "T2"
    assert tier_of(one, "NORTH", day(3), day(3)) is None


def test_a_later_tier_takes_the_place_of_the_former_and_does_not_give_it_back() -> None:
    later = enrolled(tier="T3", effective_from=day(4))
    one = tiered(*enrolled(), *later, lapsed(day(6), tier="T3"))
    assert tier_of(one, "NORTH", day(3), day(12)) == "T2"
    assert tier_of(one, "NORTH", day(4), day(12)) == "T3"
    assert tier_of(one, "NORTH", day(6), day(12)) is None


def test_a_correction_counts_for_its_days_and_only_for_who_knows_it() -> None:
    was, true = agreed("10"), agreed("8", starts_on=day(2), ends_on=day(2, 28))
    one = agreement(
        proposed(was),
        confirmed(was),
        proposed(true, proposal=2, reason_code="late_letter"),
        corrected(true, proposal=2, first=2, learned_on=day(4)),
    )
    in_february = day(2, 10)
    before = resolve(question(on=in_february, known_on=day(3)), [one])
    after = resolve(question(on=in_february, known_on=day(4)), [one])
    assert told(before) == Fraction(10)
    assert told(after) == Fraction(8)
    assert before is not None
    assert after is not None
    assert (before.version, after.version) == (1, 2)
    assert told(resolve(question(on=day(3), known_on=day(4)), [one])) == Fraction(10)
