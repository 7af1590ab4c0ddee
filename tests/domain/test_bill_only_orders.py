"""Goods that were used before they were ordered: evidence first, then the order, then the bill."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.errors import Rejected
from domain.purchase_orders.change_orders import add_line
from domain.purchase_orders.commands import (
    AddPurchaseOrderLine,
    CreatePurchaseOrder,
    IssuePurchaseOrder,
)
from domain.purchase_orders.decide import approve, create, issue
from domain.purchase_orders.duty_errors import PurchaseOrderOwnBuyer
from domain.purchase_orders.errors import (
    PurchaseOrderLineClosedAlready,
    PurchaseOrderLineNotWanted,
    PurchaseOrderOnHold,
    PurchaseOrderQuantityNotPositive,
    PurchaseOrderUnknownLine,
)
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.ledger import require_receivable
from domain.purchase_orders.ledger_events import (
    PurchaseOrderLineUseReversed,
)
from domain.purchase_orders.progress import receipt_progress
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.purchase_orders.usage_errors import (
    PurchaseOrderCaseTelling,
    PurchaseOrderLineNotBillOnly,
    PurchaseOrderNotBillOnly,
    PurchaseOrderReceivedByUsage,
    PurchaseOrderUnknownUsage,
    PurchaseOrderUsageExceedsOrder,
    PurchaseOrderUsageMissing,
    PurchaseOrderUsageSerialCount,
    PurchaseOrderUsageUntraceable,
    PurchaseOrderUsedInFuture,
)
from domain.purchase_orders.usages import record_usage, withdraw_usage
from tests.domain.bill_only import (
    APPROVED,
    BOTH,
    DRAFTED,
    IN_FORCE,
    counted,
    recorded,
    use,
    withdraw,
    withdrawn,
)
from tests.domain.orders import (
    ANSWER_DUE,
    BOX,
    CASE,
    GLOVES,
    MEDLINE,
    NOW,
    ORDER,
    TODAY,
    added,
    approved,
    cancelled,
    change,
    changed,
    closed,
    gloves,
    held,
    in_force,
    invoiced,
    issued,
    medline,
    order_after,
    ordered_line,
    submitted,
)
from tests.domain.scenario import given

ISSUE: Final = IssuePurchaseOrder(now=NOW, purchase_order_id=ORDER.id)


def test_evidence_of_a_draft_moves_no_ledger() -> None:
    order = given(PURCHASE_ORDER, *DRAFTED).when(record_usage, use()).then(recorded())
    assert (order.used(1), order.lines[1].received) == (Decimal(1), Decimal(0))


@pytest.mark.parametrize(("evidence", "used"), [((), "0"), ((recorded(),), "1")])
def test_the_order_is_not_issued_before_all_of_it_is_shown_to_be_used(
    evidence: tuple[PurchaseOrderEvent, ...], used: str
) -> None:
    refusal = (
        given(PURCHASE_ORDER, *APPROVED, *evidence)
        .when(issue, ISSUE, medline())
        .rejected(PurchaseOrderUsageMissing, line=1, used=used, next_step="record_usage")
    )
    assert "case, day, lot or serials" in refusal.message


def test_issued_it_counts_each_usage_as_received_though_nothing_comes() -> None:
    order = (
        given(PURCHASE_ORDER, *APPROVED, *BOTH)
        .when(issue, ISSUE, medline())
        .then(
            issued("900", acknowledge_by=ANSWER_DUE, on=TODAY),
            counted(),
            counted(usage=2),
        )
    )
    assert receipt_progress(order) == "full"
    assert order.lines[1].ledger.net_received == (Decimal(2), Decimal(900))
    assert order.lines[1].open_for_receiving == 0


def test_what_was_not_used_is_cancelled_and_then_the_order_is_issued() -> None:
    given(PURCHASE_ORDER, *APPROVED, recorded(), cancelled("1", "450")).when(
        issue, ISSUE, medline()
    ).then(issued("450", acknowledge_by=ANSWER_DUE, on=TODAY), counted())


def test_an_order_that_was_cut_below_its_usage_is_not_issued() -> None:
    given(PURCHASE_ORDER, *APPROVED, *BOTH, cancelled("1", "450")).when(
        issue, ISSUE, medline()
    ).rejected(PurchaseOrderUsageExceedsOrder, ordered="1", used="2")


def test_wasted_units_are_owed_for_as_well_and_told_apart_by_their_reason() -> None:
    told = use(waste_reason="dropped", lot=None, serials=("S-9",))
    order = (
        given(PURCHASE_ORDER, *APPROVED, recorded())
        .when(record_usage, told)
        .then(recorded(usage=2, lot=None, serials=("S-9",), waste_reason="dropped"))
    )
    assert order.used(1) == 2


def test_usage_of_an_order_in_force_counts_at_once_at_the_price_of_that_day() -> None:
    raised = (
        changed("900", "1400", change(1, "1400", quantity=Decimal(3), unit_price=Decimal(500))),
        submitted("1400"),
        approved("1400"),
    )
    more = use(lot="L-3")
    waiting = given(PURCHASE_ORDER, *IN_FORCE, *raised)
    waiting.when(record_usage, more).then(recorded(usage=3, lot="L-3"))
    third = counted(usage=3, amount="500").model_copy(update={"unit_price": Decimal(500)})
    given(PURCHASE_ORDER, *IN_FORCE, *raised, issued("1400", revision=2)).when(
        record_usage, more
    ).then(recorded(usage=3, lot="L-3"), third)


def test_usage_that_came_while_a_change_waited_counts_once_the_change_is_approved() -> None:
    raised = changed("900", "1400", change(1, "1400", quantity=Decimal(3)))
    third = counted(usage=3)
    history = (*IN_FORCE, raised, submitted("1400"), recorded(usage=3))
    given(PURCHASE_ORDER, *history).when(approve, CASE).then(
        approved("1400"), issued("1400", revision=2), third
    )


def test_a_bill_that_came_before_the_evidence_gives_it_its_value() -> None:
    raised = changed("900", "1350", change(1, "1350", quantity=Decimal(3)))
    billed = invoiced("3", "1500", "1350")
    dearer = changed("1350", "1360", change(1, "1360", unit_price=Decimal(460)), revision=3)
    history = (*IN_FORCE, raised, issued("1350", revision=2), billed, dearer)
    third = counted(usage=3).model_copy(update={"unit_price": Decimal(460)})
    order = (
        given(PURCHASE_ORDER, *history, issued("1360", revision=3))
        .when(record_usage, use())
        .then(recorded(usage=3), third)
    )
    ledger = order.lines[1].ledger
    assert ledger.net_received.amount == ledger.cleared


def test_wrong_evidence_is_withdrawn_with_what_it_counted_for() -> None:
    given(PURCHASE_ORDER, *DRAFTED, recorded()).when(withdraw_usage, withdraw()).then(withdrawn())
    order = (
        given(PURCHASE_ORDER, *IN_FORCE)
        .when(withdraw_usage, withdraw())
        .then(
            PurchaseOrderLineUseReversed(
                usage=1,
                line=1,
                quantity=Decimal(1),
                amount=Decimal(450),
                currency="USD",
                reversed_on=TODAY,
                supplier_id=MEDLINE,
                purchase_order=ORDER,
            ),
            withdrawn(),
        )
    )
    assert (order.used(1), order.lines[1].received) == (Decimal(1), Decimal(1))
    given(PURCHASE_ORDER, *IN_FORCE, withdrawn()).when(withdraw_usage, withdraw()).rejected(
        PurchaseOrderUnknownUsage, usage=1
    )


def test_what_was_withdrawn_is_recorded_anew_under_a_number_of_its_own() -> None:
    history = (*DRAFTED, recorded(), withdrawn())
    given(PURCHASE_ORDER, *history).when(record_usage, use()).then(recorded(usage=2))


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"line": 7}, PurchaseOrderUnknownLine),
        ({"recorded_by": "bella"}, PurchaseOrderOwnBuyer),
        ({"case_reference": "19700101"}, PurchaseOrderCaseTelling),
        ({"case_reference": "Jane-Smith"}, PurchaseOrderCaseTelling),
        ({"used_on": date(2026, 3, 2)}, PurchaseOrderUsedInFuture),
        ({"lot": None}, PurchaseOrderUsageUntraceable),
        ({"serials": ("S-1", "S-2")}, PurchaseOrderUsageSerialCount),
        ({"quantity": "2", "serials": ("S-1", "S-1")}, PurchaseOrderUsageSerialCount),
        ({"quantity": "0"}, PurchaseOrderQuantityNotPositive),
        ({"quantity": "-1"}, PurchaseOrderQuantityNotPositive),
        ({"quantity": "2.000001"}, PurchaseOrderUsageExceedsOrder),
    ],
)
def test_evidence_that_proves_nothing_is_refused(
    told: dict[str, Any], refusal: type[Rejected]
) -> None:
    given(PURCHASE_ORDER, *DRAFTED).when(record_usage, use(**told)).rejected(refusal)


def test_the_catalogue_says_what_has_to_be_traced_of_an_item() -> None:
    pairs = added("2", "450", accounting="expense", item_id=GLOVES)
    asked = given(PURCHASE_ORDER, DRAFTED[0], pairs)
    asked.when(record_usage, use(), gloves("lot", "serial")).rejected(
        PurchaseOrderUsageUntraceable, missing="serials"
    )
    asked.when(record_usage, use(lot=None, serials=("S-1",)), gloves("lot")).rejected(
        PurchaseOrderUsageUntraceable, missing="lot"
    )
    asked.when(record_usage, use(serials=("S-1",)), gloves("lot", "serial")).then(
        recorded(item_id=GLOVES, serials=("S-1",))
    )


def test_serial_numbers_are_of_base_units() -> None:
    boxes = added("2", "450", accounting="expense", pack=BOX)
    given(PURCHASE_ORDER, DRAFTED[0], boxes).when(record_usage, use(serials=("S-1",))).rejected(
        PurchaseOrderUsageSerialCount, units="12", serials=1
    )


@pytest.mark.parametrize(
    ("fact", "refusal"),
    [
        (held(), PurchaseOrderOnHold),
        (cancelled("2", "900"), PurchaseOrderLineNotWanted),
        (closed("receiving"), PurchaseOrderLineClosedAlready),
    ],
)
def test_no_evidence_for_what_is_stopped(fact: PurchaseOrderEvent, refusal: type[Rejected]) -> None:
    given(PURCHASE_ORDER, *DRAFTED, fact).when(record_usage, use()).rejected(refusal)


def test_usage_is_for_bill_only_orders_and_receipts_are_for_the_others() -> None:
    given(PURCHASE_ORDER, *in_force()).when(record_usage, use()).rejected(
        PurchaseOrderNotBillOnly, order_type="standard", next_step="receive"
    )
    with pytest.raises(PurchaseOrderReceivedByUsage) as caught:
        require_receivable(order_after(*IN_FORCE), 1, Decimal(1))
    assert caught.value.values["next_step"] == "record_usage"


@pytest.mark.parametrize(
    "terms", [{"accounting": "stock"}, {"match": "two_way"}, {"delivery": "service"}]
)
def test_a_bill_only_order_buys_goods_that_are_used_up(terms: dict[str, Any]) -> None:
    line = ordered_line("2", "450", **{"accounting": "expense", **terms})
    drafted = CreatePurchaseOrder(
        now=NOW,
        purchase_order_id=ORDER.id,
        number=ORDER.number,
        supplier_id=MEDLINE,
        legal_entity="NHS",
        facility="NORTH",
        department="SURGERY",
        currency="USD",
        buyer_id="bella",
        payment_terms="NET30",
        lines=(line,),
        order_type="bill_only",
    )
    given(PURCHASE_ORDER).when(create, drafted, medline(), {}).rejected(
        PurchaseOrderLineNotBillOnly, line=1
    )
    more = AddPurchaseOrderLine(now=NOW, purchase_order_id=ORDER.id, line=replace(line, line=2))
    given(PURCHASE_ORDER, *DRAFTED).when(add_line, more, {}).rejected(
        PurchaseOrderLineNotBillOnly, line=2
    )
