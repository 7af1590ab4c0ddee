"""How good deliveries are, by hand: one receipt of forty gloves and three gowns."""

from decimal import Decimal

from domain.event import Event
from domain.receipts.events import InspectedLine, ReceiptInspected
from projections.receipts import RECEIPTS
from tests.conftest import Database
from tests.domain.orders import MEDLINE, ORDER, RECEIPT, TODAY
from tests.domain.receipts import goods_returned, posted, receipt_line, reversed_whole
from tests.projections.by_hand import answered
from tests.projections.folding import Story

GLOVES = receipt_line("40", "400.00")
GOWNS = receipt_line("3", "60.00", number=2, line=2)
JUDGED = ReceiptInspected(
    receipt_id=RECEIPT.id,
    purchase_order=ORDER,
    inspected_by="ines",
    inspected_on=TODAY,
    lines=(
        InspectedLine(
            line=1,
            purchase_order_line=1,
            bucket="received",
            accepted=Decimal(36),
            rejected=Decimal(4),
        ),
    ),
)


def quality(database: Database, *facts: Event) -> list[dict[str, object]]:
    story = Story()
    for fact in facts:
        story.happens(f"receipt/{RECEIPT.id}", fact, number=RECEIPT.number)
    return answered(database.url, RECEIPTS, story, "quality_by_supplier")


def test_rejected_goods_count_whether_they_went_back_or_wait(database: Database) -> None:
    expected = {
        "supplier_id": MEDLINE,
        "lines": 2,
        "refused_lines": 1,
        "refused_lines_pct": "50.00",
        "refused_units_pct": "9.30",  # 4 of 43.
    }
    back = goods_returned(receipt_line("4", "40.00", bucket="rejected"))
    assert quality(database, posted(GLOVES, GOWNS), JUDGED) == [expected]
    assert quality(database, posted(GLOVES, GOWNS), JUDGED, back) == [expected]


def test_a_receipt_that_was_taken_back_whole_says_nothing(database: Database) -> None:
    assert quality(database, posted(GLOVES), reversed_whole(GLOVES)) == []
