"""Receivers and inspectors: what comes, what is found wrong with it, and what goes back."""

from decimal import Decimal
from typing import Any

from domain.event import Command
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.lines import Dealt
from domain.purchase_orders.state import PurchaseOrder
from domain.receipts import commands as receipts
from domain.receipts.state import Receipt
from tests.simulation.hospital import Hospital, Planned


def receives(hospital: Hospital) -> Planned | None:
    """Goods of an issued order arrive: all, a part, or more than was ordered."""
    issued = [each for each in hospital.documents(PurchaseOrder) if each.stage == "issued"]
    expected = [each for each in issued if _open(each)]
    order = hospital.recent(expected if hospital.happens(0.95) else issued)
    if order is None:
        return None
    numbers = _open(order) or list(order.lines)
    taken = [each for each in numbers if hospital.happens(0.8)] or numbers[:1]
    lines = []
    for number in taken:
        line = order.lines[number]
        quantity = hospital.part(line.open_for_receiving)
        dealt = _dealt(hospital, line, quantity) if hospital.happens(0.3) else ()
        counted = receipts.ReceivedLine(purchase_order_line=number, quantity=quantity, dealt=dealt)
        lines.append(counted)
    receipt_id, number_told = hospital.name("gr")
    person = hospital.person("receiver")
    command = receipts.PostReceipt(
        now=hospital.now,
        receipt_id=receipt_id,
        receiver_id=person,
        number=number_told,
        purchase_order_id=order.id,
        received_on=hospital.day(),
        lines=tuple(lines),
    )
    return Planned(command, person)


def _dealt(hospital: Hospital, line: Line, quantity: Decimal) -> tuple[Dealt, ...]:
    """The receiver knows for which of several requests some of it is, or believes so."""
    served = hospital.one_of(line.terms.serves or ())
    if served is None:
        return ()
    return (
        Dealt(
            requisition_id=served.requisition.id,
            requisition_line=served.requisition_line,
            quantity=min(hospital.part(served.quantity), quantity),
        ),
    )


def _open(order: PurchaseOrder) -> list[int]:
    return [number for number, line in order.lines.items() if line.open_for_receiving > 0]


def inspects(hospital: Hospital) -> Planned | None:
    """An inspector judges what waits for it."""
    waiting = []
    for receipt in hospital.documents(Receipt):
        for number, line in receipt.lines.items():
            left = line.in_bucket("received").quantity + line.in_bucket("quarantined").quantity
            if left > 0 and receipt.status == "posted":
                waiting.append((receipt, number, left))
    chosen = hospital.one_of(waiting)
    if chosen is None:
        return None
    receipt, number, left = chosen
    looked_at = hospital.part(left)
    rejected = Decimal(0) if hospital.happens(0.7) else min(looked_at, Decimal(2))
    judged = receipts.JudgedLine(
        line=number,
        inspected=looked_at,
        accepted=looked_at - rejected,
        rejected=rejected,
        reason_code="damaged" if rejected else None,
    )
    person = hospital.person("inspector")
    command = receipts.RecordInspection(
        now=hospital.now,
        receipt_id=receipt.id,
        inspected_by=person,
        inspected_on=hospital.today,
        lines=(judged,),
    )
    return Planned(command, person)


def corrects(hospital: Hospital) -> Planned | None:
    """Goods go back, were counted wrong, are doubted, or were never there."""
    posted = [each for each in hospital.documents(Receipt) if each.status == "posted"]
    receipt = hospital.recent(posted)
    if receipt is None:
        return None
    number = hospital.chance.choice(list(receipt.lines))
    line = receipt.lines[number]
    person = hospital.person("receiver")
    values: dict[str, Any] = {"now": hospital.now, "receipt_id": receipt.id}
    acts: list[Command] = [
        receipts.ReturnGoods(
            **values,
            receiver_id=person,
            returned_on=hospital.day(),
            reason_code="damaged",
            lines=(receipts.ReturnedLine(line=number, quantity=hospital.part(line.left)),),
        ),
        receipts.ReverseReceipt(
            **values, receiver_id=person, reversed_on=hospital.day(), reason_code="error"
        ),
        receipts.CorrectReceipt(
            **values,
            receiver_id=person,
            corrected_on=hospital.day(),
            reason_code="miscounted",
            lines=(
                receipts.RecountedLine(
                    line=number,
                    quantity=max(line.counted + hospital.chance.randint(-3, 3), Decimal(0)),
                ),
            ),
        ),
    ]
    if hospital.happens(0.2):
        person = hospital.person("inspector")
        doubted = receipts.DoubtedLine(
            line=number, quantity=hospital.part(line.in_bucket("received").quantity)
        )
        acts = [
            receipts.QuarantineReceipt(
                **values,
                quarantined_by=person,
                quarantined_on=hospital.today,
                reason_code="doubt",
                lines=(doubted,),
            )
        ]
    return Planned(hospital.chance.choice(acts), person)
