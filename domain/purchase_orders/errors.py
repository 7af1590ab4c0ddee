"""How a purchase order says no."""

from collections.abc import Iterable
from decimal import Decimal

from domain.errors import Rejected, listed
from domain.ids import LINES_MAX
from domain.purchase_orders.next_steps import next_step


class PurchaseOrderExists(Rejected):
    """The id names a purchase order already."""

    code = "purchase_order.exists"

    def __init__(self, purchase_order_id: str) -> None:
        super().__init__(
            f"Purchase order {purchase_order_id} exists already; give the new one its own id.",
            purchase_order_id=purchase_order_id,
        )


class PurchaseOrderWrongStage(Rejected):
    """The order has not come to the stage that this asks for, or is past it."""

    code = "purchase_order.wrong_stage"

    def __init__(self, number: str, stage: str, needed: str) -> None:
        step, words = next_step(stage, needed)
        is_now, has_to_be = (each.replace("_", " ") for each in (stage, needed))
        message = (
            f"Purchase order {number} is {is_now}; this needs one that is {has_to_be}: {words}."
        )
        super().__init__(message, stage=stage, needed=needed, next_step=step)


class PurchaseOrderOtherCase(Rejected):
    """The decision belongs to another approval case than the one the order waits for."""

    code = "purchase_order.other_approval_case"

    def __init__(self, number: str, awaited: str | None, given: str) -> None:
        super().__init__(
            f"Purchase order {number} waits for approval case {awaited or 'none'}, not {given};"
            " decide that one.",
            awaited=awaited,
            given=given,
        )


class PurchaseOrderOnHold(Rejected):
    """A hold stops it."""

    code = "purchase_order.on_hold"

    def __init__(self, number: str, reason_code: str) -> None:
        super().__init__(
            f"Purchase order {number} is on hold ({reason_code}); release the hold first.",
            reason_code=reason_code,
        )


class PurchaseOrderPriceMissing(Rejected):
    """Neither the buyer nor an agreement says what the line costs."""

    code = "purchase_order.price_missing"

    def __init__(self, line: int) -> None:
        super().__init__(
            f"Line {line} has no price, and no agreement that it names has one; state the price.",
            line=line,
        )


class PurchaseOrderNotOnHold(Rejected):
    """There is no hold to release."""

    code = "purchase_order.not_on_hold"

    def __init__(self, number: str) -> None:
        super().__init__(f"Purchase order {number} is not on hold; there is nothing to release.")


class PurchaseOrderNoLines(Rejected):
    """An order without anything wanted."""

    code = "purchase_order.no_lines"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Purchase order {number} has no line that is still wanted; add one first."
        )


class PurchaseOrderTooManyLines(Rejected):
    """More lines than one order may have."""

    code = "purchase_order.too_many_lines"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Purchase order {number} has {LINES_MAX} lines, which is the most; start another.",
            lines_max=LINES_MAX,
        )


class PurchaseOrderUnknownLine(Rejected):
    """The order has no such line."""

    code = "purchase_order.unknown_line"

    def __init__(self, number: str, line: int, lines: Iterable[int]) -> None:
        super().__init__(
            f"Purchase order {number} has no line {line}; its lines are: {listed(lines)}.",
            line=line,
        )


class PurchaseOrderLineExists(Rejected):
    """The line number is taken, by a line of the order or by another one to be created."""

    code = "purchase_order.line_exists"

    def __init__(self, number: str, line: int) -> None:
        super().__init__(
            f"Line {line} of purchase order {number} is stated already;"
            " use a number of its own, or change the line by a change order.",
            line=line,
        )


class PurchaseOrderLineNamedTwice(Rejected):
    """Nobody knows which of the two is meant."""

    code = "purchase_order.line_named_twice"

    def __init__(self, number: str, line: int) -> None:
        super().__init__(
            f"Line {line} of purchase order {number} is named twice; name each line once.",
            line=line,
        )


class PurchaseOrderLineNotWanted(Rejected):
    """The line, or what was open of it, is cancelled."""

    code = "purchase_order.line_cancelled"

    def __init__(self, number: str, line: int) -> None:
        super().__init__(
            f"Line {line} of purchase order {number} is cancelled; reopen it first.", line=line
        )


class PurchaseOrderLineClosedAlready(Rejected):
    """This side of the line is closed."""

    code = "purchase_order.line_closed"

    def __init__(self, number: str, line: int, side: str) -> None:
        super().__init__(
            f"Line {line} of purchase order {number} is closed for {side}; reopen it first.",
            line=line,
            side=side,
        )


class PurchaseOrderNothingToCancel(Rejected):
    """Everything wanted of the line was received or invoiced."""

    code = "purchase_order.nothing_to_cancel"

    def __init__(self, number: str, line: int, committed: Decimal) -> None:
        super().__init__(
            f"Nothing of line {line} of purchase order {number} is open: {committed} of it were"
            " received or invoiced; close the line instead.",
            line=line,
            committed=str(committed),
        )


class PurchaseOrderNothingToReopen(Rejected):
    """The line is neither cancelled nor closed on this side."""

    code = "purchase_order.nothing_to_reopen"

    def __init__(self, number: str, line: int, undo: str, undoable: tuple[str, ...]) -> None:
        super().__init__(
            f"Line {line} of purchase order {number} is open as regards {undo};"
            f" what can be undone: {', '.join(undoable) or 'nothing'}.",
            line=line,
            undo=undo,
            undoable=undoable,
        )


class PurchaseOrderNothingChanged(Rejected):
    """A change order without a change."""

    code = "purchase_order.nothing_changed"

    def __init__(self, number: str) -> None:
        super().__init__(f"Purchase order {number} reads so already; state a value that differs.")


class PurchaseOrderBelowCommitted(Rejected):
    """The quantity would fall below what was received or invoiced."""

    code = "purchase_order.below_received_or_invoiced"

    def __init__(self, number: str, line: int, wanted: Decimal, committed: Decimal) -> None:
        super().__init__(
            f"Line {line} of purchase order {number} cannot go down to {wanted}:"
            f" {committed} were received or invoiced; return or credit them first.",
            line=line,
            wanted=str(wanted),
            committed=str(committed),
        )


class PurchaseOrderCurrencyFixed(Rejected):
    """The currency stays once something was received or invoiced."""

    code = "purchase_order.currency_fixed"

    def __init__(self, number: str, currency: str) -> None:
        super().__init__(
            f"Purchase order {number} stays in {currency}: something was received or invoiced;"
            " cancel what is open and order it anew.",
            currency=currency,
        )


class PurchaseOrderQuantityNotPositive(Rejected):
    """A quantity must be more than nothing."""

    code = "purchase_order.quantity_not_positive"

    def __init__(self, line: int, quantity: Decimal) -> None:
        super().__init__(
            f"Line {line} asks for {quantity}; state a quantity above zero, or leave it out.",
            line=line,
            quantity=str(quantity),
        )


class PurchaseOrderItemDiffers(Rejected):
    """The line contradicts the catalogue."""

    code = "purchase_order.item_differs"

    def __init__(self, line: int, what: str, stated: str, catalogued: str) -> None:
        super().__init__(
            f"Line {line} states {what} {stated}, but the catalogue says {catalogued};"
            " use the catalogue's, or leave the item out.",
            line=line,
            stated=stated,
            catalogued=catalogued,
        )


class PurchaseOrderRequisitionLineUnknown(Rejected):
    """A line names half of the requisition line that it comes from."""

    code = "purchase_order.requisition_line_unclear"

    def __init__(self, line: int) -> None:
        super().__init__(
            f"Line {line} must name both the requisition and its line, or neither.", line=line
        )


class PurchaseOrderRequisitionCancelled(Rejected):
    """The request that the line came from is cancelled, or its line there is."""

    code = "purchase_order.requisition_cancelled"

    def __init__(self, number: str, line: int, requisition: str) -> None:
        super().__init__(
            f"Requisition {requisition}, which line {line} of purchase order {number} came from,"
            " is cancelled there; have the need requested anew and order that.",
            line=line,
            requisition=requisition,
        )


class PurchaseOrderTooMuchToCancel(Rejected):
    """More than can still be taken from the line."""

    code = "purchase_order.too_much_to_cancel"

    def __init__(self, number: str, line: int, wanted: Decimal, uncommitted: Decimal) -> None:
        super().__init__(
            f"{wanted} cannot be cancelled on line {line} of purchase order {number}: only"
            f" {uncommitted} were neither received nor invoiced; state that much or less.",
            line=line,
            wanted=str(wanted),
            uncommitted=str(uncommitted),
        )
