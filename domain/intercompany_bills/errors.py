"""How an inter-company bill says no."""

from domain.errors import Rejected


class IntercompanyBillExists(Rejected):
    """The id names a bill already."""

    code = "intercompany_bill.exists"

    def __init__(self, intercompany_bill_id: str) -> None:
        super().__init__(
            f"Inter-company bill {intercompany_bill_id} exists already; give the new one its own"
            " id.",
            intercompany_bill_id=intercompany_bill_id,
        )


class IntercompanyBillOtherOrder(Rejected):
    """The order's supplier bills it by himself."""

    code = "intercompany_bill.other_order"

    def __init__(self, number: str, order_type: str) -> None:
        super().__init__(
            f"Purchase order {number} is of type {order_type}, not intercompany; capture its"
            " supplier's invoice.",
            order_type=order_type,
        )


class IntercompanyBillNothingLeft(Rejected):
    """All that was delivered is billed, and all that went back is credited."""

    code = "intercompany_bill.nothing_left"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Nothing that came or went back on order {number} is left to be billed; nothing is"
            " left to do.",
            purchase_order=number,
        )


class IntercompanyBillDutiesMixed(Rejected):
    """Whoever ordered the goods or took them in does not bill them."""

    code = "intercompany_bill.duties_mixed"

    def __init__(self, number: str, person: str, rule: str) -> None:
        super().__init__(
            f"{person} ordered, changed or received what order {number} brought; somebody else has"
            " to bill it.",
            person=person,
            rule=rule,
        )
