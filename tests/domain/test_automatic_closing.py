"""A line closes by itself once no more is missing than its legal entity puts up with."""

from decimal import Decimal

import pytest

from domain.purchase_orders.automatic_closing import WITHIN_TOLERANCE, closed_by_themselves
from domain.purchase_orders.events import PurchaseOrderEvent, PurchaseOrderInvoiceSettled
from domain.purchase_orders.lines import CloseSide
from domain.purchase_orders.progress import lifecycle
from domain.purchase_orders.state import PURCHASE_ORDER, evolve
from tests.domain.orders import (
    INVOICE,
    LATER_INVOICE,
    LATER_RECEIPT,
    added,
    cancelled,
    closed,
    created,
    in_force,
    invoiced,
    order_after,
    receipt_reversed,
    received,
    returned,
)

TWENTY = Decimal(20)
SETTLED = PurchaseOrderInvoiceSettled(invoice=INVOICE)


def closes(
    *facts: PurchaseOrderEvent,
    history: tuple[PurchaseOrderEvent, ...] = in_force(),
    receipt: Decimal | None = TWENTY,
    invoice: Decimal | None = TWENTY,
) -> list[tuple[int, CloseSide, Decimal]]:
    """What closes by these facts of one save: line, side, percentage."""
    before = order_after(*history)
    after = order_after(*history, *facts)
    events = closed_by_themselves(before, after, receipt, invoice)
    assert {each.reason_code for each in events} <= {WITHIN_TOLERANCE}
    return [(each.line, each.side, each.within_percent or Decimal(-1)) for each in events]


@pytest.mark.parametrize(
    ("quantity", "closing"),
    [("79.999999", False), ("80", True), ("99", True), ("100", False), ("110", False)],
)
def test_twenty_per_cent_closes_at_eighty_received_and_what_is_complete_needs_no_close(
    quantity: str, closing: bool
) -> None:
    expected = [(1, "receiving", TWENTY)] if closing else []
    assert closes(received(quantity, "800")) == expected


def test_without_a_percentage_nothing_closes_by_itself() -> None:
    assert closes(received("99", "990"), receipt=None, invoice=None) == []
    assert closes(received("99", "990"), receipt=Decimal(0)) == []


def test_only_what_comes_closes_a_line() -> None:
    here = (*in_force(), received("100", "1000"))
    assert closes(returned("10", "100"), history=here) == []
    assert closes(receipt_reversed("10", "100"), history=here) == []
    assert closes(cancelled("20", "200"), history=(*in_force(), received("70", "700"))) == []
    more = received("10", "100", LATER_RECEIPT)
    assert closes(more, history=(*in_force(), received("75", "750"))) == [(1, "receiving", TWENTY)]


def test_what_was_cancelled_is_not_missing() -> None:
    half = (*in_force(), cancelled("50", "500"))
    assert closes(received("40", "400"), history=half) == [(1, "receiving", TWENTY)]


def test_what_is_closed_or_cancelled_or_no_longer_in_force_is_left_alone() -> None:
    assert closes(received("90", "900"), history=(*in_force(), closed("receiving"))) == []
    assert closed_by_themselves(None, order_after(created(), added()), TWENTY, TWENTY) == ()
    draft = order_after(created(), added())
    assert closed_by_themselves(draft, draft, TWENTY, TWENTY) == ()


def test_a_line_that_waits_for_no_receipt_is_not_closed_for_receiving() -> None:
    two_way = in_force(added(match="two_way"))
    assert closes(received("90", "900"), history=two_way) == []


def test_invoicing_closes_once_no_bill_of_the_order_waits_to_be_judged_again() -> None:
    billed = (*in_force(), received("100", "1000"), invoiced("85", "850", "850"))
    assert closes(history=billed) == []
    assert closes(SETTLED, history=billed) == [(1, "invoicing", TWENTY)]
    both = (*billed, invoiced("5", "50", "50", LATER_INVOICE))
    assert closes(SETTLED, history=both) == []
    little = (*in_force(), received("100", "1000"), invoiced("79", "790", "790"))
    assert closes(SETTLED, history=little) == []


def test_lines_that_nobody_billed_stay_open() -> None:
    two_lines = in_force(added(), added("10", "5", line=2))
    billed = (*two_lines, received("100", "1000"), invoiced("90", "900", "900"))
    assert closes(SETTLED, history=billed) == [(1, "invoicing", TWENTY)]


def test_an_order_is_closed_once_both_sides_of_all_its_lines_are() -> None:
    history = (*in_force(), received("90", "900"), invoiced("90", "900", "900"))
    order = order_after(*history)
    came = closed_by_themselves(order_after(*in_force()), order, TWENTY, TWENTY)
    for fact in came:
        order = evolve(order, fact)
    assert lifecycle(order) == "issued"
    settled = evolve(order, SETTLED)
    for fact in closed_by_themselves(order, settled, TWENTY, TWENTY):
        settled = PURCHASE_ORDER.evolve(settled, fact)
    assert lifecycle(settled) == "closed"
