"""The order read model says what the order itself says, at every moment of any history."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import settings

from domain.event import Event
from domain.money import extended
from domain.purchase_orders.events import (
    PurchaseOrderAcknowledged,
    PurchaseOrderEvent,
    PurchaseOrderHoldReleased,
    PurchaseOrderLineReopened,
    PurchaseOrderRejected,
    PurchaseOrderTransmissionFailed,
    PurchaseOrderTransmitted,
)
from domain.purchase_orders.lines import AcknowledgedLine
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from projections.projection import Row
from projections.purchase_orders import PURCHASE_ORDERS
from tests.domain.orders import (
    BOX,
    GLOVES,
    LATER_RECEIPT,
    OTHER_CASE,
    added,
    approved,
    cancelled,
    change,
    changed,
    closed,
    created,
    credited,
    held,
    in_force,
    invoiced,
    issued,
    receipt_reversed,
    received,
    returned,
    submitted,
)
from tests.domain.scenario import folded
from tests.domain.test_supplier_answer_machine import AnsweredOrderMachine
from tests.projections.folding import Folded, Story, fold
from tests.projections.order_agreement import order_agrees

ORDER_STREAM = "purchase_order/5a1c7c1e-0000-4000-8000-000000000001"
BULK = added("10", "2.5", line=2)  # 25.00


def told(*events: Event) -> Folded:
    """The read model after these facts of PO-1, each as a command of its own."""
    story = Story()
    for event in events:
        story.happens(ORDER_STREAM, event, number="PO-1")
    return fold(PURCHASE_ORDERS, story.events)


def header(*events: Event) -> Row:
    return told(*events).row("purchase_orders")


def lines(*events: Event) -> dict[int, Row]:
    return told(*events).by("purchase_order_lines", "line")


def reopened(undone: str, quantity: str = "0", amount: str = "0") -> PurchaseOrderLineReopened:
    return PurchaseOrderLineReopened.model_validate(
        {"line": 1, "undone": undone, "quantity": quantity, "amount": amount}
    )


def answered(*answers: tuple[int, str], revision: int = 1) -> PurchaseOrderAcknowledged:
    told = tuple(
        AcknowledgedLine.model_validate({"line": line, "code": code, "promised_on": "2026-03-20"})
        for line, code in answers
    )
    return PurchaseOrderAcknowledged(revision=revision, lines=told)


def test_an_order_in_force_expects_all_of_its_lines() -> None:
    order = header(*in_force(added(), BULK))
    assert (order["state"], order["revision"], order["line_count"]) == ("issued", 1, 2)
    assert (order["amount"], order["open_value"]) == ("1025.00", "1025.00")
    assert (order["lines_wanted"], order["lines_open"], order["lines_unanswered"]) == (2, 2, 2)
    assert order["issued_month"] == "2026-03"


def test_receipts_less_returns_and_reversals_are_no_longer_open() -> None:
    happened = (received("40", "400.00"), received("30", "300.00", LATER_RECEIPT))
    line = lines(*in_force(), *happened, returned("5", "50.00"))[1]
    assert (line["received"], line["received_amount"]) == ("65", "650.00")
    assert (line["open_quantity"], line["open_value"]) == ("35", "350.00")
    back = receipt_reversed("30", "300.00", LATER_RECEIPT)
    order = header(*in_force(), *happened, returned("5", "50.00"), back)
    assert (order["received_amount"], order["open_value"]) == ("350.00", "650.00")


def test_invoices_and_credits_move_what_was_invoiced_and_not_what_is_open() -> None:
    happened = (invoiced("60", "600.00", "0"), credited("10", "100.00", "0"))
    line = lines(*in_force(), *happened)[1]
    assert (line["invoiced"], line["invoiced_amount"]) == ("50", "500.00")
    assert line["open_quantity"] == "100"


def test_two_way_lines_wait_for_their_invoice_and_for_no_receipt() -> None:
    order = in_force(added(match="two_way"))
    line = lines(*order, invoiced("60", "600.00", "0"))[1]
    assert (line["open_quantity"], line["open_value"], line["state"]) == ("40", "400.00", "open")
    assert header(*order, invoiced("100", "1000.00", "0"))["state"] == "closed"
    assert header(*order, closed("invoicing"))["open_value"] == "0.00"


def test_an_over_receipt_leaves_nothing_open_and_never_less() -> None:
    line = lines(*in_force(), received("105", "1050.00"))[1]
    assert (line["received"], line["open_quantity"], line["open_value"]) == ("105", "0", "0.00")


@pytest.mark.parametrize(
    ("currency", "quantity", "price", "open_value"),
    [("JPY", "3", "33.4", "100"), ("KWD", "3", "1.23456", "3.704"), ("USD", "3", "0.335", "1.01")],
)
def test_open_value_is_rounded_once_at_the_exponent_of_its_currency(
    currency: str, quantity: str, price: str, open_value: str
) -> None:
    amount = str(extended(Decimal(quantity), Decimal(price), currency))
    order = header(*in_force(added(quantity, price, amount=amount), currency=currency))
    assert (order["open_value"], order["amount"]) == (open_value, open_value)


def test_cancelling_takes_the_rest_off_and_reopening_gives_it_back() -> None:
    happened = (*in_force(), received("40", "400.00"), cancelled("60", "600.00"))
    line = lines(*happened)[1]
    assert (line["cancelled"], line["amount"], line["open_quantity"]) == ("60", "400.00", "0")
    assert (line["state"], line["closed"]) == ("open", "cancelled")  # Its invoice is to come.
    order = header(*happened, reopened("cancelled", "60", "600.00"))
    assert (order["amount"], order["open_value"], order["state"]) == ("1000.00", "600.00", "issued")


def test_a_line_that_was_cut_short_keeps_its_amount_when_its_place_changes() -> None:
    moved = changed("400", "400", change(1, "1000", storage_location="B2"))
    happened = (received("40", "400.00"), cancelled("60", "600.00"), moved)
    line = lines(*in_force(), *happened)[1]
    assert (line["amount"], line["storage_location"]) == ("400.00", "B2")


def test_goods_sent_back_on_a_line_that_was_cut_short_are_expected_again() -> None:
    happened = (received("40", "400.00"), cancelled("60", "600.00"), returned("10", "100.00"))
    assert lines(*in_force(), *happened)[1]["open_quantity"] == "10"


def test_an_order_is_cancelled_once_no_line_is_wanted() -> None:
    happened = (*in_force(added(), BULK), cancelled("100", "1000.00"))
    assert header(*happened)["state"] == "issued"
    whole = (*happened, cancelled("10", "25.00", line=2))
    order = header(*whole)
    assert (order["state"], order["stage"], order["amount"]) == ("cancelled", "issued", "0.00")
    assert header(*whole, reopened("cancelled", "100", "1000.00"))["state"] == "issued"


def test_an_order_is_closed_once_nothing_is_to_come_or_to_be_invoiced() -> None:
    happened = (*in_force(), received("100", "1000.00"))
    assert header(*happened)["state"] == "issued"
    whole = (*happened, invoiced("100", "1000.00", "1000.00"))
    assert header(*whole)["state"] == "closed"
    assert header(*whole, credited("20", "200.00", "200.00"))["state"] == "issued"


def test_closing_both_sides_closes_the_line_and_reopening_one_opens_it() -> None:
    happened = (*in_force(), closed("receiving"), closed("invoicing"))
    order = told(*happened)
    assert order.row("purchase_orders")["state"] == "closed"
    line = order.row("purchase_order_lines")
    assert (line["closed"], line["open_quantity"]) == ("invoicing,receiving", "0")
    assert header(*happened, reopened("receiving"))["open_value"] == "1000.00"


def test_a_change_order_moves_sums_and_terms_and_keeps_the_day_of_issue() -> None:
    more = changed("1000", "1800", change(1, "1800", quantity="150", unit_price="12"))
    again = (submitted("1800", OTHER_CASE), approved("1800", OTHER_CASE), issued("1800", 2))
    before = told(*in_force(), received("40", "400.00"))
    after = told(*in_force(), received("40", "400.00"), more, *again)
    order = after.row("purchase_orders")
    assert (order["amount"], order["open_value"]) == ("1800.00", "1320.00")
    assert (order["revision"], order["state"]) == (2, "issued")
    assert order["issued_at"] == before.row("purchase_orders")["issued_at"]
    line = after.row("purchase_order_lines")
    assert (line["ordered"], line["unit_price"], line["open_quantity"]) == ("150", "12", "110")


def test_an_order_that_waits_for_approval_again_says_so() -> None:
    more = changed("1000", "1800", change(1, "1800", quantity="180"))
    waiting = (*in_force(), more, submitted("1800", OTHER_CASE))
    assert header(*waiting)["state"] == "pending_approval"
    refused = PurchaseOrderRejected(approval_case_id=OTHER_CASE, reason_code="budget")
    assert header(*waiting, refused)["state"] == "draft"


def test_an_amended_order_is_the_new_suppliers_who_has_not_answered_yet() -> None:
    first = change(1, "1000", description="Gloves, long", item_id=GLOVES, pack=BOX)
    moved = changed("1000", "1000", first, supplier_id=GLOVES, supplier_name="Cardinal")
    happened = (*in_force(), answered((1, "IA")), moved)
    kept = told(*happened)
    order, line = kept.row("purchase_orders"), kept.row("purchase_order_lines")
    assert (order["supplier_name"], order["acknowledgement"]) == ("Cardinal", "pending")
    assert (line["description"], line["item_id"], line["unit"]) == ("Gloves, long", GLOVES, "BX")
    order_agrees(folded(PURCHASE_ORDER, *happened), order, {1: line})


def test_a_change_of_currency_is_told_by_header_and_lines() -> None:
    happened = (created(), added("3", "33.4", amount="100.20"))
    moved = changed("100.20", "100", change(1, "100"), revision=0, currency="JPY")
    order = told(*happened, moved)
    assert order.row("purchase_orders")["currency"] == "JPY"
    line = order.row("purchase_order_lines")
    assert (line["currency"], line["amount"], line["open_value"]) == ("JPY", "100", "100")


def test_an_order_is_acknowledged_once_every_wanted_line_is_answered_for_its_terms() -> None:
    happened = (*in_force(added(), BULK), answered((1, "IA")))
    assert not header(*happened)["acknowledged"]
    assert header(*happened, cancelled("10", "25.00", line=2))["acknowledged"]
    whole = told(*happened, answered((2, "IB")))
    assert whole.row("purchase_orders")["acknowledged"]
    line = whole.by("purchase_order_lines", "line")[2]
    assert (line["acknowledgement"], line["promised_on"]) == ("IB", "2026-03-20")
    dearer = changed("1025", "1125", change(1, "1100", unit_price="11"))
    assert not header(*happened, answered((2, "IB")), dearer)["acknowledged"]


def test_the_way_to_the_supplier_starts_anew_with_each_revision() -> None:
    failed = PurchaseOrderTransmissionFailed(
        revision=1, channel="edi", attempt=1, error_code="timeout"
    )
    sent = PurchaseOrderTransmitted(revision=1, channel="edi", attempt=2)
    assert header(*in_force())["transmission"] == "pending"
    assert header(*in_force(), failed)["transmission"] == "failed"
    assert header(*in_force(), failed, sent)["transmission"] == "sent"
    more = changed("1000", "1010", change(1, "1010", quantity="101"))
    assert header(*in_force(), failed, sent, more)["transmission"] == "pending"


def test_a_hold_stands_until_it_is_released() -> None:
    assert header(*in_force(), held())["held"]
    assert not header(*in_force(), held(), PurchaseOrderHoldReleased())["held"]


def test_the_past_stays_as_it_was() -> None:
    after = told(*in_force(), received("40", "400.00"))
    values = [(f, t, row["open_value"]) for f, t, row in after.versions("purchase_orders")]
    assert (5, 6, "1000.00") in values
    assert values[-1][0] == 6
    assert values[-1][2] == "600.00"


def check(order: PurchaseOrder, kept: Folded) -> None:
    """The rows say what the order says."""
    lines = kept.by("purchase_order_lines", "line")
    order_agrees(order, kept.row("purchase_orders"), lines)


class ReadModelMachine(AnsweredOrderMachine):
    """The same histories, read from the outside."""

    def teardown(self) -> None:
        history = stored(self.history)
        for length, order in self.snapshots:
            check(order, fold(PURCHASE_ORDERS, history.events[:length], batch_events=length))
        one, whole = (
            fold(PURCHASE_ORDERS, history.events, batch_events=size)
            for size in (1, len(history.events))
        )
        assert one == whole, "cut into other batches, the same rows"


def stored(history: Sequence[Event]) -> Story:
    story = Story()
    for event in history:
        story.happens(ORDER_STREAM, event, number="PO-1")
    return story


TestReadModel = ReadModelMachine.TestCase
TestReadModel.settings = settings(max_examples=30, stateful_step_count=25)


def test_the_checks_above_look_at_an_order_of_several_lines() -> None:
    events: tuple[PurchaseOrderEvent, ...] = in_force(added(), BULK)
    check(folded(PURCHASE_ORDER, *events), told(*events))
