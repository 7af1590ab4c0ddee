"""Who bought the goods does not judge them, but may always hold them back."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from domain.receipts.buckets import Bucket
from domain.receipts.commands import DoubtedLine, QuarantineReceipt
from domain.receipts.decide import post
from domain.receipts.events import ReceiptInspected, ReceiptQuarantined
from domain.receipts.inspecting import inspect, quarantine
from domain.receipts.judgement_errors import ReceiptInspectedByBuyer
from domain.receipts.state import RECEIPT as RECEIPTS
from tests.domain.judged_receipts import (
    OPEN,
    found,
    inspected,
    inspection,
    judged,
    post_of,
)
from tests.domain.orders import GLOVES, NOW, RECEIPT, TODAY, gloves
from tests.domain.scenario import folded, given

CAME: Final = folded(RECEIPTS, post(None, post_of("10"), OPEN, {GLOVES: gloves()})[0])
BY_THE_BUYER: Final = replace(inspection(judged(1, "10")), inspected_by="bella")


def doubt(bucket: Bucket) -> QuarantineReceipt:
    return QuarantineReceipt(
        now=NOW,
        receipt_id=RECEIPT.id,
        quarantined_by="bella",
        quarantined_on=TODAY,
        reason_code="odour",
        lines=(DoubtedLine(line=1, quantity=Decimal(5), bucket=bucket),),
    )


def test_the_buyer_and_whoever_changed_the_order_do_not_judge() -> None:
    asked = given(RECEIPTS, post(None, post_of("10"), OPEN, {GLOVES: gloves()})[0])
    asked.when(inspect, BY_THE_BUYER, OPEN, {}).rejected(
        ReceiptInspectedByBuyer, person="bella", rule="inspect_own_order"
    )
    edited = replace(OPEN, edited_by=frozenset({"boris"}))
    by_an_editor = replace(BY_THE_BUYER, inspected_by="boris")
    asked.when(inspect, by_an_editor, edited, {}).rejected(
        ReceiptInspectedByBuyer, rule="inspect_own_change"
    )


def test_leave_to_receive_is_no_leave_to_judge() -> None:
    asked = given(RECEIPTS, post(None, post_of("10"), OPEN, {GLOVES: gloves()})[0])
    asked.when(inspect, BY_THE_BUYER, OPEN, {}, ("receive_own_order",)).rejected(
        ReceiptInspectedByBuyer
    )
    (told,) = inspect(CAME, BY_THE_BUYER, OPEN, {}, ("inspect_own_order",))
    assert isinstance(told, ReceiptInspected)


def test_what_is_rejected_at_the_dock_is_part_of_the_count() -> None:
    count = post_of("10", "bella", rejected=Decimal(1), reason_code="damaged")
    facts = post(None, count, OPEN, {GLOVES: gloves()}, {}, ("receive_own_order",))
    assert [type(each).__name__ for each in facts] == ["ReceiptPosted", "ReceiptInspected"]


def test_the_buyer_may_hold_goods_back_but_not_unsettle_a_judgement() -> None:
    (told,) = quarantine(CAME, doubt("received"), OPEN)
    assert isinstance(told, ReceiptQuarantined)
    verdicts: tuple[tuple[Bucket, str, str], ...] = (
        ("accepted", "10", "0"),
        ("rejected", "0", "10"),
    )
    for bucket, accepted, rejected in verdicts:
        verdict = inspected(found(1, "received", accepted, rejected))
        state = RECEIPTS.evolve(CAME, verdict)
        came = post(None, post_of("10"), OPEN, {GLOVES: gloves()})[0]
        given(RECEIPTS, came, verdict).when(quarantine, doubt(bucket), OPEN).rejected(
            ReceiptInspectedByBuyer
        )
        (told,) = quarantine(state, doubt(bucket), OPEN, ("inspect_own_order",))
        assert isinstance(told, ReceiptQuarantined)
