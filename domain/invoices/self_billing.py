"""Evaluated receipt settlement: what came is billed by ourselves, at the order's prices.

Where a supplier agreed to it, receipts that nobody billed become an invoice of our own numbering,
with a line for each receipt, and what goes back later becomes our debit note. Both are judged,
held and posted as any other; nothing of them rests on a document of the supplier.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from domain.credit_memos.commands import CaptureCreditMemo, CreditedLine
from domain.ids import LINES_MAX, UUID_PATTERN
from domain.invoices.beside_lines import proposed_parts
from domain.invoices.commands import CaptureInvoice, InvoicedLine, SelfBill, SelfCredit
from domain.invoices.expected_parts import BilledLine, plan_of
from domain.invoices.parts import StatedPart
from domain.invoices.returned_taxes import returned_tax
from domain.invoices.self_billing_errors import (
    InvoiceNothingToCredit,
    InvoiceNothingToSettle,
    InvoiceNotSelfBilled,
    InvoiceSelfBillingNotAgreed,
)
from domain.invoices.settlement_errors import InvoiceDutiesMixed
from domain.invoices.state import NOTHING, Invoice
from domain.invoices.state_parts import left_named
from domain.invoices.taxes import calculated_tax
from domain.money import extended
from domain.purchase_orders.billing import ProposedLine, proposed_bill, to_bill
from domain.purchase_orders.in_force import in_force
from domain.purchase_orders.line_state import NOTHING as NOTHING_CAME
from domain.purchase_orders.line_state import Ledger
from domain.purchase_orders.state import PurchaseOrder
from domain.suppliers.state import Supplier

ZERO: Final = Decimal(0)
_RECEIPT: Final = re.compile(UUID_PATTERN)


def self_bill(
    order: PurchaseOrder, supplier: Supplier, command: SelfBill, today: date
) -> CaptureInvoice:
    """The invoice over all that came on the order and is left to be billed."""
    terms = supplier.self_billing
    if terms is None:
        raise InvoiceSelfBillingNotAgreed(supplier.number)
    if terms.recorded_by == command.captured_by:
        person = command.captured_by
        raise InvoiceDutiesMixed(person, "agreed to self-billing", "settle by it")
    order = in_force(order)
    plan = plan_of(order)
    is_taxed = plan is not None and plan.plans("tax")  # Then the order's rates, not the terms'.
    lines = _settled(order, None if is_taxed else terms.tax_percent)
    if not lines:
        raise InvoiceNothingToSettle(order.number)
    billed = (
        BilledLine(line.purchase_order_line, line.quantity, line.amount)
        for line in lines
        if line.purchase_order_line is not None
    )
    parts = proposed_parts(order, tuple(billed))
    sums = {kind: _sum(parts, kind) for kind in ("tax", "tax_in_cost", "freight", "discount")}
    tax = calculated_tax(lines, order.currency, "line") or sums["tax"] + sums["tax_in_cost"]
    beside = tax + sums["freight"] - sums["discount"]
    return CaptureInvoice(
        now=command.now,
        invoice_id=command.invoice_id,
        number=command.number,
        supplier_id=order.supplier_id,
        legal_entity=order.legal_entity,
        facility=order.facility,
        currency=order.currency,
        invoice_date=today,
        due_on=today + timedelta(days=terms.due_days),
        lines=lines,
        tax=tax,
        freight=sums["freight"],
        parts=parts,
        total=sum((line.amount for line in lines), beside),
        captured_by=command.captured_by,
        purchase_order_id=order.id,
        self_billed=True,
    )


def _sum(parts: Sequence[StatedPart], kind: str) -> Decimal:
    return sum((part.amount for part in parts if part.kind == kind), ZERO)


def self_credit(
    order: PurchaseOrder, invoice: Invoice, command: SelfCredit, today: date
) -> CaptureCreditMemo:
    """The debit note over what the invoice settled and what went back since."""
    if not invoice.self_billed:
        raise InvoiceNotSelfBilled(invoice.number)
    credited = list(_gone_back(order, invoice))
    if not credited:
        raise InvoiceNothingToCredit(invoice.number)
    tax = _credited_tax(order, invoice, credited)
    return CaptureCreditMemo(
        now=command.now,
        credit_memo_id=command.credit_memo_id,
        number=command.number,
        basis="quantity",
        kind="debit_note",
        supplier_id=invoice.supplier_id,
        legal_entity=invoice.legal_entity,
        facility=invoice.facility,
        currency=invoice.currency,
        credit_date=today,
        lines=tuple(credited),
        tax=tax,
        total=sum((each.amount for each in credited), tax),
        invoice_id=invoice.id,
    )


def _credited_tax(
    order: PurchaseOrder, invoice: Invoice, credited: Sequence[CreditedLine]
) -> Decimal:
    """By the rates of the lines, or by those of the order where the bill followed them."""
    rates = {line.line: line.tax_percent for line in invoice.lines}
    taxed = [
        InvoicedLine(
            line=each.line,
            quantity=each.quantity,
            unit_price=ZERO,
            amount=each.amount,
            tax_percent=rates[each.line],
        )
        for each in credited
    ]
    by_rates = calculated_tax(taxed, invoice.currency, "line")
    if by_rates is not None:
        return by_rates
    gone = {
        each.line: BilledLine(
            invoice.links[each.line].purchase_order_line, each.quantity, each.amount
        )
        for each in credited
    }
    return returned_tax(order, invoice, gone)


def _settled(order: PurchaseOrder, tax_percent: Decimal | None) -> tuple[InvoicedLine, ...]:
    """One line for each receipt, as many as an invoice may have; the rest is settled next time."""
    parts = [
        (each, receipt, quantity)
        for each in proposed_bill(order)
        if order.lines[each.line].terms.match != "two_way"
        for receipt, quantity in _by_receipt(each)
    ]
    return tuple(
        InvoicedLine(
            line=number,
            description=each.description,
            quantity=quantity,
            unit=each.unit,
            unit_price=each.unit_price,
            amount=extended(quantity, each.unit_price, order.currency),
            purchase_order_line=each.line,
            receipt_id=receipt if _RECEIPT.fullmatch(receipt) else None,
            tax_percent=tax_percent,
            item_id=order.lines[each.line].terms.item_id,
        )
        for number, (each, receipt, quantity) in enumerate(parts[:LINES_MAX], start=1)
    )


def _by_receipt(line: ProposedLine) -> Iterator[tuple[str, Decimal]]:
    """What may be billed, by receipt; of goods that are not accepted yet, the oldest come first."""
    rest = line.quantity
    for receipt, each in line.receipts.items():
        quantity = min(each.left, rest)
        if quantity > 0:
            rest -= quantity
            yield receipt, quantity


def _gone_back(order: PurchaseOrder, invoice: Invoice) -> Iterator[CreditedLine]:
    """Of each line what its receipt does not stand for any more, and nobody credited."""
    due = {number: max(-to_bill(line), ZERO) for number, line in order.lines.items()}
    for line in invoice.lines:
        tie = invoice.links.get(line.line)
        if tie is None:
            continue
        given = invoice.credits.get(line.line, NOTHING)
        left = tie.quantity - given.quantity
        ledger = order.lines[tie.purchase_order_line].ledger
        named = left_named(tie, given)
        if named:
            left = sum((_beyond(ledger, each, named[each]) for each in named), ZERO)
        quantity = min(left, due[tie.purchase_order_line])
        if quantity <= 0:
            continue
        due[tie.purchase_order_line] -= quantity
        rest = line.amount - given.amount
        is_all = quantity == tie.quantity - given.quantity
        amount = rest if is_all else extended(quantity, line.unit_price, invoice.currency)
        yield CreditedLine(
            line=line.line,
            description=line.description or f"Line {line.line}",
            quantity=quantity,
            amount=amount,
        )


def _beyond(ledger: Ledger, receipt: str, asked: Decimal) -> Decimal:
    """What is billed of the receipt by name and it does not stand for, up to what is asked."""
    stands = ledger.receipts.get(receipt, NOTHING_CAME)
    return max(min(asked, ledger.named.get(receipt, ZERO) - stands.quantity), ZERO)
