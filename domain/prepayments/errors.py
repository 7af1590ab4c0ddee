"""How a prepayment says no."""

from decimal import Decimal

from domain.errors import Rejected


class PrepaymentExists(Rejected):
    """The id names a prepayment already."""

    code = "prepayment.exists"

    def __init__(self, prepayment_id: str) -> None:
        super().__init__(
            f"Prepayment {prepayment_id} exists already; give the new one its own id.",
            prepayment_id=prepayment_id,
        )


class PrepaymentOrderNotOpen(Rejected):
    """Nothing may be paid ahead for an order that the supplier does not have, or that stops."""

    code = "prepayment.order_not_open"

    def __init__(self, order: str, why: str) -> None:
        super().__init__(
            f"Purchase order {order} {why}; pay ahead only for an order in force.",
            purchase_order=order,
        )


class PrepaymentOrderBilled(Rejected):
    """The supplier bills for the goods already."""

    code = "prepayment.order_billed"

    def __init__(self, order: str) -> None:
        super().__init__(
            f"Purchase order {order} was invoiced already; pay those invoices instead.",
            purchase_order=order,
        )


class PrepaymentAmountUnclear(Rejected):
    """Neither or both of percentage and amount."""

    code = "prepayment.amount_unclear"

    def __init__(self) -> None:
        super().__init__("State a percentage of the order or an amount; one of them.")


class PrepaymentNotPositive(Rejected):
    """Something has to move."""

    code = "prepayment.not_positive"

    def __init__(self, what: str, value: Decimal) -> None:
        super().__init__(f"{what} is {value}; state more than zero.", what=what, value=str(value))


class PrepaymentTooHigh(Rejected):
    """More than is ordered, asked for, paid or owed."""

    code = "prepayment.too_high"

    def __init__(self, what: str, asked: Decimal, left: Decimal) -> None:
        super().__init__(
            f"{asked} is more than the {left} that {what}; state at most that.",
            asked=str(asked),
            left=str(left),
        )


class PrepaymentNotDue(Rejected):
    """It is paid, or nothing of it is asked for any more."""

    code = "prepayment.not_due"

    def __init__(self, number: str) -> None:
        super().__init__(f"Nothing of prepayment {number} is still to be paid.", number=number)


class PrepaymentNotCovered(Rejected):
    """The order came to ask for less, or was paid meanwhile by invoices or other prepayments."""

    code = "prepayment.not_covered"

    def __init__(self, number: str, amount: Decimal, order: str, left: Decimal) -> None:
        super().__init__(
            f"Prepayment {number} asks for {amount}, and {left} is left of purchase order {order}"
            f" that is neither paid nor paid ahead; record a credit of {amount - left} to the"
            " prepayment first.",
            number=number,
            asked=str(amount),
            purchase_order=order,
            left=str(left),
        )


class PrepaymentDutiesMixed(Rejected):
    """Whoever asked for it does not pay it."""

    code = "prepayment.duties_mixed"

    def __init__(self, person: str, did: str) -> None:
        super().__init__(
            f"{person} {did} and so cannot pay it; another person has to.", person=person
        )


class PrepaymentSupplierStopped(Rejected):
    """Something stands against paying this supplier at all."""

    code = "prepayment.supplier_stopped"

    def __init__(self, number: str, obstacle: str) -> None:
        super().__init__(
            f"The supplier of prepayment {number} is {obstacle}; clear the supplier first.",
            obstacle=obstacle,
        )
