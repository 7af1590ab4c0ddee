"""Perfect orders, worked by hand: lines that are, and one for each thing that keeps it from it."""

from datetime import date
from decimal import Decimal

from domain.event import Event
from domain.purchase_orders.supplier_events import PurchaseOrderBackorderRecorded
from projections.projection import Row
from projections.supplier_performance import SUPPLIER_PERFORMANCE
from tests.conftest import Database
from tests.domain.invoices import held, released
from tests.domain.orders import id_of
from tests.projections.by_hand import answered
from tests.projections.figure_story import at, invoice, of_order, orders
from tests.projections.folding import Story
from tests.projections.test_supplier_performance import acknowledged, answer

DAY = date(2026, 3, 6)
FAULTS = ("silent", "short", "changed", "backordered", "price", "quantity")


def stopped(story: Story, number: int, *facts: Event) -> None:
    """What happens to the invoice of that number."""
    at(story, DAY, f"invoice/{id_of(2000 + number)}", *facts, number=f"INV-{number}")


def told() -> Story:
    """Nine orders of a line each: PO-1, PO-2 and PO-8 are perfect, each other has one fault."""
    story = Story()
    for number in range(1, 10):
        orders(story, number, DAY)
    for number in (1, 4, 5, 6, 7, 8):
        of_order(story, number, DAY, acknowledged(answer(1, "IA")))
    invoice(story, 2, DAY, order=2)  # Billed as ordered, and never answered.
    of_order(story, 3, DAY, acknowledged(answer(1, "IQ", quantity=Decimal(60))))
    late = PurchaseOrderBackorderRecorded(line=1, quantity=Decimal(10))
    of_order(story, 5, DAY, late)
    of_order(story, 4, DAY, acknowledged(answer(1, "IP")))
    for number in (6, 7, 8):
        invoice(story, number, DAY, order=number)
    stopped(story, 6, held("price", line=1), released("price"))
    stopped(story, 7, held("quantity_ordered", line=1))
    ours = (held("manual", placed_by="anna"), held("receipt_missing", 2, line=1))
    stopped(story, 8, *ours)  # By hand, and for what is missing here.
    return story


def test_each_fault_keeps_its_line_from_being_perfect(database: Database) -> None:
    (medline,) = answered(database.url, SUPPLIER_PERFORMANCE, told(), "perfect_orders")
    assert (medline["supplier_name"], medline["lines"]) == ("Medline", 9)
    assert medline["perfect_lines"] == 3  # PO-1, PO-2 and PO-8.
    assert medline["perfect_pct"] == "33.33"  # 3 of 9.
    assert {each: medline[each] for each in FAULTS} == dict.fromkeys(FAULTS, 1)


def test_the_lines_behind_it_say_which_fault_each_has(database: Database) -> None:
    rows = answered(database.url, SUPPLIER_PERFORMANCE, told(), "perfect_order_lines")
    assert {row["purchase_order_number"]: faults(row) for row in rows} == {
        **{f"PO-{number}": [] for number in (1, 2, 8)},
        "PO-3": ["short"],
        "PO-4": ["changed"],
        "PO-5": ["backordered"],
        "PO-6": ["price"],
        "PO-7": ["quantity"],
        "PO-9": ["silent"],
    }
    assert all(row["perfect"] is not bool(faults(row)) for row in rows)


def faults(row: Row) -> list[str]:
    return [each for each in FAULTS if row[each]]
