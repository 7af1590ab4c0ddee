"""The supplier list: who may be ordered from and paid, and what stops it."""

from domain.event import Event
from domain.suppliers.events import (
    SupplierActivated,
    SupplierHoldPlaced,
    SupplierHoldReleased,
    SupplierProposed,
)
from projections.projection import Row
from projections.suppliers import SUPPLIERS
from tests.domain.orders import MEDLINE
from tests.projections.folding import Story, fold

PROPOSED = SupplierProposed(
    supplier_id=MEDLINE, number="S-1", name="Medline", proposed_by="adam", tax_id="12-3456789"
)
HELD = (
    SupplierHoldPlaced(scope="payment", reason_code="bank_change"),
    SupplierHoldPlaced(scope="order", reason_code="recall"),
)


def supplier(*facts: Event) -> Row:
    story = Story()
    for fact in facts:
        story.happens(f"supplier/{MEDLINE}", fact, number="S-1", facility=None)
    return fold(SUPPLIERS, story.events).row("suppliers")


def test_a_proposed_supplier_may_not_be_ordered_from_until_it_is_cleared() -> None:
    assert supplier(PROPOSED) == {
        "supplier_id": MEDLINE,
        "number": "S-1",
        "name": "Medline",
        "tax_id": "12-3456789",
        "state": "proposed",
        "holds": "",
        "changed_at": "2026-03-01T10:00:00.000000Z",
    }
    cleared = supplier(PROPOSED, SupplierActivated(activated_by="carla"))
    assert (cleared["state"], cleared["changed_at"]) == ("active", "2026-03-01T11:00:00.000000Z")


def test_holds_are_told_by_scope_until_each_is_lifted() -> None:
    assert supplier(PROPOSED, *HELD)["holds"] == "order,payment"
    lifted = SupplierHoldReleased(scope="order")
    assert supplier(PROPOSED, *HELD, lifted)["holds"] == "payment"
    assert supplier(PROPOSED, *HELD, lifted, SupplierHoldReleased(scope="payment"))["holds"] == ""
