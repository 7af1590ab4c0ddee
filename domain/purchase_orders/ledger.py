"""What receipts, invoices and credit memos may do to an order line, and the facts they leave there.

Receipts are refused beyond the order; invoices and credits never are: they are recorded, and the
invoice's holds say what is wrong. All of this happens in the save of the document that causes it.
"""

from collections.abc import Collection
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from domain.duties import NONE_WAIVED, broken_rule
from domain.event import DocumentRef
from domain.money import price_at
from domain.purchase_orders import valuation
from domain.purchase_orders.amount_lines import require_amount
from domain.purchase_orders.consignment_errors import PurchaseOrderReceivedAsConsignment
from domain.purchase_orders.control_errors import PurchaseOrderReceivedOnReleases
from domain.purchase_orders.duty_errors import PurchaseOrderOwnBuyer, PurchaseOrderOwnEdit
from domain.purchase_orders.emergencies import require_not_refused
from domain.purchase_orders.errors import (
    PurchaseOrderLineClosedAlready,
    PurchaseOrderLineNotWanted,
    PurchaseOrderOnHold,
    PurchaseOrderUnknownLine,
    PurchaseOrderWrongStage,
)
from domain.purchase_orders.events import (
    PurchaseOrderEvent,
    PurchaseOrderInvoiceReopened,
    PurchaseOrderInvoiceSettled,
)
from domain.purchase_orders.in_force import in_force
from domain.purchase_orders.ledger_events import (
    PurchaseOrderLineCredited,
    PurchaseOrderLineInvoiced,
    PurchaseOrderLineInvoiceReversed,
    PurchaseOrderLineReceiptCorrected,
    PurchaseOrderLineReceived,
)
from domain.purchase_orders.line_state import Line, Total
from domain.purchase_orders.named_receipts import NO_RECEIPTS, Named, as_told
from domain.purchase_orders.policy import receivable_up_to
from domain.purchase_orders.state import PurchaseOrder
from domain.purchase_orders.usage_errors import PurchaseOrderReceivedByUsage
from domain.receipts.errors import OverReceipt


def require_receiver(
    order: PurchaseOrder,
    person: str,
    act: Literal["receive", "witness"] = "receive",
    waived: Collection[str] = NONE_WAIVED,
) -> None:
    """Raises when this person bought on the order, or changed what is bought."""
    rule = broken_rule(act, person, order.participants, waived)
    if rule is not None:
        is_buyer = rule.part == "buyer"
        refusal = PurchaseOrderOwnBuyer if is_buyer else PurchaseOrderOwnEdit
        raise refusal(order.number, person, rule.name)


def require_receivable(order: PurchaseOrder, line: int, quantity: Decimal) -> Line:
    """The line, if a receipt may bring so much more of it now; else the refusal."""
    if order.order_type == "consignment":
        raise PurchaseOrderReceivedAsConsignment(order.number)
    return require_deliverable(order, line, quantity)


def require_deliverable(order: PurchaseOrder, line: int, quantity: Decimal) -> Line:
    """The line, if the supplier may deliver so much more on it now; else the refusal."""
    if order.stage != "issued":
        raise PurchaseOrderWrongStage(order.number, order.stage, "issued")
    if order.order_type == "blanket":
        raise PurchaseOrderReceivedOnReleases(order.number)
    if order.order_type == "bill_only":
        raise PurchaseOrderReceivedByUsage(order.number)
    if order.hold is not None:
        raise PurchaseOrderOnHold(order.number, order.hold)
    require_not_refused(order)
    found = line_of(order, line)
    if not found.live:
        raise PurchaseOrderLineNotWanted(order.number, line)
    if found.closed_for_receiving:
        raise PurchaseOrderLineClosedAlready(order.number, line, "receiving")
    require_amount(found.terms, quantity, order.currency)
    _require_within_tolerance(found, quantity)
    return found


def receive_line(
    order: PurchaseOrder,
    line: int,
    quantity: Decimal,
    receipt: DocumentRef,
    worth: Decimal | None = None,
) -> PurchaseOrderLineReceived:
    """Goods or services arrived; refused beyond the tolerance.

    `worth` is what a seller's goods are worth, who delivers at their cost and not at a price.
    """
    found = require_receivable(order, line, quantity)
    price, amount = found.terms.unit_price, worth
    if amount is None:
        amount = valuation.receipt_value(found, quantity, order.currency)
    else:
        price = price_at(amount, 1 / Fraction(quantity))
    return PurchaseOrderLineReceived(
        line=line,
        quantity=quantity,
        unit_price=price,
        amount=amount,
        currency=order.currency,
        receipt=receipt,
    )


def correct_received_line(
    order: PurchaseOrder,
    line: int,
    quantity: Decimal,
    worth: Decimal | Total,
    receipt: DocumentRef,
) -> PurchaseOrderLineReceiptCorrected:
    """A receipt was counted wrong by so much; that the line is closed or held changes no fact.

    `worth` is its amount, or, of more units, what those of the receipt were posted at.
    """
    found = line_of(order, line)
    require_amount(found.terms, quantity, order.currency)
    if quantity > 0:
        _require_within_tolerance(found, quantity)
    amount = worth
    if isinstance(amount, Total):
        amount = valuation.corrected_value(found, quantity, order.currency, amount)
    return PurchaseOrderLineReceiptCorrected(
        line=line, quantity=quantity, amount=amount, currency=order.currency, receipt=receipt
    )


def _require_within_tolerance(found: Line, quantity: Decimal) -> None:
    terms = found.terms
    gone, accepted = found.cancelled.quantity, found.over_receipt_percent
    limits, scope = found.allowance or (None, None)
    most = receivable_up_to(found.ordered, terms.delivery, gone, accepted, limits)
    if most is not None and found.arrived + quantity > most:
        left = most - found.arrived
        raise OverReceipt(terms.line, found.ordered, found.arrived, quantity, left, scope)


def invoice_line(
    order: PurchaseOrder,
    line: int,
    quantity: Decimal,
    amount: Decimal,
    invoice: DocumentRef,
    named: Named = NO_RECEIPTS,
) -> tuple[PurchaseOrderEvent, ...]:
    """The supplier asks for this; what it clears is computed here and stands in the fact.

    `named` says of which receipts, where the bill does.
    """
    found = line_of(in_force(order), line)
    return (
        PurchaseOrderLineInvoiced(
            line=line,
            quantity=quantity,
            amount=amount,
            cleared=valuation.clearing_value(found, Total(quantity, amount), order.currency, named),
            currency=order.currency,
            invoice=invoice,
            **as_told(named),
        ),
    )


def reverse_invoice_line(
    order: PurchaseOrder,
    line: int,
    quantity: Decimal,
    amount: Decimal,
    cleared: Decimal,
    invoice: DocumentRef,
    named: Named = NO_RECEIPTS,
) -> tuple[PurchaseOrderEvent, ...]:
    """A voided invoice gives back what it took; `cleared` is what it puts back."""
    line_of(order, line)
    return (
        PurchaseOrderLineInvoiceReversed(
            line=line,
            quantity=quantity,
            amount=amount,
            cleared=cleared,
            currency=order.currency,
            invoice=invoice,
            **as_told(named),
        ),
    )


def credit_line(
    order: PurchaseOrder,
    line: int,
    quantity: Decimal,
    amount: Decimal,
    credit_memo: DocumentRef,
    invoice: DocumentRef,
    named: Named = NO_RECEIPTS,
) -> tuple[PurchaseOrderEvent, ...]:
    """The supplier gives back; on price alone the quantity is zero and nothing is un-cleared."""
    found = line_of(order, line)
    return (
        PurchaseOrderLineCredited(
            line=line,
            quantity=quantity,
            amount=amount,
            cleared=valuation.released_value(found, quantity, order.currency, named),
            currency=order.currency,
            credit_memo=credit_memo,
            invoice=invoice,
            **as_told(named),
        ),
    )


def settle_invoice(order: PurchaseOrder, invoice: DocumentRef) -> tuple[PurchaseOrderEvent, ...]:
    """The invoice is paid or credited whole; the order need not re-match it any more."""
    if invoice.id not in order.waiting_invoices:
        return ()
    return (PurchaseOrderInvoiceSettled(invoice=invoice),)


def reopen_invoice(order: PurchaseOrder, invoice: DocumentRef) -> tuple[PurchaseOrderEvent, ...]:
    """Something of the invoice is open again, so the order's ledgers judge it again."""
    if invoice.id in order.waiting_invoices:
        return ()
    return (PurchaseOrderInvoiceReopened(invoice=invoice),)


def line_of(order: PurchaseOrder, line: int) -> Line:
    """The line, or `PurchaseOrderUnknownLine`."""
    found = order.lines.get(line)
    if found is None:
        raise PurchaseOrderUnknownLine(order.number, line, order.lines)
    return found
