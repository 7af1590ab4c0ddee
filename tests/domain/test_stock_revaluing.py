"""What a difference of prices puts on stock, and that stock is sound whatever it was put on."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

import hypothesis.strategies as st
import pytest
from hypothesis import given

from domain.accounting import journal_entries
from domain.invoices.lines import OnStock
from domain.stock.commands import IssueStock
from domain.stock.decide import issue
from domain.stock.events import StockItemEvent
from domain.stock.receiving import take_back
from domain.stock.revaluing import Cause, Difference, answerable, on_stock, revalue
from domain.stock.state import STOCK_ITEM, StockItem
from domain.stock.value_events import StockItemRevalued
from tests.domain.orders import INVOICE, MEDLINE, NOW, ORDER, RECEIPT, TODAY, gloves
from tests.domain.receipts import receipt_line
from tests.domain.scenario import folded
from tests.domain.stock import STOCK, brought, cost, issued, opened, parcel, wanted
from tests.projections.folding import Story

ZERO: Final = Decimal(0)
Fact = StockItemEvent | None
CAUSE: Final = Cause(INVOICE, 2, ORDER, 1, MEDLINE, TODAY)
ACTS: Final = ("receive", "issue", "take back", "revalue", "revalue")
UNITS: Final = st.integers(1, 9)
STEPS: Final = st.lists(
    st.tuples(
        st.sampled_from(ACTS),
        st.integers(1, 9),
        st.decimals(-300, 300, places=2),
        st.integers(1, 9),
    ),
    min_size=3,
    max_size=14,
)


def of(quantity: str, amount: str, at_most: str | None = None) -> Difference:
    most = None if at_most is None else Fraction(at_most)
    return Difference(Fraction(quantity), Decimal(amount), "USD", most)


def stock(*facts: StockItemEvent) -> StockItem:
    return folded(STOCK_ITEM, opened(), *facts)


TEN: Final = stock(brought("10", "100"))
FOUR: Final = stock(brought("10", "100"), issued("60", parcel("6")))


@pytest.mark.parametrize(
    ("here", "difference", "covered", "amount"),
    [
        pytest.param(TEN, of("10", "20"), "10", "20", id="all are here"),
        pytest.param(TEN, of("4", "20"), "4", "20", id="more than it is of are here"),
        pytest.param(FOUR, of("10", "20"), "4", "8", id="four of ten are here"),
        pytest.param(FOUR, of("1", "5"), "1", "5", id="of a single unit"),
        pytest.param(FOUR, of("3", "0.05"), "3", "0.05", id="no part is lost"),
        pytest.param(FOUR, of("6", "0.05"), "4", "0.03", id="rounded once"),
        pytest.param(FOUR, of("10", "-20"), "4", "-8", id="cheaper"),
        pytest.param(TEN, of("10", "20", "5"), "5", "10", id="stock answers for five"),
        pytest.param(FOUR, of("10", "20", "5"), "4", "8", id="four of these five are here"),
        pytest.param(FOUR, of("4", "-99"), "1.616161", "-40", id="never below nothing"),
        pytest.param(TEN, of("10/3", "1"), "3.333333", "1", id="a third of a pack"),
    ],
)
def test_stock_bears_a_difference_as_far_as_it_covers_the_goods(
    here: StockItem, difference: Difference, covered: str, amount: str
) -> None:
    event = revalue(here, difference, CAUSE)
    assert event is not None
    assert event.covered == Decimal(covered)
    assert event.difference == difference.amount
    assert event.costs == (cost(amount),)
    after = STOCK_ITEM.evolve(here, event)
    assert after.worth.quantity == here.worth.quantity
    worth = here.worth.amounts["USD"] + Decimal(amount)
    assert after.worth.amounts.get("USD", ZERO) == worth


@pytest.mark.parametrize(
    ("here", "difference"),
    [
        pytest.param(stock(), of("10", "20"), id="nothing is here"),
        pytest.param(TEN, of("0", "20"), id="it is of no goods"),
        pytest.param(TEN, of("10", "20", "0"), id="stock answers for none"),
        pytest.param(FOUR, of("400", "0.04"), id="its part is less than a cent"),
        pytest.param(stock(brought("10", "0")), of("10", "-5"), id="it is worth nothing already"),
    ],
)
def test_what_stock_does_not_bear_is_no_fact_of_it(here: StockItem, difference: Difference) -> None:
    assert revalue(here, difference, CAUSE) is None


def test_goods_of_another_currency_are_not_taken_below_nothing() -> None:
    euros = stock(brought("10", "100", currency="EUR"))
    assert revalue(euros, of("10", "-5"), CAUSE) is None
    dearer = revalue(euros, of("10", "5"), CAUSE)
    assert dearer is not None
    worth = STOCK_ITEM.evolve(euros, dearer).worth
    assert worth.amounts == {"EUR": Decimal(100), "USD": Decimal(5)}


def test_a_bill_remembers_what_it_put_on_stock_and_answers_for_that_share() -> None:
    event = revalue(FOUR, of("10", "20"), CAUSE)
    assert event is not None
    borne = on_stock(FOUR, event)
    assert borne == OnStock(
        stock_item_id=STOCK.id, of_quantity=Decimal(10), covered=Decimal(4), amount=Decimal(8)
    )
    assert answerable(borne, Fraction(5)) == 2
    assert answerable(None, Fraction(5)) == 0
    assert (event.source, event.source_line) == (INVOICE, 2)
    assert (event.purchase_order, event.purchase_order_line) == (ORDER, 1)


def test_what_did_not_come_off_stock_is_not_put_back_on_it() -> None:
    """A bill at a tenth of the price is voided: only what it took off stock comes back."""
    cheaper = revalue(FOUR, of("10", "-120"), CAUSE)
    assert cheaper is not None
    assert cheaper.costs == (cost("-40"),), "four of ten would be 48, and are worth 40"
    worthless = STOCK_ITEM.evolve(FOUR, cheaper)
    back = revalue(worthless, of("10", "120", str(cheaper.covered)), CAUSE)
    assert back is not None
    assert STOCK_ITEM.evolve(worthless, back).worth == FOUR.worth


def test_books_move_the_part_of_stock_off_the_variance_of_the_bill() -> None:
    event = revalue(FOUR, of("10", "-20"), CAUSE)
    assert event is not None
    (told,) = Story().happens(f"stock_item/{STOCK.id}", event).events
    lines = journal_entries(told)
    assert [(each.account, each.debit, each.credit) for each in lines] == [
        ("inventory", "0", "8.00"),
        ("price_variance", "8.00", "0"),
    ]
    assert {(each.purchase_order_id, each.purchase_order_line) for each in lines} == {(ORDER.id, 1)}


def _received(item: StockItem, quantity: int, amount: Decimal, of_goods: int) -> Fact:
    del item, of_goods
    return brought(f"{quantity}", f"{abs(amount)}")


def _issued(item: StockItem, quantity: int, amount: Decimal, of_goods: int) -> Fact:
    del amount, of_goods
    if not item.owned:
        return None
    command = IssueStock(
        now=NOW,
        stock_item_id=item.id,
        issued_by="kim",
        department="ICU",
        issued_on=date(2026, 3, 1),
        wanted=wanted(f"{min(Decimal(quantity), item.owned)}"),
    )
    (event,) = issue(item, command, gloves())
    return event


def _taken(item: StockItem, quantity: int, amount: Decimal, of_goods: int) -> Fact:
    """At the worth of a receipt that the average knows nothing of."""
    del of_goods
    if not item.owned:
        return None
    gone = min(Decimal(quantity), item.owned)
    line = receipt_line(f"{gone}", f"{abs(amount)}")
    told = {"supplier_id": MEDLINE, "currency": "USD"}
    return take_back(item, line, RECEIPT, "returned", **told, day=TODAY)


def _revalued(
    item: StockItem, quantity: int, amount: Decimal, of_goods: int
) -> StockItemRevalued | None:
    return revalue(item, Difference(Fraction(quantity, of_goods), amount, "USD"), CAUSE)


_DO: Final[dict[str, Callable[[StockItem, int, Decimal, int], Fact]]] = {
    "receive": _received,
    "issue": _issued,
    "take back": _taken,
    "revalue": _revalued,
}


@given(STEPS)
def test_goods_are_never_worth_less_than_nothing_and_no_goods_are_worth_nothing(
    steps: list[tuple[str, int, Decimal, int]],
) -> None:
    item = stock()
    for act, quantity, amount, of_goods in steps:
        event = _DO[act](item, quantity, amount, of_goods)
        if event is None:
            continue
        before = item
        item = STOCK_ITEM.evolve(item, event)
        assert all(each > 0 for each in item.worth.amounts.values())
        assert item.owned > 0 or not item.worth.amounts
        if isinstance(event, StockItemRevalued):
            assert item.owned == before.owned > 0
            (part,) = event.costs
            assert abs(part.amount) <= abs(amount)
            assert part.amount * amount > 0
