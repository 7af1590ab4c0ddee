"""Why no order is found for an invoice by rule, and what receipts a line cannot name."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from domain.errors import Rejected


class InvoiceFitsNoOrder(Rejected):
    """None of the orders has what is billed, at its price."""

    code = "invoice.fits_no_order"

    def __init__(self, number: str, orders: Sequence[str]) -> None:
        named = ", ".join(orders)
        super().__init__(
            f"Invoice {number} fits none of {named}; look at its candidates and link it by hand, or"
            " name other orders.",
            purchase_orders=named,
        )


class InvoiceFitsSeveralOrders(Rejected):
    """The same was ordered more than once, and a rule does not choose."""

    code = "invoice.fits_several_orders"

    def __init__(self, number: str, orders: Sequence[str]) -> None:
        named = ", ".join(orders)
        super().__init__(
            f"Invoice {number} fits {named} alike; link it by hand to the one that it is for.",
            purchase_orders=named,
        )


class InvoiceExchangeRateMissing(Rejected):
    """What is in another currency than the books is posted at the rate of its day."""

    code = "invoice.exchange_rate_missing"

    def __init__(self, pair: str, day: date) -> None:
        super().__init__(
            f"There is no rate {pair} of {day}; record one of a later day, and link the invoice"
            " then.",
            pair=pair,
            day=day.isoformat(),
        )


class InvoiceSmallDifferenceCap(Rejected):
    """So much is not left today of what may be written off."""

    code = "invoice.small_difference_cap"

    def __init__(self, number: str, difference: str, left: str) -> None:
        super().__init__(
            f"The total of invoice {number} misses its parts by {difference}, and there are {left};"
            " link it on another day, or void it and ask for one that adds up.",
            difference=difference,
            left=left,
        )


class InvoiceTooManyOrders(Rejected):
    """More orders were named than one decision may rest on."""

    code = "invoice.too_many_orders"

    def __init__(self, named: int, most: int) -> None:
        super().__init__(
            f"{named} orders are named, and one command looks at 1 to {most}; name fewer.",
            named=named,
            most=most,
        )


class InvoiceReceiptNamedTwice(Rejected):
    """A receipt is for one quantity of a line."""

    code = "invoice.receipt_named_twice"

    def __init__(self, line: int, receipt_id: str) -> None:
        super().__init__(
            f"Line {line} names receipt {receipt_id} twice; name it once, with all that the line"
            " asks of it.",
            line=line,
            receipt_id=receipt_id,
        )


class InvoiceReceiptsNotWhole(Rejected):
    """What a line asks of its receipts is all that it asks."""

    code = "invoice.receipts_not_whole"

    def __init__(self, line: int, quantity: Decimal, asked: Sequence[Decimal]) -> None:
        parts = " + ".join(f"{each:f}" for each in asked)
        super().__init__(
            f"Line {line} asks for {quantity:f}, and {parts} of its receipts: each must be more"
            " than nothing, and together they must be that quantity. Name none, if they are not"
            " known.",
            line=line,
            quantity=f"{quantity:f}",
            receipts=parts,
        )


class InvoiceTooManyReceipts(Rejected):
    """A line names so many receipts at most."""

    code = "invoice.too_many_receipts"

    def __init__(self, line: int, count: int, most: int) -> None:
        super().__init__(
            f"Line {line} names {count} receipts, and {most} at most can be named; split it.",
            line=line,
            count=count,
            most=most,
        )
