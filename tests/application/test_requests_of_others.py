"""Nobody but its requester, or a buyer on his behalf, enters, changes or ends a requisition."""

from dataclasses import replace
from typing import Any, Final

import pytest

from application.errors import Forbidden
from domain.approvals.errors import ApprovalCaseOwnSubmission, ApprovalCaseSelfApproval
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
from domain.requisitions.state import REQUISITION
from tests.application.company import NOW, Company, id_of
from tests.application.test_requisitions import CASE, draft, submit, wish

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


async def test_a_buyer_enters_what_another_person_asks_for_and_neither_agrees_to_it(
    company: Company,
) -> None:
    told = replace(draft(wish("2500")), entered_by="ben", roles=frozenset({"buyer"}))
    buyers = replace(company, roles=frozenset({"buyer"}), prefix="b")
    await buyers.do(told, "ben")
    entered = await company.state(REQUISITION, id_of("R-1"))
    assert (entered.requester_id, entered.entered_by) == ("rita", "ben")
    await company.do(submit(), "rita")
    for person in ("ben", "rita"):
        with pytest.raises(ApprovalCaseSelfApproval, match=person):
            await company.agrees(person, CASE)
    await company.agrees("max", CASE)


async def test_nobody_but_a_buyer_enters_it_and_he_nothing_of_his_own(company: Company) -> None:
    told = replace(draft(wish("5")), entered_by="eve", roles=frozenset({"requester"}))
    with pytest.raises(RequisitionOfAnother, match="of rita, not of eve"):
        await company.do(told, "eve")
    with pytest.raises(Forbidden, match="requester_id says rita, but you are eve"):
        await company.do(draft(wish("5")), "eve")
    buyers = replace(company, roles=frozenset({"buyer"}), prefix="b")
    with pytest.raises(Forbidden, match="one of the roles"):
        await buyers.do(replace(told, entered_by="rita"), "rita")
