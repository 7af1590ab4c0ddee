"""What was withheld is credited or written back; tax and discounts come to the cent."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.invoices.commands import InvoicedLine, RecordPayment
from domain.invoices.errors import InvoiceLineRepeated
from domain.invoices.payment_commands import SchedulePayment
from domain.invoices.settlement_errors import (
    InvoiceUnknownLineWithheld,
)
from domain.invoices.short_pay import ShortPayInvoice
from domain.invoices.short_pay_errors import InvoiceUnitsNotWrittenBack
from tests.application.desk import NOW, TODAY
from tests.application.office import Office, billed, given_back
from tests.application.withholding import resolve, short_pay, write_back
from tests.domain.orders import added


@pytest.fixture
async def short(office: Office) -> Office:
    """A hundred are billed and sixty came: forty are withheld."""
    await office.open()
    await office.receive(1, "60")
    await office.capture(1, billed("100"))
    assert await office.held(1) == ("quantity_received",)
    return office


async def test_a_supplier_settles_it_by_a_credit_memo(short: Office) -> None:
    await short_pay(short, (1, "400"))
    planned = SchedulePayment(
        now=NOW,
        invoice_id=short.id_of("invoice", 1),
        payment="RUN-1",
        pay_on=TODAY + timedelta(days=5),
        amount=Decimal(600),
        scheduled_by="anna",
    )
    await short.send("anna", planned)
    await short.credit(1, "quantity", given_back("40", "400"))
    await short.post_credit(1)
    invoice = await short.invoice(1)
    assert [invoice.open_amount, invoice.disputed] == [1000, 400], "it waits for its dispute"
    await resolve(short, memo=1)
    invoice = await short.invoice(1)
    assert [invoice.open_amount, invoice.disputed, invoice.status] == [600, 0, "matched"]
    assert invoice.scheduled.keys() == {"RUN-1"}, "the payment of the rest goes on"
    await short.pay(1, "600", payment="RUN-1")
    assert (await short.invoice(1)).status == "paid"
    assert short.balance("grir") == short.balance("accounts_payable") == 0


async def test_it_is_written_back_with_the_suppliers_consent(short: Office) -> None:
    await short_pay(short, (1, "400"))
    await short.pay(1, "600")
    with pytest.raises(InvoiceUnknownLineWithheld):
        await write_back(short, (2, Decimal(40)))
    with pytest.raises(InvoiceLineRepeated):
        await write_back(short, (1, Decimal(30)), (1, Decimal(10)))
    await write_back(short, (1, Decimal(40)))
    invoice, memo = await short.invoice(1), await short.credit_memo(9)
    assert [invoice.status, invoice.open_amount, invoice.disputed] == ["paid", 0, 0]
    assert [memo.kind, memo.status, memo.total] == ["debit_note", "applied", 400]
    assert short.balance("grir") == short.balance("accounts_payable") == 0
    (ended,) = (e for e in short.history() if e.type == "invoice.dispute_resolved")
    assert (ended.data["outcome"], ended.data["evidence"]) == ("written_back", "MAIL-1")


async def test_a_write_back_before_the_payment_leaves_the_run_alone(short: Office) -> None:
    await short_pay(short, amount="400")
    planned = SchedulePayment(
        now=NOW,
        invoice_id=short.id_of("invoice", 1),
        payment="RUN-1",
        pay_on=TODAY + timedelta(days=5),
        amount=Decimal(600),
        scheduled_by="anna",
    )
    await short.send("anna", planned)
    await write_back(short, (1, Decimal(40)), person="anna")
    invoice = await short.invoice(1)
    assert [invoice.status, invoice.open_amount] == ["matched", 600]
    assert invoice.scheduled.keys() == {"RUN-1"}


async def test_tax_is_withheld_by_its_share_and_comes_to_the_cent(office: Office) -> None:
    await office.open(added("3", "1"))
    await office.receive(1, "1")
    await office.capture(1, billed("3", price="1"), tax=Decimal("0.20"))
    await short_pay(office, (1, "2"))
    invoice = await office.invoice(1)
    assert (invoice.disputed, invoice.unscheduled) == (Decimal("2.13"), Decimal("1.07"))
    await office.pay(1, "1.07")
    await write_back(office, (1, Decimal(2)))
    assert (await office.invoice(1)).status == "paid"
    assert office.balance("accounts_payable") == office.balance("grir") == 0
    assert office.balance("input_tax") == Decimal("0.07")


async def test_two_parts_of_a_line_have_the_tax_of_their_sum(office: Office) -> None:
    await office.open(added("3", "1"))
    await office.receive(1, "3")
    await office.capture(1, billed("3", price="1"), tax=Decimal("0.20"))
    for _ in range(3):
        await short_pay(office, (1, "1"))
    raised = [e.data for e in office.history() if e.type == "invoice.dispute_raised"]
    assert [each["lines"][0]["tax"] for each in raised] == ["0.07", "0.06", "0.07"]
    assert (await office.invoice(1)).unscheduled == 0


def rated(number: int, amount: str, percent: str) -> InvoicedLine:
    return InvoicedLine(
        line=number,
        description="Gloves",
        quantity=Decimal(1),
        unit="EA",
        unit_price=Decimal(amount),
        amount=Decimal(amount),
        purchase_order_line=number,
        tax_percent=Decimal(percent),
    )


async def test_tax_follows_the_rates_that_lines_state(office: Office) -> None:
    await office.open(added("1", "100"), added("1", "100", 2))
    await office.receive(1, "1", line=1)
    await office.receive(2, "1", line=2)
    lines = (rated(1, "100", "20"), rated(2, "100", "0"))
    await office.capture(1, *lines, tax=Decimal(20))
    await short_pay(office, (1, "50"), (2, "50"))
    assert (await office.invoice(1)).disputed == 110


async def test_a_discount_is_earned_by_what_is_paid_in_time(short: Office) -> None:
    early = {"discount_amount": Decimal(20), "discount_until": TODAY + timedelta(days=9)}
    await short.void(1)
    await short.capture(2, billed("100"), **early)
    command = ShortPayInvoice(
        now=NOW,
        invoice_id=short.id_of("invoice", 2),
        short_paid_by="amir",
        reason_code="short_delivery",
        evidence="CLAIM-1",
        lines=((1, Decimal(400)),),
    )
    await short.send("amir", command)
    payment = RecordPayment(
        now=NOW,
        invoice_id=short.id_of("invoice", 2),
        paid_by="theo",
        payment="PAY-1",
        paid_on=TODAY,
        amount=Decimal(588),
        discount=Decimal(12),
    )
    await short.send("theo", payment)
    invoice = await short.invoice(2)
    assert [invoice.open_amount, invoice.disputed, invoice.unscheduled] == [400, 400, 0]


@pytest.mark.parametrize("units", [(), ((1, Decimal(0)),)], ids=["none told", "none"])
async def test_units_that_never_came_are_written_back_as_units(
    short: Office, units: tuple[tuple[int, Decimal], ...]
) -> None:
    await short_pay(short, (1, "400"))
    with pytest.raises(InvoiceUnitsNotWrittenBack) as refused:
        await write_back(short, *units)
    assert refused.value.values["line"] == 1
    await write_back(short, (1, Decimal(40)))
    assert short.balance("grir") == 0


async def test_once_they_came_what_was_withheld_for_them_may_be_taken_off_the_price(
    short: Office,
) -> None:
    await short_pay(short, (1, "400"))
    await short.receive(2, "40")
    await write_back(short, (1, Decimal(0)))
    memo = await short.credit_memo(9)
    assert [memo.basis, memo.total] == ["price", 400]
    assert [short.balance(each) for each in ("grir", "inventory")] == [0, 1000]


async def test_units_of_one_line_and_money_of_another_are_written_back_together(
    office: Office,
) -> None:
    await office.open(added("10", "10"), added("10", "10", 2))
    await office.receive(1, "6", line=1)
    await office.receive(2, "10", line=2)
    await office.capture(1, billed("10"), billed("10", "11", line=2, order_line=2))
    await short_pay(office, (1, "40"), (2, "10"))
    await office.pay(1, "160")
    await write_back(office, (1, Decimal(4)))
    assert (await office.invoice(1)).status == "paid"
    assert office.balance("grir") == office.balance("price_variance") == 0
