"""What credits on price took off stock of a line's goods, as its order's history tells it."""

from decimal import Decimal
from typing import Any

import pytest

from domain.event import DocumentRef
from domain.purchase_orders.price_events import PurchaseOrderLineRevalued, RevaluedReceipt
from replay.sentences import sentence
from tests.domain.orders import INVOICE, RECEIPT
from tests.replay.test_sentences import recorded

CREDIT = DocumentRef(aggregate="credit_memo", id=INVOICE.id, number="C-1")
INSTEAD = "; 10 that come instead would take 45.00 USD of it over."


def revalued(amount: str, source: DocumentRef, **more: Any) -> PurchaseOrderLineRevalued:
    return PurchaseOrderLineRevalued(
        line=1,
        receipts=(RevaluedReceipt(receipt_id=RECEIPT.id, amount=Decimal(amount)),),
        amount=Decimal(amount),
        currency="USD",
        source=source,
        **more,
    )


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        (
            revalued("-90.00", CREDIT, invoice=INVOICE),
            "90.00 USD off, by credit memo C-1.",
        ),
        (
            revalued("90.00", RECEIPT),
            f"90.00 USD off no more, by receipt {RECEIPT.number}.",
        ),
        (
            revalued("90.00", RECEIPT, awaited=Decimal(10), awaited_amount=Decimal("-45.00")),
            f"90.00 USD off no more, by receipt {RECEIPT.number}{INSTEAD}",
        ),
    ],
)
def test_it_says_what_is_off_and_who_takes_it_over(
    fact: PurchaseOrderLineRevalued, told: str
) -> None:
    start = "Goods of line 1 count on stock at what they came at, with "
    assert sentence(recorded(fact)) == start + told
