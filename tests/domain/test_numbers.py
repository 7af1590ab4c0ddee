"""A number has one live holder; look-alike spellings are the same number."""

from typing import Final

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.event import DocumentRef
from domain.numbers.decide import claim, release
from domain.numbers.errors import NumberTaken
from domain.numbers.events import NumberClaimed, NumberReleased
from domain.numbers.spelling import normalised
from domain.numbers.state import NUMBER, number_id
from tests.domain.scenario import given

FIRST: Final = DocumentRef(
    aggregate="requisition", id="5a1c7c1e-0000-4000-8000-000000000001", number="R-1"
)
SECOND: Final = DocumentRef(
    aggregate="requisition", id="5a1c7c1e-0000-4000-8000-000000000002", number="R-1"
)
CLAIMED: Final = NumberClaimed(kind="requisition", key="R-1", holder=FIRST)
RELEASED: Final = NumberReleased(holder=FIRST)


def test_a_free_number_is_claimed() -> None:
    state = given(NUMBER).when(claim, "requisition", " r-1 ", FIRST).then(CLAIMED)
    assert (state.number, state.holder) == ("R-1", FIRST)


def test_a_taken_number_names_its_holder() -> None:
    refusal = (
        given(NUMBER, CLAIMED)
        .when(claim, "requisition", "R-1", SECOND)
        .rejected(NumberTaken, holder=FIRST.model_dump(), key="R-1")
    )
    assert FIRST.id in refusal.message


def test_a_scope_that_is_an_id_is_told_by_name() -> None:
    told = "C-1 of supplier Medline"
    refusal = (
        given(NUMBER, CLAIMED)
        .when(claim, "credit_memo", f"{FIRST.id}:C1", SECOND, told)
        .rejected(NumberTaken, key=told)
    )
    assert refusal.message.startswith(f"credit memo number {told} is taken by requisition R-1 ")


def test_the_holder_may_claim_its_number_again_without_effect() -> None:
    given(NUMBER, CLAIMED).when(claim, "requisition", "R-1", FIRST).then()


def test_a_released_number_is_free_for_another_document() -> None:
    given(NUMBER, CLAIMED).when(release, FIRST).then(RELEASED)
    given(NUMBER, CLAIMED, RELEASED).when(claim, "requisition", "R-1", SECOND).then(
        NumberClaimed(kind="requisition", key="R-1", holder=SECOND)
    )


def test_a_document_that_does_not_hold_the_number_gives_nothing_back() -> None:
    assert release(None, FIRST) == ()
    given(NUMBER, CLAIMED).when(release, SECOND).then()
    given(NUMBER, CLAIMED, RELEASED).when(release, FIRST).then()


@pytest.mark.parametrize("spelling", ["PO-17", "po-17", " PO-17", "PO- 17", "\uff30\uff2f-17"])
def test_look_alike_spellings_are_one_number(spelling: str) -> None:
    assert number_id("north", "purchase_order", spelling) == number_id(
        "north", "purchase_order", "PO-17"
    )


def test_tenants_and_kinds_have_numbers_of_their_own() -> None:
    ids = {
        number_id("north", "requisition", "1"),
        number_id("south", "requisition", "1"),
        number_id("north", "invoice", "1"),
    }
    assert len(ids) == 3


@for_all(st.text(max_size=64))
def test_a_normalised_number_stays_as_it_is(number: str) -> None:
    assert normalised(normalised(number)) == normalised(number)
