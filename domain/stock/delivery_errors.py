"""How the stock of a seller says no to a delivery."""

from datetime import date

from domain.errors import Rejected


class StockItemDeliveredAsOther(Rejected):
    """The seller's goods bear another lot or date than the receipt says."""

    code = "stock_item.delivered_as_other"

    def __init__(
        self, line: int, number: str, lot: str | None, expires_on: date | None, named: str | None
    ) -> None:
        told = f"lot {lot}" if lot else "no lot"
        told += f", expiring on {expires_on}" if expires_on else ""
        super().__init__(
            f"Line {line}: what the seller's stock of {number} delivers bears {told}, and the"
            f" receipt names {named or 'no lot'}; post what came with the lot and date of its"
            " label, a line for each.",
            line=line,
            lot=lot,
            expires_on=str(expires_on) if expires_on else None,
        )
