"""The line of an order as events carry it, and the parts that change together."""

from datetime import date
from typing import Literal

from domain.event import Value
from domain.ids import Code, Id, LineNo, Number, Text
from domain.money import Amount, UnitPrice
from domain.quantity import Pack, Quantity

Match = Literal["two_way", "three_way"]
Delivery = Literal["goods", "service"]  # service lines are accepted from service entries
Accounting = Literal["stock", "expense"]
CloseSide = Literal["receiving", "invoicing"]
AcknowledgementCode = Literal["IA", "IB", "IC", "ID", "IP", "IQ", "IR", "IS", "DR", "BP"]  # X12 855


class OrderLine(Value):
    """What one line orders. Quantities count in `pack.unit`; the price is for one such unit."""

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
    price_source: Code  # agreement, quote, list, last, buyer
    item_id: Id | None = None
    agreement: Number | None = None
    requisition_id: Id | None = None
    requisition_line: LineNo | None = None
    storage_location: Code | None = None
    need_by: date | None = None


class LineChange(Value):
    """New values of one line; an absent field stays as it is."""

    line: LineNo
    quantity: Quantity | None = None
    unit_price: UnitPrice | None = None
    storage_location: Code | None = None
    need_by: date | None = None
    amount: Amount  # of the line after the change


class AcknowledgedLine(Value):
    """The supplier's answer to one line, as an X12 855 ACK01 code."""

    line: LineNo
    code: AcknowledgementCode
    quantity: Quantity | None = None
    promised_on: date | None = None
