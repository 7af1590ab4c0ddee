"""A prepayment is paid as far as its order still asks for it."""

from typing import Any

import pytest

from domain.errors import Rejected
from domain.invoices.state import INVOICE
from domain.prepayments import decide
from domain.prepayments.errors import (
    PrepaymentNotCovered,
    PrepaymentOrderNotOpen,
)
from domain.prepayments.state import PREPAYMENT
from tests.domain.invoices import ready
from tests.domain.orders import (
    cancelled,
    changed,
    credited,
    id_of,
    in_force,
    invoiced,
    order_after,
)
from tests.domain.orders import held as on_hold
from tests.domain.payments import planned
from tests.domain.prepaying import OWN, PAYABLE, SETTLED, applied, asked, paid, pay
from tests.domain.scenario import folded, given


@pytest.mark.parametrize(
    ("happened", "refusal"),
    [
        pytest.param((on_hold(),), PrepaymentOrderNotOpen, id="put on hold"),
        pytest.param((cancelled("100", "1000"),), PrepaymentOrderNotOpen, id="cancelled"),
        pytest.param((cancelled("71", "710"),), PrepaymentNotCovered, id="lowered to 290"),
        pytest.param(
            (invoiced("71", "710", "0"), SETTLED), PrepaymentNotCovered, id="paid but for 290"
        ),
        pytest.param(
            (changed("1000", "1000", supplier_id=id_of(9), supplier_name="Other"),),
            PrepaymentOrderNotOpen,
            id="moved to another supplier",
        ),
    ],
)
def test_it_is_not_paid_where_the_order_came_to_ask_for_less(
    happened: tuple[Any, ...], refusal: type[Rejected]
) -> None:
    order = order_after(*in_force(), OWN, *happened)
    given(PREPAYMENT, asked()).when(decide.pay, pay(), **{**PAYABLE, "order": order}).rejected(
        refusal
    )


def test_it_is_paid_as_far_as_invoices_and_other_prepayments_leave_room() -> None:
    due = given(PREPAYMENT, asked())

    def within(*happened: Any, **beside: Any) -> dict[str, Any]:
        return {**PAYABLE, "order": order_after(*in_force(), OWN, *happened), **beside}

    due.when(decide.pay, pay(), **within(invoiced("70", "700", "0"), SETTLED)).then(paid())
    back = (invoiced("100", "1000", "0"), credited("30", "300", "0"), SETTLED)
    due.when(decide.pay, pay(), **within(*back)).then(paid())
    # An invoice that waits has 1000 open, which the prepayment will settle.
    waiting = (invoiced("100", "1000", "0"),)
    open_one = [folded(INVOICE, *ready())]
    due.when(decide.pay, pay(), **within(*waiting, waiting=open_one)).then(paid())
    planned_one = [folded(INVOICE, *ready(), planned("700.01"))]
    due.when(decide.pay, pay(), **within(*waiting, waiting=planned_one)).rejected(
        PrepaymentNotCovered, left="299.99"
    )
    others = [folded(PREPAYMENT, asked("900"), paid("900"), applied("199.99", "700.01"))]
    due.when(decide.pay, pay(), **within(others=others)).rejected(
        PrepaymentNotCovered, left="299.99"
    )
