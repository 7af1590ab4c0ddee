"""How stock says no to another label of goods that a receipt brought."""

from collections.abc import Sequence
from decimal import Decimal

from domain.errors import Rejected


class StockItemLabelLeft(Rejected):
    """Some of the goods went where a new label does not follow them."""

    code = "stock_item.label_left"

    def __init__(self, number: str, unit: str, wanted: Decimal, found: Sequence[str]) -> None:
        here = "; ".join(found) if found else "nothing"
        super().__init__(
            f"{_plain(wanted)} {unit} of {number} bear the former label by their receipt, and here"
            f" are found of it: {here}. The rest went to another facility, was counted under"
            " another label, or is with other departments; bring it back first.",
            wanted=_plain(wanted),
        )


class StockItemLabelUnclear(Rejected):
    """Goods of the same label came otherwise, too, and departments have some of them."""

    code = "stock_item.label_unclear"

    def __init__(self, number: str, unit: str, wanted: Decimal, found: Sequence[str]) -> None:
        super().__init__(
            f"More of {number} bears this label than the {_plain(wanted)} {unit} of the receipt:"
            f" {'; '.join(found)}. Look at the goods, and state in `departments` how much of the"
            " receipt's each department has; an empty list if it all lies in the store.",
            wanted=_plain(wanted),
        )


def _plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"
