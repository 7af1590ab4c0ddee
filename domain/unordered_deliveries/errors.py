"""How an unordered delivery says no."""

from decimal import Decimal

from domain.errors import Rejected
from domain.ids import LINES_MAX


class UnorderedDeliveryExists(Rejected):
    """The id names a delivery already."""

    code = "unordered_delivery.exists"

    def __init__(self, delivery_id: str) -> None:
        super().__init__(
            f"Unordered delivery {delivery_id} exists already; record the new one under its own id."
        )


class UnorderedDeliveryLinesWrong(Rejected):
    """No line, too many, or one that is not there or named twice."""

    code = "unordered_delivery.lines_wrong"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Unordered delivery {number} takes 1 to {LINES_MAX} lines, and each of its own lines"
            " once; name them by their numbers."
        )


class UnorderedDeliveryQuantityWrong(Rejected):
    """Nothing, or more than is in custody."""

    code = "unordered_delivery.quantity_wrong"

    def __init__(self, line: int, quantity: Decimal, left: Decimal | None) -> None:
        most = "" if left is None else f" and at most {left.normalize():f}, which are left"
        super().__init__(
            f"The quantity {quantity} of line {line} must be above zero{most}.",
            line=line,
            quantity=str(quantity),
        )


class UnorderedDeliveryUnitsWrong(Rejected):
    """Each single unit is named once, and is among those that are left."""

    code = "unordered_delivery.units_wrong"

    def __init__(self, line: int, quantity: Decimal, serials: int) -> None:
        super().__init__(
            f"Line {line} counts {quantity} but names {serials} serials that are in custody; name"
            " each unit once.",
            line=line,
            serials=serials,
        )


class UnorderedDeliveryOtherSupplier(Rejected):
    """The order is not the sender's."""

    code = "unordered_delivery.other_supplier"

    def __init__(self, number: str, purchase_order: str) -> None:
        super().__init__(
            f"Delivery {number} came from another supplier, or to another facility or legal entity,"
            f" than purchase order {purchase_order}; find its own order or send it back.",
            purchase_order=purchase_order,
        )


class UnorderedDeliveryOtherGoods(Rejected):
    """The order line wants something else, or counts it in another unit."""

    code = "unordered_delivery.other_goods"

    def __init__(self, line: int, order_line: int) -> None:
        super().__init__(
            f"Line {line} is not what order line {order_line} orders: another item, or counted in"
            " another unit; match it with the line that orders it.",
            line=line,
            purchase_order_line=order_line,
        )


class UnorderedDeliveryDateBefore(Rejected):
    """Goods cannot leave before they came."""

    code = "unordered_delivery.date_before"

    def __init__(self, number: str) -> None:
        super().__init__(f"Delivery {number} cannot leave before it came; state a later day.")
