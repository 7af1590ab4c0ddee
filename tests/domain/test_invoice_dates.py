"""Days that an invoice and its payment cannot bear are refused, with those that they can."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

import pytest

from domain.days import EVIDENCE_DAYS, NEXT_DAY
from domain.invoices import decide
from domain.invoices.commands import RecordPayment, VoidInvoice
from domain.invoices.dates import DATED_AHEAD_MAX, TERM_MAX
from domain.invoices.decide_capture import capture
from domain.invoices.errors import InvoiceDateOutOfRange
from domain.invoices.payments import record_payment
from domain.invoices.state import INVOICE
from domain.tolerance import DEFAULT_POLICY
from tests.domain.invoices import INVOICE_ID, capture_command, order_facts, paid, ready
from tests.domain.orders import NOW, TODAY
from tests.domain.scenario import given

A_DAY: Final = timedelta(days=1)
FACTS: Final[dict[str, Any]] = {
    "supplier_name": "Medline",
    "supplier_obstacle": None,
    "suspicions": (),
    "order": order_facts(),
    "policy": DEFAULT_POLICY,
}


def payment(paid_on: date) -> RecordPayment:
    return RecordPayment(
        now=NOW,
        invoice_id=INVOICE_ID,
        paid_by="theo",
        payment="PAY-1",
        paid_on=paid_on,
        amount=paid("400", "600").amount,
    )


@pytest.mark.parametrize("day", [TODAY - EVIDENCE_DAYS, TODAY, TODAY + NEXT_DAY])
def test_a_payment_bears_a_day_that_has_begun_somewhere(day: date) -> None:
    after = paid("400", "600").model_copy(update={"paid_on": day})
    given(INVOICE, *ready()).when(
        record_payment, payment(day), supplier_obstacle=None, banked={}
    ).then(after)


@pytest.mark.parametrize(
    "day", [TODAY - EVIDENCE_DAYS - A_DAY, TODAY + NEXT_DAY + A_DAY, date(2099, 1, 1), date.min]
)
def test_a_payment_that_has_not_been_made_is_refused(day: date) -> None:
    given(INVOICE, *ready()).when(
        record_payment, payment(day), supplier_obstacle=None, banked={}
    ).rejected(
        InvoiceDateOutOfRange,
        day=day.isoformat(),
        last=(TODAY + NEXT_DAY).isoformat(),
    )


def test_an_invoice_is_not_voided_on_a_day_to_come() -> None:
    command = VoidInvoice(
        now=NOW, invoice_id=INVOICE_ID, voided_on=date(2099, 1, 1), reason_code="wrong"
    )
    given(INVOICE, *ready()).when(decide.void, command).rejected(InvoiceDateOutOfRange)


@pytest.mark.parametrize(
    ("written", "due"),
    [
        pytest.param(TODAY, TODAY, id="due at once"),
        pytest.param(TODAY + DATED_AHEAD_MAX, TODAY + DATED_AHEAD_MAX, id="dated ahead"),
        pytest.param(TODAY - EVIDENCE_DAYS, TODAY - EVIDENCE_DAYS, id="found late"),
        pytest.param(TODAY, TODAY + TERM_MAX, id="the longest term"),
    ],
)
def test_an_invoice_bears_the_days_that_a_supplier_may_give_it(written: date, due: date) -> None:
    events = capture(None, capture_command(invoice_date=written, due_on=due), **FACTS)
    assert len(events) == 1


@pytest.mark.parametrize(
    ("written", "due", "what"),
    [
        pytest.param(TODAY + DATED_AHEAD_MAX + A_DAY, None, "The invoice date", id="far ahead"),
        pytest.param(TODAY - EVIDENCE_DAYS - A_DAY, None, "The invoice date", id="long gone"),
        pytest.param(TODAY, TODAY - A_DAY, "The due date", id="due before it was written"),
        pytest.param(TODAY, TODAY + TERM_MAX + A_DAY, "The due date", id="never due"),
        pytest.param(TODAY, date.max, "The due date", id="due at the end of time"),
    ],
)
def test_an_invoice_with_days_that_cannot_be_is_refused(
    written: date, due: date | None, what: str
) -> None:
    command = capture_command(invoice_date=written, due_on=due or written)
    with pytest.raises(InvoiceDateOutOfRange) as refused:
        capture(None, command, **FACTS)
    assert refused.value.values["what"] == what
    assert refused.value.code == "invoice.date_out_of_range"


@pytest.mark.parametrize("now", [NOW.replace(year=1), NOW.replace(year=9999, month=12, day=31)])
def test_the_bounds_stay_within_the_calendar(now: datetime) -> None:
    command = replace(capture_command(invoice_date=now.date(), due_on=now.date()), now=now)
    assert len(capture(None, command, **FACTS)) == 1
    with pytest.raises(InvoiceDateOutOfRange):
        capture(None, replace(command, due_on=command.now.date() - A_DAY), **FACTS)
