"""What the supplier wants to change, and what the buyer or policy makes of it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.errors import Rejected
from domain.purchase_orders.acknowledgements import record_acknowledgement
from domain.purchase_orders.answer_errors import PurchaseOrderNoSupplierChange
from domain.purchase_orders.errors import (
    PurchaseOrderBelowCommitted,
    PurchaseOrderLineNotWanted,
)
from domain.purchase_orders.events import PurchaseOrderEvent, PurchaseOrderLineCancelled
from domain.purchase_orders.lines import AcknowledgedLine, AcknowledgementCode
from domain.purchase_orders.progress import acknowledgement
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.purchase_orders.supplier_changes import accept, reject
from domain.purchase_orders.supplier_commands import (
    AcceptSupplierChange,
    RecordAcknowledgement,
    RejectSupplierChange,
)
from domain.purchase_orders.supplier_events import (
    PurchaseOrderBackorderRecorded,
    PurchaseOrderSupplierChangeRejected,
)
from tests.domain.orders import (
    NOW,
    ORDER,
    added,
    cancelled,
    change,
    changed,
    in_force,
    invoiced,
    order_after,
    received,
)
from tests.domain.scenario import given
from tests.domain.supplier_answers import answered, proposed, taken


def acknowledge(code: AcknowledgementCode, **said: object) -> RecordAcknowledgement:
    line = AcknowledgedLine.model_validate({"line": 1, "code": code, **said})
    return RecordAcknowledgement(now=NOW, purchase_order_id=ORDER.id, lines=(line,))


def take(number: int = 1, person: str = "bella") -> AcceptSupplierChange:
    return AcceptSupplierChange(
        now=NOW, purchase_order_id=ORDER.id, change=number, accepted_by=person
    )


def refuse(number: int = 1) -> RejectSupplierChange:
    return RejectSupplierChange(
        now=NOW,
        purchase_order_id=ORDER.id,
        change=number,
        rejected_by="bella",
        reason_code="price_agreed",
    )


DEARER = (answered("IP", unit_price="12"), proposed(1, "price", "IP", unit_price="12"))
FEWER = (answered("IQ", quantity=80), proposed(1, "quantity", "IQ", quantity=80))
NONE_AT_ALL = (answered("RN"), proposed(1, "reject", "RN", quantity=100))


def test_a_higher_price_waits_for_the_buyer_and_then_makes_a_revision() -> None:
    said, wanted = DEARER
    given(PURCHASE_ORDER, *in_force()).when(
        record_acknowledgement, acknowledge("IP", unit_price="12")
    ).then(said, wanted)
    revision = changed("1000", "1200", change(1, "1200", unit_price=Decimal(12)), supplier_change=1)
    order = (
        given(PURCHASE_ORDER, *in_force(), *DEARER)
        .when(accept, take())
        .then(taken(1, "price"), revision)
    )
    assert (order.revision, order.amount, order.lines[1].proposals) == (2, Decimal(1200), ())
    assert acknowledgement(order) == "accepted_with_changes", "the supplier has answered already"


def test_a_lower_price_is_taken_by_policy_and_by_nobody() -> None:
    said = answered("IP", unit_price="9")
    order = (
        given(PURCHASE_ORDER, *in_force())
        .when(record_acknowledgement, acknowledge("IP", unit_price="9"))
        .then(
            said,
            proposed(1, "price", "IP", unit_price="9"),
            taken(1, "price", person=None),
            changed("1000", "900", change(1, "900", unit_price=Decimal(9)), supplier_change=1),
        )
    )
    assert (order.revision, order.amount) == (2, Decimal(900))


@pytest.mark.parametrize(
    ("price", "by_policy"), [("10.000001", False), ("7.5", True), ("7.49", False), ("0", False)]
)
def test_a_price_that_falls_far_is_rather_a_slip_and_somebody_looks_at_it(
    price: str, by_policy: bool
) -> None:
    order = order_after(*in_force())
    events = record_acknowledgement(order, acknowledge("IP", unit_price=price))
    assert (len(events) > 2) is by_policy


@pytest.mark.parametrize(
    ("need_by", "promised", "by_policy"),
    [
        (None, "2026-09-01", True),
        ("2026-03-20", "2026-03-20", True),
        ("2026-03-20", "2026-03-21", False),
    ],
)
def test_a_date_that_keeps_the_need_by_is_taken_by_policy(
    need_by: str | None, promised: str, by_policy: bool
) -> None:
    line = added(need_by=need_by) if need_by else added()
    said = answered("DR", promised_on=promised)
    events: list[PurchaseOrderEvent] = [said, proposed(1, "date", "DR", promised_on=promised)]
    if by_policy:
        events.append(taken(1, "date", person=None))
    order = (
        given(PURCHASE_ORDER, *in_force(line))
        .when(record_acknowledgement, acknowledge("DR", promised_on=promised))
        .then(*events)
    )
    assert order.revision == 1, "a promise changes nothing of the order"
    assert order.lines[1].promised_on == date.fromisoformat(promised)


def test_a_refused_change_leaves_the_order_and_asks_for_another_answer() -> None:
    refused = PurchaseOrderSupplierChangeRejected(
        change=1, line=1, kind="price", rejected_by="bella", reason_code="price_agreed"
    )
    order = given(PURCHASE_ORDER, *in_force(), *DEARER).when(reject, refuse()).then(refused)
    assert (order.revision, order.amount, acknowledgement(order)) == (1, Decimal(1000), "pending")
    again = given(PURCHASE_ORDER, *in_force(), *DEARER, refused)
    again.when(accept, take()).rejected(PurchaseOrderNoSupplierChange, change=1)


def test_one_answer_may_change_several_things_each_with_its_own_number() -> None:
    said: dict[str, Any] = {"quantity": 80, "unit_price": "12", "promised_on": "2026-05-01"}
    line = added(need_by="2026-04-01")
    given(PURCHASE_ORDER, *in_force(line)).when(
        record_acknowledgement, acknowledge("IC", **said)
    ).then(
        answered("IC", **said),
        proposed(1, "quantity", "IC", quantity=80),
        proposed(2, "price", "IC", unit_price="12"),
        proposed(3, "date", "IC", promised_on="2026-05-01"),
    )


def test_a_later_answer_takes_the_place_of_what_was_proposed_before() -> None:
    later = (answered("IP", unit_price="11"), proposed(2, "price", "IP", unit_price="11"))
    now = given(PURCHASE_ORDER, *in_force(), *DEARER, *later)
    now.when(accept, take(1)).rejected(PurchaseOrderNoSupplierChange)
    now.when(accept, take(2)).then(
        taken(2, "price"),
        changed("1000", "1100", change(1, "1100", unit_price=Decimal(11)), supplier_change=2),
    )


def test_a_change_order_of_the_buyer_voids_what_was_proposed_for_the_former_terms() -> None:
    own = changed("1000", "900", change(1, "900", quantity=Decimal(90)))
    order = order_after(*in_force(), *DEARER, own)
    assert (order.lines[1].proposals, acknowledgement(order)) == ((), "pending")


def test_a_smaller_quantity_cannot_undo_what_was_received_or_invoiced() -> None:
    less = given(PURCHASE_ORDER, *in_force(), *FEWER, received("81", "810"))
    less.when(accept, take()).rejected(PurchaseOrderBelowCommitted, committed="81")
    billed = given(PURCHASE_ORDER, *in_force(), *FEWER, invoiced("90", "900", "0"))
    billed.when(accept, take()).rejected(PurchaseOrderBelowCommitted, committed="90")


def test_an_accepted_price_is_not_for_what_was_billed() -> None:
    billed = (received("40", "400"), invoiced("40", "400", "400"))
    revision = changed("1000", "1120", change(1, "1120", unit_price=Decimal(12)), supplier_change=1)
    given(PURCHASE_ORDER, *in_force(), *billed, *DEARER).when(accept, take()).then(
        taken(1, "price"), revision
    )


def test_a_line_that_the_supplier_refuses_is_cancelled_once_the_buyer_agrees() -> None:
    gone = PurchaseOrderLineCancelled(
        line=1, quantity=Decimal(60), amount=Decimal(600), reason_code="supplier_rejected"
    )
    given(PURCHASE_ORDER, *in_force(), received("40", "400"), *NONE_AT_ALL).when(
        accept, take()
    ).then(taken(1, "reject"), gone)


def test_nothing_is_proposed_where_nothing_is_open_or_wanted() -> None:
    whole = (received("100", "1000"),)
    for code in ("RJ", "IB"):
        given(PURCHASE_ORDER, *in_force(), *whole).when(
            record_acknowledgement, acknowledge(code)
        ).then(answered(code))
    given(PURCHASE_ORDER, *in_force(), cancelled("100", "1000")).when(
        record_acknowledgement, acknowledge("ID")
    ).then(answered("ID"))


def test_a_change_of_a_line_that_was_cancelled_meanwhile_is_refused() -> None:
    history = (*in_force(), *DEARER, cancelled("100", "1000"))
    given(PURCHASE_ORDER, *history).when(accept, take()).rejected(PurchaseOrderLineNotWanted)


def test_a_backorder_that_is_taken_is_what_is_still_to_come_by_then() -> None:
    later = (
        answered("BP", quantity=60, promised_on="2026-04-01"),
        proposed(1, "backorder", "BP", quantity=40, promised_on="2026-04-01"),
    )
    given(PURCHASE_ORDER, *in_force()).when(
        record_acknowledgement, acknowledge("BP", quantity=60, promised_on="2026-04-01")
    ).then(*later)
    recorded = PurchaseOrderBackorderRecorded(
        line=1, quantity=Decimal(30), expected_on=date(2026, 4, 1)
    )
    given(PURCHASE_ORDER, *in_force(), *later, received("70", "700")).when(accept, take()).then(
        taken(1, "backorder"), recorded
    )


def test_a_change_that_nobody_proposed_cannot_be_answered() -> None:
    for decide, command in ((accept, take(7)), (reject, refuse(7))):
        error: Rejected = (
            given(PURCHASE_ORDER, *in_force(), *DEARER)
            .when(decide, command)
            .rejected(PurchaseOrderNoSupplierChange, change=7)
        )
        assert "these do: 1" in error.message
