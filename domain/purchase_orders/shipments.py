"""What is on its way, what is late, and what the buyer takes beyond the order."""

from domain.catalogue.gtin import check_digit
from domain.purchase_orders.answer_errors import PurchaseOrderNoLinesNamed
from domain.purchase_orders.coming_days import check_coming
from domain.purchase_orders.control_commands import (
    AcceptOverReceipt,
    RecordAsn,
    RecordDeliveryOverdue,
)
from domain.purchase_orders.control_errors import (
    PurchaseOrderDeliveryNotOverdue,
    PurchaseOrderInvalidSscc,
    PurchaseOrderPercentOutOfRange,
    PurchaseOrderReceivedOnReleases,
    PurchaseOrderShipmentRepeated,
)
from domain.purchase_orders.control_events import (
    PurchaseOrderAsnRecorded,
    PurchaseOrderDeliveryOverdue,
    PurchaseOrderOverReceiptAccepted,
)
from domain.purchase_orders.decide import require_issued_once
from domain.purchase_orders.errors import (
    PurchaseOrderLineNotWanted,
    PurchaseOrderNothingChanged,
    PurchaseOrderQuantityNotPositive,
)
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.ledger import line_of
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.order import PurchaseOrder

PERCENT_MAX = 100
SSCC_DIGITS = 18


def record_asn(order: PurchaseOrder, command: RecordAsn) -> tuple[PurchaseOrderEvent, ...]:
    """A shipment on its way. More than is open is announced too: the dock decides what it takes."""
    require_issued_once(order)
    if order.order_type == "blanket":
        raise PurchaseOrderReceivedOnReleases(order.number)
    if not command.lines:
        raise PurchaseOrderNoLinesNamed(order.number)
    if command.shipment in order.shipments:
        raise PurchaseOrderShipmentRepeated(order.number, command.shipment)
    for each in command.lines:
        _wanted(order, each.line)
        if each.quantity <= 0:
            raise PurchaseOrderQuantityNotPositive(each.line, each.quantity)
    check_coming(order, command.expected_on)
    for sscc in command.sscc:
        _check(sscc)
    return (
        PurchaseOrderAsnRecorded(
            shipment=command.shipment,
            expected_on=command.expected_on,
            lines=command.lines,
            sscc=command.sscc,
        ),
    )


def record_overdue(
    order: PurchaseOrder, command: RecordDeliveryOverdue
) -> tuple[PurchaseOrderEvent, ...]:
    """What is open after its day: as announced, backordered, promised, or needed."""
    require_issued_once(order)
    line, due_on = line_of(order, command.line), line_of(order, command.line).due_on
    still = line.open_for_receiving if line.live else line.open_for_receiving * 0
    is_late = due_on is not None and command.now.date() > due_on and still > 0
    if due_on is None or not is_late or line.overdue_on == due_on:
        raise PurchaseOrderDeliveryNotOverdue(order.number, command.line, due_on, still)
    return (PurchaseOrderDeliveryOverdue(line=command.line, due_on=due_on, quantity=still),)


def accept_over_receipt(
    order: PurchaseOrder, command: AcceptOverReceipt
) -> tuple[PurchaseOrderEvent, ...]:
    """Counts from what is ordered, in place of what was taken before; zero takes nothing over."""
    line = _wanted(order, command.line)
    if not 0 <= command.percent <= PERCENT_MAX:
        raise PurchaseOrderPercentOutOfRange(command.line, command.percent)
    if line.over_receipt_percent == command.percent:
        raise PurchaseOrderNothingChanged(order.number)
    return (
        PurchaseOrderOverReceiptAccepted(
            line=command.line, percent=command.percent, accepted_by=command.accepted_by
        ),
    )


def _wanted(order: PurchaseOrder, number: int) -> Line:
    line = line_of(order, number)
    if not line.live:
        raise PurchaseOrderLineNotWanted(order.number, number)
    return line


def _check(sscc: str) -> None:
    if len(sscc) != SSCC_DIGITS or not (sscc.isascii() and sscc.isdecimal()):
        raise PurchaseOrderInvalidSscc(sscc, f"is not {SSCC_DIGITS} digits")
    expected = check_digit(sscc[:-1])
    if sscc[-1] != expected:
        raise PurchaseOrderInvalidSscc(sscc, f"ends in {sscc[-1]}, its check digit is {expected}")
