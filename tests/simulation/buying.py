"""Requesters, approvers and buyers: from a wish to an order that the supplier has."""

from decimal import Decimal
from typing import Any, Final

from domain.approvals.commands import ApproveStep, RejectStep, ReturnStep
from domain.approvals.state import ApprovalCase
from domain.event import Command
from domain.purchase_orders import commands as orders
from domain.purchase_orders import control_commands as control
from domain.purchase_orders.line_state import Line, Undoable
from domain.purchase_orders.lines import CloseSide, CostShare, Dealt
from domain.purchase_orders.state import PurchaseOrder
from domain.quantity import Pack
from domain.requisitions import commands as requests
from domain.requisitions.state import Requisition
from domain.suppliers.state import Supplier
from tests.simulation.goods import GOODS, Goods, agreed_price
from tests.simulation.hospital import Hospital, Planned
from tests.simulation.people import PEOPLE, holders

FACILITIES: Final = ("NORTH", "SOUTH")
UNDOABLE: Final[tuple[Undoable, ...]] = ("cancelled", "receiving", "invoicing")
TOGETHER_MAX: Final = 4  # Requests that one line serves.
SIDES: Final[tuple[CloseSide, ...]] = ("receiving", "invoicing")
SHARED_LINE: Final = 2
THIRDS: Final = tuple(
    CostShare(cost_centre=each, account="supplies", weight=Decimal(1))
    for each in ("ICU", "OR", "SURGERY")
)


def asks(hospital: Hospital) -> Planned:
    """A requester wants something new."""
    chance = hospital.chance
    requisition_id, number = hospital.name("req")
    person = hospital.person("requester")
    lines = []
    for line in range(1, chance.randint(1, 3) + 1):
        goods = chance.choice(GOODS)
        lines.append(
            requests.RequestedLine(
                line=line,
                description=goods.name,
                item_class=goods.item_class,
                item_id=goods.id,
                quantity=Decimal(chance.randint(1, 40)),
                unit="EA",
                unit_price=goods.price,
            )
        )
    command = requests.CreateRequisition(
        now=hospital.now,
        requisition_id=requisition_id,
        number=number,
        kind=chance.choice(("stock", "non_stock", "non_stock")),
        requester_id=person,
        legal_entity="NHS",
        facility=chance.choice(FACILITIES),
        department="SURGERY",
        currency="USD",
        lines=tuple(lines),
    )
    return Planned(command, person)


def follows_up(hospital: Hospital) -> Planned | None:
    """A requester sends a draft on, or gives up what he asked for."""
    requisition = hospital.recent(hospital.documents(Requisition))
    if requisition is None or not requisition.lines:
        return None
    now, chosen = hospital.now, requisition.requisition_id
    person = requisition.requester_id if hospital.happens(0.95) else hospital.person("requester")
    case_id, _ = hospital.name("case")
    line = hospital.chance.choice(list(requisition.lines))
    give_up: list[Command] = [
        requests.WithdrawRequisition(now=now, requisition_id=chosen, reason_code="changed"),
        requests.CancelRequisition(now=now, requisition_id=chosen, reason_code="changed"),
        requests.CancelRequisitionLine(
            now=now, requisition_id=chosen, line=line, reason_code="changed"
        ),
        requests.RemoveRequisitionLine(now=now, requisition_id=chosen, line=line),
    ]
    submit = requests.SubmitRequisition(
        now=now, requisition_id=chosen, approval_case_id=case_id, roles=PEOPLE[person]
    )
    is_draft = requisition.status == "draft"
    command = submit if is_draft != hospital.happens(0.05) else hospital.chance.choice(give_up)
    return Planned(command, person)


def decides(hospital: Hospital) -> Planned | None:
    """An approver looks at what waits; now and then at what does not, or is not his."""
    cases = hospital.documents(ApprovalCase)
    waiting = [each for each in cases if each.open_step is not None]
    case = hospital.one_of(waiting if hospital.happens(0.95) else cases)
    if case is None:
        return None
    step = case.open_step
    role = step.role if step is not None and hospital.happens(0.9) else "manager"
    person = hospital.chance.choice(holders(role))
    values: dict[str, Any] = {
        "now": hospital.now,
        "approval_case_id": case.approval_case_id,
        "approver_id": person,
        "approver_type": "human",
        "roles": PEOPLE[person],
    }
    drawn = hospital.chance.random()
    if drawn < 0.85:
        return Planned(ApproveStep(**values), person)
    kind = RejectStep if drawn < 0.92 else ReturnStep
    return Planned(kind(**values, reason_code="unclear"), person)


def orders_goods(hospital: Hospital) -> Planned | None:
    """A buyer orders what a requisition still wants, or something that nobody asked for."""
    suppliers = hospital.documents(Supplier)
    supplier = hospital.one_of([each for each in suppliers if each.status == "active"])
    if supplier is None:
        return None
    open_requests = [each for each in hospital.documents(Requisition) if each.orderable]
    asked = hospital.one_of(open_requests) if hospital.happens(0.8) else None
    lines = _wanted(hospital, asked) if asked is not None else _thought_of(hospital)
    if asked is not None and hospital.happens(0.3):
        lines, asked = _together(hospital, open_requests) or lines, None
    if not lines:
        return None
    order_id, number = hospital.name("po")
    person = hospital.person("buyer")
    command = orders.CreatePurchaseOrder(
        now=hospital.now,
        purchase_order_id=order_id,
        number=number,
        supplier_id=supplier.supplier_id,
        legal_entity="NHS",
        facility=asked.facility if asked else hospital.chance.choice(FACILITIES),
        department="SURGERY",
        currency="USD",
        buyer_id=person,
        payment_terms="NET30",
        lines=lines,
        requisition_id=asked.requisition_id if asked else None,
    )
    return Planned(command, person)


def _wanted(hospital: Hospital, asked: Requisition) -> tuple[orders.OrderedLine, ...]:
    """What is left of the requisition, all of it or in parts."""
    lines: list[orders.OrderedLine] = []
    for number, each in asked.lines.items():
        if each.left <= 0 or hospital.happens(0.1):
            continue
        goods = next(known for known in GOODS if known.id == each.line.item_id)
        terms = {"requisition_id": asked.requisition_id, "requisition_line": number}
        quantity = hospital.part(each.left)
        lines.append(_line(hospital, len(lines) + 1, goods, quantity, **terms))
    return tuple(lines)


def _together(
    hospital: Hospital, requests_open: list[Requisition]
) -> tuple[orders.OrderedLine, ...]:
    """One line of what several requisitions want of the same goods; none: nobody wants it."""
    goods, base = hospital.chance.choice(GOODS), Decimal(0)
    named: list[orders.NamedRequest] = []
    for each in requests_open:
        for number, wish in each.lines.items():
            if wish.line.item_id == goods.id and wish.left > 0 and len(named) < TOGETHER_MAX:
                part = None if hospital.happens(0.6) else hospital.part(wish.left)
                named.append(
                    orders.NamedRequest(
                        requisition_id=each.requisition_id, requisition_line=number, quantity=part
                    )
                )
                base += wish.left if part is None else part
    if not named:
        return ()
    more = 0 if hospital.happens(0.9) else 1
    terms = {"accounting": "expense"} if hospital.happens(0.5) else {}
    return (_line(hospital, 1, goods, base + more, requests=tuple(named), **terms),)


def _thought_of(hospital: Hospital) -> tuple[orders.OrderedLine, ...]:
    """One or two lines of the buyer's own."""
    numbers = range(1, hospital.chance.randint(1, 2) + 1)
    quantity = Decimal(hospital.chance.randint(1, 30))
    return tuple(_line(hospital, each, hospital.chance.choice(GOODS), quantity) for each in numbers)


def _line(
    hospital: Hospital, number: int, goods: Goods, quantity: Decimal, **terms: Any
) -> orders.OrderedLine:
    """For stock; a second line is used up at once, by three departments."""
    if number == SHARED_LINE:
        terms |= {"accounting": "expense", "shares": THIRDS}
    return orders.OrderedLine(
        line=number,
        description=goods.name,
        item_class=goods.item_class,
        item_id=goods.id,
        quantity=quantity,
        pack=Pack(unit="EA", base_unit="EA"),
        unit_price=agreed_price(hospital, goods),
        match=goods.match,
        **terms,
    )


def works_on_order(hospital: Hospital) -> Planned | None:
    """A buyer takes an order one step on, or changes, stops, shortens or ends it."""
    order = hospital.recent(hospital.documents(PurchaseOrder))
    if order is None or not order.lines:
        return None
    person = order.buyer_id if hospital.happens(0.9) else hospital.person("buyer")
    now, chosen = hospital.now, order.id
    if order.stage == "draft":
        case_id, _ = hospital.name("case")
        submit = orders.SubmitPurchaseOrder(
            now=now, purchase_order_id=chosen, approval_case_id=case_id
        )
        return Planned(submit, person)
    if order.stage == "approved":
        return Planned(orders.IssuePurchaseOrder(now=now, purchase_order_id=chosen), person)
    return Planned(hospital.chance.choice(_changes(hospital, order, person)), person)


def _dealt(hospital: Hospital, line: Line) -> tuple[Dealt, ...]:
    """The buyer says anew who has what of a line of several requests, now and then too much."""
    return tuple(
        Dealt(
            requisition_id=each.requisition.id,
            requisition_line=each.requisition_line,
            quantity=hospital.part(each.quantity),
        )
        for each in line.terms.serves or ()
        if hospital.happens(0.8)
    )


def _changes(hospital: Hospital, order: PurchaseOrder, person: str) -> list[Command]:
    chance, now, chosen = hospital.chance, hospital.now, order.id
    line = chance.choice(list(order.lines))
    terms = order.lines[line].terms
    quantity = terms.quantity + chance.randint(-5, 5)
    price = terms.unit_price * Decimal(chance.choice(("0.9", "1", "1.01", "1.1")))
    change = orders.ChangedLine(
        line=line,
        quantity=quantity if hospital.happens(0.6) else None,
        unit_price=price if hospital.happens(0.4) else None,
        dealt=_dealt(hospital, order.lines[line]) if hospital.happens(0.2) else (),
    )
    undo: Undoable = chance.choice(UNDOABLE)
    side: CloseSide = chance.choice(SIDES)
    return [
        orders.ImplementChangeOrder(
            now=now, purchase_order_id=chosen, lines=(change,), changed_by=person
        ),
        orders.PlacePurchaseOrderHold(now=now, purchase_order_id=chosen, reason_code="dispute"),
        orders.ReleasePurchaseOrderHold(now=now, purchase_order_id=chosen),
        orders.ReleasePurchaseOrderHold(now=now, purchase_order_id=chosen),
        orders.CancelPurchaseOrderLine(
            now=now, purchase_order_id=chosen, line=line, reason_code="unwanted"
        ),
        orders.ClosePurchaseOrderLine(
            now=now, purchase_order_id=chosen, line=line, side=side, reason_code="done"
        ),
        orders.ReopenPurchaseOrderLine(
            now=now, purchase_order_id=chosen, line=line, undo=undo, changed_by=person
        ),
        control.CancelPurchaseOrder(now=now, purchase_order_id=chosen, reason_code="unwanted"),
        control.AcceptOverReceipt(
            now=now,
            purchase_order_id=chosen,
            line=line,
            percent=Decimal(chance.choice((0, 10, 50))),
            accepted_by=person,
        ),
        orders.RecordTransmission(now=now, purchase_order_id=chosen, channel="edi"),
    ]
