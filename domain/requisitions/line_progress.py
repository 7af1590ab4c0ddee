"""One line of a requisition and what became of its quantity, all in the line's own unit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, NamedTuple, assert_never

from domain.frozen import replace
from domain.requisitions.events import (
    RequisitionLineCancelled,
    RequisitionLineOrdered,
    RequisitionLineReceiptTakenBack,
    RequisitionLineReceived,
    RequisitionLineUnordered,
)
from domain.requisitions.lines import RequisitionLine
from domain.requisitions.stock_events import (
    RequisitionLineIssued,
    RequisitionLineIssueReturned,
    RequisitionLinePicked,
    RequisitionLinePickReleased,
    StockEvent,
)
from domain.requisitions.validation_events import RequisitionAgreementChosen

LineState = Literal[
    "open", "partly_picked", "picked", "partly_ordered", "ordered", "fulfilled", "cancelled"
]
ZERO: Final = Decimal(0)


class Take(NamedTuple):
    """What one line of an order holds of the requisition line, and what of it has arrived."""

    ordered: Decimal = ZERO
    received: Decimal = ZERO


NOTHING_TAKEN: Final = Take()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineProgress:
    """`reserved` maps an order that took the line before it had a line of its own to the part of
    `ordered` that still waits for that line; `takes` maps an order's line (`take_key`) to its part.
    """

    line: RequisitionLine
    is_chosen: bool = False  # its agreement was not named, and follows from the day
    ordered: Decimal = ZERO
    cancelled: Decimal = ZERO
    received: Decimal = ZERO  # net of what was taken back
    picked: Decimal = ZERO  # and not issued yet
    issued: Decimal = ZERO
    issue_returned: Decimal = ZERO
    reserved: Mapping[str, Decimal] = field(default_factory=dict)
    takes: Mapping[str, Take] = field(default_factory=dict)

    @property
    def left(self) -> Decimal:
        """What may still be ordered, picked or cancelled; whole packs may have taken more."""
        return max(self.line.quantity - self.taken - self.cancelled, ZERO)

    @property
    def taken(self) -> Decimal:
        """What orders hold, and what the stock set aside or issued."""
        return self.ordered + self.picked + self.issued

    @property
    def wanted(self) -> Decimal:
        """What was asked for, less what was given up."""
        return self.line.quantity - self.cancelled

    @property
    def state(self) -> LineState:
        """How far the line has come."""
        if self.wanted <= 0:
            return "cancelled"
        if self.received + self.issued >= self.wanted:
            return "fulfilled"
        if self.left <= 0:
            return "ordered" if self.ordered > 0 else "picked"
        if self.ordered > 0:
            return "partly_ordered"
        return "partly_picked" if self.taken > 0 else "open"


def take_key(purchase_order_id: str, purchase_order_line: int) -> str:
    """The name of an order's line in `takes`."""
    return f"{purchase_order_id}/{purchase_order_line}"


def restated(
    line: LineProgress, event: RequisitionLineCancelled | RequisitionAgreementChosen
) -> LineProgress:
    """With less that is wanted, or with an agreement that follows from the day."""
    if isinstance(event, RequisitionLineCancelled):
        return replace(line, cancelled=line.cancelled + event.quantity)
    return replace(line, is_chosen=event.agreement is not None)


def taken(line: LineProgress, event: RequisitionLineOrdered) -> LineProgress:
    """Counts once: what was reserved was counted when it was reserved."""
    order, used = event.purchase_order.id, event.reserved or ZERO
    ordered = line.ordered + event.quantity - used
    if event.purchase_order_line is None:
        return replace(line, ordered=ordered, reserved=_reserved(line, order, event.quantity))
    return replace(
        line,
        ordered=ordered,
        reserved=_reserved(line, order, -used),
        takes=_takes(line, order, event.purchase_order_line, Take(ordered=event.quantity)),
    )


def given_back(line: LineProgress, event: RequisitionLineUnordered) -> LineProgress:
    """The quantity may be ordered again."""
    order, ordered = event.purchase_order.id, line.ordered - event.quantity
    if event.purchase_order_line is None:
        return replace(line, ordered=ordered, reserved=_reserved(line, order, -event.quantity))
    part = Take(ordered=-event.quantity)
    return replace(
        line, ordered=ordered, takes=_takes(line, order, event.purchase_order_line, part)
    )


def received(
    line: LineProgress, event: RequisitionLineReceived | RequisitionLineReceiptTakenBack
) -> LineProgress:
    """More has arrived, or less."""
    came = event.quantity if isinstance(event, RequisitionLineReceived) else -event.quantity
    order, order_line = event.purchase_order.id, event.purchase_order_line
    takes = _takes(line, order, order_line, Take(received=came))
    return replace(line, received=line.received + came, takes=takes)


def stocked(line: LineProgress, event: StockEvent) -> LineProgress:
    """Picked, put back, issued or given back. What was picked is counted once."""
    match event:
        case RequisitionLinePicked():
            return replace(line, picked=line.picked + event.quantity)
        case RequisitionLinePickReleased():
            return replace(line, picked=line.picked - event.quantity)
        case RequisitionLineIssued():
            picked = line.picked - (event.picked or ZERO)
            return replace(line, picked=picked, issued=line.issued + event.quantity)
        case RequisitionLineIssueReturned():
            return replace(line, issue_returned=line.issue_returned + event.quantity)
        case _:
            assert_never(event)


def _reserved(line: LineProgress, order: str, quantity: Decimal) -> Mapping[str, Decimal]:
    return {**line.reserved, order: line.reserved.get(order, ZERO) + quantity}


def _takes(line: LineProgress, order: str, order_line: int, part: Take) -> Mapping[str, Take]:
    key = take_key(order, order_line)
    had = line.takes.get(key, NOTHING_TAKEN)
    total = Take(had.ordered + part.ordered, had.received + part.received)
    return {**line.takes, key: total}
