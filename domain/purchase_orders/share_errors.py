"""How an order says no to who is to bear one of its lines."""

from domain.errors import Rejected


class PurchaseOrderSharesUnclear(Rejected):
    """Who bears a line is named twice, without a weight, or for goods that go on stock."""

    code = "purchase_order.shares_unclear"

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"The shares of line {line} are unclear: {why}.", line=line)


class PurchaseOrderSharesFixed(Rejected):
    """Something came of a line that one bears, and he goes on to bear the line."""

    code = "purchase_order.shares_fixed"

    def __init__(self, number: str, line: int) -> None:
        super().__init__(
            f"Something of line {line} of order {number} was received or invoiced and is borne by"
            " one alone; cancel what is open of it and order that on another line.",
            purchase_order=number,
            line=line,
        )
