"""Request bodies of purchase orders; the routes are in `purchase_orders.py`."""

from datetime import date
from typing import Final, Literal, Self

from pydantic import Field, model_validator

from api.conversation import Body, CommandBody
from api.examples import (
    GLOVES,
    ITEM,
    ORDER_APPROVAL_CASE,
    PLACE,
    PURCHASE_ORDER,
    REQUISITION,
    SUPPLIER,
    example,
)
from domain.ids import Code, Id, LineNo, Number, Text
from domain.invoices.taxes import TaxRounding
from domain.money import Amount, Currency, UnitPrice
from domain.purchase_orders.control_events import OrderType
from domain.purchase_orders.lines import (
    Accounting,
    CloseSide,
    CostShare,
    Dealt,
    Delivery,
    Match,
)
from domain.purchase_orders.parts import LineTax, OrderPart
from domain.purchase_orders.pricing_events import BY_HAND
from domain.purchase_orders.share_rules import SHARES_MAX
from domain.quantity import Pack, Quantity

_GLOVES: Final = {
    **GLOVES,
    "item_class": "medical_supplies",
    "pack": {"unit": "BX", "base_unit": "EA", "numerator": 100},
    "item_id": ITEM,
}


class RequestBody(Body):
    """A line of a requisition that an order line serves beside others."""

    requisition_id: Id
    requisition_line: LineNo
    quantity: Quantity | None = Field(
        default=None,
        description="In the base unit of the line's pack. Left out: all that is left of it.",
    )


class OrderedLineBody(Body):
    """One line as the buyer states it: quantity and pack, or the amount of a service."""

    line: LineNo
    description: Text
    item_class: Code
    quantity: Quantity | None = None
    pack: Pack | None = None
    amount: Amount | None = Field(
        default=None,
        description="Of a service that is ordered, confirmed and billed by amount: instead of"
        " quantity, pack and price. Its quantities are amounts from then on, in unit M4.",
    )
    unit_price: UnitPrice | None = Field(
        default=None, description="Left out: as the agreement that covers the line says."
    )
    match: Match = "three_way"
    delivery: Delivery = "goods"
    accounting: Accounting | None = Field(
        default=None,
        description="Left out: expense where the request is not for stock, else stock.",
    )
    price_source: Code = BY_HAND
    item_id: Id | None = None
    agreement: Number | None = Field(
        default=None,
        description="Left out: the one that applies, own agreements before those of a purchasing"
        " organisation, then the cheapest, then by number.",
    )
    agreement_reason: Code | None = Field(
        default=None, description="Why this agreement, where another one goes before it."
    )
    price_override: Code | None = Field(
        default=None, description="Why the price is not the agreed one."
    )
    requisition_id: Id | None = None
    requisition_line: LineNo | None = None
    requests: tuple[RequestBody, ...] = Field(
        default=(),
        description="Several requests that the line serves, in place of one. Each pays for its own"
        " part, and is told what comes of it; the oldest need is served first.",
    )
    storage_location: Code | None = None
    need_by: date | None = None
    taxes: tuple[LineTax, ...] = Field(
        default=(),
        description="Each a percentage of the line or an amount; what of it the state gives back is"
        " all, unless `recoverable` says how much per cent.",
    )
    shares: tuple[CostShare, ...] | None = Field(
        default=None,
        max_length=SHARES_MAX,
        description="Who bears what is used up of it, by weights; left out: as the requisition"
        " says, else the department.",
    )

    @model_validator(mode="after")
    def _counts_one_thing(self) -> Self:
        """Units at a price, or money."""
        by_quantity = self.quantity is not None and self.pack is not None
        counts_units = self.quantity is not None or self.pack is not None
        if self.amount is None and not by_quantity:
            raise ValueError("state quantity and pack, or the amount of a service")
        if self.amount is not None and (counts_units or self.unit_price is not None):
            raise ValueError("state an amount alone, or quantity, pack and price")
        return self


class SellerBody(Body):
    """Another legal entity of the network, and the facility whose stock delivers."""

    legal_entity: Code
    facility: Code


class CreatePurchaseOrderBody(CommandBody):
    """A draft, with or without its lines; with a requisition it orders what was approved."""

    model_config = example(
        id=PURCHASE_ORDER,
        number="PO-4001",
        supplier_id=SUPPLIER,
        department="ICU",
        requisition_id=REQUISITION,
        lines=[{**_GLOVES, "requisition_id": REQUISITION, "requisition_line": 1}],
        **PLACE,
    )

    id: Id | None = None
    number: Number | None = None
    supplier_id: Id | None = Field(
        default=None, description="Whom it is bought of; an inter-company order names its seller."
    )
    legal_entity: Code
    facility: Code
    department: Code
    currency: Currency
    payment_terms: Code = "NET30"
    requisition_id: Id | None = None
    order_type: OrderType = Field(
        default="standard",
        description="blanket promises up to a cap, and release draws on one; emergency is ratified"
        " afterwards; bill_only was used already, and is issued once its usage is on record;"
        " drop_ship goes straight to whoever needs it; consignment brings goods that stay the"
        " supplier's until they are used; intercompany is delivered out of the stock of another"
        " legal entity of the network, at its cost and markup",
    )
    blanket_id: Id | None = Field(default=None, description="Of a release: what it draws on.")
    cap_amount: Amount | None = Field(default=None, description="Of a blanket.")
    valid_from: date | None = None
    valid_until: date | None = Field(default=None, description="Of a blanket: its last day.")
    ship_to: Text | None = Field(
        default=None, description="Of a drop shipment: the address. Sealed; it may name people."
    )
    seller: SellerBody | None = Field(
        default=None, description="Of an inter-company order; its lines state no price."
    )
    lines: tuple[OrderedLineBody, ...] = ()
    parts: tuple[OrderPart, ...] = Field(
        default=(),
        description="What it carries beside its lines: taxes on all of them, charges, discounts;"
        " each an amount, or a percentage of the lines or of what stands before it (`so_far`).",
    )
    tax_rounding: TaxRounding = Field(
        default="line", description="Taxes of lines: each rounded, or each rate over all lines."
    )


class OrderLineBody(CommandBody):
    """A line that joins the order."""

    model_config = example(line={**_GLOVES, "line": 2, "quantity": "5"})

    line: OrderedLineBody


class SubmitOrderBody(CommandBody):
    """The request for approval."""

    model_config = example(approval_case_id=ORDER_APPROVAL_CASE)

    approval_case_id: Id | None = Field(default=None, description="Of the case that this opens.")


class TransmissionBody(CommandBody):
    """What the channel reported; an error code means that it failed."""

    model_config = example(channel="edi")

    channel: Code
    error_code: Code | None = None


class HoldOrderBody(CommandBody):
    """Why nothing may be received or invoiced; the note is sealed."""

    model_config = example(reason_code="recall", note="Lot in question; ask quality first.")

    reason_code: Code
    note: Text | None = None


class OrderReasonBody(CommandBody):
    """Why."""

    model_config = example(reason_code="not_available")

    reason_code: Code


class CancelLineBody(OrderReasonBody):
    """Why, and how much of it: by default all that was neither received nor invoiced."""

    model_config = example(reason_code="not_available")

    quantity: Quantity | None = None
    dealt: tuple[Dealt, ...] = Field(
        default=(),
        description="Of a line that serves several requests: who gives up how much, in base units."
        " Left out: the last need first, and never what has arrived for it.",
    )


class CloseLineBody(OrderReasonBody):
    """Which side of the line is done."""

    model_config = example(side="receiving", reason_code="rest_not_needed")

    side: CloseSide


class ReopenLineBody(CommandBody):
    """What is undone."""

    model_config = example(undo="receiving")

    undo: Literal["cancelled", "receiving", "invoicing"]
