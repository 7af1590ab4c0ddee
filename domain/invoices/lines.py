"""The parts of an invoice's events: lines, variances of a match, and accounted lines."""

from datetime import date
from typing import Literal

from domain.event import DocumentRef, Value
from domain.exchange_rates.events import Rate
from domain.ids import Code, Id, LineNo, Text
from domain.invoices.taxes import TaxPercent
from domain.money import Amount, Currency, UnitPrice
from domain.purchase_orders.lines import Accounting, Basis, CostShare, Match
from domain.purchase_orders.named_receipts import NamedReceipt
from domain.quantity import Pack, Quantity, Unit

Verdict = Literal["pass", "pass_with_small_difference", "warn", "hold"]
Check = Literal[
    "ordered_quantity",
    "received_quantity",
    "receipt_missing",
    "accepted_quantity",
    "ordered_amount",
    "received_amount",
    "price",
    "unit_of_measure",
    "line_amount",
    "currency",
    "tax",
    "freight",
    "header_total",
    "order_line",
    "contract_price",
    "early_shipment",
    "exchange_rate",
    "agreed_tax",
    "agreed_freight",
    "agreed_discount",
]


class InvoiceLine(Value):
    """One line as the supplier states it. A debit on price alone has quantity zero."""

    line: LineNo
    description: Text | None = None  # none: neither this nor its unit need be on the document
    quantity: Quantity
    unit: Unit | None = None
    unit_price: UnitPrice
    amount: Amount
    purchase_order_line: LineNo | None = None
    receipt_id: Id | None = None  # the receipt that it asks payment for
    receipts: tuple[NamedReceipt, ...] | None = None  # several ones, in its own unit
    tax_percent: TaxPercent | None = None  # none: it states no rate; below zero: withheld
    item_id: Id | None = None  # the catalogue's item that it is about, where the document says so

    @property
    def complete(self) -> bool:
        """Whether it says what it is for, and in which unit: else nobody can judge it."""
        is_about_something = self.description is not None or self.item_id is not None
        return is_about_something and self.unit is not None


class Variance(Value):
    """One check that did not pass plainly: what the order says, what the invoice asks."""

    line: LineNo | None = None  # none: the whole document
    check: Check
    expected: str
    actual: str
    difference: str
    exposure: Amount
    limit: str | None = None  # the limit that was broken or that let it pass, in words of policy
    scope: Code = "tenant"  # the scope that the limit came from
    verdict: Verdict


class MatchedReceipt(Value):
    """One of several receipts that a line names: what is asked of it, and how it stood before."""

    receipt_id: Id
    asked: Quantity
    received: Quantity
    billed_before: Quantity


class MatchedLine(Value):
    """What the match compared one invoice line with: the order line as it stood before it.

    Quantities count in the order line's unit; `asked` and `amount` are net of credits.
    """

    line: LineNo
    purchase_order_line: LineNo
    match: Match
    unit: Unit
    unit_price: UnitPrice
    asked: Quantity
    amount: Amount
    ordered: Quantity
    received: Quantity
    accepted: Quantity | None = None  # of four-way lines
    billed_before: Quantity
    receipt_id: Id | None = None  # that the line names; what it still stands for, and what of it
    receipt_received: Quantity | None = None
    receipt_billed_before: Quantity | None = None
    receipts: tuple[MatchedReceipt, ...] | None = None  # several ones that it names
    pack: Pack | None = None  # of the billed unit, where it is neither that nor its base
    corrected: Literal[True] | None = None  # the agreed price: by a correction of the agreement
    agreed_price: UnitPrice | None = None  # of the agreement that prices the order line
    need_by: date | None = None  # only of goods that came before it: how many of them are billed,
    early: Quantity | None = None  # and the first day on which some did
    came_on: date | None = None


class MatchedRates(Value):
    """What the bill's currency counts in the books, as it is judged and as the order was issued."""

    books_currency: Currency
    planned: Rate
    planned_on: date
    current: Rate


class LineLink(Value):
    """One line of the invoice asks for this much of one line of the order, in its unit."""

    line: LineNo
    purchase_order_line: LineNo
    quantity: Quantity
    basis: Basis | None = None  # amount: the quantity is the line's amount
    receipt_id: Id | None = None  # the receipt that the line asks payment for
    receipts: tuple[NamedReceipt, ...] | None = None  # several ones, and how much of each
    pack: Pack | None = None  # of the billed unit, where it is neither the order's nor its base


class MatchedParts(Value):
    """What a bill asks for beside its lines, and what the order says of it; none: nothing.

    Of freight, what is left of it. What is asked is net of credits.
    """

    tax: Amount | None = None
    freight: Amount | None = None
    discount: Amount | None = None
    asked_tax: Amount
    asked_freight: Amount
    asked_discount: Amount


class OnStock(Value):
    """The part of a line's variance that went on stock at moving average.

    Of the `of_quantity` base units that the variance is of, `covered` were here; fewer are told
    where their part would have taken stock below nothing.
    """

    stock_item_id: Id
    of_quantity: Quantity
    covered: Quantity
    amount: Amount


class AccountedLine(Value):
    """How one line is posted. `cleared` goes against goods received, the rest is variance.

    Three-way lines clear goods-received at receipt value; two-way lines go to expense whole.
    `amount` = `cleared` + `variance`.
    """

    line: LineNo
    purchase_order_line: LineNo | None = None
    quantity: Quantity
    amount: Amount
    cleared: Amount
    variance: Amount
    accounting: Accounting
    shares: tuple[CostShare, ...] | None = None  # who bears what is expense
    charge: Code | None = None  # freight and the like of an order: it clears what was accrued of it
    charged_order: DocumentRef | None = None  # whose goods bear it
    on_stock: OnStock | None = None  # of the variance; none: nothing of it


class CreditedInvoiceLine(Value):
    """How much of one invoice line was given back, in the order line's unit."""

    line: LineNo
    quantity: Quantity
    amount: Amount
    cleared: Amount
    receipts: tuple[NamedReceipt, ...] | None = None  # of several that the line names
