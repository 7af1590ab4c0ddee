"""How a purchase order says no to people who had a hand in it. The rest: `errors`."""

from domain.errors import Rejected


class PurchaseOrderOwnBuyer(Rejected):
    """Who bought does not receive."""

    code = "purchase_order.received_by_buyer"

    def __init__(self, number: str, person: str, rule: str) -> None:
        super().__init__(
            f"{person} is the buyer of purchase order {number} and cannot act as its receiver;"
            f" another person has to, or rule {rule} be overridden for {person} first.",
            person=person,
            rule=rule,
        )


class PurchaseOrderOwnEdit(Rejected):
    """Who acted as a buyer on it, beside its buyer, does not receive it."""

    code = "purchase_order.received_by_editor"

    def __init__(self, number: str, person: str, rule: str) -> None:
        super().__init__(
            f"{person} acted as a buyer on purchase order {number} and cannot act as its receiver;"
            f" another person has to, or rule {rule} be overridden for {person} first.",
            person=person,
            rule=rule,
        )
