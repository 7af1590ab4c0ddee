"""When an order must be approved, when not, and when again.

An order is approved at once where approved requisitions cover every line, or where its amount is
within what was approved before. Emergency requisitions cover lines before anybody agreed to them:
then the order is agreed to as they are, afterwards (`emergencies`). A change above policy, or any
change while approvers still decide, opens a new case over the whole amount, of a blanket its cap;
until it is decided nothing may be received, because nobody has agreed to that much. What was
received before stands.
"""

from collections.abc import Mapping
from fractions import Fraction

from domain.approvals.events import RoutingFacts
from domain.purchase_orders.carried import require_discounts
from domain.purchase_orders.decide import issued_again
from domain.purchase_orders.emergencies import asked_afterwards
from domain.purchase_orders.errors import PurchaseOrderNoLines, PurchaseOrderWrongStage
from domain.purchase_orders.events import (
    PurchaseOrderApproved,
    PurchaseOrderEvent,
    PurchaseOrderSubmitted,
)
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.lines import OrderLine
from domain.purchase_orders.policy import needs_approval_again
from domain.purchase_orders.serving import held
from domain.purchase_orders.state import PurchaseOrder
from domain.quantity import content
from domain.requisitions.lines import RequisitionLine, requested_units
from domain.requisitions.state import Requisition
from domain.routing import routing_facts

Requisitions = Mapping[str, Requisition]  # Every requisition that the order's lines name, by id.


def submit(
    order: PurchaseOrder,
    approval_case_id: str,
    requisitions: Requisitions,
    submitted_by: str | None = None,
) -> tuple[PurchaseOrderEvent, ...]:
    """Asks for approval; approved at once, without a case, where approval stands already."""
    if order.stage != "draft":
        raise PurchaseOrderWrongStage(order.number, order.stage, "draft")
    if not order.live_lines:
        raise PurchaseOrderNoLines(order.number)
    require_discounts(order)
    is_agreed = _needs_nobody(order) or _approved_before(order)
    if not (is_agreed or _covered(order, requisitions)):
        return submitted(order, approval_case_id, submitted_by=submitted_by)
    return (
        *(() if is_agreed else asked_afterwards(requisitions.values())),
        PurchaseOrderSubmitted(
            amount=order.commitment,
            currency=order.currency,
            submitted_by=order.editor(submitted_by),
        ),
        PurchaseOrderApproved(amount=order.commitment, currency=order.currency),
        *issued_again(order),
    )


def submitted(
    order: PurchaseOrder,
    approval_case_id: str,
    grown: tuple[int, ...] | None = None,
    submitted_by: str | None = None,
) -> tuple[PurchaseOrderEvent, ...]:
    """The order waits for this case; `grown` are the lines that ask for more than is in force."""
    return (
        PurchaseOrderSubmitted(
            amount=order.commitment,
            currency=order.currency,
            approval_case_id=approval_case_id,
            grown=grown,
            submitted_by=order.editor(submitted_by),
        ),
    )


def needs_new_case(before: PurchaseOrder, after: PurchaseOrder) -> bool:
    """Whether a change leaves the order without an approval or a case that is about it."""
    if before.stage == "draft":
        return False
    if before.stage == "pending_approval":
        return _asked(before) != _asked(after)
    return not (_needs_nobody(after) or _approved_before(after))


def facts_of(order: PurchaseOrder) -> RoutingFacts:
    """What the approval policy looks at: the lines that are wanted."""
    return routing_facts(
        amount=order.commitment,
        currency=order.currency,
        facility=order.facility,
        department=order.department,
        lines=((line.terms.item_class, line.terms.agreement) for line in order.live_lines),
    )


def _asked(order: PurchaseOrder) -> tuple[object, ...]:
    """What approvers are asked to agree to: how much, of what, from whom."""
    items = {number: line.terms.item_id for number, line in order.lines.items()}
    return (order.commitment, order.currency, order.supplier_id, items)


def _needs_nobody(order: PurchaseOrder) -> bool:
    """A release keeps within its approved blanket; an emergency is ratified afterwards.

    That is as it was first issued: what it grows by from then on is agreed to as of any order.
    """
    if order.order_type == "emergency":
        return order.revision == 0 and order.ratified_by is None
    return order.blanket is not None


def _approved_before(order: PurchaseOrder) -> bool:
    return order.approved_currency == order.currency and not needs_approval_again(
        order.approved_amount, order.commitment, order.currency
    )


def _covered(order: PurchaseOrder, requisitions: Requisitions) -> bool:
    """Every line orders what an approved requisition asks for, no more and at no higher price."""
    taken: dict[tuple[str, int], Fraction] = {}
    if max(order.amount_at_most, order.cap_amount or order.amount) > order.amount:
        return False  # Nobody asked for what is taken beyond it.
    beside = order.commitment if order.carries else order.amount
    if beside > order.amount and needs_approval_again(order.amount, beside, order.currency):
        return False  # What it carries beside its lines is more than a detail.
    for line in order.live_lines:
        terms = line.terms
        parts = _parts(line)
        if sum(parts.values()) < Fraction(line.ordered):
            return False
        for (requisition_id, number), quantity in parts.items():
            requisition = requisitions[requisition_id]
            asked = requisition.lines[number].line
            ratio = _requested_ratio(order, terms, requisition, asked)
            if ratio is None:
                return False
            key = (requisition_id, number)
            taken[key] = taken.get(key, Fraction(0)) + ratio * quantity
            if taken[key] > Fraction(asked.quantity):
                return False
    return True


def _parts(line: Line) -> dict[tuple[str, int], Fraction]:
    """What the line orders of each request, in its own unit."""
    terms = line.terms
    if terms.serves is not None:
        parts, whole = held(line), content(terms.pack)
        return {
            (each.requisition.id, each.requisition_line): Fraction(parts[each.key]) / whole
            for each in terms.serves
        }
    if terms.requisition_id is None or terms.requisition_line is None:
        return {}
    return {(terms.requisition_id, terms.requisition_line): Fraction(line.ordered)}


def _requested_ratio(
    order: PurchaseOrder, terms: OrderLine, requisition: Requisition, asked: RequisitionLine
) -> Fraction | None:
    """How many units of the request one of the line holds; none: it is not what was agreed to."""
    ratio = requested_units(terms.pack, asked)
    if asked.item_id is not None and terms.item_id not in (None, asked.item_id):
        return None
    if ratio is None or requisition.currency != order.currency:
        return None
    if not (requisition.orderable or requisition.status == "closed"):
        return None
    return None if Fraction(terms.unit_price) > ratio * Fraction(asked.unit_price) else ratio
