"""How a consignment order says no, and what to do next."""

from decimal import Decimal

from domain.errors import Rejected


class PurchaseOrderLineNotConsignment(Rejected):
    """What lies here as the supplier's is kept, counted and used piece by piece."""

    code = "purchase_order.line_not_consignment"

    def __init__(self, line: int) -> None:
        super().__init__(
            f"Line {line}: consignment is of catalogued goods, counted in their base unit (`pack`),"
            " of accounting consignment and match three_way, and only consignment orders are.",
            line=line,
        )


class PurchaseOrderNotConsignment(Rejected):
    """Goods of other orders are ours once they come."""

    code = "purchase_order.not_consignment"

    def __init__(self, number: str, order_type: str) -> None:
        super().__init__(
            f"Purchase order {number} is of type {order_type}, not consignment;"
            " post a receipt for what came on it.",
            order_type=order_type,
            next_step="receive",
        )


class PurchaseOrderReceivedAsConsignment(Rejected):
    """Goods of a consignment order are not ours when they come."""

    code = "purchase_order.received_as_consignment"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Purchase order {number} brings consignment: take its goods in with the stock item"
            " (`consignments`), naming the order and its line.",
            next_step="receive_consignment",
        )


class PurchaseOrderConsignedElsewhere(Rejected):
    """The order's line is for another item, place or supplier."""

    code = "purchase_order.consigned_elsewhere"

    def __init__(self, number: str, line: int, what: str) -> None:
        super().__init__(
            f"Line {line} of order {number} is for another {what} than the goods that were laid"
            " down; name the order that they came on, or none.",
            line=line,
            what=what,
        )


class PurchaseOrderConsignmentHere(Rejected):
    """Goods of the order lie here, and would be owed for by an order that has ended."""

    code = "purchase_order.consignment_here"

    def __init__(self, number: str, line: int, here: Decimal) -> None:
        super().__init__(
            f"{here.normalize():f} of line {line} of order {number} lie here unused; have them used"
            " or taken back by the supplier first.",
            line=line,
            here=str(here),
        )
