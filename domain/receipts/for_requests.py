"""For whom goods come that several requests share, and from whom they go again.

What a receipt brings is dealt by its order line (`purchase_orders.serving`), what leaves is taken
from those to whom this receipt gave it. The receipt's own lines say so, with who bears them: so the
expense of the first five gloves stands with the department that got them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from domain.frozen import replace
from domain.purchase_orders.bearers import bearers
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.lines import Dealt
from domain.purchase_orders.serving import coming, leaving
from domain.purchase_orders.serving_errors import PurchaseOrderRequestNotServed
from domain.purchase_orders.state import PurchaseOrder
from domain.quantity import in_base
from domain.receipts.blind_counts import counted_blind
from domain.receipts.commands import ReceivedLine
from domain.receipts.events import (
    ReceiptCorrected,
    ReceiptEvent,
    ReceiptGoodsReturned,
    ReceiptLine,
    ReceiptPosted,
    ReceiptReversed,
)
from domain.receipts.held_line import ZERO, corrected, returned
from domain.receipts.state import Receipt
from domain.visible import STORED

Chosen = Mapping[int, tuple[Dealt, ...]]  # By line of the receipt.
Deal = Callable[[ReceiptLine, Line], tuple[Dealt, ...]]
Booked = TypeVar("Booked", ReceiptPosted, ReceiptCorrected, ReceiptGoodsReturned, ReceiptReversed)


def for_requests(
    events: Sequence[ReceiptEvent],
    receipt: Receipt | None,
    order: PurchaseOrder,
    chosen: Chosen | None = None,
) -> tuple[ReceiptEvent, ...]:
    """The same facts, each line with its requests where it has several. `receipt` is as before."""
    chosen = {number: each for number, each in (chosen or {}).items() if each}
    if not chosen and not any(line.terms.serves for line in order.lines.values()):
        return tuple(events)
    dealing = _Dealing(receipt, order, chosen)
    dealt = tuple(dealing.of(event) for event in events)
    dealing.require_done()
    return dealt


def chosen_in(lines: Iterable[ReceivedLine]) -> Chosen:
    """What a receiver said of the lines of his receipt, which are numbered as they are counted."""
    return {number: line.dealt for number, line in enumerate(lines, start=1)}


class _Dealing:
    """Lines of one save that are of the same order line are dealt one after the other."""

    def __init__(self, receipt: Receipt | None, order: PurchaseOrder, chosen: Chosen) -> None:
        self._lines = dict(order.lines)
        self._held = dict(receipt.lines) if receipt else {}
        self._chosen = dict(chosen)
        self._is_blind = False

    def of(self, event: ReceiptEvent) -> ReceiptEvent:
        match event:
            case ReceiptPosted():
                self._is_blind = event.blind is not None
                return self._with(event, self._comes)
            case ReceiptCorrected():
                return self._with(event, self._moves)
            case ReceiptGoodsReturned():
                return self._with(event, self._leaves)
            case ReceiptReversed():
                return self._with(event, self._leaves)
            case _:
                return event

    def _with(self, event: Booked, deal: Deal) -> Booked:
        lines = []
        for each in event.lines:
            line = self._lines[each.purchase_order_line]
            if line.terms.serves is not None:
                dealt = deal(each, line)
                shares = bearers(line, dealt) if each.accounting == "expense" else None
                told = {**dict(each), "dealt": dealt, "shares": shares}
                each = ReceiptLine.model_validate(told, context=STORED)
            lines.append(each)
        return event.model_copy(update={"lines": tuple(lines)})

    def require_done(self) -> None:
        """Raises where more was chosen than came or went, or of a line with no requests."""
        for number, each in self._chosen.items():
            if each:
                raise PurchaseOrderRequestNotServed(number, each[0].key, ())

    def _comes(self, came: ReceiptLine, line: Line) -> tuple[Dealt, ...]:
        with counted_blind(self._is_blind, line.terms.line):
            dealt = coming(line, came.base_quantity, self._chosen.pop(came.line, ()))
        self._note(line, dealt, 1)
        return dealt

    def _moves(self, by: ReceiptLine, line: Line) -> tuple[Dealt, ...]:
        """A correction: more came, or less."""
        if by.quantity > 0:
            dealt = coming(line, by.base_quantity)
            self._note(line, dealt, 1)
            self._held[by.line] = corrected(by.model_copy(update={"dealt": dealt}))(
                self._held[by.line]
            )
            return dealt
        taken = self._taken(by, line, -by.base_quantity)
        told = tuple(each.model_copy(update={"quantity": -each.quantity}) for each in taken)
        by = by.model_copy(update={"dealt": told})
        self._held[by.line] = corrected(by)(self._held[by.line])
        return told

    def _leaves(self, gone: ReceiptLine, line: Line) -> tuple[Dealt, ...]:
        dealt = self._taken(gone, line, gone.base_quantity)
        gone = gone.model_copy(update={"dealt": dealt})
        self._held[gone.line] = returned(gone)(self._held[gone.line])
        return dealt

    def _taken(self, gone: ReceiptLine, line: Line, quantity: Decimal) -> tuple[Dealt, ...]:
        held = self._held[gone.line]
        here = in_base(held.left, line.terms.pack)
        of_nobody = max(here - sum(held.dealt.values(), ZERO), ZERO)
        chosen = self._next(gone.line, quantity)
        dealt = leaving(line, quantity, held.dealt, of_nobody, chosen)
        self._note(line, dealt, -1)
        return dealt

    def _next(self, number: int, quantity: Decimal) -> tuple[Dealt, ...]:
        """Of what was chosen for a line of the receipt, as much as leaves with this part of it."""
        now, later = [], []
        for each in self._chosen.get(number, ()):
            part = min(each.quantity, quantity) if each.quantity > 0 else each.quantity
            quantity -= part
            if part:
                now.append(each.model_copy(update={"quantity": part}))
            if each.quantity != part:
                later.append(each.model_copy(update={"quantity": each.quantity - part}))
        self._chosen[number] = tuple(later)
        return tuple(now)

    def _note(self, line: Line, dealt: Sequence[Dealt], sign: int) -> None:
        here = dict(line.ledger.dealt)
        for each in dealt:
            here[each.key] = here.get(each.key, ZERO) + sign * each.quantity
        ledger = replace(line.ledger, dealt=here)
        self._lines[line.terms.line] = replace(line, ledger=ledger)
