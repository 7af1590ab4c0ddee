"""What an order makes expect of its bills: each its share, and all together what it carries."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import given as drawn
from hypothesis import strategies as st

from domain.invoices.expected_parts import Asked, BilledLine, due_parts, matched_parts, plan_of
from domain.invoices.order_facts import before_linking
from domain.purchase_orders.order import PurchaseOrder
from domain.purchase_orders.part_events import BilledPart, PurchaseOrderPartsBilled
from domain.purchase_orders.parts import LineTax, OrderPart, RowKind
from domain.purchase_orders.state import PURCHASE_ORDER
from tests.domain.orders import (
    INVOICE,
    added,
    changed,
    created,
    in_force,
    invoiced,
    order_after,
    ref,
)

EXCISE = OrderPart(charge="excise", kind="tax", percent=Decimal(10))
CUSTOMS = OrderPart(charge="customs", kind="tax", amount=Decimal(7), recoverable=Decimal(0))
FREIGHT = OrderPart(charge="freight", kind="freight", amount=Decimal("33.34"))
VOLUME = OrderPart(charge="volume", kind="discount", percent=Decimal("2.5"))


def carrying(*parts: OrderPart, taxes: tuple[LineTax, ...] | None = None) -> PurchaseOrder:
    """A hundred gloves at 10.00 with these parts."""
    return order_after(*in_force(added(taxes=taxes)), changed("1000", "1000", parts=parts))


def bill(order: PurchaseOrder, quantity: int, **asked: str) -> tuple[Decimal | None, ...]:
    """What is expected of a bill of so many gloves: tax, freight, discount."""
    plan = plan_of(order)
    assert plan is not None
    line = BilledLine(1, Decimal(quantity), Decimal(quantity * 10))
    stated = Asked(**{name: Decimal(amount) for name, amount in asked.items()})
    found = matched_parts(plan, [line], before_linking(order, [1], None).sides, stated)
    return found.tax, found.freight, found.discount


def test_nothing_is_expected_of_what_the_order_does_not_say() -> None:
    assert plan_of(order_after(*in_force())) is None
    assert bill(carrying(FREIGHT), 50) == (None, Decimal("33.34"), None)
    assert bill(carrying(EXCISE), 50) == (Decimal(50), None, None)
    exempt = carrying(taxes=(LineTax(tax="vat", percent=Decimal(0)),))
    assert bill(exempt, 50) == (Decimal(0), None, None)


def test_an_order_plans_a_tax_as_soon_as_one_of_its_lines_bears_one() -> None:
    vat = LineTax(tax="vat", percent=Decimal(20))
    order = order_after(*in_force(added(taxes=(vat,)), added("5", "2", line=2)))
    assert bill(order, 50) == (Decimal(100), None, None)


def test_what_earlier_bills_took_of_a_charge_is_gone() -> None:
    took = BilledPart(kind="freight", amount=Decimal("30.00"))
    earlier = PurchaseOrderPartsBilled(
        goods=Decimal(100), parts=(took,), currency="USD", invoice=INVOICE
    )
    assert bill(PURCHASE_ORDER.evolve(carrying(FREIGHT), earlier), 50)[1] == Decimal("3.34")
    over = took.model_copy(update={"amount": Decimal(40)})
    beyond = earlier.model_copy(update={"parts": (over,)})
    assert bill(PURCHASE_ORDER.evolve(carrying(FREIGHT), beyond), 50)[1] == Decimal(0)


def test_a_bill_is_rounded_as_its_order_says() -> None:
    tax = LineTax(tax="vat", percent=Decimal("7.5"))
    lines = [added("1", "0.10", line=number, taxes=(tax,)) for number in (1, 2)]
    expected = []
    for rounding in (None, "header"):
        first = created().model_copy(update={"tax_rounding": rounding})
        order = order_after(first, *in_force(*lines)[1:])
        plan = plan_of(order)
        assert plan is not None
        billed = [BilledLine(number, Decimal(1), Decimal("0.10")) for number in (1, 2, 2)]
        sides = before_linking(order, [1, 2], None).sides
        expected.append(matched_parts(plan, billed, sides, Asked()).tax)
    assert expected == [Decimal("0.03"), Decimal("0.02")]


def test_a_tax_on_all_so_far_counts_what_the_bill_itself_asks_for() -> None:
    vat = OrderPart(charge="vat", kind="tax", percent=Decimal(20), base="so_far")
    order = carrying(VOLUME, FREIGHT, vat)
    assert bill(order, 50, freight="10", discount="12.50")[0] == Decimal("99.50")
    assert bill(order, 50)[0] == Decimal(100)


def test_an_amount_on_a_line_is_due_with_its_quantity() -> None:
    fee = LineTax(tax="deposit", amount=Decimal(10))
    order = carrying(taxes=(fee,))
    assert bill(order, 33)[0] == Decimal("3.30")
    after = order_after(
        *in_force(added(taxes=(fee,))),
        changed("1000", "1000", parts=()),
        invoiced("33", "330", "330"),
    )
    assert bill(after, 67)[0] == Decimal("6.70")
    assert bill(after, 90)[0] == Decimal("6.70")  # Never more than the line bears.


def posted(order: PurchaseOrder, number: int, quantity: int) -> tuple[PurchaseOrder, Decimal]:
    """Bills so many gloves with all that is due, and what that comes to."""
    plan = plan_of(order)
    assert plan is not None
    line = BilledLine(1, Decimal(quantity), Decimal(quantity * 10))
    due = due_parts(plan, [line], before_linking(order, [1], None).sides)
    kinds: tuple[RowKind, ...] = ("tax", "tax_in_cost", "freight", "discount")
    sums = {k: sum((each.amount for each in due if each.kind == k), Decimal(0)) for k in kinds}
    invoice = ref("invoice", number)
    parts = tuple(BilledPart(kind=k, amount=amount) for k, amount in sums.items() if amount)
    order = PURCHASE_ORDER.evolve(
        order,
        PurchaseOrderPartsBilled(goods=line.amount, parts=parts, currency="USD", invoice=invoice),
    )
    booked = invoiced(str(quantity), str(line.amount), "0", invoice)
    total = line.amount + sum(sums.values()) - 2 * sums["discount"]
    return PURCHASE_ORDER.evolve(order, booked), total


@drawn(st.lists(st.integers(1, 99), max_size=6, unique=True))
def test_bills_that_ask_for_what_is_due_come_to_the_order_to_the_cent(cuts: list[int]) -> None:
    order = carrying(CUSTOMS, FREIGHT, VOLUME, EXCISE)
    billed, places = Decimal(0), [0, *sorted(cuts), 100]
    for number, (start, end) in enumerate(pairwise(places), start=50):
        order, total = posted(order, number, end - start)
        billed += total
    assert billed == order.total
    for kind in ("freight", "discount", "tax", "tax_in_cost"):
        assert order.billed_beside(kind) == order.totals.of(kind)


def test_earlier_bills_alone_shorten_what_is_left() -> None:
    order, _ = posted(carrying(FREIGHT), 50, 60)
    order, _ = posted(order, 51, 40)
    first, second = (plan_of(order, ref("invoice", number).id) for number in (50, 51))
    assert first is not None
    assert second is not None
    assert (first.before.goods, second.before.goods) == (Decimal(0), Decimal(600))
    assert plan_of(order, INVOICE.id) == plan_of(order)


def due(order: PurchaseOrder, quantity: int, price: str = "10") -> dict[str, Decimal]:
    """What is due with so many gloves, by charge."""
    plan = plan_of(order)
    assert plan is not None
    line = BilledLine(1, Decimal(quantity), quantity * Decimal(price))
    stated = due_parts(plan, [line], before_linking(order, [1], None).sides)
    return {each.charge: each.amount for each in stated}


def test_a_tax_on_all_so_far_counts_the_freight_and_the_discount_that_are_due() -> None:
    """Of 500.00 less 12.50 and with 16.67 of freight, a fifth is 100.83."""
    vat = OrderPart(charge="vat", kind="tax", percent=Decimal(20), base="so_far")
    assert due(carrying(VOLUME, FREIGHT, vat), 50) == {
        "volume": Decimal("12.50"),
        "freight": Decimal("16.67"),
        "vat": Decimal("100.83"),
    }


def test_beyond_the_goods_of_the_order_nothing_is_due_and_with_free_goods_no_part_of_it() -> None:
    order, _ = posted(carrying(FREIGHT, VOLUME), 50, 100)
    assert due(order, 10) == {}
    free = order_after(*in_force(added("100", "0")), changed("0", "0", parts=(FREIGHT,)))
    assert due(free, 50, "0") == {}
    cheap = order_after(*in_force(added("50", "0.01")), changed("0.50", "0.50", parts=(FREIGHT,)))
    assert due(cheap, 25, "0.01") == {"freight": Decimal("16.67")}


def test_a_bill_that_is_booked_asks_for_what_it_is_booked_with() -> None:
    """The customs of 7.00 are cost, the excise of 100.00 is given back."""
    order, _ = posted(carrying(CUSTOMS, EXCISE), 50, 100)
    plan = plan_of(order, ref("invoice", 50).id)
    assert plan is not None
    line = BilledLine(1, Decimal(100), Decimal(1000))
    found = matched_parts(plan, [line], before_linking(order, [1], None).sides, Asked())
    assert found.asked_tax == Decimal(107)
    unknown = plan_of(order)
    assert unknown is not None
    assert unknown.own is None
