"""From what the receiver counted to the lines of the receipt, and to what was rejected at once."""

from decimal import Decimal
from typing import Literal, NamedTuple

from domain.purchase_orders.line_state import Line
from domain.purchase_orders.lines import OrderLine
from domain.quantity import in_base
from domain.receipts.blind_counts import expected
from domain.receipts.commands import JudgedLine, ReceivedLine
from domain.receipts.events import ReceiptLine
from domain.receipts.held_line import ZERO
from domain.receipts.holding_back import FREE, Standing
from domain.receipts.judgement_errors import ReceiptNotReconciled, ReceiptRejectionUnexplained


class Came(NamedTuple):
    """What goods of a line are worth, and what one unit of it cost."""

    amount: Decimal
    unit_price: Decimal


def receipt_line(
    number: int,
    counted: ReceivedLine,
    line: Line,
    came: Came,
    standing: Standing = FREE,
    stock_item_id: str | None = None,
    *,
    is_blind: bool = False,
) -> ReceiptLine:
    """The line as it is posted, before anything of it is judged."""
    terms = line.terms
    if counted.disposition is not None and counted.reason_code is None:
        raise ReceiptRejectionUnexplained(number)
    waits: Literal[True] | None = True if waits_for_inspection(terms) else None
    return ReceiptLine(
        line=number,
        purchase_order_line=terms.line,
        description=terms.description,
        quantity=counted.quantity,
        unit=terms.pack.unit,
        base_quantity=in_base(counted.quantity, terms.pack),
        base_unit=terms.pack.base_unit,
        unit_price=came.unit_price,
        amount=came.amount,
        accounting=terms.accounting,
        match=terms.match,
        shares=terms.shares if terms.accounting == "expense" else None,
        item_id=terms.item_id,
        storage_location=counted.storage_location or terms.storage_location,
        lot=counted.lot,
        expires_on=counted.expires_on,
        serials=counted.serials,
        stock_item_id=stock_item_id,
        disposition=standing.disposition,
        disposition_reason=standing.reason,
        advised=counted.advised if counted.advised != counted.quantity else None,
        excess=_excess(counted.quantity, line),
        udi=counted.udis[0] if counted.udis else None,
        temperature_log=counted.temperature_log,
        expected=expected(line, counted.quantity) if is_blind else None,
        inspected_first=waits,
        lies_apart=waits,
    )


def waits_for_inspection(terms: OrderLine) -> bool:
    """Whether goods stand in inspection until they are accepted; a service its receipt accepts."""
    return terms.match == "four_way" and terms.delivery == "goods"


def judged_at_the_dock(
    number: int, counted: ReceivedLine, standing: Standing
) -> tuple[JudgedLine, ...]:
    """What the receiver accepted and rejected on the spot; nothing where he judged nothing.

    Goods that are held back are not accepted by it: only what is rejected of them is judged.
    """
    if counted.accepted is None and counted.rejected is None:
        return ()
    rejected = counted.rejected or ZERO
    accepted = counted.quantity - rejected if counted.accepted is None else counted.accepted
    if min(accepted, rejected) < 0 or accepted + rejected != counted.quantity:
        raise ReceiptNotReconciled(number, counted.quantity, accepted, rejected)
    if standing.disposition is not None:
        accepted = ZERO
    if accepted + rejected == 0:
        return ()
    gone = counted.rejected_serials
    kept = tuple(each for each in counted.serials if each not in gone) if accepted else ()
    return (
        JudgedLine(
            line=number,
            inspected=accepted + rejected,
            accepted=accepted,
            rejected=rejected,
            bucket=standing.disposition or "received",
            accepted_serials=kept,
            rejected_serials=gone,
            reason_code=counted.reason_code,
            storage_location=counted.rejected_location,
        ),
    )


def _excess(quantity: Decimal, line: Line) -> Decimal | None:
    """How much of it is beyond the order; what came before may be beyond it already."""
    beyond = min(line.received + quantity - line.ordered, quantity)
    return beyond if beyond > 0 else None
