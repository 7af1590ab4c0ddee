"""The line of a requisition as events carry it, and the parts that it is made of."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from domain.event import Value
from domain.ids import Code, Id, LineNo, Number, Text
from domain.money import Amount, UnitPrice, plain
from domain.quantity import Pack, Quantity, Unit, content

RequisitionKind = Literal[
    "stock",
    "non_stock",
    "service",
    "emergency",
    "par_replenishment",
    "capital",
    "bill_only",  # used on a patient already, from goods that the supplier owned
    "transfer",  # from the stock of another facility
    "new_product",  # asks for a decision of value analysis, and is never ordered itself
]
Percent = Annotated[
    Decimal,
    Field(gt=0, le=100, max_digits=9, decimal_places=6, allow_inf_nan=False),
    AfterValidator(plain),
]


class Distribution(Value):
    """Who pays which part of a line. The parts of a line sum exactly to its amount."""

    cost_centre: Code
    account: Code
    project: Code | None = None
    grant: Code | None = None
    percent: Percent | None = None  # none: the amount itself was stated
    amount: Amount


class Replenishment(Value):
    """Why a par location wants so much: its count and its use, in the line's unit."""

    stock_on_hand: Quantity
    average_consumption: Quantity  # in one period
    max_stock: Quantity  # the par level
    suggested: Quantity
    reason_code: Code | None = None  # why another quantity than the suggested one is asked for


class RequisitionLine(Value):
    """One wish: what, how much, at which expected price. `amount` is the rounded extension."""

    line: LineNo
    description: Text
    item_class: Code
    quantity: Quantity
    unit: Unit
    unit_price: UnitPrice
    amount: Amount
    item_id: Id | None = None
    supplier_id: Id | None = None
    agreement: Number | None = None  # the price agreement that covers it; none = off contract
    deliver_to: Code | None = None  # none: where the requisition as a whole is delivered
    need_by: date | None = None  # none: when the requisition as a whole is needed
    lot: Number | None = None  # of what was used already
    serials: tuple[Number, ...] | None = None
    distributions: tuple[Distribution, ...] | None = None
    replenishment: Replenishment | None = None
    pack: Pack | None = None  # what the unit held on the day of the wish; none: the base unit


def requested_pack(pack: Pack, wish: RequisitionLine) -> Pack | None:
    """What the wish counts in, of the goods that an order counts in this pack; none: it cannot.

    Where what the unit held on the day of the wish is not comparable, it is as the order has it.
    """
    if pack.unit == wish.unit:
        is_comparable = wish.pack is not None and wish.pack.base_unit == pack.base_unit
        return wish.pack if is_comparable else pack
    if pack.base_unit == wish.unit:
        return Pack(unit=wish.unit, base_unit=wish.unit)
    return None


def requested_units(pack: Pack, wish: RequisitionLine) -> Fraction | None:
    """How many units of the wish one unit of the order holds; none: it does not count in them."""
    wished = requested_pack(pack, wish)
    return None if wished is None else content(pack) / content(wished)
