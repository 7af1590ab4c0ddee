"""How an order says no to what it is to carry beside its lines."""

from decimal import Decimal

from domain.errors import Rejected


class PurchaseOrderPartUnclear(Rejected):
    """A part or tax without a measure, with two, or named twice."""

    code = "purchase_order.part_unclear"

    def __init__(self, charge: str, why: str) -> None:
        super().__init__(f"Part {charge!r} of the order {why}.", charge=charge)


class PurchaseOrderDiscountTooHigh(Rejected):
    """A discount takes off more than there is: of the order, or of a line that bears it."""

    code = "purchase_order.discount_too_high"

    def __init__(
        self, number: str, charge: str, asked: Decimal, left: Decimal, line: int | None = None
    ) -> None:
        of = (
            "the order comes"
            if line is None
            else f"line {line}, which shares it by quantity, comes"
        )
        super().__init__(
            f"Discount {charge!r} of order {number} takes off {asked}, and {of} to {left} before"
            " it; lower the discount, or share it by value.",
            purchase_order=number,
            charge=charge,
            asked=str(asked),
            left=str(left),
            line=line,
        )


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
