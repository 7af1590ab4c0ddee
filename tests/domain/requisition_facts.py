"""A requisition's past, as tests tell it: a draft of gloves, submitted, approved, ordered."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from domain.catalogue.events import (
    CatalogueItemActivated,
    CatalogueItemRequested,
    CatalogueItemRetired,
)
from domain.catalogue.state import CATALOGUE_ITEM
from domain.event import DocumentRef, Event, SealedText
from domain.quantity import Pack
from domain.requisitions.commands import CreateRequisition, RequestedLine, SubmitRequisition
from domain.requisitions.events import (
    RequisitionApproved,
    RequisitionCancelled,
    RequisitionChanged,
    RequisitionClosed,
    RequisitionCreated,
    RequisitionExpired,
    RequisitionLineAdded,
    RequisitionLineOrdered,
    RequisitionLineReceiptTakenBack,
    RequisitionLineReceived,
    RequisitionLineUnordered,
    RequisitionRatificationMissed,
    RequisitionRejected,
    RequisitionReopened,
    RequisitionReturned,
    RequisitionSubmitted,
    RequisitionWithdrawn,
)
from domain.requisitions.lines import RequisitionKind, RequisitionLine
from domain.requisitions.stock_events import (
    RequisitionLineIssued,
    RequisitionLineIssueReturned,
    RequisitionLinePicked,
    RequisitionLinePickReleased,
)
from domain.requisitions.validation_events import (
    RequisitionDuplicateSuspected,
    RequisitionValidationRecorded,
    ValidationCheck,
)
from tests.domain.scenario import folded

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
ID: Final = "5a1c7c1e-0000-4000-8000-000000000001"
CASE: Final = "5a1c7c1e-0000-4000-8000-0000000000ca"
GLOVES: Final = "5a1c7c1e-0000-4000-8000-00000000000a"
BOX: Final = Pack(unit="BX", base_unit="EA", numerator=100)
EACH: Final = Pack(unit="EA", base_unit="EA")
ORDER: Final = DocumentRef(
    aggregate="purchase_order", id="5a1c7c1e-0000-4000-8000-0000000000f1", number="PO-1"
)
OTHER_ORDER: Final = DocumentRef(
    aggregate="purchase_order", id="5a1c7c1e-0000-4000-8000-0000000000f2", number="PO-2"
)
EXPIRES: Final = date(2026, 5, 30)  # Ninety days after `NOW`.
RATIFY: Final = date(2026, 3, 4)
HERE: Final = ("NORTH", NOW.date())  # Where and when lines are asked for.
REASON: Final = SealedText(subject="rita", box="c2VhbGVk")

_REQUESTED: Final = CatalogueItemRequested(
    item_id=GLOVES,
    number="I-1",
    description="Gloves",
    item_class="medical",
    base_unit="EA",
    packs=(BOX,),
)
_ACTIVATED: Final = CatalogueItemActivated()
ITEMS: Final = {GLOVES: folded(CATALOGUE_ITEM, _REQUESTED, _ACTIVATED)}
RETIRED: Final = {
    GLOVES: folded(
        CATALOGUE_ITEM, _REQUESTED, _ACTIVATED, CatalogueItemRetired(reason_code="obsolete")
    )
}


def wanted(
    line: int = 1,
    quantity: str = "10",
    unit_price: str = "2.50",
    *,
    unit: str = "EA",
    item_class: str = "medical",
    item_id: str | None = None,
) -> RequestedLine:
    """A line as the requester states it."""
    return RequestedLine(
        line=line,
        description="Gloves",
        item_class=item_class,
        quantity=Decimal(quantity),
        unit=unit,
        unit_price=Decimal(unit_price),
        item_id=item_id,
    )


def line(stated: RequestedLine, amount: str) -> RequisitionLine:
    """The same line as the requisition takes it, worth `amount`."""
    return RequisitionLine(
        line=stated.line,
        description=stated.description,
        item_class=stated.item_class,
        quantity=stated.quantity,
        unit=stated.unit,
        unit_price=stated.unit_price,
        amount=Decimal(amount),
        item_id=stated.item_id,
    )


CREATE: Final = CreateRequisition(
    now=NOW,
    requisition_id=ID,
    number="R-1",
    kind="stock",
    requester_id="rita",
    legal_entity="NHS",
    facility="NORTH",
    department="SURGERY",
    currency="USD",
)
SUBMIT: Final = SubmitRequisition(now=NOW, requisition_id=ID, approval_case_id=CASE)


def create(*lines: RequestedLine, currency: str = "USD") -> CreateRequisition:
    """The command that drafts these lines."""
    return replace(CREATE, lines=lines, currency=currency)


def created(
    kind: RequisitionKind = "stock",
    need_by: date | None = None,
    justification: SealedText | None = None,
    currency: str = "USD",
    **terms: Any,
) -> RequisitionCreated:
    """The draft, with what else it says as a whole."""
    return RequisitionCreated(
        requisition_id=ID,
        number="R-1",
        kind=kind,
        requester_id="rita",
        legal_entity="NHS",
        facility="NORTH",
        department="SURGERY",
        currency=currency,
        need_by=need_by,
        justification=justification,
        **terms,
    )


def added(number: int = 1, quantity: str = "10", amount: str = "25.00") -> RequisitionLineAdded:
    """A line of gloves at 2.50."""
    return RequisitionLineAdded(line=line(wanted(number, quantity), amount))


def submitted(
    amount: str = "25.00", case: str = CASE, expires_on: date = EXPIRES, **terms: Any
) -> RequisitionSubmitted:
    """Approval was asked for."""
    return RequisitionSubmitted(
        amount=Decimal(amount),
        currency="USD",
        approval_case_id=case,
        expires_on=expires_on,
        **terms,
    )


def approved(amount: str = "25.00") -> RequisitionApproved:
    """Every step agreed."""
    return RequisitionApproved(amount=Decimal(amount), currency="USD", approval_case_id=CASE)


def ordered(
    number: int,
    quantity: str,
    order_line: int | None,
    order: DocumentRef = ORDER,
    reserved: str | None = None,
) -> RequisitionLineOrdered:
    """An order took so much; without an order line it reserved it."""
    return RequisitionLineOrdered(
        line=number,
        quantity=Decimal(quantity),
        purchase_order=order,
        purchase_order_line=order_line,
        reserved=None if reserved is None else Decimal(reserved),
    )


_RECEIPT: Final = DocumentRef(
    aggregate="receipt", id="5a1c7c1e-0000-4000-8000-0000000000e1", number="GR-1"
)
_OF_ORDER: Final[dict[str, Any]] = {"line": 1, "purchase_order": ORDER, "purchase_order_line": 1}
RECEIVED_AND_GIVEN_BACK: Final[tuple[Event, ...]] = (
    RequisitionLineReceived(**_OF_ORDER, quantity=Decimal(3), receipt=_RECEIPT),
    RequisitionLineReceiptTakenBack(**_OF_ORDER, quantity=Decimal(1), receipt=_RECEIPT),
    RequisitionLineUnordered(**_OF_ORDER, quantity=Decimal(10), reason_code="short"),
    RequisitionReopened(),
)

_STOCK: Final = DocumentRef(
    aggregate="stock_item", id="5a1c7c1e-0000-4000-8000-0000000000b1", number="I-1"
)
FROM_STOCK: Final[tuple[Event, ...]] = (
    RequisitionLinePicked(line=1, quantity=Decimal(4), picked_by="sid"),
    RequisitionLinePickReleased(line=1, quantity=Decimal(1), reason_code="damaged"),
    RequisitionLineIssued(
        line=1,
        quantity=Decimal(5),
        stock_item=_STOCK,
        issued_by="sid",
        issued_on=date(2026, 3, 2),
        picked=Decimal(3),
    ),
    RequisitionLineIssueReturned(
        line=1,
        quantity=Decimal(2),
        stock_item=_STOCK,
        returned_by="sid",
        returned_on=date(2026, 3, 3),
    ),
)
FOUND: Final[tuple[Event, ...]] = (
    RequisitionValidationRecorded(
        checks=(
            ValidationCheck(check="catalogue", outcome="pass", evidence="every item is known"),
            ValidationCheck(check="duplicate", outcome="warn", evidence="asked for lately: line 1"),
        )
    ),
    RequisitionDuplicateSuspected(
        line=1,
        other=DocumentRef(
            aggregate="requisition", id="5a1c7c1e-0000-4000-8000-000000000002", number="R-0"
        ),
        other_line=3,
        quantity=Decimal(20),
        unit="EA",
        asked_on=date(2026, 2, 27),
    ),
    RequisitionValidationRecorded(
        checks=(
            ValidationCheck(check="budget", outcome="fail", evidence="no budget left", line=1),
        ),
        recorded_by="fred",
    ),
)
# One after another they tell no life: each is told by itself.
ENDINGS: Final[tuple[Event, ...]] = (
    RequisitionReturned(approval_case_id=CASE, reason_code="quote_missing"),
    RequisitionChanged(
        need_by=date(2026, 4, 1),
        deliver_to="ER-1",
        emergency_reason_code="haemorrhage",
        justification=REASON,
    ),
    submitted(ratify_by=RATIFY),
    RequisitionRatificationMissed(ratify_by=RATIFY),
    RequisitionCancelled(reason_code="moved"),
    RequisitionExpired(expired_on=EXPIRES),
)
REJECTED: Final = RequisitionRejected(approval_case_id=CASE, reason_code="budget")
WITHDRAWN: Final = RequisitionWithdrawn(reason_code="mistake")
# Each status beyond the draft, and how a draft with one line of ten came to it.
AFTER_DRAFT: Final[list[tuple[str, tuple[Event, ...]]]] = [
    ("submitted", (submitted(),)),
    ("approved", (submitted(), approved())),
    ("rejected", (submitted(), REJECTED)),
    ("withdrawn", (WITHDRAWN,)),
    ("closed", (submitted(), approved(), ordered(1, "10", 1), RequisitionClosed())),
]
