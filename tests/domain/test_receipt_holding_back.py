"""Recalled, unproven, short-dated and controlled goods wait; labels say what came."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.catalogue.events import (
    CatalogueItemGtinAssigned,
)
from domain.catalogue.state import CatalogueItem
from domain.purchase_orders.duty_errors import PurchaseOrderOwnBuyer
from domain.receipts.commands import (
    WitnessReceipt,
)
from domain.receipts.decide import post
from domain.receipts.errors import (
    ReceiptDateBefore,
)
from domain.receipts.events import (
    ReceiptPosted,
    ReceiptWitnessed,
)
from domain.receipts.inspecting import inspect, witness
from domain.receipts.judgement_errors import (
    ReceiptLabelContradicts,
    ReceiptLabelOfOtherItem,
    ReceiptNothingToWitness,
    ReceiptRecalled,
    ReceiptRejectionUnexplained,
    ReceiptSelfWitnessed,
    ReceiptWitnessMissing,
)
from domain.receipts.state import RECEIPT as RECEIPTS
from tests.domain.judged_receipts import (
    GTIN,
    LABEL,
    OPEN,
    found,
    inspected,
    inspection,
    item,
    judged,
    line,
    post_of,
    recalled,
)
from tests.domain.orders import (
    GLOVES,
    NOW,
    ORDER,
    RECEIPT,
    TODAY,
    gloves,
)
from tests.domain.receipts import posted
from tests.domain.scenario import given


def held(quantity: str, reason: str, **found: Any) -> ReceiptPosted:
    return posted(line(quantity, disposition="quarantined", disposition_reason=reason, **found))


def test_a_lot_recalled_before_it_came_goes_to_quarantine_and_cannot_be_accepted() -> None:
    unsafe = {GLOVES: item(recalled("L-9"))}
    given(RECEIPTS).when(post, post_of("5", lot="L-9"), OPEN, unsafe).then(
        held("5", "recalled", lot="L-9")
    )
    given(RECEIPTS).when(post, post_of("5", lot="L-8"), OPEN, unsafe).then(
        posted(line("5", lot="L-8"))
    )
    waiting = given(RECEIPTS, held("5", "recalled", lot="L-9"))
    waiting.when(inspect, inspection(judged(1, "5")), OPEN, unsafe).rejected(
        ReceiptRecalled, recall="Z-1"
    )
    waiting.when(inspect, inspection(judged(1, "0", "5")), OPEN, unsafe).then(
        inspected(found(1, "quarantined", "0", "5"))
    )
    waiting.when(inspect, inspection(judged(1, "5")), OPEN, {GLOVES: gloves()}).then(
        inspected(found(1, "quarantined", "5"))
    )


@pytest.mark.parametrize(("days", "free"), [(89, False), (90, True)])
def test_goods_short_of_their_shelf_life_wait_unless_somebody_overrides(
    days: int, free: bool
) -> None:
    until = TODAY + timedelta(days=days)
    fussy = {GLOVES: item(shelf_life_days_min=90, controls=("lot", "expiry"))}
    told: dict[str, Any] = {"lot": "L-1", "expires_on": until}
    expected = posted(line("5", **told)) if free else held("5", "shelf_life_short", **told)
    given(RECEIPTS).when(post, post_of("5", **told), OPEN, fussy).then(expected)
    if not free:
        given(RECEIPTS).when(post, post_of("5", **told, override="urgent_need"), OPEN, fussy).then(
            posted(line("5", **told, disposition_reason="urgent_need"))
        )


def test_cold_goods_wait_for_the_proof_that_they_stayed_cold() -> None:
    cold = {GLOVES: item(cold_chain="refrigerated")}
    given(RECEIPTS).when(post, post_of("5"), OPEN, cold).then(held("5", "temperature_unproven"))
    given(RECEIPTS).when(post, post_of("5", temperature_log="T-7"), OPEN, cold).then(
        posted(line("5", temperature_log="T-7"))
    )


def test_a_receiver_holds_back_what_he_doubts_and_says_why() -> None:
    items = {GLOVES: gloves()}
    doubtful = post_of("5", disposition="quarantined", reason_code="wet_carton")
    given(RECEIPTS).when(post, doubtful, OPEN, items).then(held("5", "wet_carton"))
    given(RECEIPTS).when(post, post_of("5", disposition="quarantined"), OPEN, items).rejected(
        ReceiptRejectionUnexplained
    )


def witnessing(person: str) -> WitnessReceipt:
    return WitnessReceipt(now=NOW, receipt_id=RECEIPT.id, witness_id=person, witnessed_on=TODAY)


def test_controlled_goods_are_counted_by_two_people() -> None:
    opioid = {GLOVES: item(controlled_schedule="II")}
    watched = held("5", "witness_pending").model_copy(update={"received_by": "rico"})
    given(RECEIPTS).when(post, post_of("5"), OPEN, opioid).then(watched)
    waiting = given(RECEIPTS, watched)
    waiting.when(inspect, inspection(judged(1, "5")), OPEN, opioid).rejected(ReceiptWitnessMissing)
    waiting.when(witness, witnessing("rico"), OPEN).rejected(ReceiptSelfWitnessed, person="rico")
    waiting.when(witness, witnessing("bella"), OPEN).rejected(PurchaseOrderOwnBuyer)
    agreed = ReceiptWitnessed(
        receipt_id=RECEIPT.id,
        purchase_order=ORDER,
        witness_id="wanda",
        witnessed_on=TODAY,
        lines=(1,),
    )
    state = waiting.when(witness, witnessing("wanda"), OPEN).then(agreed)
    assert state.lines[1].in_bucket("received").quantity == 5
    done = given(RECEIPTS, watched, agreed)
    done.when(witness, witnessing("wanda"), OPEN).rejected(ReceiptNothingToWitness)
    done.when(inspect, inspection(judged(1, "5")), OPEN, opioid).then(
        inspected(found(1, "received", "5"))
    )


def labelled(*assigned: CatalogueItemGtinAssigned) -> dict[str, CatalogueItem]:
    handled = {"controls": ("lot", "expiry", "serial")}
    gtin = CatalogueItemGtinAssigned(unit="EA", gtin=GTIN)
    return {GLOVES: item(*(assigned or (gtin,)), **handled)}


def test_a_scanned_label_says_lot_date_and_serial() -> None:
    told = {"lot": "L-9", "expires_on": date(2028, 6, 30), "serials": ("S-1",)}
    given(RECEIPTS).when(post, post_of("1", udis=(LABEL,)), OPEN, labelled()).then(
        posted(line("1", udi=LABEL, **told))
    )
    second = LABEL.replace("S-1", "S-2")
    given(RECEIPTS).when(post, post_of("2", udis=(LABEL, second)), OPEN, labelled()).then(
        posted(line("2", udi=LABEL, **{**told, "serials": ("S-1", "S-2")}))
    )


def test_a_label_of_another_item_or_that_contradicts_is_refused() -> None:
    ask = given(RECEIPTS)
    other = CatalogueItemGtinAssigned(unit="EA", gtin="00000000000017")
    ask.when(post, post_of("1", udis=(LABEL,)), OPEN, labelled(other)).rejected(
        ReceiptLabelOfOtherItem, gtin=GTIN
    )
    ask.when(post, post_of("1", udis=(LABEL,), lot="L-8"), OPEN, labelled()).rejected(
        ReceiptLabelContradicts, what="lot", stated="L-8", label="L-9"
    )
    two_lots = (LABEL, LABEL.replace("L-9", "L-7").replace("S-1", "S-2"))
    ask.when(post, post_of("2", udis=two_lots), OPEN, labelled()).rejected(
        ReceiptLabelContradicts, what="lot"
    )
    ask.when(post, post_of("1", udis=(LABEL,), serials=("S-5",)), OPEN, labelled()).rejected(
        ReceiptLabelContradicts, what="serial", label="S-1"
    )


def test_what_the_note_says_and_what_is_beyond_the_order_is_kept() -> None:
    items = {GLOVES: gloves()}
    given(RECEIPTS).when(post, post_of("40", advised=Decimal(42)), OPEN, items).then(
        posted(line("40", advised="42"))
    )
    given(RECEIPTS).when(post, post_of("40", advised=Decimal(40)), OPEN, items).then(
        posted(line("40"))
    )
    given(RECEIPTS).when(post, post_of("104"), OPEN, items).then(posted(line("104", excess="4")))


def test_an_entry_may_be_booked_later_than_its_goods_came_but_not_before() -> None:
    items, later = {GLOVES: gloves()}, TODAY + timedelta(days=31)
    booked = replace(post_of("4"), posted_on=later, delivery_note="DN-7")
    expected = posted(line("4")).model_copy(update={"posted_on": later, "delivery_note": "DN-7"})
    given(RECEIPTS).when(post, booked, OPEN, items).then(expected)
    early = replace(post_of("4"), posted_on=TODAY - timedelta(days=1))
    given(RECEIPTS).when(post, early, OPEN, items).rejected(ReceiptDateBefore)
