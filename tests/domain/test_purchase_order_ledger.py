"""The ledger of an order line: what may come, what may be invoiced, which invoices wait."""

from decimal import Decimal

import pytest

from domain.purchase_orders.duty_errors import PurchaseOrderOwnBuyer
from domain.purchase_orders.errors import (
    PurchaseOrderLineClosedAlready,
    PurchaseOrderLineNotWanted,
    PurchaseOrderOnHold,
    PurchaseOrderUnknownLine,
    PurchaseOrderWrongStage,
)
from domain.purchase_orders.events import PurchaseOrderEvent, PurchaseOrderInvoiceSettled
from domain.purchase_orders.ledger import (
    credit_line,
    invoice_line,
    receive_line,
    require_receiver,
    reverse_invoice_line,
    settle_invoice,
)
from domain.purchase_orders.line_state import Total
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.receipts.errors import OverReceipt
from tests.domain.orders import (
    INVOICE,
    LATER_INVOICE,
    LATER_RECEIPT,
    MEMO,
    OTHER_CASE,
    RECEIPT,
    added,
    cancelled,
    changed,
    closed,
    created,
    credited,
    held,
    in_force,
    invoice_reversed,
    invoiced,
    order_after,
    receipt_reversed,
    received,
    returned,
    submitted,
)
from tests.domain.scenario import given


def total(quantity: str, amount: str) -> Total:
    return Total(Decimal(quantity), Decimal(amount))


@pytest.mark.parametrize(
    ("came", "more", "fits"),
    [
        ("0", "110", True),
        ("0", "110.000001", False),
        ("60", "50", True),
        ("60", "50.000001", False),
        ("110", "0.000001", False),
    ],
)
def test_goods_may_exceed_the_order_by_a_tenth_and_no_more(
    came: str, more: str, fits: bool
) -> None:
    history = (received(came, str(Decimal(came) * 10)),) if Decimal(came) else ()
    order = order_after(*in_force(), *history)
    if fits:
        fact = receive_line(order, 1, Decimal(more), LATER_RECEIPT)
        assert (fact.quantity, fact.receipt) == (Decimal(more), LATER_RECEIPT)
    else:
        with pytest.raises(OverReceipt, match="raise the order by a change order"):
            receive_line(order, 1, Decimal(more), LATER_RECEIPT)


def test_a_service_never_exceeds_the_order() -> None:
    order = order_after(*in_force(added(delivery="service")))
    assert receive_line(order, 1, Decimal(100), RECEIPT).amount == Decimal(1000)
    with pytest.raises(OverReceipt):
        receive_line(order, 1, Decimal("100.000001"), RECEIPT)


def test_what_went_back_or_was_an_error_may_come_again() -> None:
    history = (received("110", "1100"), returned("30", "300"))
    order = order_after(*in_force(), *history)
    assert receive_line(order, 1, Decimal(30), LATER_RECEIPT).amount == Decimal(300)
    order = order_after(*in_force(), received("110", "1100"), receipt_reversed("110", "1100"))
    assert receive_line(order, 1, Decimal(110), LATER_RECEIPT).amount == Decimal(1100)


def test_after_a_cancellation_there_is_no_tolerance() -> None:
    history = (invoiced("40", "400", "400"), cancelled("60", "600"))
    order = order_after(*in_force(), *history)
    assert receive_line(order, 1, Decimal(40), RECEIPT).quantity == 40
    with pytest.raises(OverReceipt):
        receive_line(order, 1, Decimal("40.000001"), RECEIPT)


@pytest.mark.parametrize(
    ("history", "refusal"),
    [
        ((created(), added()), PurchaseOrderWrongStage),
        ((created(), added(), submitted()), PurchaseOrderWrongStage),
        (
            (*in_force(), changed("1000", "2000"), submitted("2000", OTHER_CASE)),
            PurchaseOrderWrongStage,
        ),
        ((*in_force(), held()), PurchaseOrderOnHold),
        ((*in_force(), cancelled("100", "1000")), PurchaseOrderLineNotWanted),
        ((*in_force(), closed("receiving")), PurchaseOrderLineClosedAlready),
        (in_force(added(line=2)), PurchaseOrderUnknownLine),
    ],
    ids=["draft", "waiting", "waiting again", "held", "cancelled", "closed", "unknown"],
)
def test_goods_come_only_on_an_open_line_of_an_order_in_force(
    history: tuple[PurchaseOrderEvent, ...], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        receive_line(order_after(*history), 1, Decimal(1), RECEIPT)


def test_a_line_closed_for_invoicing_still_receives() -> None:
    order = order_after(*in_force(), closed("invoicing"))
    assert receive_line(order, 1, Decimal(1), RECEIPT).quantity == 1


def test_who_bought_does_not_receive() -> None:
    order = order_after(*in_force())
    require_receiver(order, "rico")
    with pytest.raises(PurchaseOrderOwnBuyer, match="bella is the buyer"):
        require_receiver(order, "bella")


def test_every_total_is_the_sum_of_its_own_facts() -> None:
    order = order_after(
        *in_force(),
        received("60", "600"),
        received("20", "200", LATER_RECEIPT),
        receipt_reversed("20", "200", LATER_RECEIPT),
        returned("10", "100"),
        invoiced("50", "510", "500"),
        invoiced("5", "50", "50", LATER_INVOICE),
        invoice_reversed("5", "50", "50", LATER_INVOICE),
        credited("10", "102", "100"),
    )
    ledger = order.lines[1].ledger
    assert ledger.received == total("80", "800")
    assert ledger.receipt_reversed == total("20", "200")
    assert ledger.returned == total("10", "100")
    assert ledger.net_received == total("50", "500")
    assert ledger.invoiced == total("55", "560")
    assert ledger.invoice_reversed == total("5", "50")
    assert ledger.credited == total("10", "102")
    assert ledger.net_invoiced == total("40", "408")
    assert ledger.cleared == Decimal(400)
    assert ledger.receipts == {RECEIPT.id: total("50", "500")}


def test_an_invoice_is_recorded_whatever_was_ordered() -> None:
    given(PURCHASE_ORDER, *in_force(), received("10", "100")).when(
        invoice_line, 1, Decimal(200), Decimal(2200), INVOICE
    ).then(invoiced("200", "2200", "2190"))


def test_a_voided_invoice_gives_back_what_it_had_cleared() -> None:
    order = (
        given(PURCHASE_ORDER, *in_force(), received("10", "100"), invoiced("10", "110", "100"))
        .when(reverse_invoice_line, 1, Decimal(10), Decimal(110), Decimal(100), INVOICE)
        .then(invoice_reversed("10", "110", "100"))
    )
    assert not order.waiting_invoices
    assert order.lines[1].ledger.cleared == 0


def test_a_credit_releases_what_its_units_had_cleared() -> None:
    given(PURCHASE_ORDER, *in_force(), received("10", "100"), invoiced("10", "110", "100")).when(
        credit_line, 1, Decimal(4), Decimal(44), MEMO, INVOICE
    ).then(credited("4", "44", "40"))


def test_only_a_line_of_the_order_is_invoiced_or_credited() -> None:
    asked = given(PURCHASE_ORDER, *in_force())
    one = Decimal(1)
    asked.when(invoice_line, 9, one, one, INVOICE).rejected(PurchaseOrderUnknownLine, line=9)
    asked.when(reverse_invoice_line, 9, one, one, one, INVOICE).rejected(PurchaseOrderUnknownLine)
    asked.when(credit_line, 9, one, one, MEMO, INVOICE).rejected(PurchaseOrderUnknownLine)


def test_an_invoice_waits_until_it_is_settled_or_voided() -> None:
    both = (invoiced("1", "10", "10"), invoiced("2", "20", "20", LATER_INVOICE))
    twice = (*both, invoiced("3", "30", "30"))
    assert order_after(*in_force(), *twice).waiting_invoices == (INVOICE.id, LATER_INVOICE.id)
    order = (
        given(PURCHASE_ORDER, *in_force(), *both)
        .when(settle_invoice, INVOICE)
        .then(PurchaseOrderInvoiceSettled(invoice=INVOICE))
    )
    assert order.waiting_invoices == (LATER_INVOICE.id,)


def test_an_invoice_that_does_not_wait_is_not_settled_again() -> None:
    history = (invoiced("1", "10", "10"), PurchaseOrderInvoiceSettled(invoice=INVOICE))
    given(PURCHASE_ORDER, *in_force(), *history).when(settle_invoice, INVOICE).then()
