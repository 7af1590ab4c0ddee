"""What is found when a requisition is submitted: evidence, and never a refusal."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.demands.events import DemandLine, DemandStated
from domain.demands.state import DEMAND, STATED_MAX, Demand
from domain.event import DocumentRef, Event
from domain.requisitions.commands import RecordValidation
from domain.requisitions.errors import RequisitionUnknownLine
from domain.requisitions.events import RequisitionLineAdded
from domain.requisitions.kind_errors import RequisitionNotValidated, RequisitionOwnValidation
from domain.requisitions.lines import RequisitionKind
from domain.requisitions.state import REQUISITION, Requisition
from domain.requisitions.validation import record, stated, suspected_duplicates, validated
from domain.requisitions.validation_events import (
    RequisitionDuplicateSuspected,
    RequisitionValidationRecorded,
    ValidationCheck,
)
from tests.domain.requisition_facts import (
    AFTER_DRAFT,
    FROM_STOCK,
    GLOVES,
    ID,
    NOW,
    WITHDRAWN,
    added,
    approved,
    created,
    line,
    submitted,
    wanted,
)
from tests.domain.scenario import folded, given

TODAY: Final = NOW.date()
OTHER: Final = DocumentRef(
    aggregate="requisition", id="5a1c7c1e-0000-4000-8000-000000000002", number="R-0"
)
THIS: Final = DocumentRef(aggregate="requisition", id=ID, number="R-1")
LINE: Final = RequisitionLineAdded(line=line(wanted(item_id=GLOVES), "25.00"))


def demand(*days_ago: int, item: str = GLOVES, requisition: DocumentRef = OTHER) -> Demand:
    """The gloves were asked for so many days ago."""
    return folded(DEMAND, *(asked(each, item, requisition) for each in days_ago))


def asked(days_ago: int, item: str = GLOVES, requisition: DocumentRef = OTHER) -> DemandStated:
    return DemandStated(
        requester_id="rita",
        legal_entity="NHS",
        facility="NORTH",
        department="SURGERY",
        requisition=requisition,
        stated_on=TODAY - timedelta(days=days_ago),
        kept_days=7,
        lines=(DemandLine(line=1, item_id=item, quantity=Decimal(10), unit="EA"),),
    )


def requisition(*events: Event, kind: RequisitionKind = "stock") -> Requisition:
    return folded(REQUISITION, created(kind), LINE, *events)


def suspects(
    known: Demand | None, other: Requisition, today: date = TODAY, kind: RequisitionKind = "stock"
) -> list[tuple[str, int]]:
    found = suspected_duplicates(requisition(kind=kind), known, {OTHER.id: other}, today)
    return [(each.other.number, each.other_line) for each in found]


STANDS: Final = requisition(submitted(), approved())


def test_the_same_item_within_days_is_suspected() -> None:
    assert suspects(demand(3), STANDS) == [("R-0", 1)]
    assert suspects(demand(7), STANDS) == [("R-0", 1)]
    assert suspects(demand(8), STANDS) == []
    assert suspects(None, STANDS) == []


def test_another_item_and_the_requisition_itself_are_not() -> None:
    assert suspects(demand(1, item=ID), STANDS) == []
    assert suspects(demand(1, requisition=THIS), STANDS) == []


def test_what_came_or_is_no_longer_wanted_is_not() -> None:
    issued = FROM_STOCK[2].model_copy(update={"quantity": Decimal(10), "picked": None})
    assert suspects(demand(1), requisition(submitted(), approved(), issued)) == []
    assert suspects(demand(1), requisition(submitted(), WITHDRAWN)) == []
    assert suspects(demand(1), requisition()) == [], "it came back as a draft"


@pytest.mark.parametrize("kind", ["par_replenishment", "bill_only", "emergency"])
def test_what_recurs_by_its_nature_is_neither_suspected_nor_remembered(
    kind: RequisitionKind,
) -> None:
    assert suspects(demand(1), STANDS, kind=kind) == []
    assert stated(requisition(kind=kind), THIS, TODAY) == ()


def test_a_demand_keeps_what_still_counts_and_each_requisition_once() -> None:
    assert [each.stated_on for each in demand(20, 3, 2).stated] == [TODAY - timedelta(days=2)], (
        "submitted again it counts as it reads now"
    )
    other = folded(DEMAND, asked(20, requisition=THIS), asked(3))
    assert [each.requisition.number for each in other.stated] == ["R-0"]
    many = [
        asked(1, requisition=OTHER.model_copy(update={"id": f"{OTHER.id[:-4]}{number:04}"}))
        for number in range(STATED_MAX + 5)
    ]
    assert len(folded(DEMAND, *many).stated) == STATED_MAX


def test_a_submission_remembers_its_items_and_its_wishes_in_words() -> None:
    (fact,) = stated(requisition(), THIS, TODAY)
    assert [(each.line, each.item_id) for each in fact.lines] == [(1, GLOVES)]
    assert (fact.kept_days, fact.texts) == (7, None)
    (free,) = stated(in_words("Wall clock"), THIS, TODAY)
    assert free.texts is not None
    assert (free.lines, [each.line for each in free.texts]) == ((), [1])


def in_words(text: str, *events: Event, **terms: Any) -> Requisition:
    """Ten of something that the catalogue does not have."""
    if "quantity" in terms:
        terms["quantity"] = Decimal(terms["quantity"])
    asked = line(wanted(), "25.00").model_copy(update={"description": text, **terms})
    return folded(REQUISITION, created("non_stock"), RequisitionLineAdded(line=asked), *events)


@pytest.mark.parametrize(
    ("text", "terms", "is_suspected"),
    [
        ("wall clock, quartz", {}, True),
        ("QUARTZ  wall-clock", {}, True),
        ("Wall clock", {}, False),
        ("Wall clock, quartz", {"quantity": "5"}, True),
        ("Wall clock, quartz", {"quantity": "4"}, False),
        ("Wall clock, quartz", {"unit": "BX"}, False),
        ("Wall clock, quartz", {"supplier_id": GLOVES}, True),
        ("Wall clock, quartz", {"supplier_id": ID}, False),
    ],
)
def test_the_same_words_of_about_as_many_are_suspected(
    text: str, terms: dict[str, Any], is_suspected: bool
) -> None:
    earlier = in_words("Wall clock (quartz)", submitted(), approved(), supplier_id=GLOVES)
    (fact,) = stated(earlier, OTHER, TODAY - timedelta(days=2))
    known = folded(DEMAND, fact)
    found = suspected_duplicates(in_words(text, **terms), known, {OTHER.id: earlier}, TODAY)
    assert [(each.other_line, each.alike_by) for each in found] == [(1, "words")] * is_suspected


def test_the_checks_of_a_submission_name_the_lines_that_they_are_about() -> None:
    mixed = folded(REQUISITION, created(), LINE, added(2))
    suspected = RequisitionDuplicateSuspected(
        line=1, other=OTHER, other_line=1, quantity=Decimal(10), unit="EA", asked_on=TODAY
    )
    recorded, told = validated(mixed, (suspected,))
    assert isinstance(recorded, RequisitionValidationRecorded)
    assert told == suspected
    assert [(each.check, each.outcome, each.evidence) for each in recorded.checks] == [
        ("catalogue", "warn", "no item of the catalogue: lines 2"),
        ("agreement", "warn", "no price agreement: lines 1, 2"),
        ("formulary", "pass", "nothing is outside the formulary"),
        ("duplicate", "warn", "asked for lately: lines 1"),
    ]


def test_evidence_stays_short_however_many_lines_there_are() -> None:
    many = folded(REQUISITION, created(), *(added(number) for number in range(1, 1_001)))
    (recorded,) = validated(many, ())
    assert isinstance(recorded, RequisitionValidationRecorded)
    assert recorded.checks[0].evidence.endswith("19, 20 and 980 more")


def finding(line: int | None = None, person: str = "fred") -> RecordValidation:
    return RecordValidation(
        now=NOW,
        requisition_id=ID,
        check="budget",
        outcome="fail",
        evidence="no budget left",
        recorded_by=person,
        line=line,
    )


def test_a_service_or_person_records_what_was_found() -> None:
    check = ValidationCheck(check="budget", outcome="fail", evidence="no budget left", line=1)
    given(REQUISITION, created(), LINE, submitted()).when(record, finding(1)).then(
        RequisitionValidationRecorded(checks=(check,), recorded_by="fred")
    )


def test_nobody_vouches_for_his_own_request_or_for_a_line_that_is_not_there() -> None:
    waiting = given(REQUISITION, created(), LINE, submitted())
    waiting.when(record, finding(person="rita")).rejected(RequisitionOwnValidation, person="rita")
    waiting.when(record, finding(9)).rejected(RequisitionUnknownLine, line=9)


@pytest.mark.parametrize(("status", "events"), [("draft", ()), *AFTER_DRAFT[2:]])
def test_only_what_is_decided_on_or_ordered_from_is_looked_at(
    status: str, events: tuple[Event, ...]
) -> None:
    given(REQUISITION, created(), LINE, *events).when(record, finding()).rejected(
        RequisitionNotValidated, status=status
    )
