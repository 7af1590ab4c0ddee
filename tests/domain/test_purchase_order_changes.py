"""Change orders: a new revision, never below what came, never touching what was billed."""

from datetime import date
from decimal import Decimal

import pytest

from domain.ids import LINES_MAX
from domain.money import UnknownCurrency
from domain.purchase_orders.change_orders import add_line, implement
from domain.purchase_orders.commands import AddPurchaseOrderLine, ChangedLine, ImplementChangeOrder
from domain.purchase_orders.errors import (
    PurchaseOrderBelowCommitted,
    PurchaseOrderCurrencyFixed,
    PurchaseOrderLineExists,
    PurchaseOrderLineNamedTwice,
    PurchaseOrderLineNotWanted,
    PurchaseOrderNothingChanged,
    PurchaseOrderQuantityNotPositive,
    PurchaseOrderTooManyLines,
    PurchaseOrderUnknownLine,
)
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.state import PURCHASE_ORDER
from tests.domain.orders import (
    NOW,
    ORDER,
    added,
    cancelled,
    change,
    changed,
    created,
    credited,
    in_force,
    invoiced,
    ordered_line,
    received,
    returned,
)
from tests.domain.scenario import given


def change_order(
    *lines: ChangedLine, currency: str | None = None, payment_terms: str | None = None
) -> ImplementChangeOrder:
    return ImplementChangeOrder(
        now=NOW,
        purchase_order_id=ORDER.id,
        lines=lines,
        currency=currency,
        payment_terms=payment_terms,
    )


def to(quantity: str | None = None, price: str | None = None, line: int = 1) -> ChangedLine:
    return ChangedLine(
        line=line,
        quantity=None if quantity is None else Decimal(quantity),
        unit_price=None if price is None else Decimal(price),
    )


def add(line: int) -> AddPurchaseOrderLine:
    return AddPurchaseOrderLine(
        now=NOW, purchase_order_id=ORDER.id, line=ordered_line("7", "200", line=line)
    )


def test_a_draft_is_edited_without_a_revision() -> None:
    edited = changed("1000", "500", change(1, "500", quantity=Decimal(50)), revision=0)
    order = (
        given(PURCHASE_ORDER, created(), added())
        .when(implement, change_order(to("50")))
        .then(edited)
    )
    assert (order.revision, order.amount) == (0, Decimal(500))


def test_a_change_of_an_issued_order_is_a_new_revision() -> None:
    order = (
        given(PURCHASE_ORDER, *in_force())
        .when(implement, change_order(to("120", "9")))
        .then(
            changed(
                "1000",
                "1080",
                change(1, "1080", quantity=Decimal(120), unit_price=Decimal(9)),
            )
        )
    )
    assert (order.revision, order.amount) == (2, Decimal(1080))


def test_only_what_differs_is_told() -> None:
    moved = ChangedLine(
        line=1, quantity=Decimal(100), storage_location="DOCK", need_by=date(2026, 4, 1)
    )
    told = change(1, "1000", storage_location="DOCK", need_by=date(2026, 4, 1))
    order = (
        given(PURCHASE_ORDER, *in_force(added(), added("1", "5", line=2)))
        .when(implement, change_order(moved, to("1", line=2)))
        .then(changed("1005", "1005", told))
    )
    assert order.lines[1].terms.storage_location == "DOCK"


def test_a_change_that_changes_nothing_is_refused() -> None:
    asked = given(PURCHASE_ORDER, *in_force())
    for same in (change_order(), change_order(to("100", "10"), currency="USD")):
        asked.when(implement, same).rejected(PurchaseOrderNothingChanged)
    asked.when(implement, change_order(payment_terms="NET30")).rejected(PurchaseOrderNothingChanged)


def test_payment_terms_change_alone() -> None:
    order = (
        given(PURCHASE_ORDER, *in_force())
        .when(implement, change_order(payment_terms="NET60"))
        .then(changed("1000", "1000", payment_terms="NET60"))
    )
    assert order.payment_terms == "NET60"


def test_a_change_names_lines_of_the_order_once() -> None:
    asked = given(PURCHASE_ORDER, *in_force())
    asked.when(implement, change_order(to("1", line=9))).rejected(PurchaseOrderUnknownLine, line=9)
    asked.when(implement, change_order(to("1"), to("2"))).rejected(
        PurchaseOrderLineNamedTwice, line=1
    )


def test_a_quantity_stays_above_zero() -> None:
    given(PURCHASE_ORDER, *in_force()).when(implement, change_order(to("0"))).rejected(
        PurchaseOrderQuantityNotPositive, line=1
    )


@pytest.mark.parametrize(
    ("history", "floor"),
    [
        ((received("40", "400"),), "40"),
        ((received("40", "400"), returned("5", "50")), "35"),
        ((received("40", "400"), invoiced("60", "600", "600")), "60"),
        ((invoiced("60", "600", "600"), credited("25", "250", "250")), "35"),
    ],
)
def test_a_quantity_does_not_go_below_what_came_or_was_billed(
    history: tuple[PurchaseOrderEvent, ...], floor: str
) -> None:
    asked = given(PURCHASE_ORDER, *in_force(), *history)
    below = Decimal(floor) - Decimal("0.01")
    asked.when(implement, change_order(to(str(below)))).rejected(
        PurchaseOrderBelowCommitted, wanted=str(below), committed=floor
    )
    amount = str(Decimal(floor) * 10)
    asked.when(implement, change_order(to(floor))).then(
        changed("1000", amount, change(1, amount, quantity=Decimal(floor)))
    )


def test_after_an_over_receipt_within_tolerance_the_order_can_still_grow() -> None:
    over = given(PURCHASE_ORDER, *in_force(), received("105", "1050"))
    over.when(implement, change_order(to("104"))).then(
        changed("1000", "1040", change(1, "1040", quantity=Decimal(104)))
    )
    over.when(implement, change_order(to("99"))).rejected(PurchaseOrderBelowCommitted)


def test_an_order_that_grew_shrinks_to_what_came_beyond_it_and_no_further() -> None:
    grown = changed("1000", "1100", change(1, "1100", quantity=Decimal(110)))
    over = given(PURCHASE_ORDER, *in_force(), received("105", "1050"), grown)
    over.when(implement, change_order(to("104.999999"))).rejected(PurchaseOrderBelowCommitted)
    less = changed("1100", "1050", change(1, "1050", quantity=Decimal(105)), revision=3)
    over.when(implement, change_order(to("105"))).then(less)


def test_a_new_price_holds_for_what_was_not_billed() -> None:
    """Golden vector 19: 40 of 100 were billed at 10 before the price became 11."""
    billed = (received("100", "1000"), invoiced("40", "400", "400"))
    dearer = changed("1000", "1060", change(1, "1060", unit_price=Decimal(11)))
    asked = given(PURCHASE_ORDER, *in_force(), *billed)
    asked.when(implement, change_order(to(price="11"))).then(dearer)

    more = given(PURCHASE_ORDER, *in_force(), *billed, dearer, invoiced("10", "110", "100"))
    more.when(implement, change_order(to("110", "12"))).then(
        changed(
            "1060",
            "1230",  # 40 at 10, 10 at 11, 60 at 12
            change(1, "1230", quantity=Decimal(110), unit_price=Decimal(12)),
            revision=3,
        )
    )


def test_once_all_that_was_billed_is_credited_the_new_price_holds_for_everything() -> None:
    history = (
        invoiced("40", "400", "400"),
        changed("1000", "1060", change(1, "1060", unit_price=Decimal(11))),
        credited("40", "400", "400"),
    )
    given(PURCHASE_ORDER, *in_force(), *history).when(implement, change_order(to(price="12"))).then(
        changed("1060", "1200", change(1, "1200", unit_price=Decimal(12)), revision=3)
    )


@pytest.mark.parametrize(("quantity", "amount"), [("110", "1100"), ("130", "1320")])
def test_what_was_billed_beyond_the_order_keeps_its_price_too(quantity: str, amount: str) -> None:
    over = invoiced("120", "1200", "1200")
    wanted = change(1, amount, quantity=Decimal(quantity), unit_price=Decimal(12))
    given(PURCHASE_ORDER, *in_force(), over).when(implement, change_order(to(quantity, "12"))).then(
        changed("1000", amount, wanted)
    )


def test_credits_never_make_the_billed_part_of_a_line_worth_less_than_nothing() -> None:
    history = (
        invoiced("40", "400", "400"),
        changed("1000", "1060", change(1, "1060", unit_price=Decimal(11))),
        credited("39", "390", "390"),
    )
    given(PURCHASE_ORDER, *in_force(), *history).when(implement, change_order(to(price="12"))).then(
        changed("1060", "1198", change(1, "1198", unit_price=Decimal(12)), revision=3)
    )


def test_a_cancelled_line_keeps_its_terms_until_it_is_reopened() -> None:
    asked = given(PURCHASE_ORDER, *in_force(), cancelled("100", "1000"))
    for wanted in (to("120"), to(price="9")):
        asked.when(implement, change_order(wanted)).rejected(PurchaseOrderLineNotWanted, line=1)


def test_another_currency_restates_every_line_that_is_wanted() -> None:
    lines = (added("3", "0.555", amount="1.67"), added("2", "5", line=2), added(line=3))
    gone = cancelled("100", "1000", line=3)
    order = (
        given(PURCHASE_ORDER, *in_force(*lines), gone)
        .when(implement, change_order(currency="JPY"))
        .then(changed("11.67", "12", change(1, "2"), change(2, "10"), currency="JPY"))
    )
    assert (order.currency, order.amount) == ("JPY", Decimal(12))


def test_a_draft_without_lines_takes_another_currency_too() -> None:
    given(PURCHASE_ORDER, created()).when(implement, change_order(currency="EUR")).then(
        changed("0", "0", revision=0, currency="EUR")
    )


@pytest.mark.parametrize(
    "fact", [received("1", "10"), invoiced("1", "10", "10")], ids=["received", "invoiced"]
)
def test_the_currency_is_fixed_once_something_came_or_was_billed(fact: PurchaseOrderEvent) -> None:
    asked = given(PURCHASE_ORDER, *in_force(), fact)
    asked.when(implement, change_order(currency="EUR")).rejected(
        PurchaseOrderCurrencyFixed, currency="USD"
    )


def test_a_currency_that_nobody_knows_is_refused() -> None:
    given(PURCHASE_ORDER, *in_force()).when(implement, change_order(currency="XXX")).rejected(
        UnknownCurrency
    )


def test_a_line_joins_a_draft_without_a_revision() -> None:
    given(PURCHASE_ORDER, created(), added()).when(add_line, add(2), {}).then(
        added("7", "200", line=2)
    )


def test_a_line_joins_an_issued_order_as_a_change_order() -> None:
    order = (
        given(PURCHASE_ORDER, *in_force(), received("2", "20"))
        .when(add_line, add(2), {})
        .then(added("7", "200", line=2), changed("1000", "2400"))
    )
    assert (order.revision, order.amount, list(order.lines)) == (2, Decimal(2400), [1, 2])


def test_a_line_joins_under_a_number_of_its_own() -> None:
    given(PURCHASE_ORDER, *in_force()).when(add_line, add(1), {}).rejected(
        PurchaseOrderLineExists, line=1
    )


def test_a_full_order_takes_no_further_line() -> None:
    full = in_force(*(added("1", "1", line=number) for number in range(1, LINES_MAX + 1)))
    given(PURCHASE_ORDER, *full).when(add_line, add(LINES_MAX + 1), {}).rejected(
        PurchaseOrderTooManyLines
    )
