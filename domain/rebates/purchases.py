"""What invoices bill of lines under the agreement, and what of it is not counted yet.

An invoice says what it bills of each order line today, net of its credits: the difference to what
is counted is the fact. So a repeat counts nothing, and a credit, a void or a link that is taken
back is followed whenever it comes.
"""

from decimal import Decimal

from domain.invoices.state import Invoice
from domain.purchase_orders.state import PurchaseOrder
from domain.rebates.events import RebatePurchaseCounted
from domain.rebates.state import ZERO, Rebate, billed_key


def billed_by_line(invoice: Invoice) -> dict[int, Decimal]:
    """What the invoice bills of each order line, without tax and net of credits."""
    if invoice.voided or invoice.purchase_order is None:
        return {}
    stated = {line.line: line.amount for line in invoice.lines}
    billed: dict[int, Decimal] = {}
    for link in invoice.links.values():
        credited = invoice.credits.get(link.line)
        net = stated[link.line] - (ZERO if credited is None else credited.amount)
        order_line = link.purchase_order_line
        billed[order_line] = billed.get(order_line, ZERO) + net
    return billed


def counted(
    rebate: Rebate, order: PurchaseOrder, invoice: Invoice
) -> tuple[RebatePurchaseCounted, ...]:
    """What the invoice changes in the purchases of the rebate, line by line of the order."""
    if rebate.status != "agreed":
        return ()
    if (order.legal_entity, order.currency) != (rebate.legal_entity, rebate.currency):
        return ()
    is_of_order = invoice.purchase_order is not None and invoice.purchase_order.id == order.id
    billed = billed_by_line(invoice) if is_of_order else {}
    known = rebate.counted.get(order.id, {})
    facts = []
    for number in sorted(order.lines):
        terms = order.lines[number].terms
        is_under = terms.agreement == rebate.price_agreement.number
        is_counted = is_under and rebate.terms.counts(terms.item_id, invoice.invoice_date)
        stands = billed.get(number, ZERO) if is_counted else ZERO
        amount = stands - known.get(billed_key(number, invoice.id), ZERO)
        if amount:
            facts.append(
                RebatePurchaseCounted(
                    purchase_order=order.ref,
                    line=number,
                    invoice=invoice.ref,
                    invoice_date=invoice.invoice_date,
                    amount=amount,
                )
            )
    return tuple(facts)
