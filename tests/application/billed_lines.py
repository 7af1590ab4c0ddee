"""Lines of the office's invoices and credit memos, in few words."""

from decimal import Decimal

from domain.credit_memos.commands import CreditedLine
from domain.invoices.commands import InvoicedLine


def billed(
    quantity: str,
    price: str = "10",
    line: int = 1,
    order_line: int | None = 1,
    unit: str = "EA",
    amount: str | None = None,
) -> InvoicedLine:
    """One invoice line; its amount is its product."""
    product = Decimal(quantity) * Decimal(price)
    return InvoicedLine(
        line=line,
        description="Gloves",
        quantity=Decimal(quantity),
        unit=unit,
        unit_price=Decimal(price),
        amount=Decimal(amount) if amount else product.quantize(Decimal("0.01")),
        purchase_order_line=order_line,
    )


def given_back(
    quantity: str,
    amount: str,
    line: int = 1,
    order_line: int | None = 1,
    unit: str | None = None,
) -> CreditedLine:
    """One line of a credit memo."""
    return CreditedLine(
        line=line,
        description="Gloves",
        quantity=Decimal(quantity),
        amount=Decimal(amount),
        purchase_order_line=order_line,
        unit=unit,
    )
