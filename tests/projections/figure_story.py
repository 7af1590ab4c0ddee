"""Orders, bills and receipts in few words: what tests of key figures tell their stories with."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from domain.event import DocumentRef, Event
from domain.purchase_orders.ledger_events import PurchaseOrderLineInvoiced
from tests.domain.invoices import captured, invoice_line, linked
from tests.domain.orders import added, created, id_of, issued
from tests.domain.receipts import posted, receipt_line
from tests.projections.folding import Story

ORDERS_FROM: Final = 1000  # Ids of orders, so that none is anything else's.


def order_ref(number: int) -> DocumentRef:
    """PO-1, PO-2 ..."""
    return DocumentRef(
        aggregate="purchase_order", id=id_of(ORDERS_FROM + number), number=f"PO-{number}"
    )


def at(story: Story, on: date, stream: str, *facts: Event, number: str, hour: int = 9) -> Story:
    """Facts of one document at an hour of a day."""
    story.clock = datetime(on.year, on.month, on.day, hour - 1, tzinfo=UTC)
    return story.happens(stream, *facts, number=number)


def of_order(story: Story, number: int, on: date, *facts: Event, hour: int = 9) -> Story:
    """Facts of one order."""
    order = order_ref(number)
    return at(story, on, f"purchase_order/{order.id}", *facts, number=order.number, hour=hour)


def orders(
    story: Story,
    number: int,
    on: date,
    quantity: str = "100",
    price: str = "10",
    header: dict[str, Any] | None = None,
    **terms: Any,
) -> Story:
    """An order of one line, issued on that day."""
    order = order_ref(number)
    told = {"purchase_order_id": order.id, "number": order.number, **(header or {})}
    draft = created().model_copy(update=told)
    return of_order(story, number, on, draft, added(quantity, price, **terms), issued(on=on))


def bills(story: Story, number: int, on: date, quantity: str, amount: str) -> Story:
    """So much was billed on the order's line."""
    told = PurchaseOrderLineInvoiced(
        line=1,
        quantity=Decimal(quantity),
        amount=Decimal(amount),
        cleared=Decimal(0),
        currency="USD",
        invoice=DocumentRef(aggregate="invoice", id=id_of(2000 + number), number=f"INV-{number}"),
    )
    return of_order(story, number, on, told)


def invoice(story: Story, number: int, on: date, order: int | None, **header: Any) -> Story:
    """An invoice of a thousand dollars dated that day, with or without an order."""
    key = id_of(2000 + number)
    told = captured(
        invoice_line(),
        invoice_id=key,
        number=f"INV-{number}",
        **{"invoice_date": on, "purchase_order_id": None, **header},
    )
    facts: list[Event] = [told]
    if order is not None:
        facts.append(linked().model_copy(update={"purchase_order": order_ref(order)}))
    return at(story, on, f"invoice/{key}", *facts, number=f"INV-{number}")


def receipt(story: Story, number: int, on: date, order: int, quantity: str = "100") -> Story:
    """Goods that came on that day."""
    ref = DocumentRef(aggregate="receipt", id=id_of(3000 + number), number=f"GR-{number}")
    line = receipt_line(quantity, str(Decimal(quantity) * 10), item_id=id_of(3))
    told = posted(line).model_copy(
        update={
            "receipt_id": ref.id,
            "number": ref.number,
            "purchase_order": order_ref(order),
            "received_on": on,
        }
    )
    return at(story, on, f"receipt/{ref.id}", told, number=ref.number)


def in_all(rows: list[dict[str, Any]], column: str) -> Decimal:
    """The sum of a column, which is what a figure's row says."""
    return sum((Decimal(row[column]) for row in rows), Decimal(0))
