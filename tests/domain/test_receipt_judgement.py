"""Goods are judged: what is rejected, doubted, recalled or counted by one person alone waits."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from domain.purchase_orders.ledger_events import PurchaseOrderLineInspected
from domain.receipts.commands import (
    DoubtedLine,
    QuarantineReceipt,
)
from domain.receipts.decide import post
from domain.receipts.errors import (
    ReceiptDateBefore,
    ReceiptNoLines,
    ReceiptSerialCount,
    ReceiptUnknownLine,
    ReceiptUnknownSerial,
    ReceiptWrongStatus,
)
from domain.receipts.events import (
    QuarantinedLine,
    ReceiptQuarantined,
)
from domain.receipts.inspecting import inspect, quarantine
from domain.receipts.judgement_errors import (
    ReceiptInspectionTooLarge,
    ReceiptNotReconciled,
    ReceiptRejectionUnexplained,
)
from domain.receipts.ledger_facts import judged_on_order
from domain.receipts.state import RECEIPT as RECEIPTS
from tests.domain.judged_receipts import (
    OPEN,
    buckets,
    found,
    inspected,
    inspection,
    item,
    judged,
    line,
    post_of,
)
from tests.domain.orders import (
    GLOVES,
    NOW,
    ORDER,
    RECEIPT,
    TODAY,
    added,
    gloves,
    in_force,
    order_after,
)
from tests.domain.receipts import goods_returned, posted, reversed_whole
from tests.domain.scenario import given


def test_an_inspection_accepts_and_rejects_what_was_looked_at() -> None:
    came = posted(line("10"))
    given(RECEIPTS, came).when(inspect, inspection(judged(1, "5", "2")), OPEN, {}).then(
        inspected(found(1, "received", "5", "2"))
    )
    after = (came, inspected(found(1, "received", "5", "2")))
    assert buckets(*after) == {"received": 3, "accepted": 5, "rejected": 2}


def test_accepted_and_rejected_are_all_that_was_counted() -> None:
    ask = given(RECEIPTS, posted(line("10")))
    wrong = inspection(judged(1, "1", "1", inspected=Decimal(3)))
    ask.when(inspect, wrong, OPEN, {}).rejected(
        ReceiptNotReconciled, counted="3", accepted="1", rejected="1"
    )
    minus = inspection(judged(1, "4", "-1"))
    ask.when(inspect, minus, OPEN, {}).rejected(ReceiptNotReconciled)
    three_of_one_and_one = post_of("3", accepted=Decimal(1), rejected=Decimal(1))
    given(RECEIPTS).when(post, three_of_one_and_one, OPEN, {GLOVES: gloves()}).rejected(
        ReceiptNotReconciled, counted="3"
    )


def test_more_than_stands_there_cannot_be_judged_and_a_rejection_says_why() -> None:
    ask = given(RECEIPTS, posted(line("10")), inspected(found(1, "received", "8")))
    ask.when(inspect, inspection(judged(1, "3")), OPEN, {}).rejected(
        ReceiptInspectionTooLarge, here="2", bucket="received"
    )
    again = inspection(judged(1, "0", "3", bucket="accepted"))
    ask.when(inspect, again, OPEN, {}).then(inspected(found(1, "accepted", "0", "3")))
    silent = inspection(judged(1, "0", "1", reason_code=None))
    ask.when(inspect, silent, OPEN, {}).rejected(ReceiptRejectionUnexplained)
    ask.when(inspect, inspection(), OPEN, {}).rejected(ReceiptNoLines)
    ask.when(inspect, inspection(judged(2, "1")), OPEN, {}).rejected(ReceiptUnknownLine)
    twice = inspection(judged(1, "1"), judged(1, "1"))
    ask.when(inspect, twice, OPEN, {}).rejected(ReceiptUnknownLine)
    early = inspection(judged(1, "1"), on=TODAY - timedelta(days=1))
    ask.when(inspect, early, OPEN, {}).rejected(ReceiptDateBefore)


def test_a_reversed_receipt_has_nothing_to_judge() -> None:
    gone = given(RECEIPTS, posted(line("10")), reversed_whole(line("10")))
    gone.when(inspect, inspection(judged(1, "1")), OPEN, {}).rejected(ReceiptWrongStatus)


def test_goods_rejected_at_the_dock_are_posted_and_judged_in_one_answer() -> None:
    serials = ("S-1", "S-2", "S-3")
    rejecting = post_of(
        "3",
        serials=serials,
        rejected=Decimal(1),
        rejected_serials=("S-2",),
        rejected_location="QC",
        reason_code="damaged",
    )
    verdict = found(
        1,
        "received",
        "2",
        "1",
        accepted_serials=("S-1", "S-3"),
        rejected_serials=("S-2",),
        storage_location="QC",
    )
    state = (
        given(RECEIPTS)
        .when(post, rejecting, OPEN, {GLOVES: item(controls=("serial",))})
        .then(posted(line("3", serials=serials)), inspected(verdict, by="rico"))
    )
    assert state.lines[1].in_bucket("rejected").serials == ("S-2",)


def test_units_are_judged_by_their_serials() -> None:
    came = posted(line("2", serials=("S-1", "S-2")))
    ask = given(RECEIPTS, came)
    named = judged(1, "1", "1", accepted_serials=("S-1",), rejected_serials=("S-2",))
    ask.when(inspect, inspection(named), OPEN, {}).then(
        inspected(
            found(1, "received", "1", "1", accepted_serials=("S-1",), rejected_serials=("S-2",))
        )
    )
    unnamed = judged(1, "1", "1", accepted_serials=("S-1",))
    ask.when(inspect, inspection(unnamed), OPEN, {}).rejected(ReceiptSerialCount)
    foreign = judged(1, "1", accepted_serials=("S-9",))
    ask.when(inspect, inspection(foreign), OPEN, {}).rejected(ReceiptUnknownSerial)
    loose = given(RECEIPTS, posted(line("2")))
    loose.when(inspect, inspection(foreign), OPEN, {}).rejected(ReceiptUnknownSerial)


def test_what_was_accepted_may_be_doubted_later() -> None:
    history = (posted(line("10")), inspected(found(1, "received", "8")))
    doubt = DoubtedLine(line=1, quantity=Decimal(3), bucket="accepted", storage_location="QC")
    ask = QuarantineReceipt(
        now=NOW,
        receipt_id=RECEIPT.id,
        quarantined_by="ines",
        quarantined_on=TODAY,
        reason_code="odour",
        lines=(doubt,),
    )
    event = ReceiptQuarantined(
        receipt_id=RECEIPT.id,
        purchase_order=ORDER,
        quarantined_by="ines",
        quarantined_on=TODAY,
        reason_code="odour",
        lines=(
            QuarantinedLine(
                line=1,
                purchase_order_line=1,
                bucket="accepted",
                quantity=Decimal(3),
                storage_location="QC",
            ),
        ),
    )
    given(RECEIPTS, *history).when(quarantine, ask, OPEN).then(event)
    assert buckets(*history, event) == {"received": 2, "accepted": 5, "quarantined": 3}
    more = replace(ask, lines=(replace(doubt, quantity=Decimal(9)),))
    given(RECEIPTS, *history).when(quarantine, more, OPEN).rejected(ReceiptInspectionTooLarge)
    again = replace(ask, lines=(replace(doubt, bucket="quarantined"),))
    given(RECEIPTS, *history, event).when(quarantine, again, OPEN).rejected(
        ReceiptInspectionTooLarge
    )


def test_the_order_keeps_what_stands_as_accepted_and_rejected_whatever_moves_it() -> None:
    came = posted(line("10"))
    verdict = inspected(found(1, "received", "6", "3"))
    back = goods_returned(line("2", bucket="rejected"), line("1", bucket="accepted"))
    before, facts = None, list[PurchaseOrderLineInspected]()
    for event in (came, verdict, back, reversed_whole()):
        after = RECEIPTS.evolve(before, event)
        facts += judged_on_order(before, after)
        before = after
    assert [f"{each.accepted} {each.rejected}" for each in facts] == ["6 3", "-1 -2", "-5 -1"]
    ledger = order_after(*in_force(added(item_id=GLOVES)), *facts[:2]).lines[1].ledger
    assert f"{ledger.accepted} {ledger.rejected}" == "5 1"
