"""Nobody but its requester, or a buyer on his behalf, changes or ends a requisition."""

from typing import Any, Final

import pytest

from domain.approvals.errors import ApprovalCaseOwnSubmission
from domain.event import Command
from domain.requisitions.commands import (
    AddRequisitionLine,
    CancelRequisition,
    CancelRequisitionLine,
    ChangeRequisition,
    ChangeRequisitionLine,
    RemoveRequisitionLine,
    SubmitRequisition,
    WithdrawRequisition,
)
from domain.requisitions.errors import RequisitionOfAnother
from tests.application.company import NOW, Company, id_of
from tests.application.test_requisitions import CASE, draft, wish

WISH: Final[dict[str, Any]] = {"now": NOW, "requisition_id": id_of("R-1")}
BY_EVE: Final = (
    ChangeRequisition(**WISH, deliver_to="ER-1", changed_by="eve"),
    AddRequisitionLine(**WISH, line=wish("5", number=2), changed_by="eve"),
    ChangeRequisitionLine(**WISH, line=wish("7"), changed_by="eve"),
    RemoveRequisitionLine(**WISH, line=1, changed_by="eve"),
    SubmitRequisition(**WISH, approval_case_id=CASE, submitted_by="eve"),
    WithdrawRequisition(**WISH, reason_code="moved", withdrawn_by="eve"),
    CancelRequisition(**WISH, reason_code="moved", cancelled_by="eve"),
    CancelRequisitionLine(**WISH, line=1, reason_code="moved", cancelled_by="eve"),
)


@pytest.mark.parametrize("act", BY_EVE, ids=lambda each: type(each).__name__)
async def test_another_requester_neither_changes_nor_ends_a_requisition(
    company: Company, act: Command
) -> None:
    await company.do(draft(wish("5")))
    with pytest.raises(RequisitionOfAnother, match="eve"):
        await company.do(act)


async def test_its_requester_does_and_a_buyer_on_his_behalf(company: Company) -> None:
    await company.do(draft(wish("2500")))
    await company.do(ChangeRequisition(**WISH, deliver_to="ER-1", changed_by="rita"))
    buys: dict[str, Any] = {"roles": frozenset({"buyer"})}
    await company.do(ChangeRequisition(**WISH, deliver_to="ER-2", changed_by="eve", **buys))
    told = SubmitRequisition(**WISH, approval_case_id=CASE, submitted_by="eve", **buys)
    await company.do(told)
    with pytest.raises(ApprovalCaseOwnSubmission):
        await company.agrees("eve", CASE)
    await company.agrees("max", CASE)
