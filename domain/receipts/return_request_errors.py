"""How a request that goods go back says no."""

from domain.errors import Rejected


class ReceiptUnknownReturnRequest(Rejected):
    """Nobody asked for such a return of this receipt."""

    code = "receipt.unknown_return_request"

    def __init__(self, number: str, return_request: int) -> None:
        super().__init__(
            f"Receipt {number} has no return request {return_request};"
            " name one of its `receipt_returns`.",
            return_request=return_request,
        )


class ReceiptOwnReturn(Rejected):
    """Who has goods go back does not send them away."""

    code = "receipt.own_return"

    def __init__(self, number: str, person: str, rule: str) -> None:
        super().__init__(
            f"{person} asked for this return of receipt {number}, or told that the supplier takes"
            f" it, and does not send it; another person has to, or rule {rule} be overridden for"
            f" {person} first.",
            person=person,
            rule=rule,
        )


class ReceiptReturnDecided(Rejected):
    """The request is over, or stands already as it is to be."""

    code = "receipt.return_decided"

    def __init__(self, number: str, return_request: int, state: str) -> None:
        super().__init__(
            f"Return request {return_request} of receipt {number} is {state};"
            " ask for another return if more goods are to go back.",
            return_request=return_request,
            state=state,
        )


class ReceiptReturnStatedTwice(Rejected):
    """A request says what goes back."""

    code = "receipt.return_stated_twice"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"A return of receipt {number} states its lines, or the `return_request` that has"
            " them, not both."
        )
