"""What is open with a company is found under its survivor, and keeps the name on its papers."""

from decimal import Decimal
from typing import Any

import pytest

from domain.event import DocumentRef
from domain.suppliers.events import SupplierActivated, SupplierMerged, SupplierProposed
from tests.conftest import Database
from tests.domain.invoices import accounted, captured, held, linked
from tests.domain.orders import MEDLINE, id_of
from tests.projections.folding import Story
from tests.projections.test_invoice_figures import asked, withheld

FIRST, SECOND = id_of(701), id_of(702)
INVOICE = id_of(801)


def supplier(story: Story, supplier_id: str, number: str, name: str) -> None:
    proposed = SupplierProposed(
        supplier_id=supplier_id, number=number, name=name, proposed_by="adam"
    )
    story.happens(f"supplier/{supplier_id}", proposed, SupplierActivated(activated_by="cora"))


def merged(story: Story, supplier_id: str, survivor_id: str, number: str) -> None:
    survivor = DocumentRef(aggregate="supplier", id=survivor_id, number=number)
    gone = SupplierMerged(survivor=survivor, merged_by="carla", reason_code="acquired")
    story.happens(f"supplier/{supplier_id}", gone)


@pytest.fixture
def story() -> Story:
    told = Story()
    supplier(told, MEDLINE, "S-1", "Medline")
    supplier(told, FIRST, "S-2", "Northern Medical")
    supplier(told, SECOND, "S-3", "Great Medical")
    bill = captured().model_copy(update={"invoice_id": INVOICE})
    told.happens(f"invoice/{INVOICE}", bill, linked(), accounted(), number="INV-1")
    stops = held("price", line=1, expected="10", actual="12", exposure="200.00")
    told.happens(f"invoice/{INVOICE}", stops, withheld("300.00"), number="INV-1")
    return told


def open_with(database: Database, story: Story, **given: Any) -> list[tuple[str, ...]]:
    names = ("open_amount", "withheld_amount", "holds")
    return [
        (row["supplier_name"], *(str(Decimal(row[name]).normalize()) for name in names))
        for row in asked(database, story, "payables_by_supplier", **given)
    ]


def test_it_is_found_under_whoever_the_supplier_has_become(
    database: Database, story: Story
) -> None:
    assert open_with(database, story) == [("Medline", "1E+3", "3E+2", "1")]
    merged(story, MEDLINE, FIRST, "S-2")
    merged(story, FIRST, SECOND, "S-3")
    assert open_with(database, story) == [("Great Medical", "1E+3", "3E+2", "1")]
    for each in (MEDLINE, FIRST, SECOND):
        assert len(open_with(database, story, supplier_id=each)) == 1, "under each of its names"
    assert open_with(database, story, supplier_id=id_of(9)) == []


def test_documents_keep_the_name_that_they_bear(database: Database, story: Story) -> None:
    merged(story, MEDLINE, SECOND, "S-3")
    rows = asked(database, story, "payable_documents", supplier_id=SECOND)
    assert [row["kind"] for row in rows] == ["dispute", "hold", "invoice"]
    assert {(row["named_supplier"], row["supplier_name"]) for row in rows} == {
        ("Medline", "Great Medical")
    }
    (hold,) = asked(database, story, "payable_documents", kind="hold")
    assert [hold["document_id"], Decimal(hold["amount"])] == [INVOICE, 200]


def test_mergers_in_a_circle_end(database: Database, story: Story) -> None:
    merged(story, MEDLINE, SECOND, "S-3")
    merged(story, SECOND, MEDLINE, "S-1")
    assert len(open_with(database, story)) == 1
