"""Mending lot, date or serials of a receipt that were entered wrong.

No quantity and no money changes: the order, its invoices and the books are not asked. Stock follows
in the same save (`domain/stock/relabelling.py`), so that recalls find the goods where they are.
"""

from collections.abc import Collection
from typing import Final

from domain.duties import NONE_WAIVED, broken_rule
from domain.purchase_orders.ledger import line_of
from domain.purchase_orders.state import PurchaseOrder
from domain.quantity import in_base
from domain.receipts.commands import ReceivedLine
from domain.receipts.controls import Items
from domain.receipts.errors import (
    ReceiptNoLines,
    ReceiptSerialCount,
    ReceiptUnknownLine,
    ReceiptUnknownSerial,
    ReceiptWrongDelivery,
)
from domain.receipts.events import ReceiptEvent
from domain.receipts.held_line import HeldLine
from domain.receipts.holding_back import is_controlled
from domain.receipts.label_commands import CorrectReceiptLabels, LabelledLine
from domain.receipts.label_errors import (
    ReceiptLabelOfSeller,
    ReceiptLabelUnchanged,
    ReceiptNothingToRelabel,
    ReceiptOwnLabel,
)
from domain.receipts.label_events import Label, ReceiptLabelsCorrected, RelabelledLine
from domain.receipts.labels import with_labels
from domain.receipts.participants import participants_of
from domain.receipts.state import Receipt
from domain.receipts.taking_back import require_posted

_KEPT: Final = (
    *("line", "purchase_order_line", "description", "unit", "base_unit", "accounting"),
    *("item_id", "storage_location", "stock_item_id"),
)


def correct_labels(
    receipt: Receipt,
    command: CorrectReceiptLabels,
    order: PurchaseOrder,
    items: Items,
    waived: Collection[str] = NONE_WAIVED,
) -> tuple[ReceiptEvent, ...]:
    """Each named line bears from now on the label that was really on its goods."""
    person = command.receiver_id
    require_posted(receipt, order, person, command.corrected_on, waived)
    if receipt.kind != "goods":
        raise ReceiptWrongDelivery(next(iter(receipt.lines)), receipt.kind)
    if order.seller is not None:
        raise ReceiptLabelOfSeller(receipt.number, order.seller.facility)
    if not command.lines:
        raise ReceiptNoLines(receipt.number)
    named: set[int] = set()
    lines: list[RelabelledLine] = []
    for asked in command.lines:
        if asked.line not in receipt.lines or asked.line in named:
            raise ReceiptUnknownLine(receipt.number, asked.line)
        named.add(asked.line)
        _require_second_person(receipt, asked.line, order, items, person)
        lines.append(_relabelled(receipt, asked, order, items))
    return (
        ReceiptLabelsCorrected(
            receipt_id=receipt.id,
            purchase_order=receipt.purchase_order,
            supplier_id=receipt.supplier_id,
            corrected_by=person,
            corrected_on=command.corrected_on,
            reason_code=command.reason_code,
            lines=tuple(lines),
        ),
    )


def _require_second_person(
    receipt: Receipt, line: int, order: PurchaseOrder, items: Items, person: str
) -> None:
    """As a second person witnesses that controlled goods came, one says which ones they were."""
    item_id = receipt.lines[line].posted.item_id
    if item_id is None or not is_controlled(items[item_id]):
        return
    if broken_rule("recount", person, participants_of(receipt, order)):
        raise ReceiptOwnLabel(receipt.number, line, person)


def _relabelled(
    receipt: Receipt, asked: LabelledLine, order: PurchaseOrder, items: Items
) -> RelabelledLine:
    held = receipt.lines[asked.line]
    if held.left <= 0:
        raise ReceiptNothingToRelabel(receipt.number, asked.line)
    was = label_of(held)
    becomes = _as_read(receipt, held, asked, items)
    if becomes == was:
        raise ReceiptLabelUnchanged(receipt.number, asked.line)
    kept = {name: getattr(held.posted, name) for name in _KEPT}
    pack = line_of(order, held.posted.purchase_order_line).terms.pack
    return RelabelledLine(
        **kept,
        quantity=held.left,
        base_quantity=in_base(held.left, pack),
        was=was,
        becomes=becomes,
    )


def label_of(held: HeldLine) -> Label:
    """What the line says of the goods that are left of it."""
    posted = held.posted
    return Label(
        lot=posted.lot, expires_on=posted.expires_on, serials=held.left_serials, udi=posted.udi
    )


def _as_read(receipt: Receipt, held: HeldLine, asked: LabelledLine, items: Items) -> Label:
    """The new label; a carrier that was scanned first says what was wrong, and goes with it."""
    posted = held.posted
    serials = _renamed(held, asked)
    read = ReceivedLine(
        purchase_order_line=posted.purchase_order_line,
        quantity=held.left,
        lot=asked.lot,
        expires_on=asked.expires_on,
        serials=serials,
        udis=asked.udis,
    )
    assert receipt.received_on is not None, "a posted receipt has its day"
    item = items[posted.item_id] if posted.item_id is not None else None
    label = with_labels(read, item, receipt.received_on)
    lot, expires_on = label.lot or posted.lot, label.expires_on or posted.expires_on
    stays = (lot, expires_on, serials) == (posted.lot, posted.expires_on, held.left_serials)
    udi = asked.udis[0] if asked.udis else posted.udi if stays else None
    return Label(lot=lot, expires_on=expires_on, serials=serials, udi=udi)


def _renamed(held: HeldLine, asked: LabelledLine) -> tuple[str, ...]:
    """The serials of what is left, each as it really is; what left already keeps its own."""
    here = held.left_serials
    names = {each.was: each.becomes for each in asked.serials}
    unknown = next((serial for serial in names if serial not in here), None)
    if unknown is not None:
        raise ReceiptUnknownSerial(asked.line, unknown)
    serials = tuple(names.get(serial, serial) for serial in here)
    distinct = len(set(serials))
    if len(names) < len(asked.serials) or distinct < len(serials):
        raise ReceiptSerialCount(asked.line, held.left, distinct)
    return serials
