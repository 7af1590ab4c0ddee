"""Payments beside the order's ledger: what stops them, and what one that came back opens."""

from decimal import Decimal

import pytest

from domain.invoices.payment_commands import SchedulePayment
from domain.invoices.settlement_errors import InvoiceOnHold, InvoiceSupplierStopped
from domain.suppliers.commands import (
    ActivateSupplier,
    MergeSupplier,
    PlaceSupplierHold,
    ProposeSupplier,
)
from tests.application.desk import NOW, TODAY
from tests.application.office import Office, billed
from tests.domain.orders import MEDLINE, id_of


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


async def test_a_hold_on_the_survivor_stops_payments_of_what_was_merged_into_it(
    office: Office,
) -> None:
    """The same company under its new name: whoever holds it would pay it by the old one."""
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    survivor = id_of(78)
    proposal = ProposeSupplier(
        now=NOW, supplier_id=survivor, number="S-78", name="New Medline", proposed_by="adam"
    )
    await office.send("adam", proposal)
    activate = ActivateSupplier(now=NOW, supplier_id=survivor, activated_by="cora")
    await office.send("cora", activate)
    merger = MergeSupplier(
        now=NOW, supplier_id=MEDLINE, survivor_id=survivor, merged_by="cora", reason_code="renamed"
    )
    await office.send("cora", merger)
    await plan(office, 1, "100")
    hold = PlaceSupplierHold(now=NOW, supplier_id=survivor, scope="payment", reason_code="fraud")
    await office.send("cora", hold)
    with pytest.raises(InvoiceSupplierStopped, match="merged into S-78"):
        await office.pay(1, "100", payment="RUN-1")
