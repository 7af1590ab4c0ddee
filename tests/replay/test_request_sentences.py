"""The life of a requisition reads as prose, whichever way it goes."""

from dataclasses import replace
from decimal import Decimal

from domain.requisitions.commands import StatedDistribution
from domain.requisitions.events import (
    RequisitionLineAdded,
    RequisitionLineChanged,
    RequisitionLineRemoved,
)
from domain.requisitions.line_rules import stated_line
from replay.history import history
from tests.domain import requisition_facts
from tests.projections.folding import Story
from tests.replay.telling import told


def test_the_life_of_a_requisition_reads_so() -> None:
    facts = requisition_facts
    changed = RequisitionLineChanged(line=facts.line(facts.wanted(quantity="12"), "30.00"))
    life = told(
        facts.created(),
        facts.added(),
        changed,
        facts.added(2),
        RequisitionLineRemoved(line=2),
        facts.submitted("30.00"),
        facts.approved("30.00"),
        facts.ordered(1, "12", None),
        facts.ordered(1, "12", 1, reserved="12"),
        *facts.RECEIVED_AND_GIVEN_BACK,
        number="R-1",
    )
    assert life == [
        "bella drafted stock requisition R-1 for rita: department SURGERY, facility NORTH.",
        "bella asked for 10 EA of Gloves at 2.50 USD, 25.00 USD in all (line 1).",
        (
            "bella changed line 1 to 12 EA of Gloves at 2.50 USD, 30.00 USD in all instead of"
            " 10 EA of Gloves at 2.50 USD, 25.00 USD in all."
        ),
        "bella asked for 10 EA of Gloves at 2.50 USD, 25.00 USD in all (line 2).",
        "bella took line 2, 10 EA of Gloves at 2.50 USD, 25.00 USD in all, off the requisition.",
        "bella submitted the requisition over 30.00 USD for approval.",
        "The requisition was approved at 30.00 USD.",
        "Order PO-1 reserved 12 EA of line 1.",
        "Order PO-1 took 12 EA of line 1 (its line 1, 12 of it reserved before).",
        "Receipt GR-1 brought 3 EA of line 1 (order PO-1).",
        "1 EA of line 1 of receipt GR-1 was taken back (order PO-1).",
        "Order PO-1 gave back 10 EA of line 1; reason: short.",
        "It may be ordered again: the requisition is open.",
    ]


def test_what_the_stock_does_and_how_a_requisition_ends_reads_so() -> None:
    facts = requisition_facts
    life = told(
        facts.created(),
        facts.added(),
        *facts.FOUND,
        *facts.FROM_STOCK,
        *facts.ENDINGS,
        number="R-1",
    )
    assert life[2:] == [
        (
            "Purvey looked at it: catalogue pass (every item is known); duplicate warn"
            " (asked for lately: line 1)."
        ),
        (
            "Line 1 may be asked for twice: R-0 wants 20 EA of the same item since 2026-02-27"
            " (its line 3)."
        ),
        "fred looked at it: budget fail for line 1 (no budget left).",
        "sid picked 4 EA of line 1.",
        "bella put 1 EA of line 1 back on the shelf; reason: damaged.",
        "sid issued 5 EA of line 1 from stock on 2026-03-02, 3 of it picked before.",
        "sid took 2 EA of line 1 back into stock on 2026-03-03.",
        "The requisition came back with a question: it is a draft again; reason: quote missing.",
        (
            "bella changed what the requisition says as a whole: needed by 2026-04-01, to be"
            " delivered to ER-1, as an emergency (haemorrhage) and for sealed reasons."
        ),
        (
            "bella submitted the requisition over 25.00 USD for approval; as an emergency it may be"
            " ordered now, and is agreed to by 2026-03-04."
        ),
        "Nobody agreed to the emergency by 2026-03-04: nothing more may be ordered.",
        "bella cancelled the requisition; reason: moved.",
        "Nobody ordered it by 2026-05-30: the requisition expired.",
    ]


def test_who_pays_a_line_is_told_in_words() -> None:
    parts = (StatedDistribution(cost_centre="ICU", account="supplies", percent=Decimal(100)),)
    wanted = replace(requisition_facts.wanted(), distributions=parts)
    stated = stated_line(wanted, "USD", {}, *requisition_facts.HERE)
    story = Story()
    for fact in (requisition_facts.created(), RequisitionLineAdded(line=stated)):
        story.happens("requisition/one", fact, number="R-1")
    *_, step = history(story.events)
    told_of = {each.field: each.after for each in step.differences}
    assert told_of["line 1, distributions"] == "ICU supplies 25.00"
