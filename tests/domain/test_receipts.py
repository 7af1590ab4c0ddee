"""Goods are received as far as the order wants them and as the catalogue asks."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.catalogue.events import Control
from domain.ids import LINES_MAX
from domain.purchase_orders.duty_errors import PurchaseOrderOwnBuyer
from domain.quantity import NotRepresentable
from domain.receipts.commands import (
    PostReceipt,
    ReceivedLine,
)
from domain.receipts.decide import post
from domain.receipts.errors import (
    OverReceipt,
    ReceiptBeforeOrder,
    ReceiptControlMissing,
    ReceiptDayOutOfRange,
    ReceiptExists,
    ReceiptExpired,
    ReceiptNoLines,
    ReceiptQuantityNotPositive,
    ReceiptSerialCount,
    ReceiptTooManyLines,
    ReceiptWrongDelivery,
)
from domain.receipts.events import ReceiptPosted
from domain.receipts.ledger_facts import on_order
from domain.receipts.state import RECEIPT as RECEIPTS
from tests.domain.orders import (
    BOX,
    GLOVES,
    NOW,
    ORDER,
    RECEIPT,
    TODAY,
    added,
    gloves,
    in_force,
    invoiced,
    issued,
    order_after,
    received,
    ref,
)
from tests.domain.receipts import posted, receipt_line
from tests.domain.scenario import given

OPEN: Final = order_after(*in_force())
SERVICE: Final = order_after(*in_force(added(delivery="service")))
BOXES: Final = order_after(*in_force(added("10", "120", pack=BOX, item_id=GLOVES)))


def counted(
    quantity: str,
    line: int = 1,
    lot: str | None = None,
    expires_on: date | None = None,
    serials: tuple[str, ...] = (),
    storage_location: str | None = None,
) -> ReceivedLine:
    return ReceivedLine(
        purchase_order_line=line,
        quantity=Decimal(quantity),
        lot=lot,
        expires_on=expires_on,
        serials=serials,
        storage_location=storage_location,
    )


def post_with(*lines: ReceivedLine, receiver: str = "rico") -> PostReceipt:
    return PostReceipt(
        now=NOW,
        receipt_id=RECEIPT.id,
        receiver_id=receiver,
        number=RECEIPT.number,
        purchase_order_id=ORDER.id,
        received_on=TODAY,
        lines=lines,
    )


def test_goods_are_posted_at_the_price_of_the_order() -> None:
    receipt = (
        given(RECEIPTS)
        .when(post, post_with(counted("40", storage_location="DOCK")), OPEN, {})
        .then(posted(receipt_line("40", "400", storage_location="DOCK")))
    )
    assert receipt.status == "posted"


def test_the_order_says_where_goods_go_unless_the_receiver_does() -> None:
    order = order_after(*in_force(added(storage_location="SHELF")))
    given(RECEIPTS).when(post, post_with(counted("1")), order, {}).then(
        posted(receipt_line("1", "10", storage_location="SHELF"))
    )


def test_a_receipt_leaves_one_fact_for_each_of_its_lines_on_the_order() -> None:
    lots = (counted("30", lot="L1"), counted("10", lot="L2"))
    event = posted(
        receipt_line("30", "300", lot="L1"), receipt_line("10", "100", number=2, lot="L2")
    )
    given(RECEIPTS).when(post, post_with(*lots), OPEN, {}).then(event)
    assert on_order(event, RECEIPT) == (
        received("30", "300", came_on=TODAY),
        received("10", "100", came_on=TODAY),
    )


def test_all_lines_of_a_receipt_count_together_against_the_order() -> None:
    asked = given(RECEIPTS)
    asked.when(post, post_with(counted("60"), counted("50.000001")), OPEN, {}).rejected(
        OverReceipt, received="60", offered="50.000001"
    )
    ahead = order_after(*in_force(), invoiced("10", "105", "100"))
    asked.when(post, post_with(counted("4"), counted("6")), ahead, {}).then(
        posted(receipt_line("4", "40"), receipt_line("6", "60", number=2))
    )


def test_packs_are_counted_in_base_units() -> None:
    given(RECEIPTS).when(post, post_with(counted("0.5")), BOXES, {GLOVES: gloves()}).then(
        posted(receipt_line("0.5", "60", price="120", base="6", unit="BX", item_id=GLOVES))
    )
    thirds = order_after(*in_force(added(pack=BOX.model_copy(update={"denominator": 7}))))
    given(RECEIPTS).when(post, post_with(counted("1")), thirds, {}).rejected(NotRepresentable)


def test_a_receipt_id_is_used_once_and_a_receipt_names_lines() -> None:
    done = given(RECEIPTS, posted(receipt_line("1", "10")))
    done.when(post, post_with(counted("1")), OPEN, {}).rejected(ReceiptExists)
    asked = given(RECEIPTS)
    asked.when(post, post_with(), OPEN, {}).rejected(ReceiptNoLines)
    many = post_with(*(counted("0.01") for _ in range(LINES_MAX + 1)))
    asked.when(post, many, OPEN, {}).rejected(ReceiptTooManyLines, lines_max=LINES_MAX)


@pytest.mark.parametrize("quantity", ["0", "-1"])
def test_a_count_is_more_than_nothing(quantity: str) -> None:
    given(RECEIPTS).when(post, post_with(counted(quantity)), OPEN, {}).rejected(
        ReceiptQuantityNotPositive, quantity=quantity
    )


def test_services_are_not_posted_as_goods() -> None:
    given(RECEIPTS).when(post, post_with(counted("1")), SERVICE, {}).rejected(
        ReceiptWrongDelivery, delivery="service"
    )


def test_who_bought_does_not_receive_the_goods() -> None:
    given(RECEIPTS).when(post, post_with(counted("1"), receiver="bella"), OPEN, {}).rejected(
        PurchaseOrderOwnBuyer, person="bella"
    )


@pytest.mark.parametrize("control", ["lot", "expiry", "serial"])
def test_what_the_catalogue_controls_must_be_stated(control: Control) -> None:
    given(RECEIPTS).when(post, post_with(counted("1")), BOXES, {GLOVES: gloves(control)}).rejected(
        ReceiptControlMissing, control=control
    )


@pytest.mark.parametrize(
    ("days", "refused"), [(-1, True), (0, False), (1, False)], ids=["past", "today", "tomorrow"]
)
def test_goods_past_their_date_are_refused_even_where_no_date_was_asked_for(
    days: int, refused: bool
) -> None:
    lot = counted("1", expires_on=TODAY + timedelta(days=days))
    asked = given(RECEIPTS).when(post, post_with(lot), OPEN, {})
    if refused:
        asked.rejected(ReceiptExpired, received_on="2026-03-01", expires_on="2026-02-28")
    else:
        asked.then(posted(receipt_line("1", "10", expires_on=lot.expires_on)))


def dozen(prefix: str) -> tuple[str, ...]:
    return tuple(f"{prefix}{number}" for number in range(1, 13))


def test_each_single_unit_has_one_serial() -> None:
    items = {GLOVES: gloves("serial")}
    given(RECEIPTS).when(post, post_with(counted("1", serials=dozen("A"))), BOXES, items).then(
        posted(
            receipt_line(
                "1", "120", price="120", base="12", unit="BX", item_id=GLOVES, serials=dozen("A")
            )
        )
    )


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ((dozen("A")[:11],), 11),
        (((*dozen("A"), "B1"),), 13),
        (((*dozen("A")[:11], "A1"),), 11),
        ((dozen("A"), (*dozen("B")[:11], "A5")), 11),
        (((*dozen("A"), "A1"),), 12),
    ],
    ids=["too few", "too many", "one twice", "one on another line", "one twice besides all"],
)
def test_serials_that_do_not_count_the_units_are_refused(
    lines: tuple[tuple[str, ...], ...], named: int
) -> None:
    command = post_with(*(counted("1", serials=serials) for serials in lines))
    given(RECEIPTS).when(post, command, BOXES, {GLOVES: gloves("serial")}).rejected(
        ReceiptSerialCount, units="12", serials=named
    )


def came_on(day: date, **found: Any) -> PostReceipt:
    return PostReceipt(
        now=NOW,
        receipt_id=RECEIPT.id,
        receiver_id="rico",
        number=RECEIPT.number,
        purchase_order_id=ORDER.id,
        received_on=day,
        lines=(counted("1", **found),),
    )


@pytest.mark.parametrize("day", [date(1990, 1, 1), TODAY + timedelta(days=2), date(2031, 1, 1)])
def test_goods_that_have_not_come_and_those_of_ages_ago_are_not_received(day: date) -> None:
    given(RECEIPTS).when(post, came_on(day), OPEN, {}).rejected(
        ReceiptDayOutOfRange, day=str(day), last=str(TODAY + timedelta(days=1))
    )


def test_an_earlier_day_of_receipt_leaves_an_expired_lot_in_quarantine() -> None:
    command = came_on(date(2026, 1, 1), expires_on=TODAY - timedelta(days=1))
    fact, *_ = post(None, command, OPEN, {})
    assert isinstance(fact, ReceiptPosted)
    (line,) = fact.lines
    assert (line.disposition, line.disposition_reason) == ("quarantined", "expired")


@pytest.mark.parametrize("day", [date(2026, 1, 1), TODAY + timedelta(days=1)])
def test_goods_may_be_recorded_after_the_day_they_came_in_whatever_zone(day: date) -> None:
    command = came_on(day)
    event = posted(receipt_line("1", "10")).model_copy(update={"received_on": day})
    given(RECEIPTS).when(post, command, OPEN, {}).then(event)


def test_nothing_comes_of_an_order_before_the_supplier_has_it() -> None:
    order = order_after(*in_force(), issued(on=TODAY))
    early = replace(post_with(counted("10")), received_on=TODAY - timedelta(days=2))
    given(RECEIPTS).when(post, early, order, {}).rejected(
        ReceiptBeforeOrder, issued_on=str(TODAY), next_step="record_unordered_delivery"
    )
    day_before = replace(early, received_on=TODAY - timedelta(days=1))  # In another zone.
    for may in (day_before, replace(early, unordered_delivery=ref("unordered_delivery", 1))):
        assert post(None, may, order, {})
    by_word = replace(order, order_type="emergency")
    assert post(None, early, by_word, {})
