"""How an order says no to writing off what it leaves behind, and what to do next."""

from domain.errors import Rejected


class PurchaseOrderNotFinal(Rejected):
    """What may still be billed or sent back is not written off."""

    code = "purchase_order.not_final"

    def __init__(self, number: str, stage: str) -> None:
        super().__init__(
            f"Purchase order {number} is {stage}, not finally closed, so its bills may still come;"
            " close it for good first.",
            stage=stage,
            next_step="finally_close",
        )


class PurchaseOrderNothingToWriteOff(Rejected):
    """Nothing of the order stands on goods received."""

    code = "purchase_order.nothing_to_write_off"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Nothing of purchase order {number} stands on goods received; there is nothing to"
            " write off."
        )


class PurchaseOrderWriteOffDutiesMixed(Rejected):
    """Who had a hand in the order does not give up what it leaves behind."""

    code = "purchase_order.write_off_duties_mixed"

    def __init__(self, number: str, person: str, part: str) -> None:
        super().__init__(
            f"{person} is {part} of purchase order {number} and cannot write off what it leaves"
            " behind; another person has to.",
            person=person,
            part=part,
        )
