"""Consignment orders: goods come and owe nothing; what is used of them is received and billed."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from domain.purchase_orders import consignments
from domain.purchase_orders.change_orders import add_line
from domain.purchase_orders.closing import cancel_line
from domain.purchase_orders.commands import (
    AddPurchaseOrderLine,
    CancelPurchaseOrderLine,
    OrderedLine,
)
from domain.purchase_orders.consignment_errors import (
    PurchaseOrderConsignedElsewhere,
    PurchaseOrderConsignmentHere,
    PurchaseOrderLineNotConsignment,
    PurchaseOrderNotConsignment,
    PurchaseOrderReceivedAsConsignment,
)
from domain.purchase_orders.control_commands import FinallyClosePurchaseOrder
from domain.purchase_orders.decide import create
from domain.purchase_orders.duty_errors import PurchaseOrderOwnBuyer
from domain.purchase_orders.endings import finally_close
from domain.purchase_orders.errors import PurchaseOrderUnknownLine
from domain.purchase_orders.events import PurchaseOrderEvent, PurchaseOrderLineCancelled
from domain.purchase_orders.ledger import invoice_line, receive_line
from domain.purchase_orders.ledger_events import (
    PurchaseOrderLineConsignmentReturned,
)
from domain.purchase_orders.progress import lifecycle, receipt_progress
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.receipts.errors import OverReceipt
from domain.stock.commands import (
    ConsumeConsignment,
    ReceiveConsignment,
)
from domain.stock.state import STOCK_ITEM, StockItem
from tests.domain.consignment_orders import (
    DRAFTED,
    IN_FORCE,
    TERMS,
    arrives,
    consumption,
    here,
    kept,
    taken,
    used,
)
from tests.domain.orders import (
    BOX,
    EACH,
    GLOVES,
    INVOICE,
    NOW,
    ORDER,
    RECEIPT,
    TODAY,
    added,
    created,
    gloves,
    medline,
    order_after,
    ordered_line,
)
from tests.domain.scenario import folded, given
from tests.domain.stock import STOCK, opened
from tests.domain.test_purchase_orders import create_with


def lays_down(
    order: PurchaseOrder, command: ReceiveConsignment, item: StockItem
) -> tuple[PurchaseOrderEvent, ...]:
    return (consignments.lay_down(order, 1, command, item),)


def uses(order: PurchaseOrder, command: ConsumeConsignment) -> tuple[PurchaseOrderEvent, ...]:
    return (consignments.use(order, 1, command.wanted.quantity, command, kept()),)


def test_goods_that_come_owe_nothing_and_what_is_used_of_them_is_owed_for() -> None:
    order = given(PURCHASE_ORDER, *IN_FORCE).when(lays_down, arrives(), kept()).then(here())
    line = order.lines[1]
    assert [line.arrived, line.received, line.open_for_receiving] == [4, 0, 6]
    assert line.uncommitted == 6
    assert receipt_progress(order) == "partial"
    assert line.ledger.net_received.amount == 0
    used_one = given(PURCHASE_ORDER, *IN_FORCE, here()).when(uses, used("3"))
    after = used_one.then(consumption("3", "120.00"))
    assert [after.lines[1].received, after.lines[1].arrived] == [3, 4]
    billed = order_after(
        *(*IN_FORCE, here(), consumption("3", "120.00")),
        *invoice_line(after, 1, Decimal(3), Decimal(120), INVOICE),
    )
    assert billed.lines[1].ledger.cleared == 120


def test_the_order_is_closed_once_all_of_it_came_was_used_and_billed() -> None:
    history = (*IN_FORCE, here("10"), consumption("10", "400.00"))
    order = order_after(*history)
    assert lifecycle(order) == "issued"
    billed = invoice_line(order, 1, Decimal(10), Decimal(400), INVOICE)
    assert lifecycle(order_after(*history, *billed)) == "closed"


def test_what_the_supplier_takes_back_may_come_again_and_what_came_cannot_be_cancelled() -> None:
    order = order_after(*IN_FORCE, here())
    back = consignments.take_away(order, 1, Decimal(1), taken("1"), kept())
    assert back == PurchaseOrderLineConsignmentReturned(
        line=1, quantity=Decimal(1), returned_on=TODAY, stock_item=STOCK
    )
    with pytest.raises(PurchaseOrderUnknownLine):
        consignments.take_away(order, 9, Decimal(1), taken("1"), kept())
    line = order_after(*IN_FORCE, here(), back).lines[1]
    assert [line.arrived, line.open_for_receiving] == [3, 7]
    assert not line.ledger.untouched
    rest = CancelPurchaseOrderLine(
        now=NOW, purchase_order_id=ORDER.id, line=1, reason_code="enough"
    )
    given(PURCHASE_ORDER, *IN_FORCE, here()).when(cancel_line, rest).then(
        PurchaseOrderLineCancelled(
            line=1, quantity=Decimal(6), amount=Decimal(240), reason_code="enough"
        )
    )


def test_goods_are_taken_in_only_as_ordered_and_not_by_the_buyer() -> None:
    order = given(PURCHASE_ORDER, *IN_FORCE)
    order.when(lays_down, arrives("12"), kept()).rejected(OverReceipt, ordered="10")
    order.when(lays_down, arrives(consigned_by="bella"), kept()).rejected(PurchaseOrderOwnBuyer)
    order.when(lays_down, arrives(supplier_id=GLOVES), kept()).rejected(
        PurchaseOrderConsignedElsewhere, what="supplier"
    )
    elsewhere = folded(STOCK_ITEM, opened(facility="SOUTH"))
    order.when(lays_down, arrives(), elsewhere).rejected(
        PurchaseOrderConsignedElsewhere, what="facility"
    )
    bought = given(PURCHASE_ORDER, created(), added("10", "40", item_id=GLOVES))
    bought.when(lays_down, arrives(), kept()).rejected(PurchaseOrderNotConsignment)
    laid = given(PURCHASE_ORDER, *IN_FORCE, here())
    laid.when(uses, used(person="bella")).rejected(PurchaseOrderOwnBuyer)


def test_no_receipt_brings_what_is_the_suppliers() -> None:
    order = given(PURCHASE_ORDER, *IN_FORCE)

    def receives(order: PurchaseOrder) -> tuple[PurchaseOrderEvent, ...]:
        return (receive_line(order, 1, Decimal(1), RECEIPT),)

    order.when(receives).rejected(PurchaseOrderReceivedAsConsignment)


@pytest.mark.parametrize(
    "terms",
    [{"accounting": "stock"}, {"match": "two_way"}, {"item_id": None}, {"pack": BOX}],
    ids=["ours at once", "billed unused", "not catalogued", "used by the box"],
)
def test_a_line_of_consignment_is_kept_and_used_piece_by_piece(terms: dict[str, Any]) -> None:
    items = {GLOVES: gloves()}
    stated = ordered_line("10", "40", **TERMS)
    asked = replace(create_with(stated), order_type="consignment")
    assert create(None, asked, medline(), items)[1] == DRAFTED[1]
    wrong: OrderedLine = replace(stated, **terms)
    given(PURCHASE_ORDER).when(create, replace(asked, lines=(wrong,)), medline(), items).rejected(
        PurchaseOrderLineNotConsignment, line=1
    )
    joins = AddPurchaseOrderLine(now=NOW, purchase_order_id=ORDER.id, line=replace(wrong, line=2))
    given(PURCHASE_ORDER, *DRAFTED).when(add_line, joins, items).rejected(
        PurchaseOrderLineNotConsignment, line=2
    )


def test_only_consignment_orders_bring_consignment() -> None:
    asked = create_with(ordered_line("10", "40", **TERMS))
    given(PURCHASE_ORDER).when(create, asked, medline(), {GLOVES: gloves()}).rejected(
        PurchaseOrderLineNotConsignment
    )
    line = order_after(*IN_FORCE).lines[1]
    consignments.require_pieces(line, EACH)
    with pytest.raises(PurchaseOrderLineNotConsignment):
        consignments.require_pieces(line, BOX)


def test_an_order_ends_for_good_only_once_nothing_of_it_lies_here() -> None:
    end = FinallyClosePurchaseOrder(
        now=NOW, purchase_order_id=ORDER.id, closed_by="fay", reason_code="done"
    )
    laid = given(PURCHASE_ORDER, *IN_FORCE, here(), consumption("3", "120.00"))
    laid.when(finally_close, end).rejected(PurchaseOrderConsignmentHere, here="1")
    back = consignments.take_away(order_after(*IN_FORCE), 1, Decimal(1), taken("1"), kept())
    order = order_after(*IN_FORCE, here(), consumption("3", "120.00"), back)
    assert finally_close(order, end)
