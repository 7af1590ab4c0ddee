"""What an order answers on its way from draft to the supplier.

Changes of an order stand in `change_orders`, cancelling and closing of lines in `closing`, what
receipts and invoices do to a line in `ledger`. Whether it must be approved, and again, is decided
in `approval`, what the supplier answers in `acknowledgements`.
"""

from domain.ids import LINES_MAX
from domain.legal_entities.state import LegalEntity
from domain.money import exponent
from domain.purchase_orders.blankets import require_fitting
from domain.purchase_orders.commands import (
    CreatePurchaseOrder,
    IssuePurchaseOrder,
    PlacePurchaseOrderHold,
    RecordTransmission,
    ReleasePurchaseOrderHold,
)
from domain.purchase_orders.consignments import require_consignment_line
from domain.purchase_orders.control_events import PurchaseOrderIssuedOnWatch
from domain.purchase_orders.drop_shipments import require_drop_shipped_line
from domain.purchase_orders.emergencies import ratification_due, require_not_refused
from domain.purchase_orders.errors import (
    PurchaseOrderExists,
    PurchaseOrderLineExists,
    PurchaseOrderNotOnHold,
    PurchaseOrderOnHold,
    PurchaseOrderOtherCase,
    PurchaseOrderTooManyLines,
    PurchaseOrderWrongStage,
)
from domain.purchase_orders.events import (
    PurchaseOrderApproved,
    PurchaseOrderCreated,
    PurchaseOrderEvent,
    PurchaseOrderHoldPlaced,
    PurchaseOrderHoldReleased,
    PurchaseOrderIssued,
    PurchaseOrderLineAdded,
    PurchaseOrderRejected,
    PurchaseOrderTransmissionFailed,
    PurchaseOrderTransmitted,
)
from domain.purchase_orders.in_force import waits
from domain.purchase_orders.intercompany import require_supplier
from domain.purchase_orders.intercompany_events import Seller
from domain.purchase_orders.line_rules import Items, require_users, stated_line
from domain.purchase_orders.parts import require_parts
from domain.purchase_orders.policy import acknowledgement_due
from domain.purchase_orders.progress import lifecycle
from domain.purchase_orders.requested_together import require_shareable
from domain.purchase_orders.state import PurchaseOrder
from domain.purchase_orders.taken_back import change_undone
from domain.purchase_orders.usages import (
    counted_usages,
    require_bill_only_line,
    require_evidence,
)
from domain.suppliers.eligibility import require_eligible, require_not_merged
from domain.suppliers.state import Supplier


def create(
    order: PurchaseOrder | None,
    command: CreatePurchaseOrder,
    supplier: Supplier | LegalEntity,
    items: Items,
    blanket: PurchaseOrder | None = None,
    seller: Seller | None = None,
) -> tuple[PurchaseOrderEvent, ...]:
    """A draft, with the lines that are known by now. The supplier need not be cleared yet.

    An inter-company order has a legal entity in his place, which sells as `seller` says.
    """
    if order is not None:
        raise PurchaseOrderExists(command.purchase_order_id)
    if isinstance(supplier, Supplier):
        require_not_merged(supplier)
    exponent(command.currency)  # refuses an unknown currency
    require_fitting(command, blanket)
    require_parts(command.parts, command.currency)
    _require_lines(command)
    place = (command.facility, command.now.date())
    added = tuple(
        PurchaseOrderLineAdded(line=stated_line(line, command.currency, items, *place))
        for line in command.lines
    )
    require_users(command.lines, items, command.department)
    return (_created(command, supplier.name, blanket, seller), *added)


def approve(order: PurchaseOrder, approval_case_id: str) -> tuple[PurchaseOrderEvent, ...]:
    """Every step of the case agreed. An order that was issued before is in force again at once."""
    _require_waiting(order, approval_case_id)
    return (
        PurchaseOrderApproved(
            amount=order.commitment, currency=order.currency, approval_case_id=approval_case_id
        ),
        *issued_again(order),
    )


def reject(
    order: PurchaseOrder, approval_case_id: str, reason_code: str
) -> tuple[PurchaseOrderEvent, ...]:
    """A step of the case refused: the order is a draft, to be changed and submitted again.

    One that was in force before a change stays so, at its former terms.
    """
    _require_waiting(order, approval_case_id)
    rejected = PurchaseOrderRejected(approval_case_id=approval_case_id, reason_code=reason_code)
    if not waits(order):
        return (rejected,)
    return change_undone(order, rejected)


def issue(
    order: PurchaseOrder, command: IssuePurchaseOrder, supplier: Supplier | None
) -> tuple[PurchaseOrderEvent, ...]:
    """The first revision goes to the supplier, who must be eligible on this day.

    None: a seller of our own delivers, who has nothing to prove and to answer.
    """
    if lifecycle(order) != "approved":
        raise PurchaseOrderWrongStage(order.number, lifecycle(order), "approved")
    if order.hold is not None:
        raise PurchaseOrderOnHold(order.number, order.hold)
    require_not_refused(order)
    require_evidence(order)
    today, entity = command.now.date(), order.legal_entity
    if supplier is not None:
        require_eligible(supplier, "order", on=today, legal_entity=entity)
    return (
        PurchaseOrderIssued(
            revision=1,
            amount=order.amount,
            currency=order.currency,
            acknowledge_by=None if supplier is None else acknowledgement_due(today),
            issued_on=today,
            issued_by=order.editor(command.issued_by),
        ),
        *_warned(supplier),
        *counted_usages(order),
    )


def _warned(supplier: Supplier | None) -> tuple[PurchaseOrderEvent, ...]:
    """A watch prevents nothing: the order keeps that it stood."""
    if supplier is None or supplier.watch is None:
        return ()
    watch = supplier.watch
    return (
        PurchaseOrderIssuedOnWatch(
            reason_code=watch.reason_code, score=watch.score, review_on=watch.review_on
        ),
    )


def issued_again(order: PurchaseOrder) -> tuple[PurchaseOrderEvent, ...]:
    """An approved change of an order that the supplier has: its revision is in force."""
    if order.revision == 0:
        return ()
    return (
        PurchaseOrderIssued(revision=order.revision, amount=order.amount, currency=order.currency),
        *counted_usages(order),
    )


def record_transmission(
    order: PurchaseOrder, command: RecordTransmission
) -> tuple[PurchaseOrderEvent, ...]:
    """One more attempt to hand the current revision over."""
    require_supplier(order, "is sent it")
    require_issued_once(order)
    attempt = order.transmission_attempts + 1
    if command.error_code is None:
        return (
            PurchaseOrderTransmitted(
                revision=order.revision,
                channel=command.channel,
                attempt=attempt,
                acknowledge_by=acknowledgement_due(command.now.date()),
            ),
        )
    return (
        PurchaseOrderTransmissionFailed(
            revision=order.revision,
            channel=command.channel,
            attempt=attempt,
            error_code=command.error_code,
        ),
    )


def place_hold(
    order: PurchaseOrder, command: PlacePurchaseOrderHold
) -> tuple[PurchaseOrderEvent, ...]:
    """Stops receipts and payment, at any stage; one hold at a time."""
    if order.hold is not None:
        raise PurchaseOrderOnHold(order.number, order.hold)
    return (PurchaseOrderHoldPlaced(reason_code=command.reason_code, note=command.note),)


def release_hold(
    order: PurchaseOrder, _command: ReleasePurchaseOrderHold
) -> tuple[PurchaseOrderEvent, ...]:
    """Lets the order go on."""
    if order.hold is None:
        raise PurchaseOrderNotOnHold(order.number)
    return (PurchaseOrderHoldReleased(),)


def require_issued_once(order: PurchaseOrder) -> None:
    """Raises unless the supplier has some revision of the order."""
    if order.revision == 0:
        raise PurchaseOrderWrongStage(order.number, order.stage, "issued")


def _require_waiting(order: PurchaseOrder, approval_case_id: str) -> None:
    if order.stage != "pending_approval":
        raise PurchaseOrderWrongStage(order.number, order.stage, "pending_approval")
    if order.approval_case_id != approval_case_id:
        raise PurchaseOrderOtherCase(order.number, order.approval_case_id, approval_case_id)


def _require_lines(command: CreatePurchaseOrder) -> None:
    if len(command.lines) > LINES_MAX:
        raise PurchaseOrderTooManyLines(command.number)
    seen: set[int] = set()
    for line in command.lines:
        require_bill_only_line(command.order_type, line)
        require_drop_shipped_line(command.order_type, line)
        require_consignment_line(command.order_type, line)
        require_shareable(command.order_type, line)
        if line.line in seen:
            raise PurchaseOrderLineExists(command.number, line.line)
        seen.add(line.line)


def _created(
    command: CreatePurchaseOrder,
    supplier_name: str,
    blanket: PurchaseOrder | None,
    seller: Seller | None,
) -> PurchaseOrderCreated:
    assert command.supplier_id is not None, "whoever sells has an id"
    return PurchaseOrderCreated(
        purchase_order_id=command.purchase_order_id,
        number=command.number,
        supplier_id=command.supplier_id,
        supplier_name=supplier_name,
        legal_entity=command.legal_entity,
        facility=command.facility,
        currency=command.currency,
        department=command.department,
        buyer_id=command.buyer_id,
        payment_terms=command.payment_terms,
        requisition_id=command.requisition_id,
        order_type=None if command.order_type == "standard" else command.order_type,
        blanket=blanket.ref if blanket else None,
        cap_amount=command.cap_amount,
        valid_from=command.valid_from,
        valid_until=command.valid_until,
        ratify_by=ratification_due(command),
        ship_to=command.ship_to,
        parts=command.parts or None,
        tax_rounding=None if command.tax_rounding == "line" else command.tax_rounding,
        seller=seller,
    )
