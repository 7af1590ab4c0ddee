"""The dock sees what arrived for which order, and what still stands of it."""

from decimal import Decimal
from typing import Final

from domain.event import Event
from domain.receipts.events import (
    InspectedLine,
    QuarantinedLine,
    ReceiptCorrected,
    ReceiptInspected,
    ReceiptQuarantined,
    ReceiptServiceEntryRecorded,
    ReceiptStarted,
    ReceiptWitnessed,
)
from domain.receipts.label_events import Label
from projections.projection import Row
from projections.receipts import RECEIPTS
from tests.domain.orders import MEDLINE, ORDER, RECEIPT, TODAY
from tests.domain.receipts import (
    goods_returned,
    labels_corrected,
    posted,
    receipt_line,
    reversed_whole,
)
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


def test_a_corrected_label_stands_beside_what_was_entered() -> None:
    was = Label(lot="L-7", expires_on=GLOVES.expires_on)
    change = labels_corrected(GLOVES, was, Label(lot="L-8"))
    folded = told(posted(GLOVES), change)
    lines = folded.table("receipt_lines")
    assert [(row["movement"], row["lot"], row["amount"]) for row in lines] == [
        ("posted", "L-7", "400.00"),
        ("relabelled", "L-8", "0"),
    ]
    assert (folded.row("receipt_standings")["lot"], folded.row("receipts")["amount"]) == (
        *("L-8", "400.00"),
    )


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


def judged(*lines: InspectedLine) -> ReceiptInspected:
    return ReceiptInspected(
        receipt_id=RECEIPT.id,
        purchase_order=ORDER,
        inspected_by="ines",
        inspected_on=TODAY,
        lines=lines,
    )


VERDICT: Final = InspectedLine(
    line=1,
    purchase_order_line=1,
    bucket="received",
    accepted=Decimal(30),
    rejected=Decimal(4),
    reason_code="damaged",
)


def standing(*facts: Event) -> Row:
    return told(*facts).row("receipt_standings")


def test_the_inspector_sees_where_goods_stand_and_what_they_wait_for() -> None:
    waiting = receipt_line(
        "40", "400.00", disposition="quarantined", disposition_reason="shelf_life_short"
    )
    row = standing(posted(waiting))
    assert (row["quarantined"], row["awaits"], row["reason"]) == (
        *("40", "inspection"),
        "shelf_life_short",
    )
    verdict = VERDICT.model_copy(update={"bucket": "quarantined"})
    row = standing(posted(waiting), judged(verdict))
    assert (row["accepted"], row["rejected"], row["quarantined"]) == ("30", "4", "6")
    back = standing(posted(GLOVES), judged(VERDICT), goods_returned(REJECTED_BACK))
    assert (back["rejected"], back["returned"], back["awaits"]) == ("0", "4", None)


REJECTED_BACK: Final = receipt_line("4", "40.00", bucket="rejected")


def test_controlled_goods_wait_for_a_witness_and_are_free_then() -> None:
    alone = receipt_line(
        "40", "400.00", disposition="quarantined", disposition_reason="witness_pending"
    )
    assert standing(posted(alone))["awaits"] == "witness"
    seen = ReceiptWitnessed(
        receipt_id=RECEIPT.id,
        purchase_order=ORDER,
        witness_id="wanda",
        witnessed_on=TODAY,
        lines=(1,),
    )
    row = standing(posted(alone), seen)
    assert (row["received"], row["quarantined"], row["awaits"]) == ("40", "0", None)


def test_doubted_goods_wait_again() -> None:
    doubt = ReceiptQuarantined(
        receipt_id=RECEIPT.id,
        purchase_order=ORDER,
        quarantined_by="ines",
        quarantined_on=TODAY,
        reason_code="odour",
        lines=(
            QuarantinedLine(line=1, purchase_order_line=1, bucket="accepted", quantity=Decimal(5)),
        ),
    )
    row = standing(posted(GLOVES), judged(VERDICT), doubt)
    assert (row["accepted"], row["quarantined"], row["reason"]) == ("25", "5", "odour")


def test_a_correction_changes_amount_and_standing_by_its_difference() -> None:
    less = ReceiptCorrected(
        receipt_id=RECEIPT.id,
        purchase_order=ORDER,
        supplier_id=MEDLINE,
        corrected_by="rico",
        corrected_on=TODAY,
        currency="USD",
        lines=(receipt_line("-8", "-80.00", lot="L-7"),),
        reason_code="miscounted",
    )
    kept = told(posted(GLOVES), judged(VERDICT), less)
    assert kept.row("receipts")["amount"] == "320.00"
    row = kept.row("receipt_standings")
    assert (row["received"], row["accepted"]) == ("0", "28")
    moved = [(each["movement"], each["quantity"]) for each in kept.table("receipt_lines")]
    assert moved == [("posted", "40"), ("corrected", "-8")]
