"""What the buyer, or policy in his place, answers to a change that the supplier proposes.

Acceptance does what it says in the same save: a change order, a back-order, a cancellation or a
substitute line. Under policy it is recorded as decided by that policy, with nobody's name.
"""

from typing import Final, assert_never

from domain.event import PolicyVersion
from domain.frozen import replace
from domain.purchase_orders.answer_errors import (
    PurchaseOrderNoSubstitution,
    PurchaseOrderNoSupplierChange,
    PurchaseOrderOwnSubstitution,
    PurchaseOrderSubstitutionSelfAccepted,
)
from domain.purchase_orders.change_orders import changed_by_supplier
from domain.purchase_orders.closing import cancellation
from domain.purchase_orders.commands import ChangedLine
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.policy import SUPPLIER_CHANGE_POLICY, price_fall_taken
from domain.purchase_orders.state import PurchaseOrder
from domain.purchase_orders.substitutions import SubstituteFacts, substituted
from domain.purchase_orders.supplier_commands import (
    AcceptSupplierChange,
    ApproveSubstitution,
    RejectSupplierChange,
)
from domain.purchase_orders.supplier_events import (
    PurchaseOrderBackorderRecorded,
    PurchaseOrderSubstitutionApproved,
    PurchaseOrderSupplierChangeAccepted,
    PurchaseOrderSupplierChangeProposed,
    PurchaseOrderSupplierChangeRejected,
)

SUPPLIER_REJECTED: Final = "supplier_rejected"  # Why a line that the supplier refuses is cancelled.
_NO_FACTS: Final = SubstituteFacts()


def accept(
    order: PurchaseOrder, command: AcceptSupplierChange, facts: SubstituteFacts = _NO_FACTS
) -> tuple[PurchaseOrderEvent, ...]:
    """The order takes it; a rise of the amount may need approval again, as any change order."""
    proposal = waiting_change(order, command.change)
    approval = order.lines[proposal.line].substitution
    if approval is not None and approval.approver_id == command.accepted_by:
        raise PurchaseOrderSubstitutionSelfAccepted(order.number, command.accepted_by)
    today = replace(facts, on=command.now.date())
    return _taken(order, proposal, today, accepted_by=command.accepted_by)


def reject(order: PurchaseOrder, command: RejectSupplierChange) -> tuple[PurchaseOrderEvent, ...]:
    """The order stands, and the line waits for another answer."""
    proposal = waiting_change(order, command.change)
    return (
        PurchaseOrderSupplierChangeRejected(
            change=proposal.change,
            line=proposal.line,
            kind=proposal.kind,
            rejected_by=command.rejected_by,
            reason_code=command.reason_code,
        ),
    )


def approve_substitution(
    order: PurchaseOrder, command: ApproveSubstitution
) -> tuple[PurchaseOrderEvent, ...]:
    """Clinically agreed, by somebody who does not buy on this order."""
    proposal = waiting_change(order, command.change)
    if proposal.kind != "substitute":
        raise PurchaseOrderNoSubstitution(order.number, proposal.change, proposal.kind)
    if command.approver_id == order.buyer_id:
        raise PurchaseOrderOwnSubstitution(order.number, command.approver_id)
    return (
        PurchaseOrderSubstitutionApproved(
            change=proposal.change,
            line=proposal.line,
            approver_id=command.approver_id,
            equivalence=command.equivalence,
        ),
    )


def accepted_by_policy(
    order: PurchaseOrder, proposal: PurchaseOrderSupplierChangeProposed
) -> tuple[PurchaseOrderEvent, ...]:
    """What follows where the policy takes the change by itself; nothing where a buyer is asked."""
    terms = order.lines[proposal.line].terms
    if proposal.kind == "price" and proposal.unit_price is not None:
        is_taken = price_fall_taken(terms.unit_price, proposal.unit_price)
    elif proposal.kind == "date" and proposal.promised_on is not None:
        is_taken = terms.need_by is None or proposal.promised_on <= terms.need_by
    else:
        is_taken = False
    if not is_taken:
        return ()
    return _taken(order, proposal, _NO_FACTS, policy=SUPPLIER_CHANGE_POLICY)


def waiting_change(order: PurchaseOrder, change: int) -> PurchaseOrderSupplierChangeProposed:
    """The proposal of this number, or `PurchaseOrderNoSupplierChange`."""
    waiting = {each.change: each for line in order.lines.values() for each in line.proposals}
    if change not in waiting:
        raise PurchaseOrderNoSupplierChange(order.number, change, waiting)
    return waiting[change]


def _taken(
    order: PurchaseOrder,
    proposal: PurchaseOrderSupplierChangeProposed,
    facts: SubstituteFacts,
    *,
    accepted_by: str | None = None,
    policy: PolicyVersion | None = None,
) -> tuple[PurchaseOrderEvent, ...]:
    accepted = PurchaseOrderSupplierChangeAccepted(
        change=proposal.change,
        line=proposal.line,
        kind=proposal.kind,
        accepted_by=accepted_by,
        policy=policy,
    )
    return (accepted, *_effect(order, proposal, facts))


def _effect(
    order: PurchaseOrder, proposal: PurchaseOrderSupplierChangeProposed, facts: SubstituteFacts
) -> tuple[PurchaseOrderEvent, ...]:
    match proposal.kind:
        case "price" | "quantity":
            wanted = ChangedLine(
                line=proposal.line, quantity=proposal.quantity, unit_price=proposal.unit_price
            )
            return changed_by_supplier(order, wanted, proposal.change)
        case "date":
            return ()  # A promise is the supplier's; the need-by of the order stays what it is.
        case "backorder":
            line = order.lines[proposal.line]
            late = min(proposal.quantity or line.open_for_receiving, line.open_for_receiving)
            if late <= 0:
                return ()  # It came meanwhile.
            return (
                PurchaseOrderBackorderRecorded(
                    line=proposal.line, quantity=late, expected_on=proposal.promised_on
                ),
            )
        case "substitute":
            return substituted(order, proposal, facts)
        case "reject":
            return (cancellation(order, proposal.line, SUPPLIER_REJECTED),)
        case _:
            assert_never(proposal.kind)
