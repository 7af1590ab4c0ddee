"""What each kind of requisition has to say before approvers see it, and what it may not say."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, get_args

import pytest

from domain.requisitions import decide
from domain.requisitions.commands import ParCount, RequestedLine
from domain.requisitions.errors import (
    RequisitionAsksForDecision,
    RequisitionControlledMixed,
    RequisitionNeedByPast,
)
from domain.requisitions.events import RequisitionLineAdded
from domain.requisitions.kind_errors import (
    RequisitionIncomplete,
    RequisitionParCountWrong,
    RequisitionParReasonMissing,
    RequisitionProductKnown,
    RequisitionTransferWithin,
    RequisitionUsedInFuture,
)
from domain.requisitions.kinds import NEEDED
from domain.requisitions.line_rules import stated_line
from domain.requisitions.lines import Replenishment, RequisitionKind
from domain.requisitions.ordering import TakenLine, order_lines
from domain.requisitions.state import REQUISITION
from tests.domain.requisition_facts import (
    EACH,
    GLOVES,
    HERE,
    ITEMS,
    ORDER,
    RATIFY,
    REASON,
    SUBMIT,
    added,
    approved,
    created,
    line,
    ordered,
    submitted,
    wanted,
)
from tests.domain.scenario import Given, given

PAST: Final = date(2026, 2, 28)
USED: Final[dict[str, Any]] = {"clinician_id": "dr-lee", "used_on": PAST}
URGENT: Final[dict[str, Any]] = {
    "justification": REASON,
    "clinician_id": "dr-lee",
    "emergency_reason_code": "haemorrhage",
}
COUNT: Final = ParCount(
    stock_on_hand=Decimal(4), consumptions=(Decimal(2),), max_periods=Decimal(7)
)


def of_item(wish: RequestedLine, **terms: Any) -> RequisitionLineAdded:
    """A line of gloves from the catalogue, or whatever the terms say instead."""
    values: dict[str, Any] = {"item_id": GLOVES, **terms}
    return RequisitionLineAdded(line=stated_line(replace(wish, **values), "USD", ITEMS, *HERE))


def draft(
    kind: RequisitionKind, *lines: RequisitionLineAdded, need_by: date | None = None, **terms: Any
) -> Given[Any]:
    """A draft of this kind, of ten pairs of gloves where no line is given."""
    return given(REQUISITION, created(kind, need_by, **terms), *(lines or (added(),)))


def test_every_kind_is_in_the_table() -> None:
    assert set(NEEDED) == set(get_args(RequisitionKind))


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        ("emergency", ("justification", "emergency_reason_code", "clinician_id")),
        ("capital", ("justification", "project")),
        ("bill_only", ("clinician_id", "used_on", "supplier_id of line 1")),
        ("transfer", ("from_facility", "item_id of line 1")),
        ("new_product", ("justification",)),
        ("par_replenishment", ("deliver_to", "item_id of line 1", "replenishment of line 1")),
    ],
)
def test_a_kind_is_told_at_once_all_that_it_lacks(
    kind: RequisitionKind, missing: tuple[str, ...]
) -> None:
    draft(kind).when(decide.submit, SUBMIT, ITEMS).rejected(
        RequisitionIncomplete, kind=kind, missing=missing
    )


@pytest.mark.parametrize("kind", ["stock", "non_stock", "service"])
def test_plain_kinds_need_no_more_than_their_lines(kind: RequisitionKind) -> None:
    draft(kind).when(decide.submit, SUBMIT, ITEMS).then(submitted())


def test_complete_requisitions_of_every_other_kind_are_submitted() -> None:
    complete = [
        draft("capital", justification=REASON, project="MRI-2"),
        draft("bill_only", of_item(wanted(), supplier_id=GLOVES), **USED),
        draft("transfer", of_item(wanted()), from_facility="SOUTH"),
        draft("new_product", justification=REASON),
        draft("par_replenishment", of_item(wanted(), par_count=COUNT), deliver_to="ER-PAR-1"),
    ]
    for each in complete:
        each.when(decide.submit, SUBMIT, ITEMS).then(submitted())


def test_an_emergency_may_be_needed_before_and_is_agreed_to_within_days() -> None:
    state = (
        draft("emergency", need_by=PAST, **URGENT)
        .when(decide.submit, SUBMIT, ITEMS)
        .then(submitted(ratify_by=RATIFY))
    )
    assert state.orderable


def test_an_emergency_is_ordered_before_it_is_agreed_to_and_closes_when_it_is() -> None:
    waiting = (created("emergency", **URGENT), added(), submitted(ratify_by=RATIFY))
    take = TakenLine(line=1, quantity=Decimal(10), pack=EACH, purchase_order_line=1)
    state = (
        given(REQUISITION, *waiting)
        .when(order_lines, [take], ORDER, "USD")
        .then(ordered(1, "10", 1))
    )
    assert state.status == "submitted"
    state = (
        given(REQUISITION, *waiting, ordered(1, "4", 1))
        .when(decide.approve, submitted().approval_case_id)
        .then(approved())
    )
    assert (state.status, state.lines[1].left) == ("approved", Decimal(6))


def test_a_new_product_is_decided_on_and_never_ordered() -> None:
    decided = (created("new_product", justification=REASON), added(), submitted(), approved())
    take = TakenLine(line=1, quantity=Decimal(10), pack=EACH, purchase_order_line=1)
    given(REQUISITION, *decided).when(order_lines, [take], ORDER, "USD").rejected(
        RequisitionAsksForDecision
    )
    draft("new_product", of_item(wanted()), justification=REASON).when(
        decide.submit, SUBMIT, ITEMS
    ).rejected(RequisitionProductKnown, line=1)


def test_a_transfer_comes_from_another_facility() -> None:
    draft("transfer", of_item(wanted()), from_facility="NORTH").when(
        decide.submit, SUBMIT, ITEMS
    ).rejected(RequisitionTransferWithin, facility="NORTH")


def test_what_is_billed_only_was_used_by_today() -> None:
    later = {**USED, "used_on": date(2026, 3, 2)}
    draft("bill_only", of_item(wanted(), supplier_id=GLOVES), **later).when(
        decide.submit, SUBMIT, ITEMS
    ).rejected(RequisitionUsedInFuture, used_on="2026-03-02", today="2026-03-01")


def test_what_is_needed_before_the_day_of_submission_is_refused() -> None:
    draft("stock", need_by=PAST).when(decide.submit, SUBMIT, ITEMS).rejected(
        RequisitionNeedByPast, need_by="2026-02-28", submitted_on="2026-03-01"
    )
    draft("stock", of_item(wanted(), need_by=PAST)).when(decide.submit, SUBMIT, ITEMS).rejected(
        RequisitionNeedByPast
    )
    draft("stock", need_by=date(2026, 3, 1)).when(decide.submit, SUBMIT, ITEMS).then(submitted())


def test_a_requisition_that_is_needed_later_stands_longer() -> None:
    draft("stock", need_by=date(2026, 4, 1)).when(decide.submit, SUBMIT, ITEMS).then(
        submitted(expires_on=date(2026, 6, 30))
    )


@pytest.mark.parametrize("apart", ["controlled", "non_formulary"])
def test_controlled_and_non_formulary_items_are_requested_alone(apart: str) -> None:
    of_class = RequisitionLineAdded(line=line(wanted(2, item_class=apart), "25.00"))
    draft("stock", added(1), of_class).when(decide.submit, SUBMIT, ITEMS).rejected(
        RequisitionControlledMixed, item_class=apart
    )
    draft("stock", of_class).when(decide.submit, SUBMIT, ITEMS).then(submitted())
    office = RequisitionLineAdded(line=line(wanted(2, item_class="office"), "25.00"))
    draft("stock", added(1), office).when(decide.submit, SUBMIT, ITEMS).then(submitted("50.00"))


def test_a_par_count_suggests_the_quantity_and_another_one_has_a_reason() -> None:
    stated = stated_line(replace(wanted(), par_count=COUNT), "USD", ITEMS, *HERE)
    assert stated.replenishment == Replenishment(
        stock_on_hand=Decimal(4),
        average_consumption=Decimal(2),
        max_stock=Decimal(14),
        suggested=Decimal(10),
    )
    with pytest.raises(RequisitionParReasonMissing) as caught:
        stated_line(replace(wanted(quantity="12"), par_count=COUNT), "USD", ITEMS, *HERE)
    assert (caught.value.values["suggested"], caught.value.values["quantity"]) == ("10", "12")
    explained = replace(COUNT, reason_code="flu_season")
    more = stated_line(replace(wanted(quantity="12"), par_count=explained), "USD", ITEMS, *HERE)
    assert more.replenishment is not None
    assert more.replenishment.reason_code == "flu_season"


@pytest.mark.parametrize(
    "count",
    [
        replace(COUNT, stock_on_hand=Decimal(-1)),
        replace(COUNT, consumptions=(Decimal(-1),)),
        replace(COUNT, consumptions=()),
        replace(COUNT, max_periods=Decimal("-0.5")),
    ],
)
def test_a_count_that_cannot_be_is_refused(count: ParCount) -> None:
    with pytest.raises(RequisitionParCountWrong):
        stated_line(replace(wanted(), par_count=count), "USD", ITEMS, *HERE)
