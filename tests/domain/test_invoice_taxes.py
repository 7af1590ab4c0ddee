"""The tax of an invoice by its lines' rates: rounded by line or by rate, added or withheld."""

from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.invoices.commands import CaptureInvoice
from domain.invoices.decide_capture import capture
from domain.invoices.decide_match import account
from domain.invoices.errors import InvoiceNegative, InvoiceNothingWithheld, InvoiceTaxContradicts
from domain.invoices.events import InvoiceCaptured, InvoiceVoided
from domain.invoices.lines import InvoiceLine
from domain.invoices.state import INVOICE
from domain.invoices.taxes import TaxRounding, calculated_tax, withheld_tax
from domain.tolerance import DEFAULT_POLICY
from tests.domain.invoices import (
    INVOICE_ID,
    capture_command,
    captured,
    invoice_line,
    order_facts,
    stated,
)
from tests.domain.orders import MEDLINE, TODAY
from tests.domain.scenario import folded, given
from tests.domain.test_accounting import booked

FACTS: Final[dict[str, Any]] = {
    "supplier_name": "Medline",
    "supplier_obstacle": None,
    "suspicions": (),
    "policy": DEFAULT_POLICY,
}


def taxed(amount: str, percent: str | None, line: int = 1) -> InvoiceLine:
    rate = None if percent is None else Decimal(percent)
    return invoice_line("1", amount, line=line).model_copy(
        update={"amount": Decimal(amount), "tax_percent": rate}
    )


@pytest.mark.parametrize(
    ("lines", "by_line", "by_rate"),
    [
        pytest.param((("100", "10"), ("10", None)), "10.00", "10.00", id="one line is not taxed"),
        pytest.param((("0.35", "10"), ("0.35", "10")), "0.08", "0.07", id="cents add up by line"),
        pytest.param((("0.44", "10"), ("0.44", "10")), "0.08", "0.09", id="and are lost by line"),
        pytest.param((("0.35", "10"), ("0.35", "20")), "0.11", "0.11", id="two rates never mix"),
        pytest.param((("400", "-10"),), "-40.00", "-40.00", id="withheld"),
        pytest.param((("0.35", "-10"),), "-0.04", "-0.04", id="half a cent away from zero"),
        pytest.param((("100", "0"),), "0.00", "0.00", id="a rate of nothing is a rate"),
        pytest.param((("1998", "7.0"), ("0.07", "6.25")), "139.86", "139.86", id="fractions"),
    ],
)
def test_tax_header_versus_line_rounding(
    lines: tuple[tuple[str, str | None], ...], by_line: str, by_rate: str
) -> None:
    found = [taxed(*each, line=number) for number, each in enumerate(lines, start=1)]
    assert calculated_tax(found, "USD", "line") == Decimal(by_line)
    assert calculated_tax(found, "USD", "header") == Decimal(by_rate)


@pytest.mark.parametrize(("currency", "tax"), [("JPY", "35"), ("USD", "34.56"), ("KWD", "34.560")])
def test_tax_is_rounded_to_the_unit_of_its_currency(currency: str, tax: str) -> None:
    assert calculated_tax([taxed("345.6", "10")], currency, "line") == Decimal(tax)


def test_without_a_rate_nothing_is_worked_out() -> None:
    assert calculated_tax([taxed("100", None)], "USD", "line") is None
    assert withheld_tax([taxed("100", None)], "USD", "line") == 0


@for_all(
    amounts=st.lists(st.decimals("0", "1000", places=2), min_size=1, max_size=20),
    percent=st.decimals("0", "30", places=2),
)
def test_rounding_by_line_misses_that_by_rate_by_half_a_cent_a_line_at_most(
    amounts: list[Decimal], percent: Decimal
) -> None:
    lines = [taxed(str(each), str(percent), line=n) for n, each in enumerate(amounts, start=1)]
    by_line, by_rate = (calculated_tax(lines, "USD", rounding) for rounding in ("line", "header"))
    assert by_line is not None
    assert by_rate is not None
    assert abs(by_line - by_rate) <= Decimal("0.005") * (len(lines) + 1)


def asks(
    percent: str | None, tax: str, rounding: TaxRounding = "line", **header: Any
) -> CaptureInvoice:
    """A hundred gloves at ten dollars, taxed."""
    rate = None if percent is None else Decimal(percent)
    return capture_command(
        stated(tax_percent=rate), tax=Decimal(tax), tax_rounding=rounding, **header
    )


def on_file(command: CaptureInvoice) -> InvoiceCaptured:
    event = capture(None, command, **FACTS, order=order_facts())[0]
    assert isinstance(event, InvoiceCaptured)
    return event


def test_the_rates_of_the_lines_say_what_the_tax_works_out_to() -> None:
    event = on_file(asks("8.25", "82.50"))
    assert (event.calculated_tax, event.tax_rounding) == (Decimal("82.50"), "line")
    assert event.lines[0].tax_percent == Decimal("8.25")
    assert on_file(asks("8.25", "90")).calculated_tax == Decimal("82.50"), "as billed is not right"
    assert on_file(asks("8.25", "82.50", "header")).tax_rounding == "header"
    plain = on_file(asks(None, "82.50"))
    assert (plain.calculated_tax, plain.tax_rounding) == (None, None)


def test_a_tax_that_somebody_worked_out_must_be_that_of_the_rates() -> None:
    agreed = on_file(asks("8.25", "82.50", calculated_tax=Decimal("82.50")))
    assert agreed.calculated_tax == Decimal("82.50")
    given(INVOICE).when(
        capture,
        asks("8.25", "82.50", calculated_tax=Decimal("82.51")),
        **FACTS,
        order=order_facts(),
    ).rejected(InvoiceTaxContradicts, by_rates="82.50")
    alone = on_file(asks(None, "5", calculated_tax=Decimal(5)))
    assert (alone.calculated_tax, alone.tax_rounding) == (Decimal(5), None)


def test_only_tax_that_is_withheld_may_be_below_nothing() -> None:
    for percent in (None, "10"):
        given(INVOICE).when(capture, asks(percent, "-40"), **FACTS, order=order_facts()).rejected(
            InvoiceNegative
        )
    assert on_file(asks("-4", "-40")).tax == Decimal(-40)


def test_what_is_withheld_is_neither_left_in_the_total_nor_more_than_the_rates_make() -> None:
    for tax in ("0", "10"):
        refused = (
            given(INVOICE)
            .when(capture, asks("-7", tax), **FACTS, order=order_facts())
            .rejected(InvoiceNothingWithheld, tax=tax, withheld="70.00")
        )
        assert "(-70.00)" in refused.message
    given(INVOICE).when(capture, asks("-7", "-71"), **FACTS, order=order_facts()).rejected(
        InvoiceNegative
    )
    assert on_file(asks("-7", "-69.99")).tax == Decimal("-69.99"), "cents are judged by the match"


def test_tax_that_is_withheld_is_owed_to_the_state_and_a_void_takes_it_back() -> None:
    lines = (
        taxed("1000", "-4"),
        taxed("100", "10", line=2),
    )
    rates: dict[str, Any] = {"tax": Decimal(-30), "total": Decimal(1070)}
    rates |= {"calculated_tax": Decimal(-30), "tax_rounding": "line"}
    invoice = folded(INVOICE, captured(*lines, **rates))
    accounted = account(invoice, {}, TODAY)
    assert (accounted.tax, accounted.withheld) == (Decimal(10), Decimal(40))
    posting = booked("invoice.accounted", accounted.model_dump(mode="json", exclude_none=True))
    assert posting == (
        "expense debit 1000",
        "expense debit 100",
        "input_tax debit 10.00",
        "tax_withheld credit 40.00",
        "accounts_payable credit 1070",
    )
    voided = InvoiceVoided(
        invoice_id=INVOICE_ID,
        number="INV-1",
        supplier_id=MEDLINE,
        voided_on=TODAY,
        reason_code="wrong",
        accounted=accounted,
    )
    undone = booked("invoice.voided", voided.model_dump(mode="json", exclude_none=True))
    assert "tax_withheld debit 40.00" in undone


def test_a_document_that_states_no_rate_withholds_nothing() -> None:
    accounted = account(folded(INVOICE, captured()), {}, TODAY)
    assert accounted.withheld is None
