"""A receipt as its history left it: what was entered, what stands as received, what went back."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, Literal, assert_never

from domain.aggregate import Aggregate
from domain.event import DocumentRef
from domain.frozen import built_by_slot, replace
from domain.receipts.acceptance_events import ReceiptAcceptanceValued
from domain.receipts.events import (
    ReceiptCorrected,
    ReceiptEvent,
    ReceiptGoodsReturned,
    ReceiptInspected,
    ReceiptKind,
    ReceiptPosted,
    ReceiptQuarantined,
    ReceiptRecountAsked,
    ReceiptRecounted,
    ReceiptReversed,
    ReceiptServiceEntryRecorded,
    ReceiptStarted,
    ReceiptWitnessed,
)
from domain.receipts.held_line import (
    ZERO,
    HeldLine,
    corrected,
    held,
    inspected,
    quarantined,
    relabelled,
    returned,
    witnessed,
)
from domain.receipts.label_events import ReceiptLabelsCorrected
from domain.receipts.return_request_events import (
    ReceiptReturnAuthorized,
    ReceiptReturnRequested,
    ReceiptReturnRequestWithdrawn,
    RequestedLine,
)

ReceiptStatus = Literal["draft", "posted", "reversed"]
ReturnRequestState = Literal["requested", "authorized", "returned", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRequest:
    """Goods that are to go back, until they leave or stay after all."""

    lines: tuple[RequestedLine, ...]
    reason_code: str
    state: ReturnRequestState = "requested"
    authorization: str | None = None  # of the supplier
    asked_by: frozenset[str] = frozenset()  # and who told of his answer

    @property
    def waits(self) -> bool:
        """Whether the goods may still leave by it."""
        return self.state in ("requested", "authorized")


@built_by_slot
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
    received_by: str | None = None  # none: before all receipts told it
    witness_id: str | None = None
    is_blind: bool = False  # counted without knowing what was ordered
    recount_lines: frozenset[int] = frozenset()  # that another person has to count again
    confirmed_by: str | None = None  # at his desk, by who asked for it
    return_requests: Mapping[int, ReturnRequest] = field(default_factory=dict)
    delivery_note: str | None = None
    shipment: str | None = None  # as the supplier announced it

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
            receipt = _with(receipt, ((gone.line, returned(gone)) for gone in event.lines))
            return _request_becomes(receipt, event.return_request, "returned")
        case ReceiptReturnRequested():
            return _return_asked(receipt, event)
        case ReceiptReturnAuthorized():
            number, told = event.return_request, event.authorization
            receipt = _request_becomes(receipt, number, "authorized", told)
            return _asked_as_well(receipt, number, event.authorized_by)
        case ReceiptReturnRequestWithdrawn():
            return _request_becomes(receipt, event.return_request, "withdrawn")
        case ReceiptCorrected():
            return _with(receipt, ((each.line, corrected(each)) for each in event.lines))
        case ReceiptLabelsCorrected():
            return _with(receipt, ((each.line, relabelled(each)) for each in event.lines))
        case ReceiptInspected():
            return _with(receipt, ((each.line, inspected(each)) for each in event.lines))
        case ReceiptQuarantined():
            return _with(receipt, ((each.line, quarantined(each)) for each in event.lines))
        case ReceiptWitnessed():
            receipt = replace(receipt, witness_id=event.witness_id)
            return _with(receipt, ((line, witnessed) for line in event.lines))
        case ReceiptRecountAsked():
            return replace(receipt, recount_lines=receipt.recount_lines | {*event.lines})
        case ReceiptAcceptanceValued():
            return receipt  # It only tells what was moved by the others.
        case ReceiptRecounted():
            counted = {each.line for each in event.lines}
            return replace(receipt, recount_lines=receipt.recount_lines - counted)
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
        confirmed_by=event.desktop.confirmed_by if event.desktop else None,
    )


def _posted(receipt: Receipt, event: ReceiptPosted) -> Receipt:
    return replace(
        receipt,
        status="posted",
        pending={},
        received_on=event.received_on,
        currency=event.currency,
        lines={line.line: held(line) for line in event.lines},
        received_by=event.received_by,
        is_blind=event.blind is not None,
        delivery_note=event.delivery_note,
        shipment=event.shipment,
    )


def _return_asked(receipt: Receipt, event: ReceiptReturnRequested) -> Receipt:
    asked_by = frozenset((event.asked_by,))
    request = ReturnRequest(lines=event.lines, reason_code=event.reason_code, asked_by=asked_by)
    requests = {**receipt.return_requests, event.return_request: request}
    return replace(receipt, return_requests=requests)


def _request_becomes(
    receipt: Receipt,
    number: int | None,
    state: ReturnRequestState,
    authorization: str | None = None,
) -> Receipt:
    if number is None:
        return receipt
    former = receipt.return_requests[number]
    number_given = authorization or former.authorization
    request = replace(former, state=state, authorization=number_given)
    return replace(receipt, return_requests={**receipt.return_requests, number: request})


def _asked_as_well(receipt: Receipt, number: int, person: str | None) -> Receipt:
    """Whoever told of the supplier's answer had a hand in the return too."""
    if person is None:
        return receipt
    former = receipt.return_requests[number]
    request = replace(former, asked_by=former.asked_by | {person})
    return replace(receipt, return_requests={**receipt.return_requests, number: request})


def _with(
    receipt: Receipt, changes: Iterable[tuple[int, Callable[[HeldLine], HeldLine]]]
) -> Receipt:
    lines = dict(receipt.lines)
    for number, change in changes:
        lines[number] = change(lines[number])
    return replace(receipt, lines=lines)


RECEIPT: Final = Aggregate(name="receipt", state=Receipt, evolve=evolve)
