"""What may be asked of a purchase order."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from domain.event import Command, SealedText
from domain.invoices.taxes import TaxRounding
from domain.purchase_orders.control_events import OrderType
from domain.purchase_orders.lines import (
    Accounting,
    Basis,
    CloseSide,
    CostShare,
    Dealt,
    Delivery,
    Match,
    ServedRequest,
)
from domain.purchase_orders.parts import LineTax, OrderPart
from domain.purchase_orders.pricing_events import BY_HAND
from domain.quantity import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRequest:
    """A line of a requisition; the quantity counts in the base unit of the line's pack."""

    requisition_id: str
    requisition_line: int
    quantity: Decimal | None = None  # none: all that is left of it


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedLine:
    """One line as the buyer states it; the amount is computed, `serves` told by the requests."""

    line: int
    description: str
    item_class: str
    quantity: Decimal
    pack: Pack
    unit_price: Decimal | None = None  # none: as the agreement says
    match: Match = "three_way"
    delivery: Delivery = "goods"
    accounting: Accounting | None = None  # none: as its requests want it, without any to stock
    price_source: str = BY_HAND
    item_id: str | None = None
    agreement: str | None = None  # none: the one that applies
    agreement_reason: str | None = None  # why not the one that goes before it
    price_override: str | None = None  # why not the agreed price
    requisition_id: str | None = None
    requisition_line: int | None = None
    storage_location: str | None = None
    need_by: date | None = None
    shares: tuple[CostShare, ...] | None = None  # none: those of the requisition's line
    basis: Basis | None = None  # none: by quantity
    taxes: tuple[LineTax, ...] | None = None
    requests: tuple[NamedRequest, ...] = ()  # several that the line serves, in place of one
    serves: tuple[ServedRequest, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SellingPlace:
    """Another legal entity of the network, and the facility whose stock delivers."""

    legal_entity: str
    facility: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePurchaseOrder(Command):
    """With a requisition id the requisition must be approved, and records what is ordered.

    A blanket states cap and validity, a release the blanket that it draws on, a drop shipment the
    address to which it goes, an inter-company order its seller in place of a supplier.
    """

    purchase_order_id: str
    number: str
    supplier_id: str | None = None
    legal_entity: str
    facility: str
    department: str
    currency: str
    buyer_id: str
    payment_terms: str
    lines: tuple[OrderedLine, ...] = ()
    requisition_id: str | None = None
    order_type: OrderType = "standard"
    blanket_id: str | None = None
    cap_amount: Decimal | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    ship_to: SealedText | None = None
    parts: tuple[OrderPart, ...] = ()  # what it carries beside its lines
    tax_rounding: TaxRounding = "line"
    seller: SellingPlace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPurchaseOrderLine(Command):
    purchase_order_id: str
    line: OrderedLine
    changed_by: str | None = None  # none: nobody but the buyer of the order


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitPurchaseOrder(Command):
    """Plans the approval route in the same save; with no step to take it is approved at once.

    No route for an order whose lines approved requisitions cover at no higher amount, whose amount
    was approved before, which is released from a blanket, or an emergency, ratified afterwards.
    """

    purchase_order_id: str
    approval_case_id: str
    submitted_by: str | None = None  # none: nobody but the buyer of the order


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuePurchaseOrder(Command):
    purchase_order_id: str
    issued_by: str | None = None  # none: nobody but the buyer of the order


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOrderForm(Command):
    """A registrant signs for a substance of schedule I or II. No quantity: for all of the line."""

    purchase_order_id: str
    line: int
    reference: str
    signed_by: str
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTransmission(Command):
    """What the channel reported; an error code means that it failed."""

    purchase_order_id: str
    channel: str
    error_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedLine:
    """New values of one line; none leaves a value as it is."""

    line: int
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    price_override: str | None = None  # why not the agreed price
    storage_location: str | None = None
    need_by: date | None = None
    item_id: str | None = None
    item_class: str | None = None  # follows from the item
    description: str | None = None  # none: as the new item's
    pack: Pack | None = None
    agreement: str | None = None
    agreement_reason: str | None = None  # why not the one that goes before it
    price_source: str | None = None  # follows from the price
    taxes: tuple[LineTax, ...] | None = None  # empty: none any more
    dealt: tuple[Dealt, ...] = ()  # what each request has of it from now on; none: by need
    shares: tuple[CostShare, ...] | None = None  # empty: the department bears it


@dataclass(frozen=True, slots=True, kw_only=True)
class ImplementChangeOrder(Command):
    """Changes an issued order: a new revision, never an edit. A draft is changed the same way.

    Item, description, pack, agreement and supplier change as long as nothing has come of them.
    Parts are all that the order is to carry beside its lines from now on.
    """

    purchase_order_id: str
    lines: tuple[ChangedLine, ...] = ()
    currency: str | None = None
    payment_terms: str | None = None
    changed_by: str | None = None  # none: nobody but the buyer of the order
    supplier_id: str | None = None
    parts: tuple[OrderPart, ...] | None = None
    cap_amount: Decimal | None = None  # of a blanket, as its last day
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePurchaseOrderHold(Command):
    purchase_order_id: str
    reason_code: str
    note: SealedText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePurchaseOrderHold(Command):
    purchase_order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelPurchaseOrderLine(Command):
    """Cancels what was neither received nor invoiced of the line, or the part that is stated."""

    purchase_order_id: str
    line: int
    reason_code: str
    quantity: Decimal | None = None
    dealt: tuple[Dealt, ...] = ()  # which of its requests give it up; none: the last need first
    cancelled_by: str | None = None  # none: nobody but the buyer of the order


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePurchaseOrderLine(Command):
    purchase_order_id: str
    line: int
    side: CloseSide
    reason_code: str
    closed_by: str | None = None  # none: nobody but the buyer of the order


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenPurchaseOrderLine(Command):
    """Undoes a cancellation or a close of this side."""

    purchase_order_id: str
    line: int
    undo: Literal["cancelled", "receiving", "invoicing"]
    changed_by: str | None = None  # none: nobody but the buyer of the order
