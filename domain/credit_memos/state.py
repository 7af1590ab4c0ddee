"""A credit memo as its history left it: captured, perhaps held, posted once, used up by degrees."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, assert_never

from domain.aggregate import Aggregate
from domain.credit_memos.events import (
    CreditBasis,
    CreditLine,
    CreditMemoAccounted,
    CreditMemoApplied,
    CreditMemoCaptured,
    CreditMemoEvent,
    CreditMemoHeld,
)
from domain.event import DocumentRef
from domain.frozen import replace

ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditMemo:
    """`held` is the reason code while no invoice is known."""

    id: str
    number: str
    basis: CreditBasis
    supplier_id: str
    legal_entity: str
    facility: str
    currency: str
    lines: tuple[CreditLine, ...]
    tax: Decimal
    freight: Decimal
    total: Decimal
    invoice: DocumentRef | None
    held: str | None = None
    posted: bool = False
    applied: Decimal = ZERO

    @property
    def ref(self) -> DocumentRef:
        """How other documents point at this one."""
        return DocumentRef(aggregate="credit_memo", id=self.id, number=self.number)

    @property
    def open_amount(self) -> Decimal:
        """What the supplier still owes from it."""
        return self.total - self.applied if self.posted else ZERO


def evolve(memo: CreditMemo | None, event: CreditMemoEvent) -> CreditMemo:
    """The next state."""
    if isinstance(event, CreditMemoCaptured):
        return CreditMemo(
            id=event.credit_memo_id,
            number=event.number,
            basis=event.basis,
            supplier_id=event.supplier_id,
            legal_entity=event.legal_entity,
            facility=event.facility,
            currency=event.currency,
            lines=event.lines,
            tax=event.tax,
            freight=event.freight,
            total=event.total,
            invoice=event.invoice,
        )
    assert memo is not None, "the first event captures the credit memo"
    match event:
        case CreditMemoHeld():
            return replace(memo, held=event.reason_code)
        case CreditMemoAccounted():
            return replace(memo, posted=True, held=None, invoice=event.invoice)
        case CreditMemoApplied():
            return replace(memo, applied=memo.applied + event.amount)
        case _:
            assert_never(event)


CREDIT_MEMO: Final = Aggregate(name="credit_memo", state=CreditMemo, evolve=evolve)
