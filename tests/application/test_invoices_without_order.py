"""Invoices that no order was made for: approved by a second person, posted, paid and taken back."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.charges import StatedCharge
from domain.errors import Rejected
from domain.invoices.commands import ApproveInvoiceWithoutOrder, CodedTo, LinkInvoice
from domain.invoices.errors import (
    InvoiceBarred,
    InvoiceLineRepeated,
    InvoiceLinkedAlready,
    InvoiceOtherCurrency,
    InvoiceUnknownLine,
    InvoiceVoidedAlready,
)
from domain.invoices.payment_commands import SchedulePayment
from domain.invoices.settlement_errors import InvoiceDutiesMixed
from domain.invoices.without_order_errors import (
    InvoiceChargeNotAccrued,
    InvoiceLineNotCoded,
    InvoicePostedWithoutOrder,
)
from domain.purchase_orders.lines import CostShare
from domain.receipts.commands import PostReceipt, ReceivedLine
from tests.application.desk import NOW, TODAY
from tests.application.office import Office, billed, given_back
from tests.domain.orders import ORDER

ICU: Final = CostShare(cost_centre="ICU", account="rent", weight=Decimal(1))
OR: Final = CostShare(cost_centre="OR", account="rent", weight=Decimal(2))
NO_ORDER: Final[dict[str, Any]] = {"purchase_order_id": None}


def approval(office: Office, invoice: int, *lines: CodedTo) -> ApproveInvoiceWithoutOrder:
    return ApproveInvoiceWithoutOrder(
        now=NOW,
        invoice_id=office.id_of("invoice", invoice),
        lines=lines or (CodedTo(line=1, shares=(ICU, OR)),),
        approved_by="anna",
        reason_code="rent",
    )


async def approve(office: Office, invoice: int, *lines: CodedTo) -> None:
    await office.send("anna", approval(office, invoice, *lines))


async def bears_freight(office: Office, freight: str = "30") -> None:
    """A hundred gloves came, and the carrier's bill for them is still to come."""
    await office.open()
    command = PostReceipt(
        now=NOW,
        receipt_id=office.id_of("receipt", 1),
        receiver_id="rita",
        number="R-1",
        purchase_order_id=ORDER.id,
        received_on=TODAY,
        lines=(ReceivedLine(purchase_order_line=1, quantity=Decimal(100)),),
        charges=(StatedCharge(charge="freight", amount=Decimal(freight)),),
    )
    await office.send("rita", command)


FREIGHT: Final = CodedTo(line=1, charge="freight", purchase_order_id=ORDER.id)


async def test_what_nobody_ordered_is_expense_of_those_who_bear_it_once_it_is_approved(
    office: Office,
) -> None:
    await office.open()
    await office.capture(1, billed("10"), tax=Decimal(7), **NO_ORDER)
    assert await office.held(1) == ("unlinked",)
    assert office.balance("accounts_payable") == 0
    await approve(office, 1)
    assert await office.held(1) == ()
    invoice = await office.invoice(1)
    assert (invoice.status, invoice.purchase_order) == ("matched", None)
    assert office.balance("accounts_payable") == -107
    assert office.balance("input_tax") == 7
    borne = {each.cost_centre: each.debit for each in office.journal() if each.account == "expense"}
    assert borne == {"ICU": "33.33", "OR": "66.67"}
    await office.pay(1, "107")
    assert (await office.invoice(1)).status == "paid"


async def test_who_captured_it_does_not_approve_it_and_who_approved_it_does_not_pay_it(
    office: Office,
) -> None:
    await office.open()
    await office.capture(1, billed("10"), captured_by="anna", **NO_ORDER)
    with pytest.raises(InvoiceDutiesMixed):
        await approve(office, 1)
    await office.capture(2, billed("10"), **NO_ORDER)
    await approve(office, 2)
    run = SchedulePayment(
        now=NOW,
        invoice_id=office.id_of("invoice", 2),
        payment="PAY-1",
        pay_on=TODAY,
        amount=Decimal(100),
        scheduled_by="anna",
    )
    with pytest.raises(InvoiceDutiesMixed):
        await office.send("anna", run)


async def test_a_carrier_clears_what_goods_bear_of_his_freight_and_the_rest_is_freight(
    office: Office,
) -> None:
    await bears_freight(office)
    assert office.balance("charges_accrued") == -30
    assert office.balance("inventory") == 1030
    await office.capture(1, billed("1", "34"), **NO_ORDER)
    await approve(office, 1, FREIGHT)
    assert office.balance("charges_accrued") == 0
    assert office.balance("freight") == 4
    assert office.balance("accounts_payable") == -34
    assert (await office.order()).charges == {}
    await office.capture(2, billed("1", "5"), **NO_ORDER)
    with pytest.raises(InvoiceChargeNotAccrued):
        await approve(office, 2, FREIGHT)
    await office.void(1)
    assert (await office.order()).charges == {"freight": 30}
    assert office.balance("charges_accrued") == -30
    assert office.balance("freight") == 0
    await approve(office, 2, FREIGHT)
    assert (await office.order()).charges == {"freight": 25}
    assert office.balance("charges_accrued") == -25


async def test_two_lines_share_what_is_accrued_and_a_credit_lowers_the_freight(
    office: Office,
) -> None:
    await bears_freight(office)
    lines = (billed("1", "20"), billed("1", "20", line=2, order_line=2))
    await office.capture(1, *lines, **NO_ORDER)
    await approve(office, 1, FREIGHT, replace(FREIGHT, line=2))
    assert office.balance("charges_accrued") == 0
    assert office.balance("freight") == 10
    credit = given_back("0", "5", order_line=None)
    await office.credit(1, "price", credit)
    await office.post_credit(1)
    assert office.balance("freight") == 5
    assert office.balance("accounts_payable") == -35


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        pytest.param((CodedTo(line=2, shares=(ICU,)),), InvoiceUnknownLine, id="unknown line"),
        pytest.param((CodedTo(line=1, shares=(ICU,)),) * 2, InvoiceLineRepeated, id="twice"),
        pytest.param((CodedTo(line=1),), InvoiceLineNotCoded, id="nobody"),
        pytest.param((CodedTo(line=1, charge="freight"),), InvoiceLineNotCoded, id="whose charge"),
        pytest.param((replace(FREIGHT, shares=(ICU,)),), InvoiceLineNotCoded, id="both"),
        pytest.param(
            (CodedTo(line=1, shares=(ICU.model_copy(update={"weight": Decimal(0)}),)),),
            InvoiceLineNotCoded,
            id="no weight",
        ),
        pytest.param((replace(FREIGHT, charge="customs"),), InvoiceChargeNotAccrued, id="charge"),
    ],
)
async def test_what_is_not_charged_in_one_way_is_refused(
    office: Office, lines: tuple[CodedTo, ...], refusal: type[Rejected]
) -> None:
    await bears_freight(office)
    await office.capture(1, billed("10"), **NO_ORDER)
    with pytest.raises(refusal):
        await approve(office, 1, *lines)
    assert await office.held(1) == ("unlinked",)


async def test_a_line_that_nobody_is_charged_with_keeps_the_invoice_waiting(
    office: Office,
) -> None:
    await office.open()
    await office.capture(1, billed("10"), billed("5", line=2, order_line=2), **NO_ORDER)
    with pytest.raises(InvoiceLineNotCoded):
        await approve(office, 1, CodedTo(line=1, shares=(ICU,)))


async def test_what_has_an_order_or_is_void_or_a_double_is_not_approved_without_one(
    office: Office,
) -> None:
    await bears_freight(office)
    await office.capture(1, billed("10"))
    with pytest.raises(InvoiceLinkedAlready):
        await approve(office, 1)
    await office.capture(2, billed("10"), number="INV-7", **NO_ORDER)
    await office.capture(3, billed("11"), number="INV-7", **NO_ORDER)
    with pytest.raises(InvoiceBarred):
        await approve(office, 3)
    await office.void(3)
    with pytest.raises(InvoiceVoidedAlready):
        await approve(office, 3)
    await office.capture(4, billed("1", "9"), currency="EUR", **NO_ORDER)
    with pytest.raises(InvoiceOtherCurrency):
        await approve(office, 4, FREIGHT)


async def test_it_is_posted_once_and_tied_to_no_order_afterwards(office: Office) -> None:
    await bears_freight(office)
    await office.capture(1, billed("10"), **NO_ORDER)
    await approve(office, 1)
    with pytest.raises(InvoicePostedWithoutOrder):
        await approve(office, 1)
    link = LinkInvoice(
        now=NOW,
        invoice_id=office.id_of("invoice", 1),
        purchase_order_id=ORDER.id,
        links=((1, 1),),
        linked_by="carl",
    )
    with pytest.raises(InvoicePostedWithoutOrder):
        await office.send("carl", link)
    await office.void(1)
    for account in ("expense", "accounts_payable"):
        assert office.balance(account) == 0
