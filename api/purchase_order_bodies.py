"""Request bodies of purchase orders; the routes are in `purchase_orders.py`."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from api.conversation import Body, CommandBody
from domain.ids import LINES_MAX, Code, Id, Number, Text
from domain.money import Currency, UnitPrice
from domain.purchase_orders.lines import (
    Accounting,
    AcknowledgedLine,
    CloseSide,
    Delivery,
    Match,
)
from domain.quantity import Pack, Quantity

LineNumber = Annotated[int, Field(ge=1, le=LINES_MAX)]


class OrderedLineBody(Body):
    """One line as the buyer states it; the amount is computed."""

    line: LineNumber
    description: Text
    item_class: Code
    quantity: Quantity
    pack: Pack
    unit_price: UnitPrice
    match: Match = "three_way"
    delivery: Delivery = "goods"
    accounting: Accounting = "stock"
    price_source: Code = "buyer"
    item_id: Id | None = None
    agreement: Number | None = None
    requisition_id: Id | None = None
    requisition_line: LineNumber | None = None
    storage_location: Code | None = None
    need_by: date | None = None


class CreatePurchaseOrderBody(CommandBody):
    """A draft, with or without its lines; with a requisition it orders what was approved."""

    id: Id | None = None
    number: Number | None = None
    supplier_id: Id
    legal_entity: Code
    facility: Code
    department: Code
    currency: Currency
    payment_terms: Code = "NET30"
    requisition_id: Id | None = None
    lines: tuple[OrderedLineBody, ...] = ()


class OrderLineBody(CommandBody):
    """A line that joins the order."""

    line: OrderedLineBody


class SubmitOrderBody(CommandBody):
    """The request for approval."""

    approval_case_id: Id | None = Field(default=None, description="Of the case that this opens.")


class TransmissionBody(CommandBody):
    """What the channel reported; an error code means that it failed."""

    channel: Code
    error_code: Code | None = None


class AcknowledgementBody(CommandBody):
    """The supplier's answer, line by line, as X12 855 codes."""

    lines: tuple[AcknowledgedLine, ...]


class ChangedLineBody(Body):
    """New values of one line; an absent field stays as it is."""

    line: LineNumber
    quantity: Quantity | None = None
    unit_price: UnitPrice | None = None
    storage_location: Code | None = None
    need_by: date | None = None


class ChangeOrderBody(CommandBody):
    """What changes: lines, payment terms, or the currency before anything came of the order."""

    lines: tuple[ChangedLineBody, ...] = ()
    currency: Currency | None = None
    payment_terms: Code | None = None


class HoldOrderBody(CommandBody):
    """Why nothing may be received or invoiced; the note is sealed."""

    reason_code: Code
    note: Text | None = None


class OrderReasonBody(CommandBody):
    """Why."""

    reason_code: Code


class CloseLineBody(OrderReasonBody):
    """Which side of the line is done."""

    side: CloseSide


class ReopenLineBody(CommandBody):
    """What is undone."""

    undo: Literal["cancelled", "receiving", "invoicing"]
