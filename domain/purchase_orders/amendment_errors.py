"""How an order says no to an amendment: another item, pack or supplier than it was agreed with."""

from domain.errors import Rejected


class PurchaseOrderLineFixed(Rejected):
    """What the line buys stays once something came of it."""

    code = "purchase_order.line_fixed"

    def __init__(self, number: str, line: int, problem: str) -> None:
        super().__init__(
            f"Line {line} of purchase order {number} keeps its item, description, pack and"
            f" agreement: {problem}; cancel what is open of it and add another line.",
            line=line,
            problem=problem,
        )


class PurchaseOrderSupplierFixed(Rejected):
    """The order stays with its supplier."""

    code = "purchase_order.supplier_fixed"

    def __init__(self, number: str, supplier: str, problem: str) -> None:
        super().__init__(
            f"Purchase order {number} stays with {supplier}: {problem};"
            " cancel what is open and order it anew.",
            problem=problem,
        )


class PurchaseOrderQuantityMissing(Rejected):
    """A quantity counts in the line's unit, so that another pack needs another quantity."""

    code = "purchase_order.quantity_missing"

    def __init__(self, line: int, unit: str) -> None:
        super().__init__(
            f"Line {line} is to be ordered in {unit}; state the quantity in that unit as well.",
            line=line,
            unit=unit,
        )
