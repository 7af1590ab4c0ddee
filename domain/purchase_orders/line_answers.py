"""An order line as the supplier's answers leave it: promise, proposals, back-order."""

from decimal import Decimal
from typing import assert_never

from domain.frozen import replace
from domain.purchase_orders.line_state import Backorder, Line
from domain.purchase_orders.lines import AcknowledgedLine
from domain.purchase_orders.supplier_events import (
    PurchaseOrderBackorderCancelled,
    PurchaseOrderBackorderRecorded,
    PurchaseOrderBackorderReleased,
    PurchaseOrderLineSubstituted,
    PurchaseOrderSubstitutionApproved,
    PurchaseOrderSupplierChangeAccepted,
    PurchaseOrderSupplierChangeProposed,
    PurchaseOrderSupplierChangeRejected,
    SupplierLineEvent,
)


def acknowledged(line: Line, answer: AcknowledgedLine) -> Line:
    """The latest answer counts: what an earlier one proposed is void."""
    return replace(
        line,
        acknowledged=answer.code,
        promised_on=answer.promised_on,
        proposals=(),
        substitution=None,
    )


def answered(line: Line, event: SupplierLineEvent) -> Line:
    """The line after one step of what follows from an answer."""
    match event:
        case PurchaseOrderSupplierChangeProposed():
            return replace(line, proposals=(*line.proposals, event))
        case PurchaseOrderSubstitutionApproved():
            return replace(line, substitution=event)
        case PurchaseOrderSupplierChangeAccepted():
            return _without(line, event.change)
        case PurchaseOrderSupplierChangeRejected():
            left = _without(line, event.change)
            promised = None if event.kind == "date" else left.promised_on
            return replace(left, acknowledged=None, promised_on=promised)
        case PurchaseOrderBackorderRecorded():
            return replace(line, backorder=Backorder(event.quantity, event.expected_on))
        case PurchaseOrderBackorderReleased() | PurchaseOrderBackorderCancelled():
            return _less_backordered(line, event.quantity)
        case PurchaseOrderLineSubstituted():
            # What stands in for it is on order: given back, the same would be ordered twice.
            undoable = tuple(each for each in line.undoable if each != "cancelled")
            return replace(line, backorder=None, undoable=undoable)
        case _:
            assert_never(event)


def _without(line: Line, change: int) -> Line:
    left = tuple(each for each in line.proposals if each.change != change)
    return replace(line, proposals=left)


def _less_backordered(line: Line, quantity: Decimal) -> Line:
    """Counts from what is still backordered, which receipts may have made less."""
    left = line.backordered - quantity
    if line.backorder is None or left <= 0:
        return replace(line, backorder=None)
    return replace(line, backorder=Backorder(left, line.backorder.expected_on))
