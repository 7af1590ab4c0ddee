"""Where duties met in one person, worked by hand on a chain from the order to the payment."""

from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from domain.approvals.events import ApprovalCaseRoutePlanned, ApprovalCaseStepApproved
from domain.duties import RULES
from domain.duty_overrides.events import DutyOverrideReviewed
from domain.event import Event
from domain.ids import derived_id
from domain.invoices.payment_events import InvoicePaymentScheduled
from domain.purchase_orders.control_events import PurchaseOrderOverReceiptAccepted
from domain.registry import EVENTS
from projections.duty_acts import DUTY_ACTS, TAKEN
from projections.duty_figures import ACTS, PARTS, UNJUDGED
from projections.projection import Row
from tests.conftest import Database
from tests.domain.invoices import INVOICE_ID, captured, paid
from tests.domain.orders import (
    CASE,
    ORDER,
    RECEIPT,
    TODAY,
    added,
    approved,
    created,
    issued,
    submitted,
)
from tests.domain.receipts import posted
from tests.domain.test_duty_overrides import ID, granted, used
from tests.projections.by_hand import answered
from tests.projections.folding import Story, fold

AN_ORDER: Final = f"purchase_order/{ORDER.id}"
A_RECEIPT: Final = f"receipt/{RECEIPT.id}"
AN_INVOICE: Final = f"invoice/{INVOICE_ID}"
AN_OVERRIDE: Final = f"duty_override/{ID}"


def by(person: str, event: Event, field: str = "changed_by") -> Event:
    return event.model_copy(update={field: person})


def ordered() -> Story:
    """Bella buys; boris adds a line before it is approved."""
    told = (created(), added(), by("boris", added(line=2)), submitted(), approved(), issued())
    return Story().happens(AN_ORDER, *told, number=ORDER.number)


def received(story: Story, person: str) -> Story:
    return story.happens(A_RECEIPT, posted(received_by=person), number=RECEIPT.number)


def under_an_override(story: Story, *more: Event) -> Story:
    """Bella receives in the save that uses her override."""
    story.happens(AN_OVERRIDE, granted())
    received(story, "bella").happens(AN_OVERRIDE, used())
    act, use = story.events[-2:]
    around = {**use.metadata, "command_id": act.metadata["command_id"]}
    story.events[-1] = use._replace(metadata=around)
    return story.happens(AN_OVERRIDE, *more)


def scheduled(person: str, payment: str = "PAY-1") -> InvoicePaymentScheduled:
    return InvoicePaymentScheduled(
        payment=payment, pay_on=TODAY, amount=Decimal(1), currency="USD", scheduled_by=person
    )


def planned(case: str = CASE) -> ApprovalCaseRoutePlanned:
    told = orjson.loads(
        Path("tests/golden/events/approval_case.route_planned.v1.json").read_bytes()
    )
    document = ORDER.model_dump(mode="json")
    told |= {"approval_case_id": case, "document": document, "requester_id": "bella"}
    return ApprovalCaseRoutePlanned.model_validate_json(orjson.dumps(told))


def agreed(person: str, step: int) -> ApprovalCaseStepApproved:
    return ApprovalCaseStepApproved(step=step, role="manager", approver_id=person)


def second_case(*people: str) -> list[Event]:
    steps = [agreed(person, step) for step, person in enumerate(people, start=1)]
    return [planned(derived_id("test", "second")), *steps]


def asked(database: Database, story: Story, **chosen: str) -> list[Row]:
    return answered(database.url, DUTY_ACTS, story, "duty_findings", **chosen)


def rules(rows: list[Row]) -> list[tuple[str, str]]:
    return [(row["rule"], row["person"]) for row in rows]


def test_nobody_did_two_duties_where_each_had_another_one(database: Database) -> None:
    story = received(ordered(), "rico")
    story.happens(AN_INVOICE, captured(captured_by="carl"), scheduled("sue"), paid("1000", "0"))
    assert asked(database, story) == []


@pytest.mark.parametrize(
    ("person", "rule", "part"),
    [
        ("bella", "receive_own_order", "buyer"),
        ("boris", "receive_own_change", "unapproved_editor"),
    ],
)
def test_whoever_bought_and_received_is_found_with_both_documents(
    database: Database, person: str, rule: str, part: str
) -> None:
    (found,) = asked(database, received(ordered(), person))
    assert (found["rule"], found["person"], found["outcome"]) == (rule, person, "not_overridden")
    assert (found["part"], found["part_document"]) == (part, "purchase_order")
    assert (found["act"], found["act_document_id"]) == ("receiver", RECEIPT.id)
    assert (found["kind"], found["on_document_id"]) == ("purchase_order", ORDER.id)
    assert found["duty_override_id"] is found["reviewed_by"] is None


ACCEPTED: Final = DutyOverrideReviewed(reviewed_by="rolf", outcome="accepted")


@pytest.mark.parametrize(
    ("review", "outcome", "reviewer"),
    [((), "overridden", None), ((ACCEPTED,), "accepted", "rolf")],
)
def test_an_override_says_who_let_it_through_and_what_the_reviewer_said(
    database: Database, review: tuple[Event, ...], outcome: str, reviewer: str | None
) -> None:
    (found,) = asked(database, under_an_override(ordered(), *review))
    assert (found["outcome"], found["reviewed_by"]) == (outcome, reviewer)
    assert (found["duty_override_id"], found["granted_by"]) == (ID, "olga")


def test_an_override_covers_the_act_of_its_save_alone(database: Database) -> None:
    story = received(under_an_override(ordered(), ACCEPTED), "bella")
    told = [(row["outcome"], row["absolute"]) for row in asked(database, story)]
    assert told == [("not_overridden", False), ("accepted", False)]
    (summed,) = answered(database.url, DUTY_ACTS, story, "duty_findings_by_rule")
    counted = {"findings": 2, "people": 1, "not_overridden": 1, "accepted": 1}
    assert {name: summed[name] for name in counted} == counted


def test_from_capture_to_the_bank_every_pair_of_hands_is_told(database: Database) -> None:
    story = Story().happens(AN_INVOICE, captured(captured_by="carl"), scheduled("carl"))
    story.happens(AN_INVOICE, by("sue", paid("1", "0", "PAY-2"), "paid_by"))
    story.happens(AN_INVOICE, scheduled("sue"), by("sue", paid("1", "0", "PAY-1"), "paid_by"))
    assert rules(asked(database, story)) == [
        ("pay_own_schedule", "sue"),  # PAY-1, and not PAY-2, which carl had not scheduled either.
        ("schedule_own_capture", "carl"),
    ]
    assert rules(asked(database, story, person="carl")) == [("schedule_own_capture", "carl")]


def test_an_editor_who_approves_is_found_until_somebody_else_agreed(database: Database) -> None:
    case = f"approval_case/{CASE}"
    story = ordered()  # Boris edits, and bella's order is approved.
    story.happens(case, planned())
    story.happens(case, agreed("boris", step=1), agreed("max", step=2), agreed("max", step=3))
    assert rules(asked(database, story)) == [("approve_twice", "max")]
    story.happens(AN_ORDER, by("boris", added(line=3)), by("nina", submitted(), "submitted_by"))
    story.happens(f"approval_case/{derived_id('test', 'second')}", *second_case("boris", "nina"))
    assert rules(asked(database, story)) == [
        ("approve_own_submission", "nina"),
        ("approve_own_change", "boris"),
        ("approve_twice", "max"),
    ]


def test_who_takes_no_more_than_was_ordered_buys_nothing() -> None:
    told = [
        PurchaseOrderOverReceiptAccepted(line=1, percent=Decimal(each), accepted_by="boris")
        for each in ("0", "5")
    ]
    acts = fold(DUTY_ACTS, Story().happens(AN_ORDER, *told).events).table("duty_acts")
    assert [row["duty"] for row in acts] == ["editor"]


def test_every_rule_is_judged_by_duties_that_facts_tell() -> None:
    duties = {taken.duty for each in TAKEN.values() for taken in each}
    for rule in RULES:
        judged = bool(PARTS[rule.part]) and bool(ACTS[rule.act])
        assert judged or rule.name in UNJUDGED
        assert {*PARTS[rule.part], *ACTS[rule.act]} <= duties
    assert {rule.name for rule in RULES} >= UNJUDGED


@pytest.mark.parametrize("name", TAKEN)
def test_a_fact_has_the_fields_that_tell_of_it(name: str) -> None:
    fields: Any = EVENTS[name].model_fields
    for taken in TAKEN[name]:
        asked = {taken.by.partition(".")[0], taken.of, taken.place} - {""}
        assert asked <= fields.keys()
