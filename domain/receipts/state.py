"""A receipt as its history left it: what was entered, what stands as received, what went back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, Literal, assert_never

from domain.aggregate import Aggregate
from domain.event import DocumentRef
from domain.frozen import replace
from domain.receipts.events import (
    ReceiptEvent,
    ReceiptGoodsReturned,
    ReceiptKind,
    ReceiptLine,
    ReceiptPosted,
    ReceiptReversed,
    ReceiptServiceEntryRecorded,
    ReceiptStarted,
)

ReceiptStatus = Literal["draft", "posted", "reversed"]
ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """A posted line and how much of it went back since."""

    posted: ReceiptLine
    returned: Decimal = ZERO
    returned_amount: Decimal = ZERO
    returned_serials: frozenset[str] = frozenset()

    @property
    def left(self) -> Decimal:
        """What may still go back."""
        return self.posted.quantity - self.returned

    @property
    def left_amount(self) -> Decimal:
        """What it is worth."""
        return self.posted.amount - self.returned_amount

    @property
    def left_serials(self) -> tuple[str, ...]:
        """The serials that are still here, in the order in which they were counted."""
        return tuple(each for each in self.posted.serials if each not in self.returned_serials)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """`pending` sums a service receipt's entries by order line until they are accepted."""

    id: str
    number: str
    kind: ReceiptKind
    purchase_order: DocumentRef
    supplier_id: str
    legal_entity: str
    facility: str
    status: ReceiptStatus = "draft"
    entries: int = 0
    pending: Mapping[int, Decimal] = field(default_factory=dict)
    received_on: date | None = None
    currency: str | None = None
    lines: Mapping[int, HeldLine] = field(default_factory=dict)

    @property
    def ref(self) -> DocumentRef:
        """How other documents point at this one."""
        return DocumentRef(aggregate="receipt", id=self.id, number=self.number)


def evolve(receipt: Receipt | None, event: ReceiptEvent) -> Receipt:
    """The next state."""
    if isinstance(event, ReceiptStarted):
        return _opened(event)
    if isinstance(event, ReceiptPosted):
        return _posted(receipt or _opened(event), event)
    assert receipt is not None, "the first event starts or posts the receipt"
    match event:
        case ReceiptServiceEntryRecorded():
            line = event.purchase_order_line
            entered = receipt.pending.get(line, ZERO) + event.quantity
            pending = {**receipt.pending, line: entered}
            return replace(receipt, entries=receipt.entries + 1, pending=pending)
        case ReceiptReversed():
            return replace(receipt, status="reversed")
        case ReceiptGoodsReturned():
            return _returned(receipt, event)
        case _:
            assert_never(event)


def _opened(event: ReceiptStarted | ReceiptPosted) -> Receipt:
    return Receipt(
        id=event.receipt_id,
        number=event.number,
        kind=event.kind,
        purchase_order=event.purchase_order,
        supplier_id=event.supplier_id,
        legal_entity=event.legal_entity,
        facility=event.facility,
    )


def _posted(receipt: Receipt, event: ReceiptPosted) -> Receipt:
    return replace(
        receipt,
        status="posted",
        pending={},
        received_on=event.received_on,
        currency=event.currency,
        lines={line.line: HeldLine(posted=line) for line in event.lines},
    )


def _returned(receipt: Receipt, event: ReceiptGoodsReturned) -> Receipt:
    lines = dict(receipt.lines)
    for gone in event.lines:
        held = lines[gone.line]
        lines[gone.line] = replace(
            held,
            returned=held.returned + gone.quantity,
            returned_amount=held.returned_amount + gone.amount,
            returned_serials=held.returned_serials | frozenset(gone.serials),
        )
    return replace(receipt, lines=lines)


RECEIPT: Final = Aggregate(name="receipt", state=Receipt, evolve=evolve)
