"""Payments beside the order's ledger: what stops them, and what one that came back opens."""

from decimal import Decimal

import pytest

from domain.invoices.payment_commands import SchedulePayment
from domain.invoices.settlement_errors import InvoiceOnHold
from tests.application.desk import NOW, TODAY
from tests.application.office import Office, billed


async def plan(office: Office, invoice: int, amount: str) -> None:
    command = SchedulePayment(
        now=NOW,
        invoice_id=office.id_of("invoice", invoice),
        payment="RUN-1",
        pay_on=TODAY,
        amount=Decimal(amount),
        scheduled_by="amir",
    )
    await office.send("amir", command)


async def test_a_receipt_corrected_down_takes_the_payment_out_of_its_run(office: Office) -> None:
    await office.open()
    await office.receive(1, "60")
    await office.receive(2, "40")
    await office.capture(1, billed("100"))
    await plan(office, 1, "1000")
    await office.reverse(2)
    assert (await office.invoice(1)).scheduled == {}
    assert office.facts("invoice")[-2:] == ["invoice.hold_placed", "invoice.payment_withdrawn"]
    await office.receive(3, "40")
    await plan(office, 1, "1000")
    assert list((await office.invoice(1)).scheduled) == ["RUN-1"]


async def test_a_hold_by_hand_takes_the_payment_out_of_its_run(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    await plan(office, 1, "400")
    await office.block(1)
    assert (await office.invoice(1)).scheduled == {}


async def test_a_payment_that_came_back_is_owed_and_judged_again(office: Office) -> None:
    await office.open()
    await office.receive(1, "60")
    await office.receive(2, "40")
    await office.capture(1, billed("100"))
    await office.pay(1, "1000")
    await office.reverse(2)
    assert await office.held(1) == (), "what is paid waits for nothing"
    await office.come_back(1)
    assert office.balance("accounts_payable") == -1000
    assert office.balance("cash") == 0
    assert await office.held(1) == ("quantity_received",)
    with pytest.raises(InvoiceOnHold):
        await office.pay(1, "1000", "PAY-2")
    await office.receive(3, "40")
    await office.pay(1, "1000", "PAY-2")
    assert (await office.order()).waiting_invoices == ()


async def test_a_voided_invoice_is_in_no_run(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    await plan(office, 1, "1000")
    await office.void(1)
    assert (await office.invoice(1)).scheduled == {}
