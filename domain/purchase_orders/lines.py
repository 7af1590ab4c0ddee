"""The line of an order as events carry it, and the parts that change together."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from domain.event import DocumentRef, Value
from domain.ids import Code, Id, LineNo, Number, Text
from domain.money import Amount, UnitPrice, plain, plain_number
from domain.purchase_orders.parts import LineTax
from domain.purchase_orders.words import AcceptedCode, ChangedCode, HeldCode, RefusedCode
from domain.quantity import Pack, Quantity

Match = Literal["two_way", "three_way", "four_way"]  # + receipt, + acceptance by inspection
Delivery = Literal["goods", "service"]  # service lines are accepted from service entries
Accounting = Literal["stock", "expense", "consignment"]  # last: the supplier's until it is used
Basis = Literal["amount"]  # of services by amount: see `amount_lines`
CloseSide = Literal["receiving", "invoicing"]

AcknowledgementCode = Literal[AcceptedCode, ChangedCode, RefusedCode, HeldCode]
SupplierChangeKind = Literal["price", "quantity", "date", "substitute", "backorder", "reject"]
Equivalence = Literal["equivalent", "acceptable"]  # as clinicians judge a substitute


# An amount, or a percentage as a requisition may state it: with as many digits before the point as
# amounts have, which weights were once, and as many places as percentages.
ShareWeight = Annotated[
    Decimal,
    Field(max_digits=21, decimal_places=6, allow_inf_nan=False),
    AfterValidator(plain),
    plain_number(6),
]


class CostShare(Value):
    """Who bears which part of a line: its amount, at any revision, is split by these weights."""

    cost_centre: Code
    account: Code
    project: Code | None = None
    grant: Code | None = None
    weight: ShareWeight


class ServedRequest(Value):
    """One request that a line serves beside others. The quantity counts in the pack's base unit."""

    requisition: DocumentRef
    requisition_line: LineNo
    quantity: Quantity
    requester_id: Code
    facility: Code
    department: Code
    deliver_to: Code | None = None
    need_by: date | None = None
    bearers: tuple[CostShare, ...]  # who pays what it takes of the line

    @property
    def key(self) -> str:
        """Its name within the line."""
        return request_key(self.requisition.id, self.requisition_line)


class Dealt(Value):
    """What falls to one request of a line; the quantity counts in the pack's base unit."""

    requisition_id: Id
    requisition_line: LineNo
    quantity: Quantity

    @property
    def key(self) -> str:
        """Its name within the line."""
        return request_key(self.requisition_id, self.requisition_line)


def request_key(requisition_id: str, requisition_line: int) -> str:
    """The name of a request within an order line."""
    return f"{requisition_id}/{requisition_line}"


class OrderLine(Value):
    """What one line orders. Quantities count in `pack.unit`; the price is for one such unit.

    A line comes from one request (`requisition_id`), or `serves` several, in the order of their
    need.
    """

    line: LineNo
    description: Text
    item_class: Code
    quantity: Quantity
    pack: Pack
    unit_price: UnitPrice
    amount: Amount  # quantity x unit price, rounded once
    match: Match
    delivery: Delivery
    accounting: Accounting
    price_source: Code  # as `pricing_events` names them, or as the buyer says: quote, list, last
    item_id: Id | None = None
    agreement: Number | None = None
    requisition_id: Id | None = None
    requisition_line: LineNo | None = None
    storage_location: Code | None = None
    need_by: date | None = None
    shares: tuple[CostShare, ...] | None = None  # none: the department bears it
    basis: Basis | None = None  # none: by quantity
    taxes: tuple[LineTax, ...] | None = None
    serves: tuple[ServedRequest, ...] | None = None

    @property
    def requisition_ids(self) -> tuple[str, ...]:
        """The requisitions that it comes from, each once."""
        if self.serves is not None:
            return tuple(dict.fromkeys(each.requisition.id for each in self.serves))
        return () if self.requisition_id is None else (self.requisition_id,)


def redealt(terms: OrderLine, dealt: Iterable[Dealt]) -> OrderLine:
    """The line's terms with what each request has by a change."""
    parts = {each.key: each.quantity for each in dealt}
    served = tuple(
        each.model_copy(update={"quantity": parts.get(each.key, Decimal(0))})
        for each in terms.serves or ()
    )
    return terms.model_copy(update={"serves": served})


class LineChange(Value):
    """New values of one line; an absent field stays as it is."""

    line: LineNo
    quantity: Quantity | None = None
    unit_price: UnitPrice | None = None
    storage_location: Code | None = None
    need_by: date | None = None
    item_id: Id | None = None
    item_class: Code | None = None
    description: Text | None = None
    pack: Pack | None = None
    agreement: Number | None = None
    off_agreement: Literal[True] | None = None  # the former agreement covers it no more
    price_source: Code | None = None  # of a line that was priced anew
    taxes: tuple[LineTax, ...] | None = None  # empty: none any more
    dealt: tuple[Dealt, ...] | None = None  # what each request has of it from now on
    shares: tuple[CostShare, ...] | None = None  # empty: the department bears it
    amount: Amount  # of the line after the change


class Substitute(Value):
    """What the supplier would ship instead. No quantity: as much as is open, in this pack."""

    description: Text
    pack: Pack
    unit_price: UnitPrice
    item_id: Id | None = None
    quantity: Quantity | None = None


class AcknowledgedLine(Value):
    """The supplier's answer to one line, as an X12 855 ACK01 code.

    `quantity` is what the code is about: accepted (IQ), shipped now (BP), backordered (IB).
    """

    line: LineNo
    code: AcknowledgementCode
    quantity: Quantity | None = None
    promised_on: date | None = None
    unit_price: UnitPrice | None = None
    substitute: Substitute | None = None
