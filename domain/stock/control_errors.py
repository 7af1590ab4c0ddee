"""How stock says no to goods of which not enough is known: past their date, or not inspected."""

from datetime import date

from domain.errors import Rejected


class StockItemControlMissing(Rejected):
    """The item is controlled, and what came or was found lacks the lot, the date or serials."""

    code = "stock_item.control_missing"

    def __init__(self, number: str, control: str) -> None:
        super().__init__(
            f"Units of {number} are kept by {control}; state it as the label does.", control=control
        )


class StockItemExpiredOnArrival(Rejected):
    """A supplier lays down what nobody may use any more."""

    code = "stock_item.expired_on_arrival"

    def __init__(self, number: str, expires_on: date, on: date) -> None:
        super().__init__(
            f"Goods of {number} expired on {expires_on}, before they came on {on}; refuse them.",
            expires_on=str(expires_on),
        )


class StockItemAwaitsInspection(Rejected):
    """Nobody inspected the goods; only the inspection of their receipt says what becomes of them.

    None but a receipt brings such goods, either.
    """

    code = "stock_item.awaits_inspection"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Goods of {number} that are `in_inspection` come by receipts, and leave it by what the"
            " inspector says of the receipt; record an inspection, quarantine or correct the"
            " receipt, or return the goods."
        )
