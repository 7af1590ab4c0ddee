"""Why an invoice is not approved without an order."""

from collections.abc import Iterable

from domain.errors import Rejected


class InvoiceLineNotCoded(Rejected):
    """Each line is charged to somebody, in one way."""

    code = "invoice.line_not_coded"

    def __init__(self, line: int, why: str) -> None:
        super().__init__(
            f"Line {line} is not charged: {why}. Name cost centre and account of each, with a"
            " weight; or the charge and its order.",
            line=line,
        )


class InvoiceChargeNotAccrued(Rejected):
    """Goods of the order bear no such charge that nobody has billed."""

    code = "invoice.charge_not_accrued"

    def __init__(self, order: str, charge: str, known: Iterable[str]) -> None:
        named = ", ".join(known) or "none"
        super().__init__(
            f"Nothing of charge {charge!r} is left to be billed of order {order}; what is: {named}."
            " Charge the line to those who bear it instead.",
            purchase_order=order,
            charge=charge,
        )


class InvoicePostedWithoutOrder(Rejected):
    """A person approved it for those who bear it."""

    code = "invoice.posted_without_order"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Invoice {number} was approved without an order and is posted; void it, and capture it"
            " anew, if an order was made for it after all."
        )
