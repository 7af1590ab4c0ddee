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
from tests.domain.orders import INVOICE, added, changed, in_force, invoiced, order_after, ref

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
