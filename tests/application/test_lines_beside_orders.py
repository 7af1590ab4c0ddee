"""A line that is on no order costs as many signatures as an expense without an order."""

from decimal import Decimal

import pytest

from application.invoice_without_order import expense_case_id
from application.tips import Tips
from application.work import Work
from domain.approvals.errors import ApprovalCaseSelfApproval
from domain.approvals.state import APPROVAL_CASE
from domain.invoices.commands import ApproveInvoiceWithoutOrder, CodedTo
from domain.invoices.settlement_errors import InvoiceOnHold
from domain.purchase_orders.lines import CostShare
from replay.match_explanation import explain_match
from tests.application.desk import NOW, ROLES
from tests.application.office import Office, billed
from tests.application.test_expense_limits import agree, owners, refuse
from tests.application.test_price_coverage import unlink


async def let_pass(office: Office, amount: str, tax: str = "0") -> None:
    """Ten gloves of the order, and something that nobody ordered, which anna lets pass."""
    await office.open()
    await office.receive(1, "10")
    other = billed("1", amount, line=2, order_line=None)
    await office.capture(1, billed("10"), other, tax=Decimal(tax))
    await office.release(1)


@pytest.mark.parametrize(
    ("amount", "tax", "expected"),
    [
        ("999.99", "0", []),
        ("1000", "0", ["manager"]),
        ("950", "105", ["manager"]),
        ("500000", "0", ["manager", "director", "finance"]),
    ],
    ids=["within the limit", "at the limit", "with its part of the tax", "as any expense"],
)
async def test_those_agree_who_would_to_an_expense_without_an_order(
    office: Office, amount: str, tax: str, expected: list[str]
) -> None:
    await let_pass(office, amount, tax)
    assert await owners(office) == expected
    assert (await office.invoice(1)).status == ("held" if expected else "matched")
    assert office.balance("expense") == Decimal(amount)


async def test_it_is_paid_once_all_have_agreed_and_not_by_who_let_it_pass(office: Office) -> None:
    await let_pass(office, "25000")
    with pytest.raises(InvoiceOnHold, match="beyond limit"):
        await office.pay(1, "25100")
    with pytest.raises(ApprovalCaseSelfApproval):
        await agree(office, "anna", "manager", *ROLES["anna"])
    await agree(office, "mona")
    await agree(office, "dora", "director")
    await office.pay(1, "25100")
    assert (await office.invoice(1)).status == "paid"


async def test_what_is_refused_is_for_the_manager_of_payables_to_void(office: Office) -> None:
    await let_pass(office, "25000")
    await refuse(office, "mona")
    assert await owners(office) == ["ap_manager"]
    await office.void(1)
    assert office.balance("expense") == 0


async def statuses(office: Office, *times: int) -> list[str | None]:
    """Of each time's case; none: there is none."""
    work, invoice = Work(office.log, Tips(), office.tenant), office.id_of("invoice", 1)
    ids = (expense_case_id(office.tenant, invoice, each) for each in times)
    cases = [await work.find(APPROVAL_CASE, each) for each in ids]
    return [None if each is None else each.status for each in cases]


async def test_taken_off_the_order_it_asks_nobody_and_posted_again_it_asks_again(
    office: Office,
) -> None:
    await let_pass(office, "1000")
    await unlink(office)
    assert await owners(office) == []
    assert await statuses(office, 0, 1) == ["superseded", None]
    share = CostShare(cost_centre="ICU", account="rent", weight=Decimal(1))
    command = ApproveInvoiceWithoutOrder(
        now=NOW,
        invoice_id=office.id_of("invoice", 1),
        lines=(CodedTo(line=1, shares=(share,)), CodedTo(line=2, shares=(share,))),
        approved_by="anna",
        reason_code="rent",
    )
    await office.send("anna", command)
    assert await owners(office) == ["manager"]
    assert await statuses(office, 0, 1, 2) == ["superseded", "pending", None]
    await office.void(1)
    assert await statuses(office, 0, 1, 2) == ["superseded", "superseded", None]


async def test_void_it_asks_nobody(office: Office) -> None:
    await let_pass(office, "1000")
    await office.void(1)
    assert await statuses(office, 0, 1) == ["superseded", None]


async def test_a_line_on_no_order_line_is_told_once_it_is_posted(office: Office) -> None:
    await let_pass(office, "25")
    stream = f"invoice/{office.id_of('invoice', 1)}"
    told = explain_match(each for each in office.history() if each.stream == stream)
    assert told is not None
    assert "Line 2 asks 25.00 USD and is on no line of the order: it is expense." in told.sentences
    assert "anna let hold 1 (unmatched line) on line 2 pass" in " ".join(told.sentences)
