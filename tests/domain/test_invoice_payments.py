"""Payments: planned by one and made by another, early for less, failed, and taken back."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.duties import Part, Participants
from domain.errors import Rejected
from domain.event import Command
from domain.invoices import decide, payments
from domain.invoices.commands import VoidInvoice
from domain.invoices.errors import InvoiceDateOutOfRange
from domain.invoices.events import InvoiceEvent, InvoicePaymentRecorded
from domain.invoices.payment_commands import (
    SchedulePayment,
)
from domain.invoices.payment_errors import (
    InvoiceDiscountTooHigh,
    InvoicePaymentNotScheduled,
    InvoicePaymentUnknown,
)
from domain.invoices.payment_events import (
    InvoicePaymentFailed,
    InvoicePaymentWithdrawn,
)
from domain.invoices.settlement_errors import (
    InvoiceDutiesMixed,
    InvoiceOnHold,
    InvoicePaidAlready,
    InvoicePaymentRepeated,
    InvoicePaymentTooHigh,
    InvoiceSupplierStopped,
)
from domain.invoices.state import INVOICE, Invoice
from tests.domain.invoices import (
    INVOICE_ID,
    held,
    paid,
    ready,
    released,
)
from tests.domain.orders import NOW, TODAY
from tests.domain.payments import (
    FREE,
    PAYABLE,
    early,
    fail,
    give_up,
    less,
    pay,
    plan,
    planned,
    undo,
    undone,
)
from tests.domain.scenario import folded, given


def test_a_payment_is_planned_and_made_under_its_number() -> None:
    given(INVOICE, *ready()).when(payments.schedule, plan(), **FREE).then(planned())
    given(INVOICE, *ready(), planned()).when(
        payments.record_payment, pay(payment="RUN-1"), **PAYABLE
    ).then(paid("1000", "0", "RUN-1"))


def test_instalments_are_planned_up_to_what_is_open() -> None:
    half = given(INVOICE, *ready(), planned("500"))
    half.when(payments.schedule, plan("500", "RUN-2"), **FREE).then(planned("500", "RUN-2"))
    half.when(payments.schedule, plan("500.01", "RUN-2"), **FREE).rejected(
        InvoicePaymentTooHigh, open_amount="500.00"
    )
    half.when(payments.record_payment, pay("500.01"), **PAYABLE).rejected(InvoicePaymentTooHigh)


@pytest.mark.parametrize(
    ("history", "command", "refusal"),
    [
        pytest.param((*ready(), held("price")), plan(), InvoiceOnHold, id="on hold"),
        pytest.param(ready(), plan(scheduled_by="carl"), InvoiceDutiesMixed, id="who captured it"),
        pytest.param(
            (*ready(), held("price"), released("price")),
            plan(scheduled_by="anna"),
            InvoiceDutiesMixed,
            id="who released a hold",
        ),
        pytest.param((*ready(), planned("1")), plan("1"), InvoicePaymentRepeated, id="twice"),
        pytest.param(
            (*ready(), planned("1")),
            plan("1", payment="run-1"),
            InvoicePaymentRepeated,
            id="twice in another case",
        ),
        pytest.param(
            (*ready(), paid("1", "999", "RUN-1")), plan("1"), InvoicePaymentRepeated, id="paid"
        ),
        pytest.param(
            ready(), plan(pay_on=TODAY - timedelta(days=2)), InvoiceDateOutOfRange, id="past"
        ),
        pytest.param(
            ready(), plan(pay_on=TODAY + timedelta(days=367)), InvoiceDateOutOfRange, id="far"
        ),
        pytest.param(ready(), plan(discount=Decimal(1)), InvoicePaymentTooHigh, id="too much"),
        pytest.param(
            ready(), plan("999", discount=Decimal(1)), InvoiceDiscountTooHigh, id="no discount"
        ),
    ],
)
def test_a_payment_is_not_planned(
    history: Sequence[InvoiceEvent], command: SchedulePayment, refusal: type[Rejected]
) -> None:
    given(INVOICE, *history).when(payments.schedule, command, **FREE).rejected(refusal)


def test_nothing_is_planned_for_a_supplier_whose_payments_are_stopped() -> None:
    given(INVOICE, *ready()).when(
        payments.schedule, plan(), supplier_obstacle="on hold (bank)"
    ).rejected(InvoiceSupplierStopped)


def test_whoever_planned_a_payment_does_not_make_it() -> None:
    command = pay(payment="RUN-1", paid_by="mona")
    given(INVOICE, *ready(), planned()).when(payments.record_payment, command, **PAYABLE).rejected(
        InvoiceDutiesMixed, did="scheduled this payment"
    )


@pytest.mark.parametrize("part", ["bank_details_proposer", "bank_details_verifier"])
def test_whoever_had_a_hand_in_the_bank_details_does_not_pay_to_them(part: Part) -> None:
    banked: Participants = {part: ("theo",)}
    given(INVOICE, *ready()).when(
        payments.record_payment, pay(), supplier_obstacle=None, banked=banked
    ).rejected(InvoiceDutiesMixed)


def test_a_hold_takes_the_payment_out_of_its_run() -> None:
    stopped = folded(INVOICE, *ready(), planned(), held("quantity_received", line=1))
    pulled = payments.pulled(stopped)
    assert pulled == (InvoicePaymentWithdrawn(payment="RUN-1", reason_code="held"),)
    assert payments.pulled(folded(INVOICE, *ready(), planned())) == ()


@pytest.mark.parametrize(
    ("decision", "command", "event"),
    [
        pytest.param(
            payments.withdraw,
            give_up(),
            InvoicePaymentWithdrawn(payment="RUN-1", reason_code="later", withdrawn_by="mona"),
            id="given up",
        ),
        pytest.param(
            payments.record_failure,
            fail(),
            InvoicePaymentFailed(
                payment="RUN-1", failed_on=TODAY, reason_code="closed", recorded_by="theo"
            ),
            id="failed",
        ),
    ],
)
def test_a_planned_payment_that_is_not_made_may_be_planned_again(
    decision: Callable[..., Any], command: Command, event: InvoiceEvent
) -> None:
    given(INVOICE, *ready(), planned()).when(decision, command).then(event)
    given(INVOICE, *ready(), planned(), event).when(payments.schedule, plan(), **FREE).then(
        planned()
    )
    given(INVOICE, *ready()).when(decision, command).rejected(InvoicePaymentNotScheduled)


def test_a_payment_that_came_back_opens_what_it_settled() -> None:
    given(INVOICE, *early(), less("980", "20")).when(payments.void_payment, undo()).then(
        undone("980", "1000", "20")
    )
    back = given(INVOICE, *early(), less("980", "20"), undone("980", "1000", "20"))
    back.when(payments.void_payment, undo()).rejected(InvoicePaymentUnknown)
    back.when(payments.record_payment, pay(), **PAYABLE).rejected(InvoicePaymentRepeated)
    back.when(payments.record_payment, pay("980", "PAY-2", discount=Decimal(20)), **PAYABLE).then(
        less("980", "20", payment="PAY-2")
    )


def test_whoever_paid_does_not_void_the_payment() -> None:
    given(INVOICE, *ready(), paid("1000", "0")).when(
        payments.void_payment, undo(person="theo")
    ).rejected(InvoiceDutiesMixed)


def test_a_payment_does_not_come_back_before_it_was_made() -> None:
    earlier = undo(on=TODAY - timedelta(days=1))
    given(INVOICE, *ready(), paid("1000", "0")).when(payments.void_payment, earlier).rejected(
        InvoiceDateOutOfRange
    )


def test_an_invoice_whose_payments_all_came_back_may_be_voided() -> None:
    command = VoidInvoice(now=NOW, invoice_id=INVOICE_ID, voided_on=TODAY, reason_code="wrong")
    settled = given(INVOICE, *ready(), paid("1000", "0"))
    settled.when(decide.void, command).rejected(InvoicePaidAlready)
    whole = folded(INVOICE, *ready(), paid("1000", "0"), undone("1000", "1000"))
    assert [each.TYPE for each in decide.void(whole, command)] == ["invoice.voided"]


@for_all(
    st.lists(
        st.tuples(
            st.sampled_from(("plan", "pay", "void", "fail", "withdraw")),
            st.sampled_from(("1", "2", "3")),
            st.integers(1, 1200),
            st.integers(0, 30),
        ),
        max_size=12,
    )
)
def test_cash_and_discounts_never_add_up_to_more_than_the_total(
    steps: list[tuple[str, str, int, int]],
) -> None:
    invoice = folded(INVOICE, *early())
    for what, payment, amount, discount in steps:
        try:
            for event in _step(invoice, what, payment, str(amount), Decimal(discount)):
                invoice = INVOICE.evolve(invoice, event)
        except Rejected:
            continue
        made = [each for each in invoice.payments.values() if not each.voided]
        settled = sum(each.amount + each.discount for each in made)
        assert settled + invoice.open_amount == invoice.total
        assert invoice.open_amount >= 0
        assert invoice.unscheduled >= 0
        assert sum(each.discount for each in made) <= invoice.discount_amount


def _step(
    invoice: Invoice, what: str, payment: str, amount: str, discount: Decimal
) -> Sequence[InvoiceEvent]:
    if what == "plan":
        return payments.schedule(invoice, plan(amount, payment, discount=discount), **FREE)
    if what == "pay":
        return payments.record_payment(invoice, pay(amount, payment, discount=discount), **PAYABLE)
    if what == "void":
        return payments.void_payment(invoice, undo(payment))
    if what == "fail":
        return payments.record_failure(invoice, fail(payment))
    return payments.withdraw(invoice, give_up(payment))


def test_a_payment_is_the_one_on_record_however_its_number_is_typed() -> None:
    told = payments.record_payment(
        folded(INVOICE, *ready(), planned("600")), pay("600", payment="run-1"), **PAYABLE
    )
    assert [each.payment for each in told if isinstance(each, InvoicePaymentRecorded)] == ["RUN-1"]
