"""Drop shipments: goods that the supplier sends straight to whoever needs them, past every dock.

A pump goes to a patient's home, a chair to a clinic that has no receiving. Nobody of us counts the
goods, so they never lie in stock and nobody inspects them: what they rest on is the proof of
delivery, or the word of whoever asked for them. The address may name a person and is sealed.
"""

from domain.purchase_orders.commands import OrderedLine
from domain.purchase_orders.control_events import OrderType
from domain.purchase_orders.order import PurchaseOrder
from domain.purchase_orders.order_form_errors import PurchaseOrderLineNotDropShipped
from domain.receipts.commands import PostReceipt
from domain.receipts.errors import ReceiptProofMissing


def require_drop_shipped_line(order_type: OrderType, line: OrderedLine) -> None:
    """Raises where the line of a drop shipment would be put on stock, inspected or performed."""
    if order_type != "drop_ship":
        return
    is_fit = line.delivery == "goods" and line.accounting == "expense" and line.match != "four_way"
    if not is_fit:
        raise PurchaseOrderLineNotDropShipped(line.line)


def require_proof(order: PurchaseOrder, command: PostReceipt) -> None:
    """Raises where a receiver counts in what he never saw, with no paper that says it arrived."""
    if order.order_type == "drop_ship" and command.delivery_note is None:
        raise ReceiptProofMissing(command.number, order.number)
