"""A prepayment as its history left it: asked for, paid, used up by invoices, or sent back."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, assert_never

from domain.aggregate import Aggregate
from domain.event import DocumentRef
from domain.frozen import replace
from domain.prepayments.events import (
    PrepaymentApplied,
    PrepaymentCredited,
    PrepaymentEvent,
    PrepaymentPaid,
    PrepaymentRequested,
)

ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepayment:
    """`total` is what is asked for, less what the supplier credited."""

    id: str
    number: str
    purchase_order: DocumentRef
    supplier_id: str
    legal_entity: str
    facility: str
    currency: str
    total: Decimal
    requested_by: str
    paid: Decimal = ZERO  # less what came back
    applied: Decimal = ZERO
    is_paid: bool = False
    paid_on: date | None = None

    @property
    def ref(self) -> DocumentRef:
        """How other documents point at this one."""
        return DocumentRef(aggregate=PREPAYMENT.name, id=self.id, number=self.number)

    @property
    def open_amount(self) -> Decimal:
        """What no invoice has used up, paid or not."""
        return self.total - self.applied

    @property
    def available(self) -> Decimal:
        """What was paid and no invoice has used up."""
        return self.paid - self.applied


def evolve(state: Prepayment | None, event: PrepaymentEvent) -> Prepayment:
    """The next state."""
    if isinstance(event, PrepaymentRequested):
        return Prepayment(
            id=event.prepayment_id,
            number=event.number,
            purchase_order=event.purchase_order,
            supplier_id=event.supplier_id,
            legal_entity=event.legal_entity,
            facility=event.facility,
            currency=event.currency,
            total=event.total,
            requested_by=event.requested_by,
        )
    assert state is not None, "the first event asks for the prepayment"
    match event:
        case PrepaymentPaid():
            return replace(
                state, paid=state.paid + event.amount, is_paid=True, paid_on=event.paid_on
            )
        case PrepaymentCredited():
            left, paid = state.total - event.amount, state.paid - event.refunded
            return replace(state, total=left, paid=paid)
        case PrepaymentApplied():
            return replace(state, applied=state.applied + event.amount)
        case _:
            assert_never(event)


PREPAYMENT: Final = Aggregate(name="prepayment", state=Prepayment, evolve=evolve)
