"""A requisition that comes back, ends early or cannot wait, and its approval case, in one save."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from application.errors import NotFound
from domain.approvals.commands import ReturnStep
from domain.approvals.errors import (
    ApprovalCaseDecided,
    ApprovalCaseNotReturnable,
    ApprovalCaseOwnChange,
    ApprovalCaseSelfApproval,
)
from domain.approvals.state import APPROVAL_CASE
from domain.errors import InvalidValue
from domain.event import Command, SealedText
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.requisitions.commands import (
    CancelRequisition,
    ChangeRequisition,
    ChangeRequisitionLine,
    ExpireRequisition,
    RecordMissedRatification,
    StatedDistribution,
    SubmitRequisition,
)
from domain.requisitions.errors import RequisitionNotApproved
from domain.requisitions.state import REQUISITION
from tests.application.company import EVERY_ROLE, NOW, Company, id_of, line
from tests.application.test_requisitions import CASE, draft, submit, wish

WISH = id_of("R-1")
LARGE = wish("2500")  # Takes more than one person to agree.
URGENT: dict[str, Any] = {"kind": "emergency", "clinician_id": "dr-lee"}
URGENT |= {"emergency_reason_code": "haemorrhage"}


def ask_first(person: str = "max", case_id: str = CASE) -> ReturnStep:
    return ReturnStep(
        now=NOW,
        approval_case_id=case_id,
        approver_id=person,
        approver_type="human",
        roles=EVERY_ROLE,
        reason_code="quote_missing",
    )


async def facts(company: Company) -> list[str]:
    return await company.types(REQUISITION, WISH)


async def emergency(company: Company) -> None:
    """An emergency that somebody has to agree to, though it may be ordered at once."""
    sealed = SealedText(subject="rita", box="c2VhbGVk")
    await company.do(replace(draft(LARGE), justification=sealed, **URGENT))
    await company.do(submit())


async def test_a_returned_requisition_is_edited_and_submitted_with_a_case_of_its_own(
    company: Company,
) -> None:
    await company.do(draft(LARGE))
    await company.do(submit())
    await company.do(ask_first())
    assert (await facts(company))[-1] == "returned"
    assert (await company.types(APPROVAL_CASE, CASE))[1:] == ["step_returned", "superseded"]
    with pytest.raises(ApprovalCaseDecided):
        await company.agrees("max", CASE)
    await company.do(ChangeRequisition(now=NOW, requisition_id=WISH, deliver_to="ER-1"))
    again = id_of("another case")
    await company.do(SubmitRequisition(now=NOW, requisition_id=WISH, approval_case_id=again))
    await company.agrees("max", again)
    await company.agrees("dora", again)
    assert (await facts(company))[-3:] == ["submitted", "validation_recorded", "approved"]


async def test_nobody_asks_himself_and_an_order_is_rejected_instead(company: Company) -> None:
    await company.do(draft(LARGE))
    await company.do(submit())
    with pytest.raises(ApprovalCaseSelfApproval):
        await company.do(ask_first("rita"), person="rita")
    await company.drafts(line("100", "10"))
    await company.submits()
    with pytest.raises(ApprovalCaseNotReturnable, match="PO-1 is a purchase order"):
        await company.do(ask_first(case_id=id_of("CASE-1")))
    assert (await company.types(PURCHASE_ORDER, id_of("PO-1")))[-1] == "submitted"


async def test_cancelling_ends_what_approvers_had_to_decide(company: Company) -> None:
    await company.do(draft(LARGE))
    await company.do(submit())
    await company.do(CancelRequisition(now=NOW, requisition_id=WISH, reason_code="moved"))
    assert (await facts(company))[-1] == "cancelled"
    assert (await company.types(APPROVAL_CASE, CASE))[-1] == "superseded"


async def test_what_nobody_agreed_to_or_ordered_expires(company: Company) -> None:
    await company.do(draft(LARGE))
    await company.do(submit())
    later = NOW + timedelta(days=90)
    await company.do(ExpireRequisition(now=later, requisition_id=WISH))
    assert (await facts(company))[-1] == "expired"
    assert (await company.types(APPROVAL_CASE, CASE))[-1] == "superseded"


async def test_an_emergency_is_ordered_while_people_still_decide(company: Company) -> None:
    await emergency(company)
    taken = line("10", "2500", requisition_id=WISH, requisition_line=1)
    await company.orders(taken)
    assert (await company.order()).stage == "issued"
    await company.agrees("max", CASE)
    await company.agrees("dora", CASE)
    assert (await facts(company))[-3:] == ["line_ordered", "approved", "closed"]


async def test_an_emergency_that_nobody_agreed_to_in_time_is_ordered_no_more(
    company: Company,
) -> None:
    await emergency(company)
    late = NOW + timedelta(days=4)
    await company.do(RecordMissedRatification(now=late, requisition_id=WISH))
    with pytest.raises(RequisitionNotApproved):
        await company.drafts(line("10", "2500", requisition_id=WISH, requisition_line=1))


async def test_a_purchase_order_does_not_pass_for_an_emergency_that_is_none(
    company: Company,
) -> None:
    await company.do(draft(LARGE))
    await company.do(submit())
    with pytest.raises(RequisitionNotApproved):
        await company.drafts(line("10", "2500", requisition_id=WISH, requisition_line=1))


@pytest.mark.parametrize(
    ("stated", "field"),
    [
        ({"percent": Decimal("NaN")}, "percent"),
        ({"percent": Decimal("99.9999999")}, "percent"),
        ({"percent": Decimal("99.9"), "cost_centre": "two words"}, "cost_centre"),
        ({"amount": Decimal("1" * 30)}, "amount"),
    ],
)
async def test_a_distribution_that_nothing_can_hold_is_refused_by_name(
    company: Company, stated: dict[str, Any], field: str
) -> None:
    part = StatedDistribution(**{"cost_centre": "ICU", "account": "supplies", **stated})
    rest = StatedDistribution(
        cost_centre="REST", account="supplies", percent=100 - stated.get("percent", Decimal(50))
    )
    with pytest.raises(InvalidValue) as caught:
        await company.do(draft(wish(distributions=(part, rest))))
    assert str(caught.value.values["field"]).endswith(field)


@pytest.mark.parametrize(
    "command",
    [
        ChangeRequisition(now=NOW, requisition_id=id_of("nothing")),
        CancelRequisition(now=NOW, requisition_id=id_of("nothing"), reason_code="moved"),
        ExpireRequisition(now=NOW, requisition_id=id_of("nothing")),
        RecordMissedRatification(now=NOW, requisition_id=id_of("nothing")),
        ask_first(case_id=id_of("nothing")),
    ],
)
async def test_a_command_names_a_document_of_this_tenant(
    company: Company, command: Command
) -> None:
    with pytest.raises(NotFound):
        await company.do(command)


async def test_an_approver_who_edits_what_came_back_does_not_approve_it(company: Company) -> None:
    await company.do(draft(LARGE))
    await company.do(submit())
    await company.do(ask_first())
    edit = ChangeRequisitionLine(
        now=NOW,
        requisition_id=WISH,
        line=wish("2600"),
        reason_code="quote_came",
        changed_by="max",
        roles=frozenset({"buyer"}),
    )
    await company.do(edit)
    again = id_of("another case")
    await company.do(SubmitRequisition(now=NOW, requisition_id=WISH, approval_case_id=again))
    with pytest.raises(ApprovalCaseOwnChange, match="max changed R-1"):
        await company.agrees("max", again)
    await company.agrees("mona", again)
    await company.agrees("dora", again)
    assert (await facts(company))[-1] == "approved"
