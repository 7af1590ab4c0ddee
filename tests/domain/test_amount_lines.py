"""Services by amount: so much money's worth is ordered, confirmed, changed and billed."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.money import TooPrecise
from domain.purchase_orders.amount_line_errors import (
    PurchaseOrderLineByAmount,
    PurchaseOrderLineNotByAmount,
)
from domain.purchase_orders.amount_lines import BY_AMOUNT
from domain.purchase_orders.change_orders import add_line, implement
from domain.purchase_orders.closing import cancel_line
from domain.purchase_orders.commands import (
    AddPurchaseOrderLine,
    CancelPurchaseOrderLine,
    ChangedLine,
    ImplementChangeOrder,
    OrderedLine,
)
from domain.purchase_orders.ledger import correct_received_line, receive_line, require_receivable
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.receipts.errors import OverReceipt
from tests.domain.orders import (
    EACH,
    GLOVES,
    NOW,
    ORDER,
    RECEIPT,
    added,
    cancelled,
    change,
    changed,
    created,
    gloves,
    in_force,
    invoiced,
    order_after,
    ordered_line,
    received,
)
from tests.domain.scenario import given

TERMS: Final[dict[str, Any]] = {
    "basis": "amount",
    "pack": BY_AMOUNT,
    "delivery": "service",
    "accounting": "expense",
    "description": "Call-outs at night",
}
CALL_OUTS: Final = added("5000", "1", **TERMS)
IN_FORCE: Final = in_force(CALL_OUTS)


def add(line: OrderedLine) -> AddPurchaseOrderLine:
    return AddPurchaseOrderLine(now=NOW, purchase_order_id=ORDER.id, line=line)


def amend(currency: str | None = None, **values: Any) -> ImplementChangeOrder:
    lines = (ChangedLine(line=1, **values),) if values else ()
    return ImplementChangeOrder(now=NOW, purchase_order_id=ORDER.id, lines=lines, currency=currency)


def cancel(quantity: str) -> CancelPurchaseOrderLine:
    return CancelPurchaseOrderLine(
        now=NOW,
        purchase_order_id=ORDER.id,
        line=1,
        reason_code="not_needed",
        quantity=Decimal(quantity),
    )


def test_a_line_by_amount_is_worth_what_it_states() -> None:
    order = (
        given(PURCHASE_ORDER, created())
        .when(add_line, add(ordered_line("5000.25", "1", **TERMS)), {})
        .then(added("5000.25", "1", **TERMS))
    )
    assert (order.amount, order.lines[1].terms.basis) == (Decimal("5000.25"), "amount")


@pytest.mark.parametrize(
    "wrong",
    [
        {"basis": None},
        {"pack": EACH},
        {"delivery": "goods"},
        {"accounting": "stock"},
        {"unit_price": Decimal(2)},
        {"item_id": GLOVES},
        {"agreement": "PA-1"},
    ],
)
def test_a_line_by_amount_is_a_plain_service_and_counts_nothing_but_money(
    wrong: dict[str, Any],
) -> None:
    line = replace(ordered_line("5000", "1", **TERMS), **wrong)
    refusal = (
        given(PURCHASE_ORDER, created())
        .when(add_line, add(line), {GLOVES: gloves()})
        .rejected(PurchaseOrderLineNotByAmount, line=1)
    )
    assert "or order it by quantity" in refusal.message


def test_an_amount_has_the_places_of_the_orders_currency() -> None:
    line = ordered_line("5000.255", "1", **TERMS)
    given(PURCHASE_ORDER, created()).when(add_line, add(line), {}).rejected(TooPrecise)
    in_force_ = given(PURCHASE_ORDER, *IN_FORCE)
    in_force_.when(implement, amend(quantity=Decimal("6000.001"))).rejected(TooPrecise)
    in_force_.when(cancel_line, cancel("0.001")).rejected(TooPrecise)
    with_cents = given(PURCHASE_ORDER, created(), added("5000.25", "1", **TERMS))
    with_cents.when(implement, amend(currency="JPY")).rejected(TooPrecise)


def test_so_much_is_confirmed_and_never_more_than_was_ordered() -> None:
    order = order_after(*IN_FORCE)
    fact = receive_line(order, 1, Decimal("1250.50"), RECEIPT)
    assert fact == received("1250.50", "1250.50", price="1")
    with pytest.raises(OverReceipt):
        receive_line(order, 1, Decimal("5000.01"), RECEIPT)
    with pytest.raises(TooPrecise):
        require_receivable(order, 1, Decimal("0.001"))
    confirmed = order_after(*IN_FORCE, fact)
    with pytest.raises(TooPrecise):
        correct_received_line(confirmed, 1, Decimal("-0.001"), Decimal("-0.01"), RECEIPT)


def test_quantity_and_value_of_its_ledger_are_one_figure() -> None:
    confirmed, billed = received("1250.50", "1250.50", price="1"), invoiced("900", "900", "900")
    line = order_after(*IN_FORCE, confirmed, billed).lines[1]
    for total in (line.ledger.net_received, line.ledger.net_invoiced):
        assert total.quantity == total.amount
    assert line.open_for_receiving == Decimal("3749.50")


def test_the_amount_is_changed_and_cancelled_as_a_quantity_is() -> None:
    given(PURCHASE_ORDER, *IN_FORCE).when(implement, amend(quantity=Decimal(6000))).then(
        changed("5000", "6000", change(1, "6000", quantity=Decimal(6000)))
    )
    order = (
        given(PURCHASE_ORDER, *IN_FORCE, received("1250.50", "1250.50", price="1"))
        .when(cancel_line, cancel("1000.25"))
        .then(cancelled("1000.25", "1000.25"))
    )
    assert order.amount == Decimal("3999.75")


@pytest.mark.parametrize(
    "asked",
    [{"unit_price": Decimal(2)}, {"item_id": GLOVES}, {"pack": EACH}, {"agreement": "PA-1"}],
)
def test_a_change_gives_it_neither_a_price_nor_a_unit(asked: dict[str, Any]) -> None:
    given(PURCHASE_ORDER, *IN_FORCE).when(implement, amend(**asked)).rejected(
        PurchaseOrderLineByAmount, line=1
    )
