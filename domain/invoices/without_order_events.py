"""The approval of an invoice that no order was made for."""

from datetime import date
from typing import ClassVar

from domain.event import DocumentRef, Event, Value
from domain.ids import Code, LineNo
from domain.purchase_orders.lines import CostShare


class CodedLine(Value):
    """Who bears one line of it; or the charge that it bills, of goods of an order."""

    line: LineNo
    shares: tuple[CostShare, ...] | None = None
    charge: Code | None = None
    charged_order: DocumentRef | None = None


class InvoiceApprovedWithoutOrder(Event):
    """No order was made for it: a second person charged its lines, and lets it be paid."""

    TYPE: ClassVar[str] = "invoice.approved_without_order"
    lines: tuple[CodedLine, ...]
    approved_by: Code
    approved_on: date
    reason_code: Code
