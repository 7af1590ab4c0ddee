"""What a bill that we make out ourselves asks for beside its lines, and what is left to credit."""

from decimal import Decimal

from domain.invoices.events import CreditedInvoiceLine, InvoiceCredited, InvoiceLinked, LineLink
from domain.invoices.self_billing import self_bill, self_credit
from domain.invoices.state import INVOICE as INVOICES
from domain.suppliers.self_billing_events import SupplierSelfBillingAgreed
from domain.suppliers.state import SUPPLIER
from tests.domain.invoices import captured, invoice_line
from tests.domain.orders import (
    LATER_INVOICE,
    MEMO,
    ORDER,
    TODAY,
    changed,
    in_force,
    invoiced,
    medline,
    order_after,
    received,
    returned,
)
from tests.domain.scenario import folded
from tests.domain.test_expected_parts import CUSTOMS, EXCISE, FREIGHT, VOLUME
from tests.domain.test_self_billing import credit, settle, told

TAXED = SUPPLIER.evolve(
    medline(),
    SupplierSelfBillingAgreed(due_days=14, recorded_by="cora", tax_percent=Decimal(20)),
)


def test_where_the_order_plans_taxes_its_rates_are_billed_and_not_those_of_the_terms() -> None:
    """1,000.00 with 7.00 of customs and a tenth of excise, 33.34 of freight, less 25.00."""
    carried = changed("1000", "1000", parts=(CUSTOMS, FREIGHT, VOLUME, EXCISE))
    order = order_after(*in_force(), carried, received("100", "1000"))
    bill = self_bill(order, TAXED, settle(), TODAY)
    assert {each.tax_percent for each in bill.lines} == {None}
    assert (bill.tax, bill.freight) == (Decimal("107.00"), Decimal("33.34"))
    assert bill.total == Decimal("1115.34")


def test_where_the_order_plans_no_tax_the_terms_say_it() -> None:
    bill = self_bill(order_after(*in_force(), received("100", "1000")), TAXED, settle(), TODAY)
    assert {each.tax_percent for each in bill.lines} == {Decimal(20)}
    assert (bill.tax, bill.total) == (Decimal(200), Decimal(1200))


def test_of_a_line_that_names_no_receipt_what_was_credited_is_gone() -> None:
    """Ten are billed twice and all went back: of this bill four are credited, so six are left."""
    bills = (invoiced("10", "100", "100"), invoiced("10", "100", "100", LATER_INVOICE))
    order = order_after(*in_force(), received("10", "100"), *bills, returned("10", "100"))
    tie = LineLink(line=1, purchase_order_line=1, quantity=Decimal(10))
    given = CreditedInvoiceLine(
        line=1, quantity=Decimal(4), amount=Decimal(40), cleared=Decimal(40)
    )
    bill = folded(
        INVOICES,
        captured(invoice_line("10"), self_billed=True),
        InvoiceLinked(purchase_order=ORDER, links=(tie,)),
        InvoiceCredited(credit_memo=MEMO, lines=(given,), amount=Decimal(40), currency="USD"),
    )
    assert told(self_credit(order, bill, credit(), TODAY)) == [(1, Decimal(6), Decimal(60))]
