"""Maverick spend and spend under management, worked by hand on orders and bills of March 2026."""

from datetime import date
from decimal import Decimal
from typing import Final

import pytest

from domain.invoices.events import InvoiceCredited
from domain.invoices.lines import CreditedInvoiceLine
from domain.purchase_orders.control_events import PurchaseOrderRatificationOverdue
from domain.suppliers.events import SupplierActivated, SupplierProposed
from projections.projection import Row
from projections.purchase_orders import PURCHASE_ORDERS
from tests.conftest import Database
from tests.domain.orders import BOX, GLOVES, MEDLINE, MEMO, id_of
from tests.projections.by_hand import answered
from tests.projections.figure_story import at, bills, in_all, invoice, of_order, orders
from tests.projections.folding import Story

MARCH: Final = date(2026, 3, 10)
EARLIER: Final = date(2026, 3, 9)
STRANGER: Final = {"supplier_id": id_of(88), "supplier_name": "Stranger"}


def suppliers(story: Story) -> Story:
    """Medline is approved, the stranger only proposed."""
    for key, name in ((MEDLINE, "Medline"), (STRANGER["supplier_id"], "Stranger")):
        proposed = SupplierProposed(
            supplier_id=key, number=f"S-{name}", name=name, proposed_by="adam"
        )
        at(story, date(2026, 1, 1), f"supplier/{key}", proposed, number=f"S-{name}")
    activated = SupplierActivated(activated_by="carla")
    return at(story, date(2026, 1, 2), f"supplier/{MEDLINE}", activated, number="S-Medline")


def bought(story: Story, number: int, amount: str, **terms: object) -> Story:
    """An order of MARCH, billed for that amount."""
    header = terms.pop("header", None)
    orders(story, number, MARCH, header=header, **terms)  # type: ignore[arg-type] # of the line
    return bills(story, number, MARCH, "100", amount)


@pytest.fixture
def story() -> Story:
    """100 agreed, 200 ordinary, 400 late, 800 of a stranger, 1600 uncatalogued, 1000 unordered."""
    told = suppliers(Story())
    agreed = {"pack": BOX, "agreement": "PA-1", "price_source": "agreement"}
    bought(told, 1, "100.00", item_id=GLOVES, **agreed)
    bought(told, 2, "200.00", item_id=GLOVES)
    bought(told, 3, "400.00", item_id=GLOVES)
    invoice(told, 3, EARLIER, order=3)
    bought(told, 4, "800.00", item_id=GLOVES, header=STRANGER)
    bought(told, 5, "1600.00")
    invoice(told, 6, MARCH, order=None)
    return told


def asked(database: Database, story: Story, name: str, **chosen: str) -> list[Row]:
    return answered(database.url, PURCHASE_ORDERS, story, name, **chosen)


def figures(row: Row) -> dict[str, Decimal]:
    keys = ("month", "currency")
    return {name: Decimal(value) for name, value in row.items() if name not in keys}


def test_maverick_spend_by_hand(database: Database, story: Story) -> None:
    (march,) = asked(database, story, "maverick_spend")
    assert figures(march) == {
        "spend": 4100,
        "without_order": 1000,
        "after_the_fact": 400,
        "supplier_not_approved": 800,
        "off_catalogue": 1600,
        "maverick": 3800,
        "maverick_pct": Decimal("92.68"),  # 3800 of 4100
    }


def test_spend_under_management_by_hand(database: Database, story: Story) -> None:
    (march,) = asked(database, story, "spend_under_management")
    assert figures(march) == {
        "spend": 4100,
        "on_orders": 3100,
        "from_approved_suppliers": 3300,  # All but the stranger's.
        "on_agreements": 100,
        "managed": 100,
        "managed_pct": Decimal("2.44"),
    }


def test_the_documents_behind_the_figures_come_to_them(database: Database, story: Story) -> None:
    (march,) = asked(database, story, "maverick_spend")
    for cause in ("without_order", "after_the_fact", "supplier_not_approved", "off_catalogue"):
        behind = asked(database, story, "spend_documents", month="2026-03", maverick=cause)
        assert in_all(behind, "amount") == Decimal(march[cause]) > 0
    every = asked(database, story, "spend_documents", month="2026-03", currency="USD")
    assert in_all(every, "amount") == Decimal(march["spend"])
    (unordered,) = [row for row in every if row["maverick"] == "without_order"]
    assert (unordered["invoice_number"], unordered["purchase_order_id"]) == ("INV-6", None)
    (managed,) = asked(database, story, "spend_documents", managed="true")
    assert (managed["purchase_order_number"], managed["agreement_number"]) == ("PO-1", "PA-1")


def test_each_amount_counts_once_under_the_first_cause(database: Database) -> None:
    story = suppliers(Story())
    bought(story, 1, "700.00", header=STRANGER)  # Late, from a stranger and uncatalogued.
    invoice(story, 1, EARLIER, order=1)
    (march,) = asked(database, story, "maverick_spend")
    assert figures(march)["after_the_fact"] == figures(march)["maverick"] == 700


def test_whoever_is_approved_later_approves_what_was_bought_before(
    database: Database, story: Story
) -> None:
    activated = SupplierActivated(activated_by="carla")
    key = STRANGER["supplier_id"]
    at(story, date(2026, 4, 1), f"supplier/{key}", activated, number="S-Stranger")
    (march,) = asked(database, story, "maverick_spend")
    assert figures(march)["supplier_not_approved"] == 0


def test_services_by_amount_need_no_catalogue(database: Database) -> None:
    story = suppliers(Story())
    service = {"basis": "amount", "delivery": "service", "accounting": "expense"}
    bought(story, 1, "500.00", **service)
    (march,) = asked(database, story, "maverick_spend")
    assert [figures(march)[name] for name in ("spend", "maverick")] == [500, 0]


@pytest.mark.parametrize(("missed", "maverick"), [(True, 100), (False, 0)])
def test_an_emergency_is_maverick_once_nobody_stood_for_it_in_time(
    database: Database, missed: bool, maverick: int
) -> None:
    story = suppliers(Story())
    header = {"order_type": "emergency", "ratify_by": date(2026, 3, 12)}
    bought(story, 1, "100.00", item_id=GLOVES, header=header)
    invoice(story, 1, EARLIER, order=1)
    if missed:
        overdue = PurchaseOrderRatificationOverdue(due_on=date(2026, 3, 12))
        of_order(story, 1, date(2026, 3, 13), overdue)
    (march,) = asked(database, story, "maverick_spend")
    assert figures(march)["maverick"] == maverick


def test_what_was_credited_of_an_invoice_without_an_order_is_no_spend(database: Database) -> None:
    story = invoice(suppliers(Story()), 6, MARCH, order=None)
    (march,) = asked(database, story, "maverick_spend")
    assert figures(march)["without_order"] == 1000
    line = CreditedInvoiceLine(
        line=1, quantity=Decimal(25), amount=Decimal("250.00"), cleared=Decimal(0)
    )
    credit = InvoiceCredited(
        credit_memo=MEMO, lines=(line,), amount=Decimal("250.00"), currency="USD"
    )
    at(story, date(2026, 4, 1), f"invoice/{id_of(2006)}", credit, number="INV-6")
    (march,) = asked(database, story, "maverick_spend")
    assert figures(march)["without_order"] == 750
