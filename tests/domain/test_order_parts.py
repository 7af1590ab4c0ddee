"""What an order carries beside its lines: stated clearly, changed by revisions, told as facts."""

from decimal import Decimal
from typing import Any

import pytest

from domain.approvals.events import RoutingFacts
from domain.budgets.holdings import of_order
from domain.charges import CHARGES_MAX
from domain.money import TooPrecise
from domain.purchase_orders.approval import facts_of, needs_new_case, submit
from domain.purchase_orders.carried import totalled
from domain.purchase_orders.change_orders import add_line, implement
from domain.purchase_orders.commands import AddPurchaseOrderLine, ChangedLine, ImplementChangeOrder
from domain.purchase_orders.errors import PurchaseOrderNothingChanged
from domain.purchase_orders.events import PurchaseOrderEvent, PurchaseOrderSubmitted
from domain.purchase_orders.part_errors import (
    PurchaseOrderPartBelowBilled,
    PurchaseOrderPartUnclear,
)
from domain.purchase_orders.part_events import BilledPart, PurchaseOrderPartsBilled
from domain.purchase_orders.parts import (
    LINE_TAXES_MAX,
    PARTS_MAX,
    LineTax,
    OrderPart,
    PartKind,
    RowKind,
    require_parts,
    require_taxes,
)
from domain.purchase_orders.state import PURCHASE_ORDER
from tests.domain.orders import (
    CASE,
    INVOICE,
    LATER_INVOICE,
    NOW,
    ORDER,
    added,
    cancelled,
    changed,
    created,
    in_force,
    invoiced,
    order_after,
    ordered_line,
    received,
)
from tests.domain.scenario import given
from tests.domain.test_purchase_order_approval import WISH, from_wish, requisition

VAT = LineTax(tax="vat", percent=Decimal(20))


def part(charge: str = "freight", kind: PartKind = "freight", **terms: Any) -> OrderPart:
    values = terms or {"amount": Decimal(50)}
    return OrderPart(charge=charge, kind=kind, **values)


def change_order(*lines: ChangedLine, **values: Any) -> ImplementChangeOrder:
    return ImplementChangeOrder(now=NOW, purchase_order_id=ORDER.id, lines=lines, **values)


def carrying(*parts: OrderPart) -> tuple[PurchaseOrderEvent, ...]:
    """An order in force over 1,000.00 with these parts."""
    return (*in_force(added()), changed("1000", "1000", parts=parts))


def billed(kind: RowKind, amount: str) -> PurchaseOrderPartsBilled:
    billed = BilledPart(kind=kind, amount=Decimal(amount))
    return PurchaseOrderPartsBilled(
        goods=Decimal(amount), parts=(billed,), currency="USD", invoice=INVOICE
    )


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        ({"percent": Decimal(5), "amount": Decimal(5)}, "needs either"),
        ({"by": "value"}, "needs either"),
        ({"amount": Decimal(0)}, "above zero"),
        ({"amount": Decimal(-1)}, "above zero"),
        ({"percent": Decimal(0)}, "is zero"),
        ({"percent": Decimal(5), "recoverable": Decimal(5)}, "is no tax"),
        ({"amount": Decimal(5), "base": "so_far"}, "has no base"),
    ],
)
def test_a_part_has_one_measure(terms: dict[str, Any], why: str) -> None:
    with pytest.raises(PurchaseOrderPartUnclear, match=why):
        require_parts([part(**terms)], "USD")


def test_a_part_is_named_once_and_fits_its_currency() -> None:
    with pytest.raises(PurchaseOrderPartUnclear, match="named twice"):
        require_parts([part(), part(kind="discount")], "USD")
    many = [part(f"volume-{number}", "discount") for number in range(PARTS_MAX + 1)]
    require_parts(many[:-1], "USD")
    with pytest.raises(PurchaseOrderPartUnclear, match="one too many"):
        require_parts(many, "USD")
    charges = [part(f"charge-{number}") for number in range(CHARGES_MAX + 1)]
    require_parts(charges[:-1], "USD")  # As many as a delivery bears.
    with pytest.raises(PurchaseOrderPartUnclear, match="one too many"):
        require_parts(charges, "USD")
    with pytest.raises(TooPrecise):
        require_parts([part(amount=Decimal("0.5"))], "JPY")


def test_a_line_may_be_exempt_from_a_tax_but_not_taxed_twice_by_it() -> None:
    require_taxes([LineTax(tax="vat", percent=Decimal(0))], "USD")
    with pytest.raises(PurchaseOrderPartUnclear, match="named twice"):
        require_taxes([VAT, VAT], "USD")
    taxes = [LineTax(tax=f"t{n}", percent=Decimal(1)) for n in range(LINE_TAXES_MAX + 1)]
    with pytest.raises(PurchaseOrderPartUnclear, match="one too many"):
        require_taxes(taxes, "USD")


def test_parts_are_a_revision_of_an_order_in_force_and_an_edit_of_a_draft() -> None:
    asked = change_order(parts=(part(),))
    twice = change_order(parts=(part(), part(kind="discount")))
    given(PURCHASE_ORDER, *in_force(added())).when(implement, twice).rejected(
        PurchaseOrderPartUnclear
    )
    given(PURCHASE_ORDER, *in_force(added())).when(implement, asked).then(
        changed("1000", "1000", parts=(part(),))
    )
    given(PURCHASE_ORDER, created(), added()).when(implement, asked).then(
        changed("1000", "1000", parts=(part(),), revision=0)
    )


def test_the_same_parts_again_change_nothing() -> None:
    given(PURCHASE_ORDER, *carrying(part())).when(
        implement, change_order(parts=(part(),))
    ).rejected(PurchaseOrderNothingChanged)
    given(PURCHASE_ORDER, *in_force(added(taxes=(VAT,)))).when(
        implement, change_order(ChangedLine(line=1, taxes=(VAT,)))
    ).rejected(PurchaseOrderNothingChanged)
    given(PURCHASE_ORDER, *in_force(added())).when(
        implement, change_order(ChangedLine(line=1, taxes=()))
    ).rejected(PurchaseOrderNothingChanged)


def test_a_line_loses_its_taxes_by_a_change_order() -> None:
    order = order_after(*in_force(added(taxes=(VAT,))))
    assert order.total == Decimal(1200)
    (event,) = implement(order, change_order(ChangedLine(line=1, taxes=())))
    assert PURCHASE_ORDER.evolve(order, event).total == Decimal(1000)


def test_a_line_that_joins_brings_its_taxes() -> None:
    order = order_after(*in_force(added()))
    stated = ordered_line("10", "5", line=2, taxes=(VAT,))
    command = AddPurchaseOrderLine(now=NOW, purchase_order_id=ORDER.id, line=stated)
    after = order
    for event in add_line(order, command, {}):
        after = PURCHASE_ORDER.evolve(after, event)
    assert (after.total, after.revision) == (Decimal(1060), 2)


@pytest.mark.parametrize(
    ("kind", "name"), [("freight", "freight"), ("tax", "excise"), ("discount", "volume")]
)
def test_no_kind_falls_below_what_was_billed_of_it(kind: PartKind, name: str) -> None:
    order = order_after(*carrying(part(name, kind)), billed(kind, "30"))
    implement(order, change_order(parts=(part(name, kind, amount=Decimal(30)),)))
    with pytest.raises(PurchaseOrderPartBelowBilled, match=r"30 of .* cannot come to 29"):
        implement(order, change_order(parts=(part(name, kind, amount=Decimal(29)),)))
    with pytest.raises(PurchaseOrderPartBelowBilled):
        implement(order, change_order(parts=()))


def test_what_was_billed_beyond_the_order_need_not_be_agreed_to() -> None:
    order = order_after(*carrying(part()), billed("freight", "60"))
    handling = part("handling", amount=Decimal(5))
    implement(order, change_order(parts=(part(), handling)))
    with pytest.raises(PurchaseOrderPartBelowBilled):
        implement(order, change_order(parts=(part(amount=Decimal(49)),)))


def test_taken_back_bills_leave_no_floor() -> None:
    order = order_after(*carrying(part()), billed("freight", "30"), billed("freight", "-30"))
    implement(order, change_order(parts=()))
    assert order.parts_billed == {}


def test_approvers_agree_to_what_it_costs_without_what_the_state_gives_back() -> None:
    order = order_after(created(), added(), changed("1000", "1000", parts=(part(),), revision=0))
    facts: RoutingFacts = facts_of(order)
    assert facts.amount == Decimal(1050)
    recoverable = part("vat", "tax", percent=Decimal(20))
    order = order_after(*carrying(part(), recoverable))
    assert (order.total, order.commitment) == (Decimal(1250), Decimal(1050))


def test_a_dear_charge_asks_for_approval_again() -> None:
    before = order_after(*in_force(added()))
    assert not needs_new_case(before, order_after(*carrying(part(amount=Decimal(100)))))
    assert needs_new_case(before, order_after(*carrying(part(amount=Decimal("100.01")))))


@pytest.mark.parametrize(("freight", "is_spared"), [("50", True), ("100.01", False)])
def test_a_charge_that_nobody_asked_for_is_a_detail_up_to_the_same_limit(
    freight: str, is_spared: bool
) -> None:
    carried = changed("1000", "1000", parts=(part(amount=Decimal(freight)),), revision=0)
    order = order_after(created(), from_wish("100"), carried)
    asked = submit(order, CASE, {WISH: requisition()})[0]
    assert isinstance(asked, PurchaseOrderSubmitted)
    assert (asked.approval_case_id is None) == is_spared


def tax_held(*events: PurchaseOrderEvent) -> tuple[int, int, int, bool]:
    """What an expense line over 1,000.00 holds with 120.00 of tax in cost."""
    half = LineTax(tax="gst", percent=Decimal(20), recoverable=Decimal(40))
    line = added(accounting="expense", taxes=(half,))
    (held,) = of_order(order_after(*in_force(line), *events))
    parts = (held.holding.open, held.holding.liquidated, held.holding.spent)
    open_, liquidated, spent = (int(each) for each in parts)
    return open_, liquidated, spent, held.ended


def test_a_tax_in_cost_is_held_with_its_line_and_spent_as_it_is_billed() -> None:
    assert tax_held() == (1120, 0, 0, False)
    came = received("100", "1000")
    assert tax_held(came) == (120, 1000, 1000, False)
    part = invoiced("50", "500", "500")
    assert tax_held(came, part, billed("tax_in_cost", "60")) == (60, 1060, 1060, False)
    rest = invoiced("50", "500", "500", LATER_INVOICE)
    assert tax_held(came, part, rest, billed("tax_in_cost", "125")) == (0, 1120, 1125, True)
    assert tax_held(came, part, rest, billed("tax_in_cost", "90")) == (0, 1090, 1090, True)
    gone = cancelled("100", "1000")
    assert tax_held(gone) == (0, 0, 0, True)


def test_what_it_comes_to_is_told_once_and_again_when_it_moves() -> None:
    order = order_after(*in_force(added()))
    assert totalled(order) == ()
    order = order_after(*carrying(part(), part("vat", "tax", percent=Decimal(10))))
    (told,) = totalled(order)
    assert [(row.charge, row.amount) for row in told.rows] == [
        ("freight", Decimal(50)),
        ("vat", Decimal(100)),
    ]
    assert (told.lines_amount, told.total) == (Decimal(1000), Decimal(1150))
    order = PURCHASE_ORDER.evolve(order, told)
    assert totalled(order) == ()
    half = PURCHASE_ORDER.evolve(order, cancelled("50", "500"))
    (told,) = totalled(half)
    assert told.total == Decimal(600)


@pytest.mark.parametrize("carried", [part(), part("vat", "tax", percent=Decimal(10))])
def test_lines_that_bear_cost_or_tax_alone_are_told_once_too(carried: OrderPart) -> None:
    order = order_after(*carrying(carried))
    (told,) = totalled(order)
    assert [each.line for each in told.lines] == [1]
    assert totalled(PURCHASE_ORDER.evolve(order, told)) == ()


def test_a_row_that_is_no_more_is_told_as_nothing_once() -> None:
    order = order_after(*carrying(part(), part("vat", "tax", percent=Decimal(10))))
    order = PURCHASE_ORDER.evolve(order, totalled(order)[0])
    order = PURCHASE_ORDER.evolve(order, changed("1000", "1000", parts=(), revision=3))
    (told,) = totalled(order)
    assert [(row.charge, row.amount) for row in told.rows] == [
        ("freight", Decimal(0)),
        ("vat", Decimal(0)),
    ]
    assert [(each.line, each.cost, each.tax) for each in told.lines] == [
        (1, Decimal(0), Decimal(0))
    ]
    order = PURCHASE_ORDER.evolve(order, told)
    assert totalled(order) == ()


def test_bills_of_one_invoice_add_up_in_its_turn_and_freight_alone_is_a_bill() -> None:
    order = order_after(*carrying(part()))
    freight = billed("freight", "5").model_copy(update={"goods": Decimal(0)})
    later = freight.model_copy(update={"invoice": LATER_INVOICE})
    for fact in (freight, later, billed("freight", "7")):
        order = PURCHASE_ORDER.evolve(order, fact)
    told = {id_: (each.goods, each.parts["freight"]) for id_, each in order.parts_billed.items()}
    assert list(told) == [INVOICE.id, LATER_INVOICE.id], "the first keeps its turn"
    assert told[INVOICE.id] == (Decimal(7), Decimal(12))
    assert told[LATER_INVOICE.id] == (Decimal(0), Decimal(5))
    back = later.model_copy(update={"parts": (later.parts[0].model_copy(update={"amount": -5}),)})
    assert list(PURCHASE_ORDER.evolve(order, back).parts_billed) == [INVOICE.id]
