"""What a bill that leaves an order puts back on goods received, line by line.

The bills that came after it stay, so it is not what the bill itself cleared: the domain says what
is too much without it. The rest of each line is variance, so that the sums of its posting stand.
"""

from typing import NamedTuple

from domain.invoices.events import InvoiceAccounted
from domain.invoices.lines import AccountedLine
from domain.invoices.state import Invoice
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.ledger import line_of, reverse_invoice_line
from domain.purchase_orders.line_state import Total
from domain.purchase_orders.named_receipts import named_by
from domain.purchase_orders.order import PurchaseOrder
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.purchase_orders.valuation import put_back_value


class TakenBack(NamedTuple):
    """The posting to reverse, with what its lines put back, and the same on the order's ledger."""

    accounted: InvoiceAccounted
    entries: tuple[PurchaseOrderEvent, ...]


def taken_back(invoice: Invoice, accounted: InvoiceAccounted, order: PurchaseOrder) -> TakenBack:
    """Each line is seen after those before it: several may bill the same line of the order."""
    lines: list[AccountedLine] = []
    entries: list[PurchaseOrderEvent] = []
    for line in accounted.lines:
        number = line.purchase_order_line
        if number is None:
            lines.append(line)
            continue
        named = named_by(invoice.links[line.line])
        found = line_of(order, number)
        asked = Total(line.quantity, line.amount)
        value = put_back_value(found, asked, invoice.id, order.currency, named)
        reversal = reverse_invoice_line(
            order, number, line.quantity, line.amount, value, invoice.ref, named
        )
        for event in reversal:
            order = PURCHASE_ORDER.evolve(order, event)
        entries.extend(reversal)
        restated = {"cleared": value, "variance": line.amount - value}
        lines.append(line.model_copy(update=restated))
    return TakenBack(accounted.model_copy(update={"lines": tuple(lines)}), tuple(entries))
