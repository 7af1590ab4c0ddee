"""Goods of four-way lines that were posted before such goods lay apart: judged where they lie."""

from decimal import Decimal
from typing import Final

from domain.receipts.buckets import Bucket
from domain.receipts.events import ReceiptLine
from domain.stock import receiving
from domain.stock.events import StockItemEvent, StockItemMoved
from domain.stock.receiving import Judgement
from domain.stock.state import STOCK_ITEM, StockItem
from tests.domain.orders import GLOVES, MEDLINE, RECEIPT, TODAY
from tests.domain.receipts import receipt_line
from tests.domain.stock import brought, opened

FORMER: Final = receipt_line("10", "100.00", item_id=GLOVES, match="four_way", inspected_first=True)
APART: Final = FORMER.model_copy(update={"lies_apart": True})


def after(*facts: StockItemEvent) -> StockItem:
    state = STOCK_ITEM.evolve(None, opened())
    for fact in facts:
        state = STOCK_ITEM.evolve(state, fact)
    return state


def judged(item: StockItem, line: ReceiptLine, bucket: Bucket, quantity: str) -> StockItem:
    verdict = Judgement("received", bucket, Decimal(quantity), (), None)
    for fact in receiving.judge(item, line, verdict, "ines", "inspected"):
        assert isinstance(fact, StockItemMoved)
        item = STOCK_ITEM.evolve(item, fact)
    return item


def lies(item: StockItem) -> list[int]:
    return [int(item.on_hand(each)) for each in ("available", "in_inspection", "rejected")]


def test_former_goods_stay_available_until_they_are_rejected() -> None:
    item = after(brought("10", "100.00"))
    item = judged(item, FORMER, "accepted", "6")
    assert lies(item) == [10, 0, 0]
    assert lies(judged(item, FORMER, "rejected", "4")) == [6, 0, 4]


def test_former_goods_and_new_ones_of_one_lot_are_judged_each_where_they_lie() -> None:
    new = receiving.receive(APART, RECEIPT, MEDLINE, "USD", TODAY)
    item = after(brought("10", "100.00"), new)
    assert lies(item) == [10, 10, 0]
    item = judged(item, FORMER, "rejected", "10")
    assert lies(item) == [0, 10, 10]
    assert lies(judged(item, APART, "accepted", "10")) == [10, 0, 10]
