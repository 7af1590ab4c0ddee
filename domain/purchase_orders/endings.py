"""How an order as a whole is taken back, given up, and ended for good."""

from domain.purchase_orders.closing import cancellation
from domain.purchase_orders.consignments import require_used_up
from domain.purchase_orders.control_commands import (
    CancelPurchaseOrder,
    FinallyClosePurchaseOrder,
    RecallPurchaseOrderSubmission,
    RecallSubmissionAsAdministrator,
    RemoveFinalClose,
)
from domain.purchase_orders.control_errors import (
    PurchaseOrderInvoicesWaiting,
    PurchaseOrderIsFinal,
    PurchaseOrderNothingOpen,
    PurchaseOrderRecalledByOther,
)
from domain.purchase_orders.control_events import (
    LineResidue,
    PurchaseOrderDiscarded,
    PurchaseOrderFinalCloseRemoved,
    PurchaseOrderFinallyClosed,
    PurchaseOrderSubmissionRecalled,
)
from domain.purchase_orders.errors import (
    PurchaseOrderOnHold,
    PurchaseOrderWrongStage,
)
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.in_force import waits
from domain.purchase_orders.intercompany import require_billed
from domain.purchase_orders.line_state import ZERO, Line
from domain.purchase_orders.order import PurchaseOrder
from domain.purchase_orders.residues import residue, taken_back
from domain.purchase_orders.taken_back import change_undone


def recall_submission(
    order: PurchaseOrder, command: RecallPurchaseOrderSubmission
) -> tuple[PurchaseOrderEvent, ...]:
    """The order is a draft again; the next request shows the amount as it stands by then.

    One that was in force before a change stays so, at its former terms.
    """
    _require_waiting(order)
    if command.recalled_by != order.buyer_id:
        raise PurchaseOrderRecalledByOther(order.number, order.buyer_id, command.recalled_by)
    return _recalled(order, command)


def recall_as_administrator(
    order: PurchaseOrder, command: RecallSubmissionAsAdministrator
) -> tuple[PurchaseOrderEvent, ...]:
    """The same, by whom the role lets do it; the fact says who it was."""
    _require_waiting(order)
    return _recalled(order, command)


def cancel_order(
    order: PurchaseOrder, command: CancelPurchaseOrder
) -> tuple[PurchaseOrderEvent, ...]:
    """What is open of every line; what was received or invoiced stands.

    A draft without a line is given up as it is, so that nothing stays reserved for it.
    """
    if not order.lines and not order.discarded:
        return (PurchaseOrderDiscarded(reason_code=command.reason_code),)
    open_lines = [line for line in order.live_lines if line.uncommitted > 0]
    if not open_lines:
        raise PurchaseOrderNothingOpen(order.number)
    return tuple(
        cancellation(order, line.terms.line, command.reason_code, cancelled_by=command.cancelled_by)
        for line in open_lines
    )


def finally_close(
    order: PurchaseOrder, command: FinallyClosePurchaseOrder
) -> tuple[PurchaseOrderEvent, ...]:
    """Ends an issued order with no open question; what it leaves behind stands in the fact."""
    require_not_final(order)
    if order.stage != "issued":
        raise PurchaseOrderWrongStage(order.number, order.stage, "issued")
    if order.hold is not None:
        raise PurchaseOrderOnHold(order.number, order.hold)
    if order.waiting_invoices:
        raise PurchaseOrderInvoicesWaiting(order.number, len(order.waiting_invoices))
    require_used_up(order)
    require_billed(order)
    return (
        PurchaseOrderFinallyClosed(
            closed_by=command.closed_by,
            reason_code=command.reason_code,
            currency=order.currency,
            residues=tuple(_residue(line) for line in order.lines.values()),
        ),
    )


def remove_final_close(
    order: PurchaseOrder, command: RemoveFinalClose
) -> tuple[PurchaseOrderEvent, ...]:
    """Finance opens it again, as it stood: what was written off is taken back."""
    if order.stage != "finally_closed":
        raise PurchaseOrderWrongStage(order.number, order.stage, "finally_closed")
    return (
        PurchaseOrderFinalCloseRemoved(
            reopened_by=command.reopened_by, reason_code=command.reason_code
        ),
        *taken_back(order, command.now.date()),
    )


def require_not_final(order: PurchaseOrder) -> None:
    """Raises `PurchaseOrderIsFinal` once the order has ended for good."""
    if order.stage == "finally_closed":
        raise PurchaseOrderIsFinal(order.number)


def _residue(line: Line) -> LineResidue:
    return LineResidue(
        line=line.terms.line,
        ordered=line.ordered,
        received=line.received,
        invoiced=line.invoiced,
        balance=residue(line),
        open_amount=max(line.amount - line.ledger.net_invoiced.amount, ZERO),
    )


def _require_waiting(order: PurchaseOrder) -> None:
    if order.stage != "pending_approval":
        raise PurchaseOrderWrongStage(order.number, order.stage, "pending_approval")


def _recalled(
    order: PurchaseOrder,
    command: RecallPurchaseOrderSubmission | RecallSubmissionAsAdministrator,
) -> tuple[PurchaseOrderEvent, ...]:
    recalled = PurchaseOrderSubmissionRecalled(
        recalled_by=command.recalled_by,
        reason_code=command.reason_code,
        approval_case_id=order.approval_case_id,
    )
    return change_undone(order, recalled) if waits(order) else (recalled,)
