"""A discount is kept back from an invoice that is paid early: as agreed, and once."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.errors import Rejected
from domain.invoices import payments
from domain.invoices.decide_capture import capture
from domain.invoices.errors import InvoiceDateOutOfRange
from domain.invoices.events import InvoiceCreditApplied
from domain.invoices.payment_errors import (
    InvoiceDiscountIncomplete,
    InvoiceDiscountLate,
    InvoiceDiscountOutOfRange,
    InvoiceDiscountTooHigh,
)
from domain.invoices.payment_events import InvoicePrepaymentApplied
from domain.invoices.state import INVOICE
from tests.domain.invoices import (
    capture_command,
    order_facts,
    paid,
)
from tests.domain.orders import MEMO, TODAY
from tests.domain.payments import FREE, PAYABLE, SOON, early, less, pay, plan, planned, undone
from tests.domain.scenario import folded, given
from tests.domain.test_invoice_capture import NOBODY_ELSE


def test_a_discount_is_kept_back_up_to_its_last_day() -> None:
    command = pay("980", discount=Decimal(20))
    given(INVOICE, *early()).when(payments.record_payment, command, **PAYABLE).then(
        less("980", "20")
    )
    given(INVOICE, *early(until=TODAY - timedelta(days=1))).when(
        payments.record_payment, command, **PAYABLE
    ).rejected(InvoiceDiscountLate)


def test_a_discount_is_kept_back_once() -> None:
    most = given(INVOICE, *early(), less("480", "15", "505"))
    most.when(
        payments.record_payment, pay("400", "PAY-2", discount=Decimal("5.01")), **PAYABLE
    ).rejected(InvoiceDiscountTooHigh, left="2.96")
    scheduled = given(INVOICE, *early(), planned("480", discount=Decimal(20)))
    scheduled.when(payments.record_payment, pay("400", discount=Decimal(1)), **PAYABLE).rejected(
        InvoiceDiscountTooHigh, left="0"
    )
    scheduled.when(
        payments.record_payment, pay("480", "RUN-1", discount=Decimal(20)), **PAYABLE
    ).then(less("480", "20", "500", payment="RUN-1"))


@pytest.mark.parametrize(("cash", "most"), [("10", "0.20"), ("490", "10.00"), ("979.9", "20")])
def test_a_part_that_is_paid_in_time_earns_its_share(cash: str, most: str) -> None:
    invoice = given(INVOICE, *early())
    beyond = pay(cash, discount=Decimal(most) + Decimal("0.01"))
    invoice.when(payments.record_payment, beyond, **PAYABLE).rejected(
        InvoiceDiscountTooHigh, left=most
    )
    invoice.when(payments.schedule, plan(cash, discount=Decimal("20.01")), **FREE).rejected(
        InvoiceDiscountTooHigh, left=most
    )
    left = f"{1000 - Decimal(cash) - Decimal(most)}"
    invoice.when(payments.record_payment, pay(cash, discount=Decimal(most)), **PAYABLE).then(
        less(cash, most, left)
    )


def test_what_was_paid_in_time_before_counts_and_what_was_credited_does_not() -> None:
    rest = pay("480", "PAY-2", discount=Decimal(20))
    given(INVOICE, *early(), paid("500", "500")).when(
        payments.record_payment, rest, **PAYABLE
    ).then(less("480", "20", payment="PAY-2"))
    ahead = InvoicePrepaymentApplied(
        prepayment=MEMO, amount=Decimal(500), currency="USD", open_amount=Decimal(500)
    )
    given(INVOICE, *early(), ahead).when(payments.record_payment, rest, **PAYABLE).then(
        less("480", "20", payment="PAY-2")
    )
    half = InvoiceCreditApplied(
        credit_memo=MEMO, amount=Decimal(500), currency="USD", open_amount=Decimal(500)
    )
    given(INVOICE, *early(), half).when(payments.record_payment, rest, **PAYABLE).rejected(
        InvoiceDiscountTooHigh, left="9.80"
    )


@for_all(
    st.lists(st.tuples(st.decimals(1, 600, places=2), st.decimals(0, 20, places=2)), max_size=8)
)
def test_what_is_kept_back_is_never_beyond_the_share_of_what_was_paid(
    tries: list[tuple[Decimal, Decimal]],
) -> None:
    invoice = folded(INVOICE, *early())
    for number, (cash, discount) in enumerate(tries):
        command = pay(str(cash), f"PAY-{number}", discount=discount)
        try:
            events = payments.record_payment(invoice, command, **PAYABLE)
        except Rejected:
            continue
        for event in events:
            invoice = INVOICE.evolve(invoice, event)
        kept = sum(each.discount for each in invoice.payments.values())
        assert kept - invoice.paid / 50 <= Decimal("0.01"), "two per cent, and its rounding"


def test_what_was_scheduled_is_not_judged_again_unless_less_was_paid() -> None:
    before = (
        *early(),
        paid("500", "500"),
        planned("480", discount=Decimal(20)),
        undone("500", "1000"),
    )
    came_back = given(INVOICE, *before)
    whole = pay("480", "RUN-1", discount=Decimal(20))
    came_back.when(payments.record_payment, whole, **PAYABLE).then(
        less("480", "20", "500", payment="RUN-1")
    )
    part = pay("479", "RUN-1", discount=Decimal(20))
    came_back.when(payments.record_payment, part, **PAYABLE).rejected(
        InvoiceDiscountTooHigh, left="9.78"
    )


def test_a_negative_discount_raises_no_payment() -> None:
    given(INVOICE, *early()).when(
        payments.record_payment, pay("990", discount=Decimal(-1)), **PAYABLE
    ).rejected(InvoiceDiscountTooHigh)


def test_a_planned_discount_is_for_a_day_that_is_early_enough() -> None:
    late = SOON + timedelta(days=1)
    given(INVOICE, *early()).when(
        payments.schedule, plan("980", pay_on=late, discount=Decimal(20)), **FREE
    ).rejected(InvoiceDiscountLate)


@pytest.mark.parametrize(
    ("header", "refusal"),
    [
        pytest.param({"discount_amount": Decimal(5)}, InvoiceDiscountIncomplete, id="no day"),
        pytest.param({"discount_until": SOON}, InvoiceDiscountIncomplete, id="no amount"),
        pytest.param(
            {"discount_amount": Decimal(0), "discount_until": SOON},
            InvoiceDiscountOutOfRange,
            id="nothing",
        ),
        pytest.param(
            {"discount_amount": Decimal(1000), "discount_until": SOON},
            InvoiceDiscountOutOfRange,
            id="everything",
        ),
        pytest.param(
            {"discount_amount": Decimal(5), "discount_until": TODAY - timedelta(days=1)},
            InvoiceDateOutOfRange,
            id="before the invoice",
        ),
        pytest.param(
            {"discount_amount": Decimal(5), "discount_until": date(2026, 4, 1)},
            InvoiceDateOutOfRange,
            id="after it is due",
        ),
    ],
)
def test_terms_that_cannot_be_are_refused(header: dict[str, Any], refusal: type[Rejected]) -> None:
    facts = {**NOBODY_ELSE, "order": order_facts()}
    given(INVOICE).when(capture, capture_command(**header), **facts).rejected(refusal)
