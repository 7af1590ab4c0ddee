"""How far an order has come: the header's view, read off stage and lines, never stored."""

from typing import Final, Literal, get_args

from domain.purchase_orders.line_state import Line
from domain.purchase_orders.state import PurchaseOrder, Stage
from domain.purchase_orders.words import AcceptedCode, HeldCode, RefusedCode

Lifecycle = Stage | Literal["closed", "cancelled"]
Progress = Literal["none", "partial", "full"]
Acknowledgement = Literal[
    "none", "pending", "overdue", "accepted", "accepted_with_changes", "rejected"
]

_ACCEPTED: Final = frozenset(get_args(AcceptedCode))
_REFUSED: Final = frozenset(get_args(RefusedCode))
_HELD: Final = frozenset(get_args(HeldCode))


def lifecycle(order: PurchaseOrder) -> Lifecycle:
    """The stage; cancelled once nothing is wanted, closed once nothing more is expected."""
    if order.stage == "finally_closed":
        return order.stage
    if order.discarded if not order.lines else not order.live_lines:
        return "cancelled"
    if order.stage == "issued" and all(line.finished for line in order.lines.values()):
        return "closed"
    return order.stage


def receipt_progress(order: PurchaseOrder) -> Progress:
    """How much of what is wanted has arrived."""
    lines = order.live_lines
    if lines and all(line.arrived >= line.ordered for line in lines):
        return "full"
    return "partial" if any(line.arrived > 0 for line in lines) else "none"


def billing_progress(order: PurchaseOrder) -> Progress:
    """How much of what is wanted has been invoiced."""
    lines = order.live_lines
    if lines and all(line.invoiced >= line.ordered for line in lines):
        return "full"
    return "partial" if any(line.invoiced > 0 for line in lines) else "none"


def acknowledgement(order: PurchaseOrder) -> Acknowledgement:
    """The supplier's answer to the current terms; pending until every line has one."""
    if order.revision == 0 or not order.live_lines:
        return "none"
    if not all(is_answered(line) for line in order.live_lines):
        return "overdue" if order.overdue_revision == order.revision else "pending"
    codes = {line.acknowledged for line in order.live_lines}
    if codes <= _ACCEPTED:
        return "accepted"
    return "rejected" if codes <= _REFUSED else "accepted_with_changes"


def is_answered(line: Line) -> bool:
    """Whether the supplier said what he will do; that he looks into it is no answer."""
    return line.acknowledged is not None and line.acknowledged not in _HELD
