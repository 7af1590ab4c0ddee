"""A count by somebody who knows neither what was ordered nor what came before."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from domain.purchase_orders.line_state import Line
from domain.purchase_orders.serving_errors import PurchaseOrderDealtTooMuch
from domain.receipts.blind_errors import ReceiptBlindExcess
from domain.receipts.errors import OverReceipt


@contextmanager
def counted_blind(is_blind: bool, line: int) -> Iterator[None]:
    """Says of too much only that it is too much: the usual refusal tells the order's quantity."""
    try:
        yield
    except (OverReceipt, PurchaseOrderDealtTooMuch):
        if is_blind:
            raise ReceiptBlindExcess(line) from None
        raise


def expected(line: Line, counted: Decimal) -> Decimal | None:
    """What was open on the order line, where the count differs from it."""
    is_open = max(line.ordered - line.received, Decimal(0))
    return None if is_open == counted else is_open
