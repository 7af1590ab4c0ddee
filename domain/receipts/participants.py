"""Who took which part in a receipt, its order's people included, for the rules on duties."""

from domain.duties import Participants
from domain.purchase_orders.state import PurchaseOrder
from domain.receipts.state import Receipt


def senders_of(receipt: Receipt, return_request: int | None) -> Participants:
    """Who took which part in the return that goods leave by; none stated: nobody asked for it."""
    request = receipt.return_requests.get(return_request or 0)
    return {"return_asker": () if request is None else request.asked_by}


def participants_of(receipt: Receipt, order: PurchaseOrder) -> Participants:
    """The order's people, who counted, alone or as well, who confirmed, who asked for returns."""
    return {
        **order.participants,
        "receiver": (receipt.received_by,) if receipt.received_by else (),
        "witness": (receipt.witness_id,) if receipt.witness_id else (),
        "confirmer": (receipt.confirmed_by,) if receipt.confirmed_by else (),
        "return_asker": {
            person for each in receipt.return_requests.values() for person in each.asked_by
        },
    }
