"""Amendments: what a line buys, and of whom, changes until something has come of it."""

from decimal import Decimal
from typing import Any

import pytest

from domain.errors import Rejected
from domain.frozen import replace
from domain.purchase_orders.amendment_errors import (
    PurchaseOrderLineFixed,
    PurchaseOrderQuantityMissing,
    PurchaseOrderSupplierFixed,
)
from domain.purchase_orders.amendments import completed
from domain.purchase_orders.approval import needs_new_case
from domain.purchase_orders.change_orders import implement
from domain.purchase_orders.commands import ChangedLine, ImplementChangeOrder
from domain.purchase_orders.errors import PurchaseOrderItemDiffers, PurchaseOrderNothingChanged
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.suppliers.errors import SupplierNotEligible
from tests.domain.orders import (
    BOX,
    EACH,
    GLOVES,
    NOW,
    ORDER,
    added,
    cancelled,
    change,
    changed,
    created,
    gloves,
    in_force,
    invoiced,
    medline,
    order_after,
    received,
    returned,
)
from tests.domain.scenario import given

ITEMS = {GLOVES: gloves()}
OTHER = "5a1c7c1e-0000-4000-8000-000000000077"


def amend(supplier_id: str | None = None, **terms: Any) -> ImplementChangeOrder:
    lines = (ChangedLine(line=1, **terms),) if terms else ()
    return ImplementChangeOrder(
        now=NOW, purchase_order_id=ORDER.id, lines=lines, supplier_id=supplier_id
    )


def decide(
    order: PurchaseOrder, command: ImplementChangeOrder, *supplier: Any
) -> tuple[PurchaseOrderEvent, ...]:
    return implement(order, completed(order, command, ITEMS), *supplier)


def other(*, cleared: bool = True) -> Any:  # noqa: ANN401 - a supplier under another id.
    return replace(medline(cleared=cleared), supplier_id=OTHER, name="Cardinal")


def test_another_item_brings_the_words_of_the_catalogue_and_asks_for_approval_again() -> None:
    before = order_after(*in_force())
    told = change(1, "1000", item_id=GLOVES)  # The description is the same as before.
    after = (
        given(PURCHASE_ORDER, *in_force())
        .when(decide, amend(item_id=GLOVES))
        .then(changed("1000", "1000", told))
    )
    assert after.lines[1].terms.item_id == GLOVES
    assert needs_new_case(before, after)


def test_another_pack_needs_a_quantity_of_its_own() -> None:
    asked = given(PURCHASE_ORDER, created(), added(item_id=GLOVES))
    asked.when(decide, amend(pack=BOX)).rejected(PurchaseOrderQuantityMissing, line=1, unit="BX")
    price: dict[str, Any] = {"quantity": Decimal(9), "unit_price": Decimal(110)}
    told = change(1, "990", pack=BOX, **price)
    asked.when(decide, amend(pack=BOX, **price)).then(changed("1000", "990", told, revision=0))
    wrong = BOX.model_copy(update={"numerator": 13})
    asked.when(decide, amend(pack=wrong, **price)).rejected(PurchaseOrderItemDiffers, line=1)


def test_a_description_that_changes_waits_for_the_suppliers_answer_again() -> None:
    told = change(1, "1000", description="Gloves, long")
    after = (
        given(PURCHASE_ORDER, *in_force())
        .when(decide, amend(description="Gloves, long"))
        .then(changed("1000", "1000", told))
    )
    assert after.lines[1].acknowledged is None
    assert not needs_new_case(order_after(*in_force()), after)


@pytest.mark.parametrize(
    "came",
    [
        (received("1", "10"),),
        (received("1", "10"), returned("1", "10")),
        (invoiced("1", "10", "0"),),
        (cancelled("1", "10"),),
    ],
    ids=["received", "received and returned", "invoiced", "cancelled in part"],
)
def test_a_line_of_which_something_came_stays_what_it_is(
    came: tuple[PurchaseOrderEvent, ...],
) -> None:
    asked = given(PURCHASE_ORDER, *in_force(), *came)
    for terms in ({"item_id": GLOVES}, {"description": "x"}, {"agreement": "PA-1"}):
        asked.when(decide, amend(**terms)).rejected(PurchaseOrderLineFixed, line=1)


def test_the_order_goes_to_another_supplier_who_has_to_answer_to_every_line() -> None:
    history = in_force(added(), added("1", "5", line=2, agreement="PA-1"))
    told = (change(1, "1000"), change(2, "5", off_agreement=True))
    after = (
        given(PURCHASE_ORDER, *history)
        .when(decide, amend(OTHER), other())
        .then(changed("1005", "1005", *told, supplier_id=OTHER, supplier_name="Cardinal"))
    )
    assert (after.supplier_id, after.supplier_name) == (OTHER, "Cardinal")
    assert after.lines[2].terms.agreement is None
    assert needs_new_case(order_after(*history), after)


def test_the_new_supplier_has_to_be_eligible() -> None:
    asked = given(PURCHASE_ORDER, *in_force())
    asked.when(decide, amend(OTHER), other(cleared=False)).rejected(SupplierNotEligible)


@pytest.mark.parametrize("came", [received("1", "10"), invoiced("1", "10", "0")])
def test_an_order_of_which_something_came_stays_with_its_supplier(
    came: PurchaseOrderEvent,
) -> None:
    asked = given(PURCHASE_ORDER, *in_force(), came)
    asked.when(decide, amend(OTHER), other()).rejected(PurchaseOrderSupplierFixed)


def test_an_amendment_to_what_the_order_says_already_is_refused() -> None:
    asked = given(PURCHASE_ORDER, *in_force())
    same: list[ImplementChangeOrder] = [
        amend(pack=EACH, description="Gloves"),
        amend(order_after(*in_force()).supplier_id),
    ]
    for each in same:
        refusal: type[Rejected] = PurchaseOrderNothingChanged
        asked.when(decide, each, medline()).rejected(refusal)
