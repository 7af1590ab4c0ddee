"""Who took which part in a receipt, its order's people included, for the rules on duties."""

from domain.duties import Participants
from domain.purchase_orders.state import PurchaseOrder
from domain.receipts.state import Receipt


def participants_of(receipt: Receipt, order: PurchaseOrder) -> Participants:
    """The buyer and editors of the order, who counted, who counted as well, who confirmed."""
    return {
        **order.participants,
        "receiver": (receipt.received_by,) if receipt.received_by else (),
        "witness": (receipt.witness_id,) if receipt.witness_id else (),
        "confirmer": (receipt.confirmed_by,) if receipt.confirmed_by else (),
    }
