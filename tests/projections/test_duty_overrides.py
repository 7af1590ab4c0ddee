"""The reviewer sees what waits for him, and the auditor what became of every override."""

import pytest

from domain.duty_overrides.events import DutyOverrideReviewed, DutyOverrideRevoked
from domain.event import Event
from projections.duty_overrides import DUTY_OVERRIDES
from projections.projection import Row
from tests.domain.orders import ORDER, RECEIPT
from tests.domain.test_duty_overrides import ID, granted, used
from tests.projections.folding import Story, fold

REVOKED = DutyOverrideRevoked(revoked_by="olga", reason_code="not_needed")
OBJECTED = DutyOverrideReviewed(
    reviewed_by="rolf", outcome="objected", reason_code="receiver_was_there"
)


def row(*facts: Event) -> Row:
    story = Story().happens(f"duty_override/{ID}", *facts)
    return fold(DUTY_OVERRIDES, story.events).row("duty_overrides")


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ((granted(),), "granted"),
        ((granted(), REVOKED), "revoked"),
        ((granted(), used()), "used"),
        ((granted(), used(), OBJECTED), "objected"),
    ],
)
def test_the_state_says_whether_a_use_waits_for_its_review(
    facts: tuple[Event, ...], state: str
) -> None:
    assert row(*facts)["state"] == state


def test_a_use_names_the_rule_the_document_and_what_it_let_through() -> None:
    told = row(granted(), used(), OBJECTED)
    assert (told["rule"], told["person"]) == ("receive_own_order", "bella")
    assert (told["document_id"], told["number"]) == (ORDER.id, ORDER.number)
    assert (told["used_in_kind"], told["used_in_id"]) == ("receipt", RECEIPT.id)
    assert (told["reviewed_by"], told["review_reason_code"]) == ("rolf", "receiver_was_there")
