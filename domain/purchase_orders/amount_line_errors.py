"""How a line that is ordered by amount says no."""

from domain.errors import Rejected


class PurchaseOrderLineNotByAmount(Rejected):
    """What is stated does not fit an order by amount."""

    code = "purchase_order.line_not_by_amount"

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(
            f"Line {line} cannot be ordered by amount, since {problem}: state a service that is"
            " expense, on basis amount, with the amount as quantity, in pack M4 (monetary value) at"
            " price 1; or order it by quantity.",
            line=line,
            problem=problem,
        )


class PurchaseOrderLineByAmount(Rejected):
    """A line that is ordered by amount has neither a price nor another unit."""

    code = "purchase_order.line_by_amount"

    def __init__(self, line: int) -> None:
        super().__init__(
            f"Line {line} is ordered by amount and has neither a price nor an item; change its"
            " amount, or cancel it and order the units on a line of their own.",
            line=line,
        )
