"""Judging goods: an inspection accepts and rejects, a doubt holds back, a witness sets free.

Everything that is inspected is accepted or rejected, and never more of it than stands there.
"""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from domain.catalogue.recalls import recall_of
from domain.duties import NONE_WAIVED, Participants, broken_rule
from domain.purchase_orders.ledger import line_of, require_receiver
from domain.purchase_orders.state import PurchaseOrder
from domain.quantity import Pack, in_base
from domain.receipts.buckets import Bucket
from domain.receipts.commands import (
    DoubtedLine,
    JudgedLine,
    QuarantineReceipt,
    RecordInspection,
    WitnessReceipt,
)
from domain.receipts.controls import Items
from domain.receipts.errors import (
    ReceiptDateBefore,
    ReceiptNoLines,
    ReceiptQuantityNotPositive,
    ReceiptSerialCount,
    ReceiptUnknownLine,
    ReceiptUnknownSerial,
    ReceiptWrongDelivery,
    ReceiptWrongStatus,
)
from domain.receipts.events import (
    InspectedLine,
    QuarantinedLine,
    ReceiptEvent,
    ReceiptInspected,
    ReceiptQuarantined,
    ReceiptWitnessed,
)
from domain.receipts.held_line import HeldLine
from domain.receipts.judgement_errors import (
    ReceiptInspectedByBuyer,
    ReceiptInspectionTooLarge,
    ReceiptNothingToWitness,
    ReceiptNotReconciled,
    ReceiptRecalled,
    ReceiptRejectionUnexplained,
    ReceiptSelfWitnessed,
    ReceiptWitnessMissing,
)
from domain.receipts.participants import participants_of
from domain.receipts.state import Receipt

INSPECTED_FIRST: Final[tuple[Bucket, ...]] = ("quarantined", "received")


def inspect(
    receipt: Receipt,
    command: RecordInspection,
    order: PurchaseOrder,
    items: Items,
    waived: Collection[str] = NONE_WAIVED,
) -> tuple[ReceiptEvent, ...]:
    """Somebody who did not buy them judges the goods."""
    _require_inspector(receipt, order, command.inspected_by, waived)
    return judge(receipt, command, order, items)


def judge(
    receipt: Receipt, command: RecordInspection, order: PurchaseOrder, items: Items
) -> tuple[ReceiptEvent, ...]:
    """What was looked at is accepted or rejected; recalled goods are never accepted."""
    require_goods(receipt, command.inspected_on)
    require_each_once(receipt, [each.line for each in command.lines])
    lines = [inspected_line(receipt.lines[each.line], each, order, items) for each in command.lines]
    return (
        ReceiptInspected(
            receipt_id=receipt.id,
            purchase_order=receipt.purchase_order,
            inspected_by=command.inspected_by,
            inspected_on=command.inspected_on,
            lines=tuple(lines),
        ),
    )


def inspected_line(
    held: HeldLine, judged: JudgedLine, order: PurchaseOrder, items: Items
) -> InspectedLine:
    """One line of an inspection, of goods that stand in one bucket."""
    _check_sum(judged)
    bucket = judged.bucket or _bucket_for(held, judged.inspected)
    here = held.in_bucket(bucket)
    if judged.inspected > here.quantity:
        raise ReceiptInspectionTooLarge(judged.line, judged.inspected, bucket, here.quantity)
    pack = line_of(order, held.posted.purchase_order_line).terms.pack
    if here.serials:
        _check_units(judged.line, judged.accepted, judged.accepted_serials, here.serials, pack)
        _check_units(judged.line, judged.rejected, judged.rejected_serials, here.serials, pack)
    elif judged.accepted_serials or judged.rejected_serials:
        raise ReceiptUnknownSerial(
            judged.line, (*judged.accepted_serials, *judged.rejected_serials)[0]
        )
    if judged.accepted:
        _require_acceptable(held, judged, items)
    return InspectedLine(
        line=judged.line,
        purchase_order_line=held.posted.purchase_order_line,
        bucket=bucket,
        accepted=judged.accepted,
        rejected=judged.rejected,
        accepted_serials=judged.accepted_serials,
        rejected_serials=judged.rejected_serials,
        reason_code=judged.reason_code,
        storage_location=judged.storage_location,
    )


def quarantine(
    receipt: Receipt,
    command: QuarantineReceipt,
    order: PurchaseOrder,
    waived: Collection[str] = NONE_WAIVED,
) -> tuple[ReceiptEvent, ...]:
    """Goods are held back that were taken in without a doubt, or released too early."""
    if unsettles(command):
        _require_inspector(receipt, order, command.quarantined_by, waived)
    require_goods(receipt, command.quarantined_on)
    require_each_once(receipt, [each.line for each in command.lines])
    lines = [_quarantined_line(receipt.lines[each.line], each, order) for each in command.lines]
    return (
        ReceiptQuarantined(
            receipt_id=receipt.id,
            purchase_order=receipt.purchase_order,
            quarantined_by=command.quarantined_by,
            quarantined_on=command.quarantined_on,
            reason_code=command.reason_code,
            lines=tuple(lines),
        ),
    )


def witness(
    receipt: Receipt,
    command: WitnessReceipt,
    order: PurchaseOrder,
    waived: Collection[str] = NONE_WAIVED,
) -> tuple[ReceiptEvent, ...]:
    """A second person, who has not bought the goods either, sets the controlled ones free."""
    require_goods(receipt, command.witnessed_on)
    require_receiver(order, command.witness_id, "witness", waived)
    waiting = tuple(number for number, held in receipt.lines.items() if held.awaits_witness)
    if not waiting:
        raise ReceiptNothingToWitness(receipt.number)
    counted_by: Participants = {"receiver": (receipt.received_by,)} if receipt.received_by else {}
    if broken_rule("witness", command.witness_id, counted_by, waived):
        raise ReceiptSelfWitnessed(receipt.number, command.witness_id)
    return (
        ReceiptWitnessed(
            receipt_id=receipt.id,
            purchase_order=receipt.purchase_order,
            witness_id=command.witness_id,
            witnessed_on=command.witnessed_on,
            lines=waiting,
        ),
    )


def unsettles(command: QuarantineReceipt) -> bool:
    """Whether it takes back what an inspection said."""
    return any(each.bucket in ("accepted", "rejected") for each in command.lines)


def _require_inspector(
    receipt: Receipt, order: PurchaseOrder, person: str, waived: Collection[str]
) -> None:
    rule = broken_rule("inspect", person, participants_of(receipt, order), waived)
    if rule is not None:
        raise ReceiptInspectedByBuyer(receipt.number, person, rule.name)


def _check_sum(judged: JudgedLine) -> None:
    if judged.inspected <= 0:
        raise ReceiptQuantityNotPositive(judged.line, judged.inspected)
    parts = (judged.accepted, judged.rejected)
    if min(parts) < 0 or sum(parts) != judged.inspected:
        raise ReceiptNotReconciled(judged.line, judged.inspected, *parts)
    if judged.rejected and judged.reason_code is None:
        raise ReceiptRejectionUnexplained(judged.line)


def _bucket_for(held: HeldLine, quantity: Decimal) -> Bucket:
    """Where goods wait for a judgement: the first bucket that has so many, else the first."""
    enough = (each for each in INSPECTED_FIRST if held.in_bucket(each).quantity >= quantity)
    some = (each for each in INSPECTED_FIRST if held.in_bucket(each).quantity)
    return next(enough, next(some, "received"))


def _require_acceptable(held: HeldLine, judged: JudgedLine, items: Items) -> None:
    if held.awaits_witness:
        raise ReceiptWitnessMissing(judged.line)
    posted = held.posted
    item = items.get(posted.item_id or "")
    recall = item and recall_of(item, posted.lot, judged.accepted_serials or posted.serials)
    if recall:
        raise ReceiptRecalled(judged.line, recall.recall)


def _quarantined_line(
    held: HeldLine, doubted: DoubtedLine, order: PurchaseOrder
) -> QuarantinedLine:
    if doubted.quantity <= 0:
        raise ReceiptQuantityNotPositive(doubted.line, doubted.quantity)
    here = held.in_bucket(doubted.bucket)
    if doubted.quantity > here.quantity or doubted.bucket == "quarantined":
        there = Decimal(0) if doubted.bucket == "quarantined" else here.quantity
        raise ReceiptInspectionTooLarge(doubted.line, doubted.quantity, doubted.bucket, there)
    pack = line_of(order, held.posted.purchase_order_line).terms.pack
    if here.serials or doubted.serials:
        _check_units(doubted.line, doubted.quantity, doubted.serials, here.serials, pack)
    return QuarantinedLine(
        line=doubted.line,
        purchase_order_line=held.posted.purchase_order_line,
        bucket=doubted.bucket,
        quantity=doubted.quantity,
        serials=doubted.serials,
        storage_location=doubted.storage_location,
    )


def _check_units(
    line: int, quantity: Decimal, named: Sequence[str], here: Sequence[str], pack: Pack
) -> None:
    for serial in named:
        if serial not in here:
            raise ReceiptUnknownSerial(line, serial)
    units = in_base(quantity, pack)
    if not len(set(named)) == len(named) == units:
        raise ReceiptSerialCount(line, units, len(set(named)))


def require_goods(receipt: Receipt, day: date) -> None:
    """Raises unless it brought goods, which still stand, by that day."""
    if receipt.status != "posted":
        raise ReceiptWrongStatus(receipt.number, receipt.status, "posted")
    if receipt.kind != "goods":
        raise ReceiptWrongDelivery(next(iter(receipt.lines)), receipt.kind)
    assert receipt.received_on is not None, "a posted receipt has its day"
    if day < receipt.received_on:
        raise ReceiptDateBefore(receipt.number, day, receipt.received_on)


def require_each_once(receipt: Receipt, numbers: Sequence[int]) -> None:
    """Raises unless these are lines of the receipt, at least one, and each once."""
    if not numbers:
        raise ReceiptNoLines(receipt.number)
    for place, number in enumerate(numbers):
        if number not in receipt.lines or number in numbers[:place]:
            raise ReceiptUnknownLine(receipt.number, number)
