"""What asks for more is judged as at the issue: the item, the blanket, the request behind it."""

from datetime import date
from decimal import Decimal
from typing import Final

import pytest

from domain.catalogue.errors import CatalogueItemNotActive, CatalogueItemRecalled
from domain.catalogue.events import CatalogueItemRecallPlaced
from domain.catalogue.state import CATALOGUE_ITEM
from domain.purchase_orders.blankets import draw, require_in_force
from domain.purchase_orders.closing import require_requested
from domain.purchase_orders.control_errors import PurchaseOrderNotABlanket
from domain.purchase_orders.control_events import PurchaseOrderBlanketDrawn
from domain.purchase_orders.errors import PurchaseOrderRequisitionCancelled
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.growth import grown_lines, require_items
from domain.purchase_orders.order import PurchaseOrder
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.requisitions.events import RequisitionCancelled, RequisitionLineCancelled
from domain.requisitions.state import REQUISITION
from tests.domain.orders import (
    GLOVES,
    MEDLINE,
    ORDER,
    TODAY,
    added,
    cancelled,
    change,
    changed,
    created,
    gloves,
    id_of,
    in_force,
    issued,
    order_after,
    ref,
)
from tests.domain.scenario import given
from tests.domain.test_purchase_order_approval import WISH, requisition

CAPPED: Final = created().model_copy(
    update={"order_type": "blanket", "cap_amount": Decimal(5000), "valid_until": date(2026, 12, 31)}
)
BLANKET: Final = (CAPPED, added(), *in_force()[2:])
RELEASE: Final = ref("purchase_order", 51)


@pytest.mark.parametrize(
    ("after", "grown"),
    [
        ((changed("1000", "1010", change(1, "1010", quantity=Decimal(101))),), (1,)),
        ((changed("1000", "1100", change(1, "1100", unit_price=Decimal(11))),), (1,)),
        ((added("7", "200", line=2), changed("1000", "2400")), (2,)),
        ((changed("1000", "1000", change(1, "1000", item_id=GLOVES)),), (1,)),
        ((changed("1000", "1000", supplier_id=id_of(77), supplier_name="Cardinal"),), (1,)),
        ((changed("1000", "1000", change(1, "1000"), currency="EUR"),), (1,)),
        ((changed("1000", "990", change(1, "990", quantity=Decimal(99))),), ()),
        ((changed("1000", "1000", change(1, "1000", need_by=TODAY)),), ()),
        ((cancelled("40", "400"),), ()),
    ],
)
def test_only_what_asks_for_more_is_judged_anew(
    after: tuple[PurchaseOrderEvent, ...], grown: tuple[int, ...]
) -> None:
    lines = grown_lines(order_after(*in_force()), order_after(*in_force(), *after))
    assert tuple(line.terms.line for line in lines) == grown


def test_an_item_that_was_recalled_whole_or_is_not_active_is_ordered_no_more() -> None:
    order = order_after(*in_force(added(item_id=GLOVES)))
    recall = CatalogueItemRecallPlaced(
        recall="F-1", recall_class="I", source="fda", placed_by="rex", reason_code="unsterile"
    )
    some = recall.model_copy(update={"lots": ("L-1",)})
    recalled = CATALOGUE_ITEM.evolve(gloves(), recall)
    with pytest.raises(CatalogueItemRecalled):
        require_items(order, order.live_lines, {GLOVES: recalled}, TODAY)
    with pytest.raises(CatalogueItemNotActive):
        require_items(order, order.live_lines, {GLOVES: gloves(active=False)}, TODAY)
    require_items(order, order.live_lines, {GLOVES: CATALOGUE_ITEM.evolve(gloves(), some)}, TODAY)


def test_a_blanket_that_is_cancelled_or_over_is_drawn_on_no_more() -> None:
    require_in_force(order_after(*BLANKET), TODAY)
    with pytest.raises(PurchaseOrderNotABlanket, match="it is cancelled"):
        require_in_force(order_after(*BLANKET, cancelled("100", "1000")), TODAY)
    with pytest.raises(PurchaseOrderNotABlanket, match="ended on 2026-12-31"):
        require_in_force(order_after(*BLANKET), date(2027, 1, 1))


def test_a_release_keeps_the_currency_of_its_blanket_even_at_the_same_figure() -> None:
    drawn = PurchaseOrderBlanketDrawn(release=RELEASE, amount=Decimal(1000), currency="USD")
    blanket = given(PURCHASE_ORDER, *BLANKET, drawn)
    blanket.when(draw, release("USD")).then()
    blanket.when(draw, release("EUR")).rejected(PurchaseOrderNotABlanket, problem="it is in USD")


def release(currency: str) -> PurchaseOrder:
    told = created(currency).model_copy(
        update={
            "purchase_order_id": RELEASE.id,
            "number": RELEASE.number,
            "order_type": "release",
            "blanket": ORDER,
            "supplier_id": MEDLINE,
        }
    )
    return order_after(told, added(), issued())


def test_a_line_is_not_reopened_for_a_requisition_that_is_cancelled() -> None:
    line = added("100", "10", requisition_id=WISH, requisition_line=1)
    order = order_after(*in_force(line), cancelled("100", "1000"))
    wish = requisition()
    require_requested(order, 1, wish)
    gone = REQUISITION.evolve(wish, RequisitionCancelled(reason_code="not_needed"))
    with pytest.raises(PurchaseOrderRequisitionCancelled):
        require_requested(order, 1, gone)
    rest = RequisitionLineCancelled(line=1, quantity=Decimal(120), reason_code="not_needed")
    with pytest.raises(PurchaseOrderRequisitionCancelled):
        require_requested(order, 1, REQUISITION.evolve(wish, rest))
