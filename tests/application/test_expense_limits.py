"""An expense without an order: beyond the limit of payables, others agree before it is paid."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest

from application.invoice_without_order import expense_case_id
from application.tips import Tips
from application.work import Work
from domain.approvals.commands import ApproveStep, RejectStep
from domain.approvals.errors import (
    ApprovalCaseOwnBill,
    ApprovalCaseRepeatedApprover,
    ApprovalCaseRoleMissing,
    ApprovalCaseSelfApproval,
)
from domain.approvals.state import APPROVAL_CASE, ApprovalCase
from domain.event import Actor
from domain.invoices.commands import ApproveInvoiceWithoutOrder, CodedTo
from domain.invoices.settlement_errors import (
    InvoiceHoldNotReleasable,
    InvoiceOnHold,
)
from domain.purchase_orders.lines import CostShare
from tests.application.desk import NOW, ROLES
from tests.application.office import Office, billed

NO_ORDER: Final[dict[str, Any]] = {"purchase_order_id": None}
ALL: Final = frozenset({"manager", "director", "finance"})


async def approve(office: Office, account: str = "rent", cost_centre: str = "ICU") -> None:
    share = CostShare(cost_centre=cost_centre, account=account, weight=Decimal(1))
    command = ApproveInvoiceWithoutOrder(
        now=NOW,
        invoice_id=office.id_of("invoice", 1),
        lines=(CodedTo(line=1, shares=(share,)),),
        approved_by="anna",
        reason_code="rent",
    )
    await office.send("anna", command)


async def agree(office: Office, person: str, *roles: str) -> None:
    command = ApproveStep(
        now=NOW,
        approval_case_id=case_id(office),
        approver_id=person,
        approver_type="human",
        roles=frozenset(roles) or ROLES[person],
    )
    sent = office.context("mona")
    context = replace(sent, actor=Actor(type="human", id=person), roles=command.roles)
    await office.application.handle(command, context)


async def refuse(office: Office, person: str) -> None:
    command = RejectStep(
        now=NOW,
        approval_case_id=case_id(office),
        approver_id=person,
        approver_type="human",
        roles=ROLES[person],
        reason_code="not_ours",
    )
    await office.send(person, command)


def case_id(office: Office) -> str:
    return expense_case_id(office.tenant, office.id_of("invoice", 1))


async def case(office: Office) -> ApprovalCase:
    return await Work(office.log, Tips(), office.tenant).load(APPROVAL_CASE, case_id(office))


async def owners(office: Office) -> list[str]:
    """The roles that the holds which were placed for a limit wait for."""
    standing = {each.hold for each in (await office.invoice(1)).holds}
    placed = [e.data for e in office.history() if e.type == "invoice.hold_placed"]
    return [
        each["owner_role"]
        for each in placed
        if each["kind"] == "beyond_limit" and each["hold"] in standing
    ]


@pytest.mark.parametrize(
    ("amount", "header", "coded", "expected"),
    [
        pytest.param("999.99", {}, {}, [], id="within the limit"),
        pytest.param("1000", {}, {}, ["manager"], id="at the first limit"),
        pytest.param("25000", {}, {}, ["manager", "director"], id="at the second"),
        pytest.param("100000", {}, {}, ["manager", "director", "finance"], id="at the third"),
        pytest.param("5", {}, {"account": "capital"}, ["finance"], id="what lasts for years"),
        pytest.param(
            "5000", {}, {"cost_centre": "RESEARCH"}, ["manager", "finance"], id="what others gave"
        ),
        pytest.param(
            "1000",
            {"legal_entity": "FOUNDATION"},
            {},
            ["manager", "finance"],
            id="of an entity with limits of its own",
        ),
        pytest.param("909.10", {"currency": "EUR"}, {}, ["manager"], id="in another currency"),
    ],
)
async def test_amount_entity_and_cost_object_say_who_has_to_agree(
    office: Office,
    amount: str,
    header: dict[str, Any],
    coded: dict[str, str],
    expected: list[str],
) -> None:
    await office.open()
    await office.capture(1, billed("1", amount), **NO_ORDER, **header)
    await approve(office, **coded)
    assert await owners(office) == expected
    assert (await office.invoice(1)).status == ("held" if expected else "matched")


async def test_it_is_owed_at_once_and_paid_once_all_have_agreed(office: Office) -> None:
    await office.open()
    await office.capture(1, billed("1", "25000"), **NO_ORDER)
    await approve(office)
    assert office.balance("accounts_payable") == -25000
    with pytest.raises(InvoiceOnHold, match="beyond limit"):
        await office.pay(1, "25000")
    with pytest.raises(ApprovalCaseRoleMissing):
        await agree(office, "dora", "director")
    await agree(office, "mona")
    assert await owners(office) == ["director"]
    with pytest.raises(ApprovalCaseRepeatedApprover):
        await agree(office, "mona", *ALL)
    await agree(office, "dora", "director")
    invoice = await office.invoice(1)
    assert (invoice.status, (await case(office)).status) == ("matched", "approved")
    assert invoice.released_by == {"anna", "mona", "dora"}, "none of them schedules or pays it"
    await office.pay(1, "25000")
    assert (await office.invoice(1)).status == "paid"


async def test_nobody_agrees_to_what_he_captured_or_charged(office: Office) -> None:
    await office.open()
    await office.capture(1, billed("1", "1000"), **NO_ORDER)
    await approve(office)
    with pytest.raises(ApprovalCaseSelfApproval):
        await agree(office, "anna", "manager")
    with pytest.raises(ApprovalCaseOwnBill):
        await agree(office, "carl", "manager")


async def test_no_hand_releases_the_hold(office: Office) -> None:
    await office.open()
    await office.capture(1, billed("1", "1000"), **NO_ORDER)
    await approve(office)
    with pytest.raises(InvoiceHoldNotReleasable):
        await office.release(1, hold=2, person="amir")


async def test_what_is_refused_waits_to_be_voided(office: Office) -> None:
    await office.open()
    await office.capture(1, billed("1", "25000"), **NO_ORDER)
    await approve(office)
    await refuse(office, "mona")
    assert await owners(office) == ["ap_manager"]
    assert (await case(office)).status == "rejected"
    await office.void(1)
    assert office.balance("accounts_payable") == 0


async def test_what_is_voided_asks_nobody_any_more(office: Office) -> None:
    await office.open()
    await office.capture(1, billed("1", "1000"), **NO_ORDER)
    await approve(office)
    await office.void(1)
    assert (await case(office)).status == "superseded"
