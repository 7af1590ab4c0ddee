"""Facts of what an order carries beside its lines: what it comes to, and what bills ask of it.

What it is to carry is told by the order's own facts (`events`): its creation and change orders.
"""

from typing import ClassVar, Final

from domain.event import DocumentRef, Event, Value
from domain.ids import Code, LineNo
from domain.money import Amount, Currency
from domain.purchase_orders.parts import RowKind


class TotalRow(Value):
    """One tax, charge or discount by name; a discount is above zero and lowers the total."""

    charge: Code
    kind: RowKind
    amount: Amount
    so_far: Amount  # lines and rows up to this one


class LineBorne(Value):
    """What one line bears beside its amount: in cost, and in taxes that are given back."""

    line: LineNo
    cost: Amount
    tax: Amount


class BilledPart(Value):
    """How much of one kind an invoice is posted with."""

    kind: RowKind
    amount: Amount


class PurchaseOrderTotalled(Event):
    """What the order comes to with its parts, told whenever that moves.

    Lines are those that bear something. `lines_amount` and the rows add up to `total`. A row, or a
    line, of zero was told before and is no more.
    """

    TYPE: ClassVar[str] = "purchase_order.totalled"
    lines_amount: Amount
    rows: tuple[TotalRow, ...]
    lines: tuple[LineBorne, ...]
    total: Amount
    currency: Currency


class PurchaseOrderPartsBilled(Event):
    """Ledger: what an invoice asks for beside its lines, or no more (negative): given back.

    `goods` are what it asks for by its lines of the order.
    """

    TYPE: ClassVar[str] = "purchase_order.parts_billed"
    PUBLIC: ClassVar[bool] = False
    goods: Amount
    parts: tuple[BilledPart, ...]
    currency: Currency
    invoice: DocumentRef


PartEvent = PurchaseOrderTotalled | PurchaseOrderPartsBilled
PART_EVENTS: Final = (PurchaseOrderTotalled, PurchaseOrderPartsBilled)
