"""How long each leg took: from the moment it began to the moment it first ended."""

import pytest

from domain.approvals.events import ApprovalCaseApproved, ApprovalCaseSuperseded
from domain.event import Event
from domain.invoices.events import InvoiceVoided
from projections.cycle_times import CYCLE_TIMES
from tests.domain import invoices, orders, requisition_facts
from tests.domain.test_approvals import planned
from tests.projections.folding import Folded, Story, fold

AN_HOUR = "0.041667"  # Of a day: a Story lets an hour pass before each command.
TWO_HOURS = "0.083333"


def told(stream: str, *facts: Event) -> Folded:
    story = Story()
    for fact in facts:
        story.happens(stream, fact)
    return fold(CYCLE_TIMES, story.events)


def legs(kept: Folded) -> list[tuple[str, str]]:
    return [(row["leg"], row["days"]) for row in kept.table("cycle_times")]


def test_a_requisition_waits_from_its_submission_to_its_first_order() -> None:
    facts = requisition_facts
    kept = told(
        "requisition/one",
        *(facts.created(), facts.added(), facts.submitted(), facts.approved()),
        *(facts.ordered(1, "6", 1), facts.ordered(1, "4", 2)),
    )
    assert legs(kept) == [("req_to_order", TWO_HOURS)]
    (row,) = kept.table("cycle_times")
    assert (row["document"], row["facility"]) == ("requisition", "NORTH")
    assert row["started_at"] == "2026-03-01T12:00:00.000000Z"
    assert row["ended_at"] == "2026-03-01T14:00:00.000000Z"


def test_an_order_waits_from_its_first_issue_to_its_first_receipt() -> None:
    again = orders.issued("1000", 2)
    kept = told(
        "purchase_order/one", *orders.in_force(), again, *[orders.received("40", "400.00")] * 2
    )
    assert legs(kept) == [("order_to_receipt", TWO_HOURS)]


def test_an_invoice_is_matched_once_and_paid_when_nothing_is_left() -> None:
    hold = invoices.held("price", line=1)
    kept = told(
        "invoice/one",
        *(*invoices.ready(), hold, invoices.released("price"), invoices.matched()),
        *(invoices.paid("400.00", "600.00"), invoices.paid("600.00", "0.00", "PAY-2")),
    )
    assert legs(kept) == [("capture_to_match", "0.125000"), ("capture_to_payment", "0.333333")]


def test_approval_takes_time_only_where_somebody_is_asked() -> None:
    asked = told("approval_case/one", planned("5000"), ApprovalCaseApproved())
    assert legs(asked) == [("approval", AN_HOUR)]
    assert legs(told("approval_case/one", planned("10"), ApprovalCaseApproved())) == []


FACTS = requisition_facts
SUBMITTED = (FACTS.created(), FACTS.added(), FACTS.submitted())
VOIDED = {"invoice_id": invoices.INVOICE_ID, "number": "INV-1", "supplier_id": orders.MEDLINE}
STOPPED: list[tuple[str, tuple[Event, ...]]] = [
    ("requisition", (*SUBMITTED, FACTS.WITHDRAWN)),
    ("requisition", (*SUBMITTED, FACTS.REJECTED)),
    ("approval_case", (planned("5000"), ApprovalCaseSuperseded(reason_code="changed"))),
    (
        "invoice",
        (
            invoices.captured(),
            InvoiceVoided.model_validate(
                {**VOIDED, "voided_on": "2026-03-01", "reason_code": "wrong"}
            ),
        ),
    ),
]


@pytest.mark.parametrize(("aggregate", "facts"), STOPPED)
def test_a_leg_that_can_no_longer_end_leaves_neither_fact_nor_clock(
    aggregate: str, facts: tuple[Event, ...]
) -> None:
    kept = told(f"{aggregate}/one", *facts)
    assert kept.table("cycle_times") == kept.table("cycle_clocks") == []
