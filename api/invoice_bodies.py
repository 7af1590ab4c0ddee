"""What a captured invoice says: the body of the route in `invoices`."""

from datetime import date
from decimal import Decimal

from pydantic import Field

from api.conversation import Body, CommandBody
from api.examples import GLOVES, INVOICE, PLACE, PURCHASE_ORDER, SUPPLIER, example
from domain.ids import Code, CopiedNumber, Id, LineNo, Sha256, Text
from domain.invoices.events import InvoiceKind
from domain.invoices.parts import PartKind
from domain.invoices.taxes import TaxPercent, TaxRounding
from domain.money import Amount, Currency, UnitPrice
from domain.quantity import Quantity, Unit


class NamedReceiptBody(Body):
    """One of several receipts that a line is for, and how much of it, in the line's unit."""

    receipt_id: Id
    quantity: Quantity


class InvoicedLineBody(Body):
    """One line as the supplier states it, tied to an order line where that is known."""

    line: LineNo
    description: Text | None = Field(
        default=None, description="None, if the document says nothing: the line waits for a person."
    )
    quantity: Quantity
    unit: Unit | None = None
    unit_price: UnitPrice
    amount: Amount
    purchase_order_line: LineNo | None = None
    receipt_id: Id | None = Field(
        default=None, description="The receipt that the line asks payment for, if only that one."
    )
    receipts: tuple[NamedReceiptBody, ...] = Field(
        default=(),
        description="Several receipts; together they are the line's quantity. Each is matched by"
        " itself.",
    )
    tax_percent: TaxPercent | None = Field(
        default=None, description="Its rate of tax; below zero: tax that is withheld."
    )
    item_id: Id | None = Field(
        default=None, description="The item that the supplier's number on the line stands for."
    )


class CostShareBody(Body):
    """Who bears a line, and with which weight beside the others."""

    cost_centre: Code
    account: Code
    project: Code | None = None
    grant: Code | None = None
    weight: Amount = Field(default=Decimal(1), description="Its share of the weights of all.")


class CodedToBody(Body):
    """Who bears one line; or the charge that it bills, and the order whose goods bear that."""

    line: LineNo
    shares: tuple[CostShareBody, ...] = ()
    charge: Code | None = Field(
        default=None, description="Freight, customs and the like, as the receipt names it."
    )
    purchase_order_id: Id | None = None


class ApproveInvoiceWithoutOrderBody(CommandBody):
    """Who bears it, line by line, and why it has no order."""

    model_config = example(
        lines=[{"line": 1, "shares": [{"cost_centre": "ICU", "account": "licences"}]}],
        reason_code="subscription",
    )

    lines: tuple[CodedToBody, ...]
    reason_code: Code


class InvoicePartBody(Body):
    """A tax, freight, discount or rounding, under its name."""

    charge: Code
    kind: PartKind = Field(
        description="tax: the state gives it back; tax_in_cost: it does not; discounts lower the"
        " total, a rounding makes it whole."
    )
    amount: Amount


class StatedInstalmentBody(Body):
    """A part of the total that is due on a day of its own."""

    due_on: date
    amount: Amount


class CaptureInvoiceBody(CommandBody):
    """The document as it came; with an order it is matched at once."""

    model_config = example(
        id=INVOICE,
        number="INV-88120",
        supplier_id=SUPPLIER,
        purchase_order_id=PURCHASE_ORDER,
        invoice_date="2026-03-03",
        due_on="2026-04-02",
        lines=[{**GLOVES, "unit": "BX", "amount": "1250.00", "purchase_order_line": 1}],
        total="1250.00",
        **PLACE,
    )

    id: Id | None = None
    number: CopiedNumber
    kind: InvoiceKind = "invoice"
    supplier_id: Id
    legal_entity: Code
    facility: Code
    currency: Currency
    invoice_date: date
    due_on: date
    lines: tuple[InvoicedLineBody, ...]
    tax: Amount = Decimal(0)
    calculated_tax: Amount | None = Field(
        default=None,
        description="As a tax engine works it out; by default by the rates of the lines, or taken"
        " as billed where they state none.",
    )
    tax_rounding: TaxRounding = Field(
        default="line", description="Whether the tax of each line is rounded, or of each rate."
    )
    freight: Amount = Decimal(0)
    total: Amount
    purchase_order_id: Id | None = None
    instalments: tuple[StatedInstalmentBody, ...] = Field(
        default=(), description="By default as its supplier agreed, else all on `due_on`."
    )
    parts: tuple[InvoicePartBody, ...] = Field(
        default=(), description="Tax and freight by name, all of each or none; discounts, rounding."
    )
    document_hash: Sha256 | None = Field(
        default=None, description="SHA-256 of the file that the supplier sent."
    )
    discount_amount: Amount | None = Field(
        default=None, description="Off the total when paid by `discount_until`."
    )
    discount_until: date | None = None
