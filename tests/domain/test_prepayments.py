"""Paying ahead: within the order, by another person, used up once, given back as far as left."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.errors import Rejected
from domain.invoices.errors import InvoiceDateOutOfRange
from domain.invoices.payments import settle_prepaid
from domain.invoices.state import INVOICE
from domain.money import TooPrecise
from domain.prepayments import decide
from domain.prepayments.errors import (
    PrepaymentAmountUnclear,
    PrepaymentDutiesMixed,
    PrepaymentExists,
    PrepaymentNotDue,
    PrepaymentNotPositive,
    PrepaymentOrderBilled,
    PrepaymentOrderNotOpen,
    PrepaymentSupplierStopped,
    PrepaymentTooHigh,
)
from domain.prepayments.events import (
    PrepaymentRequested,
)
from domain.prepayments.state import PREPAYMENT
from tests.domain.invoices import held, ready
from tests.domain.orders import (
    TODAY,
    added,
    created,
    in_force,
    invoice_reversed,
    invoiced,
    order_after,
)
from tests.domain.orders import held as on_hold
from tests.domain.payments import planned
from tests.domain.prepaying import (
    PAYABLE,
    REF,
    applied,
    ask,
    asked,
    give_back,
    given_back,
    paid,
    pay,
    recorded,
)
from tests.domain.scenario import folded, given


def test_a_percentage_is_taken_of_each_line_and_rounded_there() -> None:
    order = order_after(*in_force(added("3", "0.35"), added("1", "9", 2)))
    (event,) = decide.request(None, ask(percent=Decimal(50)), order)
    assert isinstance(event, PrepaymentRequested)
    assert [str(each.amount) for each in event.lines] == ["0.53", "4.50"]


def test_an_amount_is_shared_out_exactly() -> None:
    given(PREPAYMENT).when(
        decide.request, ask(amount=Decimal(300)), order=order_after(*in_force())
    ).then(asked())


@pytest.mark.parametrize(
    ("order", "terms", "refusal"),
    [
        pytest.param((created(), added()), {}, PrepaymentOrderNotOpen, id="a draft"),
        pytest.param((created(),), {}, PrepaymentOrderNotOpen, id="without lines"),
        pytest.param((*in_force(), on_hold()), {}, PrepaymentOrderNotOpen, id="on hold"),
        pytest.param(
            (*in_force(), invoiced("1", "10", "0")), {}, PrepaymentOrderBilled, id="billed"
        ),
        pytest.param(
            in_force(), {"amount": Decimal("1000.01")}, PrepaymentTooHigh, id="beyond the order"
        ),
        pytest.param(
            (*in_force(), recorded("700.01")), {}, PrepaymentTooHigh, id="beyond with another"
        ),
        pytest.param(in_force(), {"amount": Decimal(0)}, PrepaymentNotPositive, id="nothing"),
        pytest.param(in_force(), {"amount": Decimal("0.001")}, TooPrecise, id="less than a cent"),
        pytest.param(
            in_force(), {"percent": Decimal(10)}, PrepaymentAmountUnclear, id="percent and amount"
        ),
        pytest.param(in_force(), {"amount": None}, PrepaymentAmountUnclear, id="neither"),
        pytest.param(
            in_force(),
            {"amount": None, "percent": Decimal("100.01")},
            PrepaymentTooHigh,
            id="more than all",
        ),
        pytest.param(
            in_force(), {"due_on": TODAY + timedelta(days=367)}, InvoiceDateOutOfRange, id="far"
        ),
    ],
)
def test_a_prepayment_is_not_asked_for(
    order: Any,  # noqa: ANN401 - a history.
    terms: dict[str, Any],
    refusal: type[Rejected],
) -> None:
    command = ask(**{"amount": Decimal(300), **terms})
    given(PREPAYMENT).when(decide.request, command, order=order_after(*order)).rejected(refusal)


def test_what_another_one_gave_back_may_be_asked_for_again_and_voided_bills_do_not_count() -> None:
    freed = (recorded("1000"), recorded("0"), invoiced("1", "10", "0"))
    order = order_after(*in_force(), *freed, invoice_reversed("1", "10", "0"))
    assert decide.request(None, ask(amount=Decimal(300)), order) == (asked(),)
    given(PREPAYMENT, asked()).when(decide.request, ask(amount=Decimal(300)), order=order).rejected(
        PrepaymentExists
    )


def test_it_is_paid_whole_and_once_by_another_person() -> None:
    due = given(PREPAYMENT, asked())
    due.when(decide.pay, pay(), **PAYABLE).then(paid())
    due.when(decide.pay, pay("carl"), **PAYABLE).rejected(PrepaymentDutiesMixed)
    banked = {"bank_details_verifier": ("theo",)}
    due.when(decide.pay, pay(), **{**PAYABLE, "banked": banked}).rejected(PrepaymentDutiesMixed)
    due.when(decide.pay, pay(), **{**PAYABLE, "supplier_obstacle": "on hold"}).rejected(
        PrepaymentSupplierStopped
    )
    due.when(decide.pay, pay(paid_on=TODAY + timedelta(days=9)), **PAYABLE).rejected(
        InvoiceDateOutOfRange
    )
    for history in ((asked(), paid()), (asked(), given_back("300", "0"))):
        given(PREPAYMENT, *history).when(decide.pay, pay(), **PAYABLE).rejected(PrepaymentNotDue)


def test_before_it_is_paid_a_credit_lowers_what_is_asked_for() -> None:
    given(PREPAYMENT, asked()).when(decide.credit, give_back("100")).then(given_back("100", "200"))
    given(PREPAYMENT, asked(), given_back("100", "200")).when(decide.pay, pay(), **PAYABLE).then(
        paid("200")
    )


def test_afterwards_it_comes_back_as_far_as_no_invoice_used_it_up() -> None:
    used = given(PREPAYMENT, asked(), paid(), applied("250", "50"))
    used.when(decide.credit, give_back("50")).then(given_back("50", "0", "50"))
    used.when(decide.credit, give_back("50.01")).rejected(PrepaymentTooHigh, left="50.00")
    used.when(decide.credit, give_back("0")).rejected(PrepaymentNotPositive)


def test_an_invoice_uses_up_what_was_paid_and_no_more_than_is_open_and_unscheduled() -> None:
    invoice = folded(INVOICE, *ready())
    whole = folded(PREPAYMENT, asked(), paid())
    assert decide.use_up(whole, invoice, TODAY) == (applied("300", "0"),)
    scheduled = folded(INVOICE, *ready(), planned("900"))
    assert decide.use_up(whole, scheduled, TODAY) == (applied("100", "200"),)
    settled = folded(INVOICE, *ready(), *settle_prepaid(invoice, REF, Decimal(300)))
    assert (settled.open_amount, settled.prepaid) == (Decimal(700), Decimal(300))


def test_nothing_is_used_up_by_an_invoice_that_is_stopped_or_of_what_is_not_paid() -> None:
    whole = folded(PREPAYMENT, asked(), paid())
    assert decide.use_up(whole, folded(INVOICE, *ready(), held("price")), TODAY) == ()
    assert decide.use_up(folded(PREPAYMENT, asked()), folded(INVOICE, *ready()), TODAY) == ()
