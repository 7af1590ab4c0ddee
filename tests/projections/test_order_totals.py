"""The order read model tells what an order comes to with its parts, as the order does."""

from decimal import Decimal

from domain.event import Event
from domain.purchase_orders.carried import totalled
from domain.purchase_orders.parts import LineTax, OrderPart
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from projections.projection import Row
from projections.purchase_orders import PURCHASE_ORDERS
from tests.domain.orders import ORDER, added, cancelled, change, changed, in_force
from tests.projections.folding import Folded, Story, fold
from tests.projections.order_agreement import order_agrees

FREIGHT = OrderPart(charge="freight", kind="freight", amount=Decimal(50))
VOLUME = OrderPart(charge="volume", kind="discount", percent=Decimal(10))
GST = LineTax(tax="gst", percent=Decimal(20), recoverable=Decimal(40))
LINES = (added(taxes=(GST,)), added("10", "2.5", line=2))  # 1,000.00 and 25.00


def told(*events: Event) -> Folded:
    """The read model after these facts, each followed by what the order comes to then."""
    story, order = Story(), None
    for event in events:
        story.happens(f"purchase_order/{ORDER.id}", event, number="PO-1")
        order = PURCHASE_ORDER.evolve(order, event)
        for total in totalled(order):
            story.happens(f"purchase_order/{ORDER.id}", total, number="PO-1")
            order = PURCHASE_ORDER.evolve(order, total)
    kept = fold(PURCHASE_ORDERS, story.events)
    assert isinstance(order, PurchaseOrder)
    order_agrees(order, kept.row("purchase_orders"), kept.by("purchase_order_lines", "line"))
    return kept


def parts(kept: Folded) -> list[tuple[object, ...]]:
    rows: list[Row] = sorted(kept.table("purchase_order_parts"), key=lambda row: row["place"])
    return [(row["charge"], row["kind"], row["amount"], row["so_far"]) for row in rows]


def test_rows_come_in_their_order_with_what_stands_so_far() -> None:
    kept = told(*in_force(*LINES), changed("1025", "1025", parts=(FREIGHT, VOLUME)))
    assert parts(kept) == [
        ("gst", "tax", "80.00", "1105.00"),
        ("gst", "tax_in_cost", "120.00", "1225.00"),
        ("freight", "freight", "50.00", "1275.00"),
        ("volume", "discount", "102.50", "1172.50"),
    ]
    header = kept.row("purchase_orders")
    figures = ("amount", "charges_amount", "tax_amount", "total")
    assert [Decimal(header[name]) for name in figures] == [
        Decimal(1025),
        Decimal("-52.5"),
        Decimal(200),
        Decimal("1172.5"),
    ]


def test_rows_follow_amendments_and_go_with_what_they_were_for() -> None:
    history = (*in_force(*LINES), changed("1025", "1025", parts=(FREIGHT, VOLUME)))
    kept = told(*history, changed("1025", "525", change(1, "500", quantity=Decimal(50))))
    assert kept.row("purchase_orders")["total"] == "622.50"
    kept = told(*history, changed("1025", "1025", change(1, "1000", taxes=()), parts=(FREIGHT,)))
    assert parts(kept) == [("freight", "freight", "50.00", "1075.00")]
    kept = told(*history, cancelled("100", "1000"), cancelled("10", "25", line=2))
    assert parts(kept) == []
    assert [row["borne_cost"] for row in kept.table("purchase_order_lines")] == ["0", "0"]


def test_an_order_with_lines_alone_comes_to_them() -> None:
    kept = told(*in_force())
    assert (parts(kept), kept.row("purchase_orders")["total"]) == ([], "1000.00")
