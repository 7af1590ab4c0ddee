"""A requisition is drafted freely and frozen at submit.

What approvers and requesters do to it then is told in `test_requisition_decisions.py`, what orders
take of it in `test_requisition_ordering.py`.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Final

import pytest
from pydantic import ValidationError

from domain.catalogue.errors import CatalogueItemNotActive, CatalogueItemUnknownUnit
from domain.catalogue.lifecycle_errors import (
    CatalogueItemRestrictedToDepartments,
    CatalogueItemRestrictedToRoles,
)
from domain.catalogue.lifecycle_events import CatalogueItemRestricted
from domain.catalogue.state import CATALOGUE_ITEM, CatalogueItem
from domain.event import Event
from domain.ids import LINES_MAX
from domain.money import UnknownCurrency
from domain.requisitions import decide
from domain.requisitions.commands import (
    AddRequisitionLine,
    ChangeRequisitionLine,
    RemoveRequisitionLine,
    RequestedLine,
)
from domain.requisitions.errors import (
    RequisitionDuplicateLine,
    RequisitionExists,
    RequisitionItemClassDiffers,
    RequisitionNotDraft,
    RequisitionQuantityNotPositive,
    RequisitionTooManyLines,
    RequisitionUnknownLine,
    RequisitionWithoutLines,
)
from domain.requisitions.events import (
    RequisitionLineAdded,
    RequisitionLineChanged,
    RequisitionLineRemoved,
)
from domain.requisitions.state import REQUISITION
from tests.domain.requisition_facts import (
    AFTER_DRAFT,
    BOX,
    CASE,
    GLOVES,
    ID,
    ITEMS,
    NOW,
    RETIRED,
    SUBMIT,
    added,
    create,
    created,
    line,
    submitted,
    wanted,
)
from tests.domain.scenario import folded, given

DRAFT: Final = given(REQUISITION, created(), added())


def add(stated: RequestedLine) -> AddRequisitionLine:
    return AddRequisitionLine(now=NOW, requisition_id=ID, line=stated)


def change(stated: RequestedLine) -> ChangeRequisitionLine:
    return ChangeRequisitionLine(now=NOW, requisition_id=ID, line=stated)


def remove(number: int) -> RemoveRequisitionLine:
    return RemoveRequisitionLine(now=NOW, requisition_id=ID, line=number)


def test_a_requisition_is_created_with_its_lines() -> None:
    lines = (wanted(1), wanted(20, "3", "0.333333"))
    state = (
        given(REQUISITION)
        .when(decide.create, create(*lines), ITEMS)
        .then(
            created(),
            added(1),
            RequisitionLineAdded(line=line(lines[1], "1.00")),
        )
    )
    assert (state.status, state.amount, state.is_taken) == ("draft", Decimal("26.00"), False)
    assert (state.number, state.legal_entity, state.facility) == ("R-1", "NHS", "NORTH")


def test_a_requisition_may_start_without_lines() -> None:
    given(REQUISITION).when(decide.create, create(), ITEMS).then(created())


def test_a_requisition_is_created_only_once() -> None:
    given(REQUISITION, created()).when(decide.create, create(), ITEMS).rejected(
        RequisitionExists, requisition_id=ID
    )


def test_an_unknown_currency_is_refused() -> None:
    given(REQUISITION).when(decide.create, create(currency="XXX"), ITEMS).rejected(
        UnknownCurrency, currency="XXX"
    )


def test_a_line_number_names_one_line() -> None:
    given(REQUISITION).when(decide.create, create(wanted(1), wanted(1)), ITEMS).rejected(
        RequisitionDuplicateLine, line=1
    )
    DRAFT.when(decide.add_line, add(wanted(1)), ITEMS).rejected(RequisitionDuplicateLine, line=1)


def test_a_requisition_has_a_bounded_number_of_lines() -> None:
    many = tuple(wanted(number) for number in range(1, LINES_MAX + 2))
    given(REQUISITION).when(decide.create, create(*many), ITEMS).rejected(
        RequisitionTooManyLines, lines_max=LINES_MAX
    )
    created_full = decide.create(None, create(*many[:-1]), ITEMS)
    assert len(created_full) == 1 + LINES_MAX
    full = given(REQUISITION, created(), *(added(number) for number in range(1, LINES_MAX + 1)))
    full.when(decide.add_line, add(wanted(LINES_MAX + 1)), ITEMS).rejected(RequisitionTooManyLines)


def test_a_draft_is_edited_line_by_line() -> None:
    DRAFT.when(decide.add_line, add(wanted(2)), ITEMS).then(added(2))
    DRAFT.when(decide.change_line, change(wanted(1, "4")), ITEMS).then(
        RequisitionLineChanged(line=line(wanted(1, "4"), "10.00"))
    )
    state = DRAFT.when(decide.remove_line, remove(1)).then(RequisitionLineRemoved(line=1))
    assert state.lines == {}


def test_a_line_that_is_not_there_is_neither_changed_nor_removed() -> None:
    DRAFT.when(decide.change_line, change(wanted(2)), ITEMS).rejected(
        RequisitionUnknownLine, line=2
    )
    DRAFT.when(decide.remove_line, remove(2)).rejected(RequisitionUnknownLine, line=2)


@pytest.mark.parametrize(("status", "events"), AFTER_DRAFT)
def test_nothing_is_edited_or_submitted_after_the_draft(
    status: str, events: tuple[Event, ...]
) -> None:
    later = given(REQUISITION, created(), added(), *events)
    for decision in (
        later.when(decide.add_line, add(wanted(2)), ITEMS),
        later.when(decide.change_line, change(wanted(1)), ITEMS),
        later.when(decide.remove_line, remove(1)),
        later.when(decide.submit, SUBMIT, ITEMS),
    ):
        decision.rejected(RequisitionNotDraft, status=status)


@pytest.mark.parametrize("quantity", ["0", "-1", "-0", "0.000000"])
def test_a_line_asks_for_more_than_nothing(quantity: str) -> None:
    DRAFT.when(decide.add_line, add(wanted(2, quantity)), ITEMS).rejected(
        RequisitionQuantityNotPositive, line=2, quantity=quantity
    )
    DRAFT.when(decide.change_line, change(wanted(1, quantity)), ITEMS).rejected(
        RequisitionQuantityNotPositive
    )


def test_a_line_may_be_free_of_charge() -> None:
    DRAFT.when(decide.add_line, add(wanted(2, "1", "0")), ITEMS).then(
        RequisitionLineAdded(line=line(wanted(2, "1", "0"), "0.00"))
    )


@pytest.mark.parametrize(
    ("stated", "field"),
    [
        (wanted(0), "line"),
        (wanted(2, "0.0000001"), "quantity"),
        (wanted(2, "1", "-1"), "unit_price"),
        (wanted(2, "1", "1.0000001"), "unit_price"),
        (wanted(2, "999999999999", "999999999999"), "amount"),
        (wanted(2, unit="each"), "unit"),
        (wanted(2, item_class="a b"), "item_class"),
        (replace(wanted(2), description=" "), "description"),
    ],
)
def test_a_value_that_no_line_can_hold_is_named(stated: RequestedLine, field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        DRAFT.when(decide.add_line, add(stated), ITEMS).then()
    assert caught.value.errors()[0]["loc"] == (field,)


def test_an_item_is_requested_in_its_base_unit_or_in_a_pack() -> None:
    for unit, pack in (("EA", None), ("BX", BOX)):
        stated = wanted(2, unit=unit, item_id=GLOVES)
        added_as = line(stated, "25.00").model_copy(update={"pack": pack})
        DRAFT.when(decide.add_line, add(stated), ITEMS).then(RequisitionLineAdded(line=added_as))
    DRAFT.when(decide.add_line, add(wanted(2, unit="KG", item_id=GLOVES)), ITEMS).rejected(
        CatalogueItemUnknownUnit, unit="KG"
    )


def test_an_item_that_is_not_active_is_not_requested() -> None:
    DRAFT.when(decide.add_line, add(wanted(2, item_id=GLOVES)), RETIRED).rejected(
        CatalogueItemNotActive, status="retired"
    )


def test_the_catalogue_states_the_class_and_not_the_requester() -> None:
    stated = wanted(2, item_class="office", item_id=GLOVES)
    DRAFT.when(decide.add_line, add(stated), ITEMS).rejected(
        RequisitionItemClassDiffers, stated="office", catalogued="medical"
    )


def test_a_draft_is_submitted_with_its_total() -> None:
    state = (
        given(REQUISITION, created(), added(1), added(2))
        .when(decide.submit, SUBMIT, ITEMS)
        .then(submitted("50.00"))
    )
    assert (state.status, state.approval_case_id) == ("submitted", CASE)


def test_a_requisition_without_lines_is_not_submitted() -> None:
    given(REQUISITION, created()).when(decide.submit, SUBMIT, ITEMS).rejected(
        RequisitionWithoutLines
    )


def test_an_item_retired_since_the_draft_stops_the_submission() -> None:
    drafted = RequisitionLineAdded(line=line(wanted(1, item_id=GLOVES), "25.00"))
    draft = given(REQUISITION, created(), drafted)
    draft.when(decide.submit, SUBMIT, RETIRED).rejected(CatalogueItemNotActive)
    draft.when(decide.submit, SUBMIT, ITEMS).then(submitted())


@pytest.mark.parametrize("quantity", ["1", "10"])
def test_a_draft_built_in_one_command_equals_one_built_line_by_line(quantity: str) -> None:
    stated = [wanted(number, quantity) for number in (1, 2, 3)]
    at_once = folded(REQUISITION, *decide.create(None, create(*stated), {}))
    step_by_step = folded(REQUISITION, *decide.create(None, create(), {}))
    for wish in stated:
        command = AddRequisitionLine(now=NOW, requisition_id=ID, line=wish)
        for event in decide.add_line(step_by_step, command, {}):
            step_by_step = REQUISITION.evolve(step_by_step, event)
    assert step_by_step == at_once


def test_a_restricted_item_is_asked_for_in_its_role_and_for_its_department() -> None:
    def items(**who: tuple[str, ...]) -> dict[str, CatalogueItem]:
        told = CatalogueItemRestricted(reason_code="pt_committee", **who)
        return {GLOVES: CATALOGUE_ITEM.evolve(ITEMS[GLOVES], told)}

    draft = given(REQUISITION, created(), RequisitionLineAdded(line=line(gloves(), "25.00")))
    for_role = items(requester_roles=("anaesthetist",))
    draft.when(decide.submit, SUBMIT, for_role).rejected(CatalogueItemRestrictedToRoles)
    as_one = replace(SUBMIT, roles=frozenset({"requester", "anaesthetist"}))
    draft.when(decide.submit, as_one, for_role).then(submitted())
    draft.when(decide.submit, as_one, items(departments=("LINEN",))).rejected(
        CatalogueItemRestrictedToDepartments
    )


def gloves() -> RequestedLine:
    return wanted(1, item_id=GLOVES)
