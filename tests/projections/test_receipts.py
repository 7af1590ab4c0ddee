"""The dock sees what arrived for which order, and what still stands of it."""

from domain.event import Event
from domain.receipts.events import ReceiptServiceEntryRecorded, ReceiptStarted
from projections.projection import Row
from projections.receipts import RECEIPTS
from tests.domain.orders import MEDLINE, ORDER, RECEIPT, TODAY
from tests.domain.receipts import goods_returned, posted, receipt_line, reversed_whole
from tests.projections.agreement import documents, receipts_agree
from tests.projections.folding import Folded, Story, fold

GLOVES = receipt_line("40", "400.00", lot="L-7", expires_on="2027-01-31")
GOWNS = receipt_line("3", "60.00", number=2, line=2)


def told(*facts: Event) -> Folded:
    """The read model after these facts, which say what the receipt says itself."""
    story = Story()
    for fact in facts:
        story.happens(f"receipt/{RECEIPT.id}", fact, number=RECEIPT.number)
    for length in range(1, len(facts) + 1):
        so_far = story.events[:length]
        receipts_agree(documents(so_far), fold(RECEIPTS, so_far))
    return fold(RECEIPTS, story.events)


def header(*facts: Event) -> Row:
    return told(*facts).row("receipts")


def test_a_posted_receipt_is_worth_its_lines() -> None:
    row = header(posted(GLOVES, GOWNS))
    assert (row["state"], row["amount"], row["currency"]) == ("posted", "460.00", "USD")
    assert (row["purchase_order_number"], row["received_on"]) == (ORDER.number, "2026-03-01")


def test_its_lines_tell_what_arrived_in_which_lot() -> None:
    gloves, gowns = told(posted(GLOVES, GOWNS)).table("receipt_lines")
    assert (gloves["quantity"], gloves["unit"], gloves["amount"]) == ("40", "EA", "400.00")
    assert (gloves["lot"], gloves["expires_on"]) == ("L-7", "2027-01-31")
    assert (gowns["purchase_order_line"], gowns["lot"], gowns["currency"]) == (2, None, "USD")


def test_returns_leave_the_rest_and_a_reversal_leaves_nothing() -> None:
    back = receipt_line("10", "100.00", lot="L-7")
    returned = told(posted(GLOVES, GOWNS), goods_returned(back))
    assert returned.row("receipts")["amount"] == "360.00"
    assert [row["movement"] for row in returned.table("receipt_lines")] == [
        *("posted", "posted"),
        "returned",
    ]
    undone = header(posted(GLOVES, GOWNS), reversed_whole(GLOVES, GOWNS))
    assert (undone["state"], undone["amount"]) == ("reversed", "0")


def test_service_entries_wait_until_they_are_accepted() -> None:
    started = ReceiptStarted(
        receipt_id=RECEIPT.id,
        number=RECEIPT.number,
        kind="service",
        purchase_order=ORDER,
        supplier_id=MEDLINE,
        legal_entity="NHS",
        facility="NORTH",
    )
    entries = [
        ReceiptServiceEntryRecorded.model_validate(
            {
                "entry": number,
                "purchase_order_line": 1,
                "description": "Cleaning",
                "quantity": "8",
                "unit": "HUR",
                "performed_on": TODAY,
            }
        )
        for number in (1, 2)
    ]
    waiting = header(started, *entries)
    assert (waiting["state"], waiting["entries"], waiting["amount"]) == ("entering", 2, "0")
    accepted = header(started, *entries, posted(receipt_line("16", "160.00"), kind="service"))
    assert (accepted["state"], accepted["entries"]) == ("posted", 2)
    assert (accepted["kind"], accepted["amount"]) == ("service", "160.00")
