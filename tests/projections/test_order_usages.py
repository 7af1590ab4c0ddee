"""What was used of bill-only orders, and what went back of others, with what it is worth."""

from decimal import Decimal

from domain.event import Event
from domain.purchase_orders.ledger_events import PurchaseOrderLineConsignmentReturned
from projections.projection import Row
from projections.purchase_orders import PURCHASE_ORDERS
from tests.domain.bill_only import APPROVED, BOTH, IN_FORCE, withdrawn
from tests.domain.consignment_orders import IN_FORCE as CONSIGNMENT
from tests.domain.consignment_orders import consumption, here
from tests.domain.orders import (
    LATER_RECEIPT,
    ORDER,
    TODAY,
    credited,
    in_force,
    invoiced,
    order_after,
    received,
    returned,
)
from tests.domain.stock import STOCK
from tests.projections.folding import Folded, Story, fold
from tests.projections.order_agreement import order_agrees


def told(*events: Event) -> Folded:
    """The read model after these facts of PO-1."""
    story = Story().happens(f"purchase_order/{ORDER.id}", *events, number="PO-1")
    return fold(PURCHASE_ORDERS, story.events)


def line(*events: Event) -> Row:
    """Its only line."""
    return told(*events).row("purchase_order_lines")


def test_usage_of_a_bill_only_order_is_told_by_case_and_counts_once_it_is_issued() -> None:
    evidence = (*APPROVED, *BOTH)
    row = told(*evidence).row("purchase_order_lines")
    assert (row["used"], row["wasted"], row["received"]) == ("2", "0", "0")
    kept = told(*IN_FORCE)
    used = kept.by("purchase_order_usages", "usage")
    assert {each["state"] for each in used.values()} == {"counted"}
    assert (used[2]["serials"], used[2]["amount"]) == (["S-9"], "450")
    assert kept.row("purchase_order_lines")["received"] == "2"


def test_withdrawn_usage_stays_readable_and_wasted_units_are_told_apart() -> None:
    wasted = BOTH[0].model_copy(update={"waste_reason": "dropped"})
    assert told(*APPROVED, wasted).row("purchase_order_lines")["wasted"] == "1"
    kept = told(*APPROVED, wasted, withdrawn())
    row = kept.row("purchase_order_lines")
    assert (row["used"], row["wasted"]) == ("0", "0")
    usage = kept.row("purchase_order_usages")
    assert (usage["state"], usage["withdrawn_by"]) == ("withdrawn", "nina")


def test_consigned_goods_come_before_they_are_owed_for_and_stay_open_until_billed() -> None:
    history = (*CONSIGNMENT, here("4"), here("6"), consumption("3", "120.00"))
    row = line(*history)
    assert (row["consigned"], row["received"], row["received_amount"]) == ("10", "3", "120.00")
    assert (row["open_quantity"], row["state"]) == ("0", "open")
    gone = PurchaseOrderLineConsignmentReturned(
        line=1, quantity=Decimal(2), returned_on=TODAY, stock_item=STOCK
    )
    order_agrees(
        order_after(*history, gone),
        told(*history, gone).row("purchase_orders"),
        {1: line(*history, gone)},
    )
    assert line(*history, gone)["open_quantity"] == "2"


def test_what_was_billed_and_went_back_is_a_credit_expected_until_it_is_credited() -> None:
    authorized = returned("40", "400").model_copy(update={"authorization": "RMA-12"})
    billed = (*in_force(), received("100", "1000"), invoiced("100", "1000", "1000"), authorized)
    row = line(*billed)
    assert (row["returned"], row["return_authorization"]) == ("40", "RMA-12")
    assert (row["credit_expected"], row["credit_expected_value"]) == ("40", "400.00")
    assert line(*billed, credited("30", "300", "300"))["credit_expected"] == "10"
    replaced = received("40", "400", LATER_RECEIPT)
    assert line(*billed, replaced)["credit_expected"] == "0"
    unbilled = (*in_force(), received("100", "1000"), authorized)
    assert line(*unbilled)["credit_expected"] == "0"
