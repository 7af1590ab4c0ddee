"""A disputed part is withheld until it is resolved; the rest of the invoice is paid."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.credit_memos.errors import CreditMemoNotPositive
from domain.invoices.disputes import (
    InvoiceDisputeOtherCredit,
    InvoiceDisputeOutOfRange,
    InvoiceUnknownDispute,
    RaiseInvoiceDispute,
    ResolveInvoiceDispute,
)
from domain.invoices.payment_commands import SchedulePayment
from domain.invoices.settlement_errors import (
    InvoiceDutiesMixed,
    InvoicePaymentTooHigh,
    InvoiceSettled,
)
from tests.application.desk import NOW, TODAY
from tests.application.office import Office, billed, given_back
from tests.application.test_recoveries import Claims


async def dispute(office: Office, amount: str, person: str = "carl") -> None:
    command = RaiseInvoiceDispute(
        now=NOW,
        invoice_id=office.id_of("invoice", 1),
        amount=Decimal(amount),
        raised_by=person,
        reason_code="damaged",
    )
    await office.send(person, command)


async def resolve(office: Office, person: str = "anna", memo: int | None = None) -> None:
    command = ResolveInvoiceDispute(
        now=NOW,
        invoice_id=office.id_of("invoice", 1),
        dispute=1,
        resolved_by=person,
        reason_code="agreed",
        credit_memo_id=office.id_of("credit_memo", memo) if memo else None,
    )
    await office.send(person, command)


@pytest.fixture
async def billing(office: Office) -> Office:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    return office


async def test_the_rest_is_paid_while_a_part_is_disputed(billing: Office) -> None:
    await dispute(billing, "300")
    with pytest.raises(InvoicePaymentTooHigh):
        await billing.pay(1, "700.01")
    await billing.pay(1, "700")
    assert (await billing.invoice(1)).open_amount == 300
    await resolve(billing)
    await billing.pay(1, "300", payment="PAY-2")
    assert (await billing.invoice(1)).status == "paid"


async def test_what_the_supplier_concedes_comes_as_a_credit_memo(billing: Office) -> None:
    await dispute(billing, "300")
    await billing.pay(1, "700")
    await billing.credit(1, "price", given_back("0", "300"))
    with pytest.raises(InvoiceDisputeOtherCredit):
        await resolve(billing, memo=1)
    await billing.post_credit(1)
    await resolve(billing, memo=1)
    invoice = await billing.invoice(1)
    assert invoice.status == "paid"
    assert invoice.disputed == 0


async def test_a_credit_takes_nothing_of_what_is_disputed_until_it_is_conceded(
    billing: Office,
) -> None:
    await dispute(billing, "400")
    await billing.credit(1, "price", given_back("0", "800"))
    await billing.post_credit(1)
    invoice, memo = await billing.invoice(1), await billing.credit_memo(1)
    assert [invoice.open_amount, invoice.disputed, invoice.unscheduled] == [400, 400, 0]
    assert memo.open_amount == 200
    with pytest.raises(CreditMemoNotPositive):
        await billing.apply_credit(1, 1)

    await resolve(billing, memo=1)
    invoice, memo = await billing.invoice(1), await billing.credit_memo(1)
    assert (invoice.open_amount, invoice.disputed) == (Decimal(200), Decimal(0))
    assert (memo.open_amount, memo.status) == (Decimal(0), "applied")
    assert billing.balance("accounts_payable") == -200
    await billing.pay(1, "200")
    assert (await billing.invoice(1)).status == "paid"


async def test_what_we_pay_after_all_is_settled_by_no_credit(billing: Office) -> None:
    await dispute(billing, "400")
    await billing.credit(1, "price", given_back("0", "800"))
    await billing.post_credit(1)
    await resolve(billing)
    assert (await billing.invoice(1)).unscheduled == 400
    await billing.apply_credit(1, 1)
    assert (await billing.invoice(1)).unscheduled == 200


async def test_a_recovery_settles_what_was_disputed_of_what_it_takes_back(
    billing: Office,
) -> None:
    await dispute(billing, "300")
    await billing.pay(1, "700")
    await billing.give_back(1, "50")
    claims = Claims(billing)
    assert (await claims.of(1)).claim == 200
    await claims.refund(1, "200")
    invoice = await billing.invoice(1)
    assert (invoice.open_amount, invoice.disputed) == (Decimal(0), Decimal(0))
    assert billing.balance("accounts_payable") == billing.balance("grir") == 0


async def test_nobody_lets_go_what_he_captured_or_disputed(billing: Office) -> None:
    await dispute(billing, "300", "anna")
    with pytest.raises(InvoiceDutiesMixed):
        await resolve(billing, "anna")
    await resolve(billing, "amir")
    with pytest.raises(InvoiceUnknownDispute):
        await resolve(billing, "amir")


async def test_a_dispute_takes_the_payment_out_of_its_run(billing: Office) -> None:
    planned = SchedulePayment(
        now=NOW,
        invoice_id=billing.id_of("invoice", 1),
        payment="RUN-1",
        pay_on=TODAY + timedelta(days=5),
        amount=Decimal(1000),
        scheduled_by="anna",
    )
    await billing.send("anna", planned)
    await dispute(billing, "1")
    (withdrawn,) = (e for e in billing.history() if e.type == "invoice.payment_withdrawn")
    assert withdrawn.data["reason_code"] == "disputed"


@pytest.mark.parametrize("amount", ["0", "-1", "1000.01"])
async def test_only_what_is_open_is_disputed(billing: Office, amount: str) -> None:
    with pytest.raises(InvoiceDisputeOutOfRange):
        await dispute(billing, amount)


async def test_what_is_settled_is_not_disputed(billing: Office) -> None:
    await billing.pay(1, "1000")
    with pytest.raises(InvoiceSettled):
        await dispute(billing, "1")


async def test_a_voided_invoice_has_no_dispute_left(billing: Office) -> None:
    await dispute(billing, "300")
    await billing.void(1)
    (gone,) = (e for e in billing.history() if e.type == "invoice.dispute_resolved")
    assert gone.data["outcome"] == "voided"
