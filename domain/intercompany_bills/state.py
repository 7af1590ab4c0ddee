"""An inter-company bill as its history left it: it is issued, and stands."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from domain.aggregate import Aggregate
from domain.event import DocumentRef
from domain.intercompany_bills.events import IntercompanyBillEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class IntercompanyBill:
    """It is the seller's document, and stands in his books."""

    id: str
    number: str
    purchase_order: DocumentRef
    legal_entity: str
    facility: str
    to_legal_entity: str
    currency: str
    total: Decimal

    @property
    def ref(self) -> DocumentRef:
        """How other documents point at this one."""
        return DocumentRef(aggregate=INTERCOMPANY_BILL.name, id=self.id, number=self.number)


def evolve(state: IntercompanyBill | None, event: IntercompanyBillEvent) -> IntercompanyBill:
    """The next state."""
    assert state is None, "a bill is issued once"
    return IntercompanyBill(
        id=event.intercompany_bill_id,
        number=event.number,
        purchase_order=event.purchase_order,
        legal_entity=event.legal_entity,
        facility=event.facility,
        to_legal_entity=event.to_legal_entity,
        currency=event.currency,
        total=event.total,
    )


INTERCOMPANY_BILL: Final = Aggregate(
    name="intercompany_bill", state=IntercompanyBill, evolve=evolve
)
