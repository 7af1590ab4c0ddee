"""How an invoice says no to being paid: schedules, discounts, payments that came back."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from domain.errors import Rejected


class InvoicePaymentNotScheduled(Rejected):
    """No such payment is in a run."""

    code = "invoice.payment_not_scheduled"

    def __init__(self, number: str, payment: str, scheduled: Iterable[str]) -> None:
        super().__init__(
            f"No payment {payment} of invoice {number} is scheduled; those that are:"
            f" {', '.join(scheduled) or 'none'}.",
            payment=payment,
        )


class InvoicePaymentUnknown(Rejected):
    """No such payment stands, so none can be taken back."""

    code = "invoice.payment_unknown"

    def __init__(self, number: str, payment: str, standing: Iterable[str]) -> None:
        super().__init__(
            f"No payment {payment} of invoice {number} stands; those that do:"
            f" {', '.join(standing) or 'none'}.",
            payment=payment,
        )


class InvoiceDiscountTooHigh(Rejected):
    """More would be kept back than was agreed, is left, and is earned by what is paid."""

    code = "invoice.discount_too_high"

    def __init__(self, number: str, discount: Decimal, amount: Decimal, left: Decimal) -> None:
        super().__init__(
            f"A discount of {discount} is more than the {left} that a payment of {amount} may keep"
            f" back from invoice {number}: what is paid in time earns its share of the discount;"
            " keep back at most that.",
            discount=str(discount),
            amount=str(amount),
            left=str(left),
        )


class InvoiceDiscountLate(Rejected):
    """The discount was for an earlier payment."""

    code = "invoice.discount_late"

    def __init__(self, number: str, paid_on: date, until: date) -> None:
        super().__init__(
            f"The discount of invoice {number} ended on {until}; a payment on {paid_on} keeps"
            " nothing back.",
            paid_on=paid_on.isoformat(),
            until=until.isoformat(),
        )


class InvoiceDiscountIncomplete(Rejected):
    """Nobody can tell how much is kept back, or until when."""

    code = "invoice.discount_incomplete"

    def __init__(self) -> None:
        super().__init__(
            "An early-payment discount needs discount_amount and discount_until; state both or"
            " neither."
        )


class InvoiceDiscountOutOfRange(Rejected):
    """A discount takes something off the total, and leaves something."""

    code = "invoice.discount_out_of_range"

    def __init__(self, discount: Decimal, total: Decimal) -> None:
        super().__init__(
            f"The discount is {discount}; state one above zero and below the total of {total}.",
            discount=str(discount),
            total=str(total),
        )
