"""How a receipt says no where receivers count without knowing what was ordered."""

from domain.errors import Rejected


class ReceiptBlindExcess(Rejected):
    """More was counted than the order takes; by how much is not told to who counts."""

    code = "receipt.blind_excess"

    def __init__(self, line: int) -> None:
        super().__init__(
            f"The count of order line {line} is more than its order takes; count again, and where"
            " it stays so have the buyer accept the over-receipt.",
            purchase_order_line=line,
        )


class ReceiptNotBlind(Rejected):
    """Only blind counts are repeated; others are corrected."""

    code = "receipt.not_blind"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Receipt {number} was not counted blind; correct it where the count is wrong."
        )


class ReceiptRecountNotAsked(Rejected):
    """Nobody doubts the count of this line."""

    code = "receipt.recount_not_asked"

    def __init__(self, number: str, line: int) -> None:
        super().__init__(
            f"Nobody asked for a recount of line {line} of receipt {number}; ask for it first.",
            line=line,
        )


class ReceiptRecountPending(Rejected):
    """Another person counts first."""

    code = "receipt.recount_pending"

    def __init__(self, number: str, line: int) -> None:
        super().__init__(
            f"Line {line} of receipt {number} waits for a recount by another person; that is what"
            " corrects it.",
            line=line,
        )


class ReceiptOwnRecount(Rejected):
    """One person is not two."""

    code = "receipt.own_recount"

    def __init__(self, number: str, person: str) -> None:
        super().__init__(
            f"{person} counted receipt {number} before; somebody else has to count it again.",
            person=person,
        )
