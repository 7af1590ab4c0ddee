"""Facts that move no goods move no value out of inspection, and goods that left leave none."""

from domain.receipts.decide import post
from domain.receipts.events import ReceiptPosted, ReceiptWitnessed
from domain.receipts.inspection_values import acceptance_valued
from domain.receipts.state import RECEIPT as RECEIPTS
from tests.domain.judged_receipts import post_of
from tests.domain.orders import (
    GLOVES,
    ORDER,
    RECEIPT,
    TODAY,
    added,
    gloves,
    in_force,
    order_after,
)
from tests.domain.test_inspection_values import FREIGHT, Dock


def posting() -> ReceiptPosted:
    """Ten four-way gloves."""
    order = order_after(*in_force(added("100", "10", match="four_way", item_id=GLOVES)))
    (told,) = post(None, post_of("10"), order, {GLOVES: gloves()})
    assert isinstance(told, ReceiptPosted)
    return told


def test_a_second_person_who_counts_moves_nothing_out_of_inspection() -> None:
    receipt = RECEIPTS.evolve(None, posting())
    counted = ReceiptWitnessed(
        receipt_id=RECEIPT.id,
        purchase_order=ORDER,
        witness_id="wanda",
        witnessed_on=TODAY,
        lines=(1,),
    )
    assert acceptance_valued(receipt, RECEIPTS.evolve(receipt, counted), counted) == ()


def test_goods_that_all_went_back_leave_no_freight_in_inspection() -> None:
    dock = Dock()
    dock.arrive("10", FREIGHT)
    dock.give_back("10")
    assert dock.books == {"price_variance": 10, "charges_accrued": -10}
