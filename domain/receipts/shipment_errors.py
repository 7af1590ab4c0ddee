"""How a receipt says no to the shipment that it names."""

from collections.abc import Sequence

from domain.errors import Rejected, shown

NAMED_MAX = 5  # Shipments that a refusal lists, the latest.


class ReceiptShipmentUnknown(Rejected):
    """The supplier announced no such shipment of this order."""

    code = "receipt.shipment_unknown"

    def __init__(self, order: str, shipment: str, others: Sequence[str]) -> None:
        known = ", ".join(others[-NAMED_MAX:]) or "none"
        super().__init__(
            f"No shipment {shown(shipment)} of order {order} was announced (known: {known});"
            " record its notice first, or receive the goods without naming one.",
            shipment=shown(shipment),
        )


class ReceiptShipmentTakenIn(Rejected):
    """All of the shipment came, or its rest was given up."""

    code = "receipt.shipment_taken_in"

    def __init__(self, order: str, shipment: str) -> None:
        super().__init__(
            f"Nothing of shipment {shown(shipment)} of order {order} is under way any more; correct"
            " the receipt that took it in, or reverse it, or name the shipment that came.",
            shipment=shown(shipment),
        )


class ReceiptShipmentUnnamed(Rejected):
    """Only a shipment that is named has a rest that does not come."""

    code = "receipt.shipment_unnamed"

    def __init__(self, order: str) -> None:
        super().__init__(
            f"`shipment_ends` says that the rest of a shipment of order {order} does not come;"
            " name the shipment."
        )
