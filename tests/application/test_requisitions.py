"""Requisitions through the real log: each command one save of requisition, case and number."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import pytest

from application.errors import Forbidden, NotFound
from domain.approvals.errors import ApprovalCaseDecided, ApprovalCaseRepeatedApprover
from domain.approvals.events import ApprovalCaseRoutePlanned
from domain.approvals.state import APPROVAL_CASE
from domain.catalogue.commands import RetireCatalogueItem
from domain.catalogue.errors import CatalogueItemNotActive
from domain.errors import InvalidValue, Rejected
from domain.event import PolicyVersion
from domain.numbers.errors import NumberTaken
from domain.purchase_orders.commands import AddPurchaseOrderLine
from domain.requisitions.commands import (
    AddRequisitionLine,
    CancelRequisitionLine,
    ChangeRequisitionLine,
    CreateRequisition,
    RemoveRequisitionLine,
    RequestedLine,
    SubmitRequisition,
    WithdrawRequisition,
)
from domain.requisitions.errors import RequisitionExists
from domain.requisitions.state import REQUISITION
from domain.routing import facts_hash
from tests.application.company import Company, company_on, id_of, line

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
CASE: Final = id_of("CASE of R-1")


def wish(price: str = "2.50", number: int = 1, **terms: Any) -> RequestedLine:
    """Ten pairs of gloves at this price."""
    values: dict[str, Any] = {
        "description": "Gloves",
        "item_class": "consumable",
        "quantity": Decimal(10),
        "unit": "EA",
        **terms,
    }
    return RequestedLine(line=number, unit_price=Decimal(price), **values)


def draft(*lines: RequestedLine, name: str = "R-1", number: str = "R-1") -> CreateRequisition:
    return CreateRequisition(
        now=NOW,
        requisition_id=id_of(name),
        number=number,
        kind="stock",
        requester_id="rita",
        legal_entity="NHS",
        facility="NORTH",
        department="SURGERY",
        currency="USD",
        lines=lines or (wish(),),
    )


def submit(name: str = "R-1") -> SubmitRequisition:
    return SubmitRequisition(
        now=NOW, requisition_id=id_of(name), approval_case_id=id_of(f"CASE of {name}")
    )


async def requisition_facts(company: Company, name: str = "R-1") -> list[str]:
    return await company.types(REQUISITION, id_of(name))


async def case_facts(company: Company) -> list[str]:
    return await company.types(APPROVAL_CASE, CASE)


async def test_a_small_requisition_is_approved_in_the_save_that_submits_it(
    company: Company,
) -> None:
    await company.do(draft())
    outcome = await company.do(submit())
    assert outcome.stream == REQUISITION.stream(id_of("R-1"))
    drafted, asked = ["created", "line_added"], ["submitted", "validation_recorded", "approved"]
    assert await requisition_facts(company) == drafted + asked
    assert await case_facts(company) == ["route_planned", "approved"]
    first = await company.do(draft(name="next", number="R-2"))
    assert first.position == outcome.position + 3, "a position for each fact, none between"


async def test_the_route_keeps_its_facts_their_hash_and_the_policy_version(
    company: Company,
) -> None:
    await company.do(draft(wish("100")))
    await company.do(submit())
    (planned,) = await company.events(APPROVAL_CASE, CASE)
    assert isinstance(planned, ApprovalCaseRoutePlanned)
    assert planned.facts.amount == 1000
    assert planned.facts_hash == facts_hash(planned.facts)
    assert planned.policy == PolicyVersion(id="approval", version=1)
    assert [step.role for step in planned.steps] == ["manager"]
    assert (planned.requester_id, planned.document.number) == ("rita", "R-1")


async def test_the_last_of_several_people_approves_the_requisition(company: Company) -> None:
    await company.do(draft(wish("10000")))
    await company.do(submit())
    await company.agrees("max", CASE)
    await company.agrees("dora", CASE)
    assert "approved" not in await requisition_facts(company)
    with pytest.raises(ApprovalCaseRepeatedApprover):
        await company.agrees("max", CASE)
    await company.agrees("fred", CASE)
    assert (await requisition_facts(company))[-1] == "approved"
    assert (await case_facts(company))[1:] == ["step_approved"] * 3 + ["approved"]


async def test_one_refusal_rejects_case_and_requisition(company: Company) -> None:
    await company.do(draft(wish("10000")))
    await company.do(submit())
    await company.refuses("max", CASE)
    assert (await requisition_facts(company))[-1] == "rejected"
    assert (await case_facts(company))[1:] == ["step_rejected", "rejected"]
    with pytest.raises(ApprovalCaseDecided):
        await company.agrees("dora", CASE)


async def test_withdrawing_ends_what_approvers_had_to_decide(company: Company) -> None:
    await company.do(draft(wish("10000")))
    await company.do(submit())
    await company.agrees("max", CASE)
    withdraw = WithdrawRequisition(now=NOW, requisition_id=id_of("R-1"), reason_code="mistake")
    await company.do(withdraw)
    assert (await requisition_facts(company))[-1] == "withdrawn"
    assert (await case_facts(company))[-1] == "superseded"


async def test_withdrawing_an_approved_requisition_leaves_its_case_as_it_was(
    company: Company,
) -> None:
    await company.do(draft())
    await company.do(submit())
    withdraw = WithdrawRequisition(now=NOW, requisition_id=id_of("R-1"), reason_code="mistake")
    await company.do(withdraw)
    assert await case_facts(company) == ["route_planned", "approved"]


async def test_a_draft_is_edited_before_it_is_submitted(company: Company) -> None:
    requisition_id = id_of("R-1")
    await company.do(draft())
    await company.do(AddRequisitionLine(now=NOW, requisition_id=requisition_id, line=wish("1", 2)))
    await company.do(
        ChangeRequisitionLine(now=NOW, requisition_id=requisition_id, line=wish("3", 2))
    )
    await company.do(RemoveRequisitionLine(now=NOW, requisition_id=requisition_id, line=1))
    state = await company.state(REQUISITION, requisition_id)
    assert (list(state.lines), state.amount) == ([2], Decimal(30))


async def test_a_number_belongs_to_one_requisition(company: Company) -> None:
    await company.do(draft())
    with pytest.raises(NumberTaken) as caught:
        await company.do(draft(name="another", number="r-1"))
    assert id_of("R-1") in caught.value.message
    with pytest.raises(NotFound):
        await company.do(submit("another"))


async def test_an_id_belongs_to_one_requisition(company: Company) -> None:
    await company.do(draft())
    with pytest.raises(RequisitionExists):
        await company.do(draft(number="R-2"))


async def test_two_processes_that_want_one_number_get_one_requisition(company: Company) -> None:
    other = company_on(company.log, "b")
    outcomes = await asyncio.gather(
        company.sent(draft(name="mine")),
        other.sent(draft(name="yours")),
        return_exceptions=True,
    )
    assert sum(isinstance(each, NumberTaken) for each in outcomes) == 1


async def test_two_approvers_at_once_take_one_step_each(company: Company) -> None:
    await company.do(draft(wish("2500")))
    await company.do(submit())
    other = company_on(company.log, "b")
    await asyncio.gather(company.agrees("max", CASE), other.agrees("dora", CASE))
    assert (await case_facts(company))[1:] == ["step_approved", "step_approved", "approved"]


async def test_one_person_in_two_processes_approves_once(company: Company) -> None:
    await company.do(draft(wish("2500")))
    await company.do(submit())
    other = company_on(company.log, "b")
    outcomes = await asyncio.gather(
        company.agrees("max", CASE), other.agrees("max", CASE), return_exceptions=True
    )
    assert sum(isinstance(each, ApprovalCaseRepeatedApprover) for each in outcomes) == 1
    assert (await case_facts(company))[1:] == ["step_approved"]


async def test_nobody_requests_in_the_name_of_another(company: Company) -> None:
    with pytest.raises(Forbidden, match="requester_id says rita, but you are max"):
        await company.do(draft(), person="max")


async def test_a_line_names_an_item_and_a_supplier_that_exist(company: Company) -> None:
    with pytest.raises(NotFound, match="no catalogue item"):
        await company.do(draft(wish(item_id=id_of("gloves"))))
    with pytest.raises(NotFound, match="no supplier"):
        await company.do(draft(wish(supplier_id=id_of("nobody"))))
    await company.has_item("gloves")
    await company.do(draft(wish(item_id=id_of("gloves"), supplier_id=id_of("medline"))))


async def test_an_item_retired_since_the_draft_stops_the_submission(company: Company) -> None:
    await company.has_item("gloves")
    await company.do(draft(wish(item_id=id_of("gloves"))))
    await company.do(RetireCatalogueItem(now=NOW, item_id=id_of("gloves"), reason_code="old"))
    with pytest.raises(CatalogueItemNotActive):
        await company.do(submit())
    assert await requisition_facts(company) == ["created", "line_added"]


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (draft(wish("NaN")), "lines.0.unit_price"),
        (draft(wish("1" * 30)), "lines.0.unit_price"),
        (draft(wish("-1")), "unit_price"),
        (draft(wish(description="\ud800")), "lines.0.description"),
        (draft(wish(description=" ")), "description"),
        (draft(wish(number=10**30)), "lines.0.line"),
        (draft(wish(number=0)), "line"),
        (draft(wish(unit="each")), "unit"),
        (draft(number=" "), "number"),
        (replace(draft(), requisition_id="R-1"), "requisition_id"),
        (replace(draft(), facility="North Hospital"), "facility"),
        (replace(draft(), now=datetime(2026, 3, 1)), "now"),  # noqa: DTZ001  # It is the fault.
    ],
)
async def test_a_value_that_nothing_can_hold_is_refused_by_name_and_leaves_no_trace(
    company: Company, command: CreateRequisition, field: str
) -> None:
    with pytest.raises(InvalidValue) as caught:
        await company.do(command)
    assert caught.value.values["field"] == field
    assert await company.events(REQUISITION, id_of("R-1")) == []


async def test_an_order_without_lines_takes_the_requisition_and_its_line_counts_once(
    company: Company,
) -> None:
    requisition_id = id_of("R-1")
    await company.do(draft())
    await company.do(submit())
    await company.drafts(requisition_id=requisition_id)
    assert (await requisition_facts(company))[-2:] == ["line_ordered", "closed"]
    wanted = line("10", "2.50", requisition_id=requisition_id, requisition_line=1)
    await company.do(AddPurchaseOrderLine(now=NOW, purchase_order_id=id_of("PO-1"), line=wanted))
    state = await company.state(REQUISITION, requisition_id)
    assert (state.lines[1].ordered, state.lines[1].left) == (Decimal(10), Decimal(0))
    with pytest.raises(Rejected):
        await company.drafts(
            line("1", "2.50", requisition_id=requisition_id, requisition_line=1), name="PO-2"
        )


async def test_cancelling_the_last_open_line_closes_the_requisition(company: Company) -> None:
    requisition_id = id_of("R-1")
    cancel = CancelRequisitionLine(
        now=NOW, requisition_id=requisition_id, line=1, reason_code="surplus"
    )
    await company.do(draft())
    await company.do(submit())
    await company.do(cancel)
    assert (await requisition_facts(company))[-2:] == ["line_cancelled", "closed"]


async def test_what_is_needed_too_soon_is_refused_at_submission(company: Company) -> None:
    await company.do(replace(draft(), need_by=date(2026, 2, 28)))
    with pytest.raises(Rejected, match="change it to a later day"):
        await company.do(submit())
