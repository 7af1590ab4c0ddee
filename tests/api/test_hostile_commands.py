"""Every command over HTTP, wrong in every way that it can be."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.system import new_uuid
from tests.api.buying_contradictions import BUYING_SAYS_ONE_THING
from tests.api.case import tell_case
from tests.api.hostile_bodies import Sender, recorded
from tests.api.hostile_case import BILLS_AND_BOOKS, CONTRADICTIONS, ROOMS, HostileStory
from tests.api.office import PROBLEM, offices
from tests.api.openapi import Document
from tests.api.running import Api

# The answer that each kind of wrongness may get, whatever the command.
STATUSES: Final = {
    "missing": {422},
    "negative": {422},
    "over-precise": {422},
    "huge": {422},
    "wrong unit": {409, 422},
    "wrong currency": {422},
    "contradictory": {409, 422},
    "foreign tenant": {404},
}
# Commands that state too little to contradict themselves, and drafts, which may be incomplete.
SAYS_ONE_THING: Final = {
    *BUYING_SAYS_ONE_THING,
    *(f"/v1/receipts/{{receipt_id}}/{act}" for act in ("accept", "reverse", "witness")),
    *(
        f"/v1/receipts/{{receipt_id}}/return-requests/{{return_request}}/{act}"
        for act in ("authorization", "withdraw")
    ),
    *(
        f"/v1/requisitions/{{requisition_id}}/{act}"
        for act in (
            *("change", "submit", "validations", "withdraw", "cancel", "expire"),
            *("missed-ratification", "lines/{line}/remove"),
        )
    ),
}
REQUESTS_MAX: Final = 12  # One after the other, so that what is taken leads to other states.
# It has no body, and its path counts within the tenant's own document.
NOTHING_TO_GET_WRONG: Final = {"/v1/tolerance-policies/versions/{version}/publish"}
# Where the refusal of the command's own says it better than the kind of wrongness.
OWN_WORDS: Final = {
    "receipt.correction_too_low",  # A correction to less than nothing: never did so little come.
    "catalogue_item.supplier_not_mapped",  # Of a part number, whoever's it may be.
    "catalogue_item.substitute_not_declared",  # Of an item that stands in for nothing here.
    "credit_memo.other_reference",  # Of an invoice that is not the one that it names.
    "recovery.amount_differs",  # Of a refund that is not the whole claim.
    "invoice.dispute_out_of_range",  # Of less than nothing: no line was billed so.
    "invoice.line_over_withheld",  # Likewise, of one line.
    "stock_item.not_consigned",  # Of a supplier who has nothing here, whether he exists or not.
}


@pytest.fixture(scope="module")
def told(api: Api, document: Document) -> Iterator[HostileStory]:
    """The case of this module alone, with all that was sent wrong before it went right."""
    with offices(api, f"t-{new_uuid().hex}") as office:
        story = HostileStory(office, document)
        tell_case(office, document, story)
        yield story


@pytest.mark.parametrize("kind", STATUSES)
def test_what_is_wrong_in_this_way_is_refused_in_its_own_words(
    told: HostileStory, kind: str
) -> None:
    answers = [each for each in told.answers if each.kind == kind]
    assert answers, "somebody is wrong in this way"
    others = [each for each in answers if each.status not in STATUSES[kind]]
    assert [each for each in others if each.code not in OWN_WORDS] == []


def test_nothing_that_was_wrong_left_a_trace(told: HostileStory) -> None:
    assert told.moved == []


def test_every_command_of_these_rooms_was_wrong_in_all_the_ways_that_it_can(
    told: HostileStory, document: Document
) -> None:
    tried: defaultdict[str, set[str]] = defaultdict(set)
    for each in told.answers:
        tried[each.route].add(each.kind)
    everywhere = {each for each in document.commands if each.startswith(ROOMS + BILLS_AND_BOOKS)}
    assert everywhere <= told.sent
    assert {route for route in everywhere if not tried[route]} == NOTHING_TO_GET_WRONG
    routes = {route for route in everywhere if route.startswith(ROOMS)}
    assert routes - CONTRADICTIONS.keys() == SAYS_ONE_THING


@pytest.fixture(scope="module")
def sender(told: HostileStory, document: Document) -> Sender:
    """Whoever meets the documents of the case as it has left them."""
    return Sender(told.office, document)


@given(data=st.data())
def test_a_document_in_any_state_answers_whatever_it_is_asked(
    sender: Sender, data: st.DataObject
) -> None:
    """Never by a fault of ours; a refusal has a code, and nothing that is wrong is taken."""
    for drawn in data.draw(st.lists(sender.requests(), min_size=1, max_size=REQUESTS_MAX)):
        response = sender.send(drawn)
        assert response.status_code < 500, (drawn, response.text)
        if response.is_success:
            assert drawn.wrong is None, (drawn, response.text)
            continue
        assert response.headers["content-type"] == PROBLEM, (drawn, response.text)
        problem = response.json()
        assert problem["code"], drawn
        assert problem["detail"], drawn


def test_what_was_refused_is_not_in_the_log(sender: Sender) -> None:
    assert sender.command_ids() & set(recorded(sender.office)) == sender.taken
