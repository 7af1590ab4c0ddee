"""Bills that are voided or unlinked leave cleared what the bills that stay are worth."""

from decimal import Decimal
from random import Random
from typing import Final

import hypothesis.strategies as st
from hypothesis import given

from domain.event import DocumentRef
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.ledger import invoice_line, receive_line, reverse_invoice_line
from domain.purchase_orders.line_state import NOTHING, Line, Total
from domain.purchase_orders.order import PurchaseOrder
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.purchase_orders.valuation import put_back_value
from tests.domain.orders import (
    INVOICE,
    LATER_INVOICE,
    LATER_RECEIPT,
    RECEIPT,
    added,
    in_force,
    invoiced,
    order_after,
    received,
    returned,
)

ZERO: Final = Decimal(0)
ORDERED: Final = 60
ACTS: Final = st.tuples(st.sampled_from(("receive", "bill", "take back")), st.integers(1, 3))


def puts_back(line: Line, quantity: str, bill: DocumentRef = INVOICE) -> Decimal:
    asked = line.ledger.invoices.get(bill.id, NOTHING)
    by = Total(Decimal(quantity), asked.amount)
    return put_back_value(line, by, bill.id, "USD")


def test_a_bill_that_went_before_another_puts_back_what_the_other_does_not_need() -> None:
    goods = (received("10", "100"), received("10", "110", LATER_RECEIPT, price="11"))
    both = (invoiced("10", "100", "100"), invoiced("10", "110", "110", LATER_INVOICE))
    line = order_after(*in_force(), *goods, *both).lines[1]
    assert puts_back(line, "10") == 110  # the other ten are those of the first receipt now


def test_the_bill_that_stays_clears_all_that_came() -> None:
    bills = (invoiced("2", "6.67", "6.67"), invoiced("2", "6.66", "6.66", LATER_INVOICE))
    line = order_after(*in_force(), received("2", "6.60", price="3.3"), *bills).lines[1]
    assert line.ledger.cleared - puts_back(line, "2") == Decimal("6.60")


def test_the_last_bill_puts_all_back_and_a_two_way_line_nothing() -> None:
    line = order_after(*in_force(), received("10", "100"), invoiced("10", "90", "99")).lines[1]
    assert puts_back(line, "10") == 99
    assert puts_back(line, "0") == 0
    two_way = order_after(*in_force(added(match="two_way")), invoiced("1", "10", "0"))
    assert puts_back(two_way.lines[1], "1") == 0


def test_what_stays_cleared_ahead_of_the_goods_is_what_the_bills_that_stay_ask() -> None:
    bills = (invoiced("5", "50", "50"), invoiced("5", "60", "60", LATER_INVOICE))
    line = order_after(*in_force(), *bills).lines[1]
    assert puts_back(line, "5") == 50
    assert puts_back(line, "5", LATER_INVOICE) == 60
    came = order_after(*in_force(), received("4", "40"), *bills).lines[1]
    assert puts_back(came, "5") == 58  # four at 10.00 stay cleared, and the one ahead for 12.00


def test_what_stays_cleared_of_goods_that_went_back_is_what_the_bills_that_stay_ask() -> None:
    bills = (invoiced("5", "50", "55"), invoiced("5", "60", "60", LATER_INVOICE))
    goods = (received("5", "55", price="11"), *bills, returned("5", "55"))
    line = order_after(*in_force(), *goods).lines[1]
    assert puts_back(line, "5") == 55
    assert puts_back(line, "5", LATER_INVOICE) == 65  # 50 stay for the five that are to come again


def test_a_bill_that_named_its_receipt_names_it_no_more_once_it_is_gone() -> None:
    goods = (received("10", "100"), received("10", "110", LATER_RECEIPT, price="11"))
    named = invoiced("6", "66", "66").model_copy(update={"receipt_id": LATER_RECEIPT.id})
    bills = (named, invoiced("4", "40", "40", LATER_INVOICE))
    line = order_after(*in_force(), *goods, *bills).lines[1]
    six = Total(Decimal(6), Decimal(66))
    value = put_back_value(line, six, INVOICE.id, "USD", {LATER_RECEIPT.id: Decimal(6)})
    assert value == 66  # the other four stay those of the first receipt


def test_a_bill_with_two_lines_of_one_order_line_goes_line_by_line() -> None:
    """The first line's reversal takes all of the bill off the list of bills."""
    order = order_after(*in_force(), invoiced("5", "50", "50"), invoiced("3", "36", "36"))
    gone = reverse_invoice_line(order, 1, Decimal(5), Decimal(50), Decimal(50), INVOICE)
    line = _applied(order, gone).lines[1]
    first, second = Total(Decimal(5), Decimal(50)), Total(Decimal(3), Decimal(36))
    assert put_back_value(order.lines[1], first, INVOICE.id, "USD") == 50
    assert put_back_value(line, second, INVOICE.id, "USD") == 36


def _applied(order: PurchaseOrder, events: tuple[PurchaseOrderEvent, ...]) -> PurchaseOrder:
    for event in events:
        order = PURCHASE_ORDER.evolve(order, event)
    return order


def _ref(kind: DocumentRef, number: int) -> DocumentRef:
    unique = f"{kind.id[:-4]}{number:04d}"
    return kind.model_copy(update={"id": unique, "number": f"{kind.number}-{number}"})


def _billed(order: PurchaseOrder, asked: Total, invoice: DocumentRef) -> PurchaseOrder:
    return _applied(order, invoice_line(order, 1, *asked, invoice))


def _taken_back(order: PurchaseOrder, asked: Total, invoice: DocumentRef) -> PurchaseOrder:
    value = put_back_value(order.lines[1], asked, invoice.id, order.currency)
    return _applied(order, reverse_invoice_line(order, 1, *asked, value, invoice))


@given(
    acts=st.lists(ACTS, min_size=4, max_size=14),
    dear=st.decimals("0.001", 40, places=3),
    which=st.randoms(use_true_random=False),
)
def test_goods_received_of_a_line_is_what_came_and_is_not_billed(
    acts: list[tuple[str, int]], dear: Decimal, which: Random
) -> None:
    """In any order of receipts, bills and bills taken back, and zero once all is billed."""
    order = order_after(*in_force(added(str(ORDERED), f"{dear}")))
    bills: list[tuple[Total, DocumentRef]] = []
    for number, (act, quantity) in enumerate(acts, start=1):
        if act == "receive":
            left = ORDERED - int(order.lines[1].received)
            if left:
                took = Decimal(min(quantity, left))
                event = receive_line(order, 1, took, _ref(RECEIPT, number))
                order = _applied(order, (event,))
        elif act == "bill":
            asked = Total(Decimal(quantity), Decimal(quantity * number))
            bills.append((asked, _ref(INVOICE, number)))
            order = _billed(order, *bills[-1])
        elif bills:
            order = _taken_back(order, *bills.pop(which.randrange(len(bills))))
        line = order.lines[1]
        if line.invoiced == line.received:
            assert line.ledger.balance == ZERO
        if line.invoiced == 0:
            assert line.ledger.balance == line.ledger.net_received.amount
