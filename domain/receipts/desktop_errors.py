"""How a receipt says no to a requester at his desk. The rest: `errors`."""

from datetime import date
from decimal import Decimal

from domain.errors import Rejected


class ReceiptNotRequester(Rejected):
    """People confirm at their desk what they asked for themselves."""

    code = "receipt.not_requester"

    def __init__(self, line: int, person: str) -> None:
        super().__init__(
            f"{person} did not ask for order line {line}; whoever requested it confirms it, or a"
            " receiver receives it.",
            purchase_order_line=line,
            person=person,
        )


class ReceiptPeriodInvalid(Rejected):
    """The period of a service begins before it ends, and has ended."""

    code = "receipt.period_invalid"

    def __init__(self, first: date | None, last: date | None, today: date) -> None:
        super().__init__(
            f"A service performed from {first} until {last} cannot be confirmed on {today}; state"
            " performed_from and performed_until, in their order and not in the future.",
            performed_from=str(first),
            performed_until=str(last),
        )


class ReceiptDesktopGoods(Rejected):
    """Goods of this line, or at this facility, are received at the dock."""

    code = "receipt.desktop_goods"

    def __init__(self, line: int, why: str) -> None:
        super().__init__(
            f"Goods of order line {line} cannot be confirmed at a desk: {why}; have a receiver"
            " receive them.",
            purchase_order_line=line,
        )


class ReceiptDesktopLimit(Rejected):
    """Beyond the limit goods are counted by somebody whose duty it is."""

    code = "receipt.desktop_limit"

    def __init__(self, amount: Decimal, currency: str) -> None:
        super().__init__(
            f"With these goods {amount} {currency} would stand as received, which is beyond what a"
            " requester confirms alone; have a receiver receive them.",
            amount=str(amount),
            currency=currency,
        )


class ReceiptOwnConfirmation(Rejected):
    """One person is not two."""

    code = "receipt.own_confirmation"

    def __init__(self, number: str, person: str) -> None:
        super().__init__(
            f"{person} confirmed receipt {number} at his desk; a second person has to accept it.",
            person=person,
        )


class ReceiptConfirmedAtDesk(Rejected):
    """It holds what its requester confirmed, and nothing else."""

    code = "receipt.confirmed_at_desk"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Receipt {number} holds what its requester confirmed; accept it, or record further"
            " work on a receipt of its own."
        )
