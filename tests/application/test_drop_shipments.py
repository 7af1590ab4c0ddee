"""A drop shipment from draft to receipt: no stock moves, and the paper stands on the receipt."""

from dataclasses import replace

import pytest

from domain.event import SealedText
from domain.receipts.errors import ReceiptProofMissing
from domain.receipts.state import RECEIPT
from tests.application.company import Company, id_of, line, post
from tests.application.test_blankets import order


async def test_a_drop_shipment_is_received_by_its_proof_of_delivery(company: Company) -> None:
    await company.has_item("pump")
    home = SealedText(subject="bella", box="c2VhbGVk")
    asked = line("2", "90", item_id=id_of("pump"), accounting="expense")
    await company.do(order("PO-1", asked, order_type="drop_ship", ship_to=home))
    await company.submits()
    await company.issues()
    with pytest.raises(ReceiptProofMissing):
        await company.do(post("GR-1", "2"))
    await company.do(replace(post("GR-1", "2"), delivery_note="POD-77"))
    receipt = await company.state(RECEIPT, id_of("GR-1"))
    assert receipt.lines[1].posted.stock_item_id is None
    assert (await company.order()).lines[1].received == 2
