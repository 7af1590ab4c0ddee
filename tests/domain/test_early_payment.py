"""A discount is kept back from an invoice that is paid early: as agreed, and once."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.errors import Rejected
from domain.invoices import payments
from domain.invoices.decide_capture import capture
from domain.invoices.errors import InvoiceDateOutOfRange
from domain.invoices.payment_errors import (
    InvoiceDiscountIncomplete,
    InvoiceDiscountLate,
    InvoiceDiscountOutOfRange,
    InvoiceDiscountTooHigh,
)
from domain.invoices.state import INVOICE
from tests.domain.invoices import (
    capture_command,
    order_facts,
)
from tests.domain.orders import TODAY
from tests.domain.payments import FREE, PAYABLE, SOON, early, less, pay, plan, planned
from tests.domain.scenario import given
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
    ).rejected(InvoiceDiscountTooHigh, left="5")
    scheduled = given(INVOICE, *early(), planned("480", discount=Decimal(20)))
    scheduled.when(payments.record_payment, pay("400", discount=Decimal(1)), **PAYABLE).rejected(
        InvoiceDiscountTooHigh, left="0"
    )
    scheduled.when(
        payments.record_payment, pay("480", "RUN-1", discount=Decimal(20)), **PAYABLE
    ).then(less("480", "20", "500", payment="RUN-1"))


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
