"""A credit memo as its history left it: captured, perhaps held, posted once, used up by degrees."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal, assert_never

from domain.aggregate import Aggregate
from domain.credit_memos.events import (
    CreditBasis,
    CreditLine,
    CreditMemoAccounted,
    CreditMemoApplied,
    CreditMemoCaptured,
    CreditMemoEvent,
    CreditMemoHeld,
    CreditMemoPostedForRebate,
    CreditMemoRefunded,
    MemoKind,
)
from domain.event import DocumentRef
from domain.frozen import replace

ZERO: Final = Decimal(0)
Status = Literal["captured", "held", "posted", "applied", "refunded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditMemo:
    """`held` is the reason code while no invoice is known; `refunds` are by their numbers."""

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
    credit_date: date
    invoice: DocumentRef | None
    discount: Decimal = ZERO
    kind: MemoKind = "credit_memo"
    held: str | None = None
    posted: bool = False
    applied: Decimal = ZERO
    refunded: Decimal = ZERO
    refunds: frozenset[str] = frozenset()

    @property
    def ref(self) -> DocumentRef:
        """How other documents point at this one."""
        return DocumentRef(aggregate="credit_memo", id=self.id, number=self.number)

    @property
    def open_amount(self) -> Decimal:
        """What the supplier still owes from it."""
        return self.total - self.applied - self.refunded if self.posted else ZERO

    @property
    def status(self) -> Status:
        """Where it stands, in one word; once nothing is open, how it came to that."""
        if not self.posted:
            return "captured" if self.held is None else "held"
        if self.open_amount:
            return "posted"
        return "refunded" if self.refunded else "applied"


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
            credit_date=event.credit_date,
            invoice=event.invoice,
            discount=event.discount or ZERO,
            kind=event.kind or "credit_memo",
        )
    assert memo is not None, "the first event captures the credit memo"
    match event:
        case CreditMemoHeld():
            return replace(memo, held=event.reason_code)
        case CreditMemoAccounted():
            return replace(memo, posted=True, held=None, invoice=event.invoice)
        case CreditMemoPostedForRebate():
            return replace(memo, posted=True, held=None)
        case CreditMemoApplied():
            return replace(memo, applied=memo.applied + event.amount)
        case CreditMemoRefunded():
            refunds = memo.refunds | {event.refund}
            return replace(memo, refunded=memo.refunded + event.amount, refunds=refunds)
        case _:
            assert_never(event)


CREDIT_MEMO: Final = Aggregate(name="credit_memo", state=CreditMemo, evolve=evolve)
