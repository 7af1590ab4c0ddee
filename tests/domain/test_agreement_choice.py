"""An agreement chosen by itself: by precedence, of candidates that say what stood against them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given as for_all

from domain.agreements.candidates import AgreementCandidate
from domain.agreements.choice import Choice, choose
from domain.agreements.consumption import Wanted
from domain.agreements.events import PriceAgreementEvent, PriceAgreementTerminated
from domain.agreements.resolution import resolve
from domain.agreements.state import PRICE_AGREEMENT, PriceAgreement
from domain.quantity import Pack
from tests.domain.agreements import (
    agreed,
    capped,
    confirmed,
    day,
    enrolled,
    in_force,
    proposed,
    question,
)
from tests.domain.orders import BOX, id_of
from tests.domain.scenario import folded

EACH = Pack(unit="EA", base_unit="EA")


def one(
    number: str, cost: str = "10.00", *facts: PriceAgreementEvent, **terms: Any
) -> PriceAgreement:
    """Agreement `number`, in force, with gloves at this price; `price` says more of the price."""
    price = agreed(cost, **terms.pop("price", {}))
    told = {"price_agreement_id": id_of(900 + int(number)), "number": f"PA-{number}", **terms}
    history = in_force(proposed(price), confirmed(price), *facts, **told)
    return folded(PRICE_AGREEMENT, *history)


def numbers(choice: Choice) -> list[tuple[str, str | None]]:
    return [(each.agreement.number, each.obstacle) for each in choice.candidates]


def taken(choice: Choice) -> str | None:
    return None if choice.found is None else choice.found.agreement.number


def test_an_own_agreement_goes_before_a_cheaper_one_of_a_purchasing_organisation() -> None:
    choice = choose(question(), [one("1", "8.00", kind="gpo"), one("2", "10.00")])
    assert taken(choice) == "PA-2"
    assert numbers(choice) == [("PA-2", None), ("PA-1", None)]


def test_between_equals_the_cheapest_then_the_number() -> None:
    assert taken(choose(question(), [one("1", "9.00"), one("2", "8.00")])) == "PA-2"
    assert taken(choose(question(), [one("2", "8.00"), one("1", "8.00")])) == "PA-1"


def test_each_candidate_is_told_with_its_price_in_the_unit_of_the_line() -> None:
    choice = choose(question("12", pack=EACH), [one("1", "60.00")])
    (told,) = choice.candidates
    assert told == AgreementCandidate(
        agreement=one("1").ref, version=1, unit_price=Decimal(5), obstacle=None
    )


def test_a_price_that_six_places_do_not_hold_is_a_candidate_without_a_price() -> None:
    third = Pack(unit="BX", base_unit="EA", numerator=3)
    choice = choose(question("1", pack=EACH), [one("1", price={"pack": third})])
    assert taken(choice) == "PA-1"
    assert choice.candidates[0].unit_price is None


TERMINATED = PriceAgreementTerminated(
    terminated_on=day(2), learned_on=day(2), terminated_by="dora", reason_code="left_market"
)


@pytest.mark.parametrize(
    ("candidate", "obstacle"),
    [
        (one("1", starts_on=day(6)), "not_begun"),
        (one("1", ends_on=day(2)), "ended"),
        (one("1", "10.00", TERMINATED), "terminated"),
        (one("1", facilities=("SOUTH",)), "other_facility"),
        (one("1", legal_entities=("OTHER",)), "other_legal_entity"),
        (one("1", currency="EUR"), "other_currency"),
        (one("1", price={"starts_on": day(6)}), "no_price_on_day"),
        (one("1", price={"facility": "SOUTH"}), "other_facility"),
        (one("1", tiers=("T2",), price={"tier": "T2"}), "other_tier"),
        (one("1", price={"pack": Pack(unit="PR", base_unit="PR")}), "other_base_unit"),
        (one("1", cap=capped("11")), "cap_passed"),
        (one("1", cap=capped("11", beyond="flag")), None),
        (one("1", cap=capped("12")), None),
    ],
)
def test_what_stands_against_a_candidate_is_told_and_the_next_one_is_chosen(
    candidate: PriceAgreement, obstacle: str | None
) -> None:
    next_one = one("2", "99.00")
    choice = choose(question("1"), [candidate, next_one])
    assert dict(numbers(choice))["PA-1"] == obstacle
    assert taken(choice) == ("PA-2" if obstacle else "PA-1")
    alone = choose(question("1"), [candidate])
    assert taken(alone) == (None if obstacle else "PA-1")


def test_a_confirmed_tier_makes_its_price_a_choice() -> None:
    candidate = one("1", "10.00", *enrolled(), tiers=("T2",), price={"tier": "T2"})
    choice = choose(question(), [candidate])
    assert choice.candidates[0].tier == "T2"
    assert taken(choice) == "PA-1"


def test_other_suppliers_and_other_items_are_no_candidates() -> None:
    other = one("1", supplier_id=id_of(99))
    assert choose(question(), [other]).candidates == ()
    assert choose(question(item_id=id_of(98)), [one("1")]).candidates == ()


def test_lines_of_one_order_share_what_a_cap_has_left() -> None:
    limited = one("1", cap=capped("24"))
    first = Wanted(quantity=Decimal(1), pack=BOX, amount=Decimal(10), currency="USD")
    drawn = {limited.id: (first,)}
    assert taken(choose(question("1"), [limited], after=drawn)) == "PA-1"
    assert taken(choose(question("2"), [limited], after=drawn)) is None
    assert taken(choose(question("2"), [limited], before=drawn, after=drawn)) == "PA-1"


def test_a_named_agreement_yields_only_to_one_that_goes_before_it() -> None:
    dear, cheap, twin = one("1", "10.00"), one("2", "8.00"), one("3", "8.00")
    choice = choose(question(), [dear, cheap, twin])
    first = choice.first_before(dear, question())
    assert first is not None
    assert first.agreement.number == "PA-2"
    assert choice.first_before(cheap, question()) is None
    assert choice.first_before(twin, question()) is None, "neither dearer nor of another kind"


COSTS = st.integers(1, 4).map(lambda cost: f"{cost}.00")


@st.composite
def candidates(draw: st.DrawFn) -> list[PriceAgreement]:
    made = []
    for number in range(draw(st.integers(0, 5))):
        terms: dict[str, Any] = {"kind": draw(st.sampled_from(("gpo", "local")))}
        if draw(st.booleans()):
            terms["ends_on"] = draw(st.sampled_from((day(2), day(9))))
        if draw(st.booleans()):
            terms["facilities"] = (draw(st.sampled_from(("NORTH", "SOUTH"))),)
        made.append(one(str(number + 1), draw(COSTS), **terms))
    return made


@for_all(candidates(), st.data())
def test_the_choice_does_not_depend_on_the_order_of_the_candidates(
    agreements: Sequence[PriceAgreement], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(agreements))
    choice = choose(question(), agreements)
    assert choice == choose(question(), shuffled)
    assert choice.found == resolve(question(), shuffled)
    assert {each.agreement.number for each in choice.candidates} == {
        each.number for each in agreements
    }
