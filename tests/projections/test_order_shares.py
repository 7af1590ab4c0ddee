"""What those who share a line have come to bear, by bearer, as the order's facts tell it."""

from decimal import Decimal

from domain.event import DocumentRef, Event
from domain.purchase_orders.shared_cost_events import PurchaseOrderLineCostShared, SharedPart
from projections.purchase_orders import PURCHASE_ORDERS
from tests.domain.orders import ORDER, RECEIPT, in_force
from tests.projections.folding import Folded, Story, fold

Part = tuple[str, str | None, str, str]  # cost centre, project, what the fact adds, and the total


def shared(*parts: Part, source: DocumentRef = RECEIPT) -> PurchaseOrderLineCostShared:
    """A fact of line 1."""
    return PurchaseOrderLineCostShared(
        line=1,
        amount=sum((Decimal(amount) for _, _, amount, _ in parts), Decimal(0)),
        total=sum((Decimal(total) for *_, total in parts), Decimal(0)),
        currency="USD",
        parts=tuple(
            SharedPart(
                cost_centre=centre,
                account="6100",
                project=project,
                weight=Decimal(1),
                amount=Decimal(amount),
                total=Decimal(total),
            )
            for centre, project, amount, total in parts
        ),
        source=source,
    )


def told(*facts: Event) -> Folded:
    """The read model after these facts of PO-1."""
    story = Story().happens(f"purchase_order/{ORDER.id}", *in_force(), *facts, number="PO-1")
    return fold(PURCHASE_ORDERS, story.events)


def test_each_who_shares_a_line_has_a_row_that_grows_with_what_falls_to_him() -> None:
    kept = told(
        shared(("ICU", "TRIAL", "5.01", "5.01"), ("OR", None, "5.00", "5.00")),
        shared(("ICU", "TRIAL", "-1.00", "4.01"), ("OR", None, "-1.01", "3.99")),
    )
    rows = kept.by("purchase_order_shares", "bearer")
    assert {bearer: row["cost"] for bearer, row in rows.items()} == {
        "ICU/6100/TRIAL": "4.01",
        "OR/6100": "3.99",
    }
    icu = rows["ICU/6100/TRIAL"]
    assert (icu["number"], icu["line"], icu["project"], icu["grant_code"]) == (
        "PO-1",
        1,
        "TRIAL",
        None,
    )


def test_who_shared_the_line_in_two_ways_bears_the_sum_of_both() -> None:
    kept = told(
        shared(("ICU", None, "3.00", "3.00"), ("OR", None, "3.00", "3.00")),
        shared(("ICU", None, "1.00", "1.00"), ("LAB", None, "2.00", "2.00")),
    )
    rows = kept.by("purchase_order_shares", "bearer")
    assert {bearer: row["cost"] for bearer, row in rows.items()} == {
        "ICU/6100": "4.00",
        "OR/6100": "3.00",
        "LAB/6100": "2.00",
    }
