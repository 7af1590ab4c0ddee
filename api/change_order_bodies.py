"""Request bodies of change orders; the route is in `purchase_orders.py`."""

from datetime import date

from pydantic import Field

from api.conversation import Body, CommandBody
from api.examples import example
from domain.ids import Code, Id, LineNo, Number, Text
from domain.money import Amount, Currency, UnitPrice
from domain.purchase_orders.lines import CostShare, Dealt
from domain.purchase_orders.parts import LineTax, OrderPart
from domain.purchase_orders.share_rules import SHARES_MAX
from domain.quantity import Pack, Quantity


class ChangedLineBody(Body):
    """New values of one line; an absent field stays as it is."""

    line: LineNo
    quantity: Quantity | None = None
    unit_price: UnitPrice | None = None
    price_override: Code | None = Field(
        default=None, description="Why the price is not the agreed one."
    )
    storage_location: Code | None = None
    need_by: date | None = None
    item_id: Id | None = Field(
        default=None, description="Another item, until something of the line has come."
    )
    description: Text | None = Field(default=None, description="Left out: as the new item's.")
    pack: Pack | None = Field(
        default=None, description="Another pack; state the quantity in it as well."
    )
    agreement: Number | None = None
    agreement_reason: Code | None = Field(
        default=None, description="Why this agreement, where another one goes before it."
    )
    taxes: tuple[LineTax, ...] | None = Field(
        default=None, description="All that it bears from now on; empty: none any more."
    )
    dealt: tuple[Dealt, ...] = Field(
        default=(),
        description="Of a line that serves several requests: what each has of it from now on, in"
        " base units. Left out: less is taken from the last need, more is nobody's.",
    )
    shares: tuple[CostShare, ...] | None = Field(
        default=None,
        max_length=SHARES_MAX,
        description="Who bears, by weights, what comes from now on; empty: the department. What"
        " came before stays with those who bore it.",
    )


class ChangeOrderBody(CommandBody):
    """What changes: lines, payment terms, and what a blanket promises.

    Currency and supplier change before anything came of it."""

    model_config = example(
        lines=[{"line": 1, "quantity": "21", "description": "Nitrile gloves, size M"}]
    )

    lines: tuple[ChangedLineBody, ...] = ()
    currency: Currency | None = None
    payment_terms: Code | None = None
    supplier_id: Id | None = Field(
        default=None, description="Another supplier, who has to be eligible on this day."
    )
    parts: tuple[OrderPart, ...] | None = Field(
        default=None,
        description="All that it carries beside its lines from now on, never less of a kind than"
        " was billed; empty: nothing any more.",
    )
    cap_amount: Amount | None = Field(
        default=None,
        description="Of a blanket: what its releases may come to together, not less than they do.",
    )
    valid_until: date | None = Field(
        default=None, description="Of a blanket: its last day, which is not over."
    )
