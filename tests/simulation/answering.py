"""Suppliers who answer an order: accept, change, substitute, delay or refuse; buyers decide."""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from domain.event import Command
from domain.purchase_orders import supplier_commands as supplier_answers
from domain.purchase_orders.lines import AcknowledgedLine, AcknowledgementCode, Substitute
from domain.purchase_orders.state import PurchaseOrder
from tests.simulation.hospital import CENT, Hospital, Planned

CODES: Final[tuple[AcknowledgementCode, ...]] = ("IA", "IA", "IA", "IP", "IQ", "IB", "IS", "IR")


def answers(hospital: Hospital) -> Planned | None:
    """The supplier says something of some lines of what he has; a buyer enters it."""
    issued = [each for each in hospital.documents(PurchaseOrder) if each.stage == "issued"]
    order = hospital.recent(issued)
    if order is None:
        return None
    lines = tuple(
        _answer(hospital, order, number) for number in order.lines if hospital.happens(0.8)
    )
    command = supplier_answers.RecordAcknowledgement(
        now=hospital.now, purchase_order_id=order.id, lines=lines
    )
    return Planned(command, hospital.person("buyer"))


def _answer(hospital: Hospital, order: PurchaseOrder, number: int) -> AcknowledgedLine:
    terms, code = order.lines[number].terms, hospital.chance.choice(CODES)
    part = max(terms.quantity - hospital.chance.randint(1, 5), Decimal(1))
    price = (terms.unit_price * Decimal("1.05")).quantize(CENT)
    return AcknowledgedLine(
        line=number,
        code=code,
        quantity=part if code in ("IQ", "IB") else None,
        unit_price=price if code == "IP" else None,
        promised_on=hospital.today + timedelta(days=3) if hospital.happens(0.3) else None,
        substitute=Substitute(description="another make", pack=terms.pack, unit_price=price)
        if code == "IS"
        else None,
    )


def decides_on_answers(hospital: Hospital) -> Planned | None:
    """A buyer takes or refuses what a supplier proposed, or follows a back-order."""
    found: list[Command] = []
    person = hospital.person("buyer")
    for order in hospital.documents(PurchaseOrder):
        for number, line in order.lines.items():
            for proposed in line.proposals:
                found += _judged(hospital, order, proposed.change, person)
            if line.backordered:
                found += _followed(hospital, order, number)
    command = hospital.one_of(found)
    return None if command is None else Planned(command, person)


def _judged(hospital: Hospital, order: PurchaseOrder, change: int, person: str) -> list[Command]:
    take = supplier_answers.AcceptSupplierChange(
        now=hospital.now, purchase_order_id=order.id, change=change, accepted_by=person
    )
    refuse = supplier_answers.RejectSupplierChange(
        now=hospital.now,
        purchase_order_id=order.id,
        change=change,
        rejected_by=person,
        reason_code="as_ordered",
    )
    return [take, take, refuse]


def _followed(hospital: Hospital, order: PurchaseOrder, number: int) -> list[Command]:
    now, chosen = hospital.now, order.id
    return [
        supplier_answers.ReleaseBackorder(now=now, purchase_order_id=chosen, line=number),
        supplier_answers.CancelBackorder(
            now=now, purchase_order_id=chosen, line=number, reason_code="given_up"
        ),
    ]
