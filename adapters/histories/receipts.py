"""Maps arrivals: goods are posted at once, services are entered first and accepted by the receipt.

Entries that wait when receipts come at a stretch are shared out among those receipts in turn, so
that nothing is received twice; a receipt of a service without an entry of its own enters one.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from adapters.histories.activities import Activity
from adapters.histories.case import Case, Happening, Maker, Mapped, Step
from adapters.histories.deliveries import Delivery
from adapters.histories.order_switches import closed, closes_behind
from domain.receipts.commands import (
    AcceptServiceReceipt,
    PostReceipt,
    ReceivedLine,
    RecordServiceEntry,
    ReturnedLine,
    ReturnGoods,
    ReverseReceipt,
)

RECEIPT: Final = frozenset({Activity.GOODS_RECEIPT})
ENTRY: Final = frozenset({Activity.SERVICE_ENTRY})
SHELF_DAYS: Final = 720
DOCK_SIDES: Final = 40  # One delivery in so many has a damaged unit, another one a wet carton.
REJECTED_AT: Final = "REJECTED"
CREDITS: Final = frozenset({Activity.SUPPLIER_CREDIT, Activity.CANCEL_INVOICE})
RECEIVED_LINE: Final = 1  # A receipt of the import has no other.
PARTS_MAX: Final = 4  # Goods receipts differ in size by up to this factor.


def enter_service(case: Case, at: Happening) -> Mapped:
    """Work was performed; it waits in the draft of the receipt that will accept it."""
    acceptor = _acceptor(case, at.index)
    delivery = case.deliveries.drafts.get(acceptor)
    if delivery is None:
        delivery = case.deliveries.drafts[acceptor] = case.deliveries.new()
    if case.order.can_receive:
        delivery.weight += 1
        delivery.entered_at.append(at.index)
    return Mapped((lambda: _entered(case, delivery, at),))


def post(case: Case, at: Happening) -> Mapped:
    """Something arrived."""
    delivery = case.deliveries.drafts.get(at.index) or case.deliveries.new()
    makers = _arrival(case, delivery, at)
    if case.order.can_receive:
        delivery.posted_at = at.index
        if closes_behind(case, at.index):
            case.order.closed.add("receiving")
            makers.append(lambda: closed(case, at, "receiving"))
    return Mapped(tuple(makers))


def _arrival(case: Case, delivery: Delivery, at: Happening) -> list[Maker]:
    if case.setting.device is not None:
        delivery.weight = case.setting.draws.number(f"parts {at.index}", 1, PARTS_MAX)
        return [lambda: _posted(case, delivery, at)]
    makers: list[Maker] = [lambda: _accepted(case, delivery, at)]
    if delivery.weight == 0:
        delivery.weight = 1
        makers.insert(0, lambda: _entered(case, delivery, at))
    return makers


def take_back(case: Case, at: Happening) -> Mapped:
    """The latest receipt was an error; without one, a receipt that never was is asked for.

    Goods that were billed did come: where the supplier gives credit for them, they went back.
    """
    delivery = case.deliveries.latest_standing() or Delivery(0)
    delivery.reversed_at = at.index
    if delivery.posted_at is not None and _is_credited(case, at):
        case.deliveries.uncredited.append(delivery)
        return Mapped((lambda: _returned(case, delivery, at),))
    return Mapped((lambda: _reversed(case, delivery, at),))


def _is_credited(case: Case, at: Happening) -> bool:
    """Goods that an invoice asks for, and that a credit gives back, on file now or later."""
    if case.setting.device is None or not any(each.stands for each in case.bills.linked):
        return False
    return bool(case.bills.memos) or case.next_index(at.index, CREDITS) is not None


def _acceptor(case: Case, index: int) -> int | None:
    """The place of the receipt that accepts this entry: the k-th of those that come at a stretch.

    None: no receipt follows.
    """
    first = case.next_index(index, RECEIPT)
    if first is None:
        return None
    stretch = case.stretch(first, RECEIPT, ENTRY)
    before = case.previous_index(index, RECEIPT)
    rank = case.count(before, index, ENTRY)
    entries = case.count(before, first, ENTRY)
    return stretch[rank * len(stretch) // max(entries, len(stretch))]


def _entered(case: Case, delivery: Delivery, at: Happening) -> Step:
    receiver = case.setting.person("receiver")
    command = RecordServiceEntry(
        receipt_id=case.id_of("receipt", delivery.number),
        receiver_id=receiver,
        number=_number(case, delivery),
        purchase_order_id=case.order_id,
        purchase_order_line=case.line,
        description=case.setting.description,
        quantity=delivery.part or Decimal(1),
        performed_on=at.day,
        now=at.at,
    )
    return Step(command, receiver, "receiver")


def _accepted(case: Case, delivery: Delivery, at: Happening) -> Step:
    receiver = case.setting.person("receiver")
    command = AcceptServiceReceipt(
        receipt_id=case.id_of("receipt", delivery.number),
        receiver_id=receiver,
        received_on=at.day,
        now=at.at,
    )
    return Step(command, receiver, "receiver")


def _posted(case: Case, delivery: Delivery, at: Happening) -> Step:
    receiver = case.setting.person("receiver")
    line = _received(case, delivery, at)
    command = PostReceipt(
        receipt_id=case.id_of("receipt", delivery.number),
        receiver_id=receiver,
        number=_number(case, delivery),
        purchase_order_id=case.order_id,
        received_on=at.day,
        lines=(line,),
        now=at.at,
    )
    return Step(command, receiver, "receiver")


def _received(case: Case, delivery: Delivery, at: Happening) -> ReceivedLine:
    """What the receiver scans: lot, expiry and serials as the device's label bears them."""
    device = case.setting.device
    controls = device.controls if device else ()
    pieces = int(delivery.quantity) * case.setting.pack.numerator
    mark = f"{case.name}-{delivery.number}"
    return ReceivedLine(
        purchase_order_line=case.line,
        quantity=delivery.quantity,
        lot=lot_of(case, delivery) if "lot" in controls else None,
        expires_on=at.day + timedelta(days=SHELF_DAYS) if "expiry" in controls else None,
        serials=(
            tuple(f"S{mark}-{piece}" for piece in range(1, pieces + 1))
            if "serial" in controls
            else ()
        ),
        **found_at_the_dock(case, delivery),
    )


def lot_of(case: Case, delivery: Delivery) -> str:
    """The lot of goods whose label bears one."""
    return f"L{case.name}-{delivery.number}"


def found_at_the_dock(case: Case, delivery: Delivery) -> dict[str, Any]:
    """Now and then a unit is damaged or a carton wet; the rest of the case goes on as it did."""
    device = case.setting.device
    if (device is not None and device.is_serialised) or delivery.quantity < 2:
        return {}
    match case.setting.draws.number(f"dock {delivery.number}", 1, DOCK_SIDES):
        case 1:
            return {
                "rejected": Decimal(1),
                "reason_code": "damaged",
                "rejected_location": REJECTED_AT,
            }
        case 2:
            return {"disposition": "quarantined", "reason_code": "carton_wet"}
        case _:
            return {}


def _reversed(case: Case, delivery: Delivery, at: Happening) -> Step:
    receiver = case.setting.person("receiver")
    command = ReverseReceipt(
        receipt_id=case.id_of("receipt", delivery.number),
        receiver_id=receiver,
        reversed_on=at.day,
        reason_code="posted_in_error",
        now=at.at,
    )
    return Step(command, receiver, "receiver")


def _returned(case: Case, delivery: Delivery, at: Happening) -> Step:
    """All of it leaves, at what it cost."""
    receiver = case.setting.person("receiver")
    serials = _received(case, delivery, at).serials
    command = ReturnGoods(
        receipt_id=case.id_of("receipt", delivery.number),
        receiver_id=receiver,
        returned_on=at.day,
        reason_code="credited_by_supplier",
        lines=(ReturnedLine(line=RECEIVED_LINE, quantity=delivery.quantity, serials=serials),),
        authorization=f"RMA-{case.name}-{delivery.number}",
        now=at.at,
    )
    return Step(command, receiver, "receiver")


def _number(case: Case, delivery: Delivery) -> str:
    return f"GR-{case.name}-{delivery.number}"
