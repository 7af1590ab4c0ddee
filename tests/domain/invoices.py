"""One invoice in few words: INV-1 of Medline over a hundred gloves at 10.00, captured by carl."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from domain.event import DocumentRef
from domain.invoices.commands import CaptureInvoice, InvoicedLine
from domain.invoices.events import (
    InvoiceAccounted,
    InvoiceCaptured,
    InvoiceEvent,
    InvoiceHoldPlaced,
    InvoiceHoldReleased,
    InvoiceLinked,
    InvoiceMatched,
    InvoicePaymentRecorded,
    LineLink,
)
from domain.invoices.hold_kinds import HoldKind
from domain.invoices.holds import RULES
from domain.invoices.lines import AccountedLine, InvoiceLine
from domain.invoices.order_facts import OrderFacts
from domain.match_sides import OrderSide
from tests.domain.bills import side
from tests.domain.orders import MEDLINE, NOW, ORDER, TODAY, id_of

INVOICE_ID: Final = id_of(21)
OTHER: Final = DocumentRef(aggregate="invoice", id=id_of(22), number="INV-1")
DUE: Final = date(2026, 3, 31)


def stated(quantity: str = "100", price: str = "10", **terms: object) -> InvoicedLine:
    """A line as the supplier states it; its amount is its product."""
    values: dict[str, Any] = {"line": 1, "description": "Gloves", "unit": "EA"}
    values |= {"quantity": Decimal(quantity), "unit_price": Decimal(price)}
    values |= {"amount": (Decimal(quantity) * Decimal(price)).quantize(Decimal("0.01"))}
    values |= {"purchase_order_line": 1, **terms}
    return InvoicedLine(**values)


def capture_command(*lines: InvoicedLine, **header: object) -> CaptureInvoice:
    """Adds up and names PO-1, unless the header says otherwise."""
    lines = lines or (stated(),)
    values: dict[str, Any] = {"now": NOW, "invoice_id": INVOICE_ID, "number": "INV-1"}
    values |= {"supplier_id": MEDLINE, "legal_entity": "NHS", "facility": "NORTH"}
    values |= {"currency": "USD", "invoice_date": TODAY, "due_on": DUE, "lines": lines}
    values |= {"tax": Decimal(0), "freight": Decimal(0), "captured_by": "carl"}
    values |= {"purchase_order_id": ORDER.id, **header}
    parts = sum((line.amount for line in lines), values["tax"] + values["freight"])
    values.setdefault("total", parts)
    return CaptureInvoice(**values)


def captured(*lines: InvoiceLine, **header: object) -> InvoiceCaptured:
    lines = lines or (invoice_line(),)
    values: dict[str, object] = {"invoice_id": INVOICE_ID, "number": "INV-1", "kind": "invoice"}
    values |= {"supplier_id": MEDLINE, "supplier_name": "Medline", "legal_entity": "NHS"}
    values |= {"facility": "NORTH", "currency": "USD", "invoice_date": TODAY, "due_on": DUE}
    values |= {"lines": lines, "tax": Decimal(0), "freight": Decimal(0), "captured_by": "carl"}
    values |= {"total": sum((line.amount for line in lines), Decimal(0))}
    values |= {"purchase_order_id": ORDER.id, **header}
    return InvoiceCaptured.model_validate(values)


def invoice_line(quantity: str = "100", price: str = "10", **terms: object) -> InvoiceLine:
    """The line of `stated` as the invoice keeps it."""
    line = stated(quantity, price, **terms)
    return InvoiceLine(
        line=line.line,
        description=line.description,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        amount=line.amount,
        purchase_order_line=line.purchase_order_line,
        receipt_id=line.receipt_id,
    )


def linked(quantity: str = "100") -> InvoiceLinked:
    tie = LineLink(line=1, purchase_order_line=1, quantity=Decimal(quantity))
    return InvoiceLinked(purchase_order=ORDER, links=(tie,))


def accounted(amount: str = "1000.00", cleared: str = "1000.00") -> InvoiceAccounted:
    line = AccountedLine(
        line=1,
        purchase_order_line=1,
        quantity=Decimal(100),
        amount=Decimal(amount),
        cleared=Decimal(cleared),
        variance=Decimal(amount) - Decimal(cleared),
        accounting="stock",
    )
    return InvoiceAccounted(
        invoice_id=INVOICE_ID,
        number="INV-1",
        supplier_id=MEDLINE,
        posted_on=TODAY,
        currency="USD",
        lines=(line,),
        tax=Decimal(0),
        freight=Decimal(0),
        difference=Decimal(0),
        total=Decimal(amount),
        purchase_order=ORDER,
    )


def matched(*, touchless: bool = True) -> InvoiceMatched:
    return InvoiceMatched(touchless=touchless)


def ready() -> tuple[InvoiceEvent, ...]:
    """The history of an invoice that may be paid."""
    return (captured(), linked(), accounted(), matched())


def held(kind: HoldKind, hold: int = 1, **terms: object) -> InvoiceHoldPlaced:
    """A hold under the rule of its kind."""
    rule = RULES[kind]
    values: dict[str, object] = {"hold": hold, "kind": kind, "owner_role": rule.owner}
    values |= {"manual_release_allowed": bool(rule.releasers)}
    values |= {"accounting_allowed": not rule.barrier, **terms}
    return InvoiceHoldPlaced.model_validate(values)


def released(kind: HoldKind, hold: int = 1, **terms: object) -> InvoiceHoldReleased:
    """Released by anna by hand, unless told otherwise."""
    values: dict[str, object] = {"hold": hold, "kind": kind, "how": "manual"}
    values |= {"reason_code": "accepted", "released_by": "anna", **terms}
    return InvoiceHoldReleased.model_validate(values)


def paid(amount: str, left: str, payment: str = "PAY-1") -> InvoicePaymentRecorded:
    return InvoicePaymentRecorded(
        invoice_id=INVOICE_ID,
        number="INV-1",
        supplier_id=MEDLINE,
        payment=payment,
        paid_on=TODAY,
        amount=Decimal(amount),
        currency="USD",
        open_amount=Decimal(left),
        paid_by="theo",
    )


def order_facts(*sides: OrderSide, **facts: object) -> OrderFacts:
    """PO-1 as an invoice sees it: a hundred gloves received, unless told otherwise."""
    sides = sides or (side(received="100"),)
    values: dict[str, Any] = {
        "purchase_order": ORDER,
        "supplier_id": MEDLINE,
        "legal_entity": "NHS",
        "revision": 1,
    }
    values |= {"currency": "USD", "sides": {each.line: each for each in sides}, **facts}
    return OrderFacts(**values)
