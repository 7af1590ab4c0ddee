"""Lines close by themselves once no more is missing than their legal entity puts up with.

A percentage of 20 closes a line for receiving at 80 per cent received. Only what comes, or is
settled, closes: a return never does, and nothing opens again by itself. A line is closed for
invoicing once its order waits for no bill any more, because an invoice that is still to be judged
again must not find its own line closed.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from domain.legal_entities.events import ClosingPercent
from domain.purchase_orders.events import PurchaseOrderLineClosed
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.lines import CloseSide
from domain.purchase_orders.state import PurchaseOrder

WITHIN_TOLERANCE: Final = "within_tolerance"


def closed_by_themselves(
    before: PurchaseOrder | None,
    after: PurchaseOrder,
    receipt_percent: ClosingPercent | None,
    invoice_percent: ClosingPercent | None,
) -> tuple[PurchaseOrderLineClosed, ...]:
    """Each side of a line that this change brought within the percentage; none: never."""
    if before is None or after.stage != "issued":
        return ()
    return tuple(
        PurchaseOrderLineClosed(
            line=number,
            side=side,
            reason_code=WITHIN_TOLERANCE,
            within_percent=percent,
        )
        for number, line in after.lines.items()
        if line.live and number in before.lines
        for side, percent in _closing(before, after, number, receipt_percent, invoice_percent)
    )


def _closing(
    before: PurchaseOrder,
    after: PurchaseOrder,
    number: int,
    receipt_percent: ClosingPercent | None,
    invoice_percent: ClosingPercent | None,
) -> Iterator[tuple[CloseSide, Decimal]]:
    line = after.lines[number]
    has_come = line.arrived > before.lines[number].arrived and line.terms.match != "two_way"
    may_close = has_come and not line.closed_for_receiving
    if may_close and receipt_percent is not None and _almost(line, line.arrived, receipt_percent):
        yield "receiving", receipt_percent
    is_settled = before.waiting_invoices != () and after.waiting_invoices == ()
    may_close = is_settled and not line.closed_for_invoicing
    if may_close and invoice_percent is not None and _almost(line, line.invoiced, invoice_percent):
        yield "invoicing", invoice_percent


def _almost(line: Line, done: Decimal, percent: Decimal) -> bool:
    """Something is missing, and no more than the percentage; nothing done is never enough."""
    return 0 < done < line.ordered and done >= line.ordered * (100 - percent) / 100
