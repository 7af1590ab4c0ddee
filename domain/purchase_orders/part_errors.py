"""How an order says no to what it is to carry beside its lines."""

from decimal import Decimal

from domain.errors import Rejected


class PurchaseOrderPartUnclear(Rejected):
    """A part or tax without a measure, with two, or named twice."""

    code = "purchase_order.part_unclear"

    def __init__(self, charge: str, why: str) -> None:
        super().__init__(f"Part {charge!r} of the order {why}.", charge=charge)


class PurchaseOrderPartBelowBilled(Rejected):
    """A change order may not take back what the supplier has billed already."""

    code = "purchase_order.part_below_billed"

    def __init__(self, number: str, kind: str, wanted: Decimal, billed: Decimal) -> None:
        super().__init__(
            f"{billed} of {kind} was billed on order {number}, so it cannot come to {wanted}; leave"
            " that much, or have the supplier credit it first.",
            purchase_order=number,
            kind=kind,
            wanted=str(wanted),
            billed=str(billed),
        )
