"""Orders that the supplier ships past us: nothing is kept or inspected, and a paper proves it."""

from dataclasses import replace
from typing import Any, Final

import pytest

from domain.event import SealedText
from domain.purchase_orders.change_orders import add_line
from domain.purchase_orders.commands import AddPurchaseOrderLine, OrderedLine
from domain.purchase_orders.control_errors import PurchaseOrderTypeUnclear
from domain.purchase_orders.decide import create
from domain.purchase_orders.drop_shipments import require_proof
from domain.purchase_orders.order_form_errors import PurchaseOrderLineNotDropShipped
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.receipts.errors import ReceiptProofMissing
from tests.domain.orders import NOW, ORDER, created, medline, order_after, ordered_line
from tests.domain.scenario import given
from tests.domain.test_purchase_orders import create_with
from tests.domain.test_receipts import counted, post_with

HOME: Final = SealedText(subject="bella", box="c2VhbGVk")


def pump(**terms: Any) -> OrderedLine:
    return replace(ordered_line("1", "900"), accounting="expense", **terms)


def test_a_drop_shipment_names_its_address_and_nothing_else_does() -> None:
    asked = replace(create_with(pump()), order_type="drop_ship", ship_to=HOME)
    order = PURCHASE_ORDER.evolve(None, create(None, asked, medline(), {})[0])
    assert order.order_type == "drop_ship"
    for wrong in (replace(asked, ship_to=None), replace(asked, order_type="standard")):
        given(PURCHASE_ORDER).when(create, wrong, medline(), {}).rejected(PurchaseOrderTypeUnclear)


@pytest.mark.parametrize(
    "terms", [{"accounting": "stock"}, {"match": "four_way"}, {"delivery": "service"}]
)
def test_what_never_comes_here_is_not_kept_inspected_or_performed_here(
    terms: dict[str, Any],
) -> None:
    line = replace(pump(), **terms)
    asked = replace(create_with(line), order_type="drop_ship", ship_to=HOME)
    given(PURCHASE_ORDER).when(create, asked, medline(), {}).rejected(
        PurchaseOrderLineNotDropShipped, line=1
    )
    shipped = created().model_copy(update={"order_type": "drop_ship", "ship_to": HOME})
    joins = AddPurchaseOrderLine(now=NOW, purchase_order_id=ORDER.id, line=line)
    given(PURCHASE_ORDER, shipped).when(add_line, joins, {}).rejected(
        PurchaseOrderLineNotDropShipped
    )


def test_a_receiver_needs_a_proof_of_delivery_for_what_he_never_saw() -> None:
    shipped = order_after(created().model_copy(update={"order_type": "drop_ship"}))
    arrival = post_with(counted("1"))
    with pytest.raises(ReceiptProofMissing):
        require_proof(shipped, arrival)
    require_proof(shipped, replace(arrival, delivery_note="POD-77"))
    require_proof(order_after(created()), arrival)
