"""What holds in every story of receipts, invoices, credits and changed prices."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.invoices.decide_match import evaluate
from domain.invoices.order_facts import once_linked
from domain.invoices.waiting import Walk
from domain.tolerance import DEFAULT_POLICY
from tests.application.desk import balance_of
from tests.application.stories import LET_PASS, PRICES, Seen, Step, Story, stories, told
from tests.conftest import Database

ORDERED: Final = 100
HIGHEST_PRICE: Final = Decimal("10.50")  # that a story ever agrees on
TOLERATED: Final = Decimal("1.05")
ROUNDING: Final = Decimal("0.05")

# A story is a dozen commands and as many commits, so the profile's number of examples is too much.
STORIES_TOLD: Final = settings(max_examples=settings().max_examples // 2)


@st.composite
def parts_of_the_order(draw: st.DrawFn) -> list[int]:
    """Some quantities that add up to all that is ordered."""
    cuts = sorted(draw(st.sets(st.integers(1, ORDERED - 1), max_size=4)))
    ends = [0, *cuts, ORDERED]
    return [after - before for before, after in pairwise(ends)]


@st.composite
def complete_stories(draw: st.DrawFn) -> Story:
    """All is received and all is invoiced, in any order, while the price moves."""
    receipts = [Step("receive", str(each)) for each in draw(parts_of_the_order())]
    bills = [Step("bill", str(each), draw(PRICES)) for each in draw(parts_of_the_order())]
    changes = [Step("reprice", price=each) for each in draw(st.lists(PRICES, max_size=3))]
    return draw(st.permutations([*receipts, *bills, *changes]))


@st.composite
def interleavings(draw: st.DrawFn) -> tuple[Story, Story]:
    """The same invoices in their order, the same receipts before, between or after them."""
    bills = [Step("bill", str(each)) for each in draw(st.lists(st.integers(1, 50), max_size=4))]
    receipts = draw(st.lists(st.integers(1, 30), max_size=3))
    first, second = (_woven(draw, bills, receipts) for _ in range(2))
    return first, second


def _woven(draw: st.DrawFn, bills: Sequence[Step], receipts: Sequence[int]) -> Story:
    story = list(bills)
    for quantity in draw(st.permutations(receipts)):
        story.insert(draw(st.integers(0, len(story))), Step("receive", str(quantity)))
    return story


def test_every_entry_balances_in_every_story(database: Database) -> None:
    with told(database) as tell:

        @STORIES_TOLD
        @given(stories())
        def holds(story: Story) -> None:
            sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
            for line in tell(story).journal:
                sums[line.entry, line.currency] += Decimal(line.debit) - Decimal(line.credit)
            assert not any(sums.values())

        holds()


def test_goods_received_in_the_books_is_what_the_order_line_says(database: Database) -> None:
    with told(database) as tell:

        @STORIES_TOLD
        @given(stories())
        def holds(story: Story) -> None:
            seen = tell(story)
            line = seen.order.lines[1]
            open_value = line.ledger.net_received.amount - line.ledger.cleared
            assert balance_of(seen.journal, "grir") == -open_value
            if line.received == line.invoiced:
                assert open_value == 0

        holds()


def test_goods_received_closes_at_any_prices_once_all_is_received_and_invoiced(
    database: Database,
) -> None:
    with told(database) as tell:

        @STORIES_TOLD
        @given(complete_stories())
        def holds(story: Story) -> None:
            seen = tell(story)
            assert seen.order.lines[1].received == seen.order.lines[1].invoiced == ORDERED
            assert balance_of(seen.journal, "grir") == 0
            owed = -balance_of(seen.journal, "accounts_payable")
            value = balance_of(seen.journal, "inventory")
            assert owed == value + balance_of(seen.journal, "price_variance")

        holds()


def test_nothing_is_payable_beyond_what_was_received_and_agreed(database: Database) -> None:
    with told(database) as tell:

        @STORIES_TOLD
        @given(stories())
        def holds(story: Story) -> None:
            seen = tell(story)
            payable = [each for each in seen.invoices.values() if each.status == "matched"]
            quantity = sum((sum(each.asks().values()) for each in payable), Decimal(0))
            assert quantity <= max(seen.order.lines[1].received, Decimal(0))
            for invoice in payable:
                asked = sum(invoice.asks().values())
                assert invoice.uncredited <= asked * HIGHEST_PRICE * TOLERATED + ROUNDING

        holds()


def test_receipts_release_the_same_holds_wherever_they_fall_between_the_invoices(
    database: Database,
) -> None:
    with told(database) as tell:

        @STORIES_TOLD
        @given(interleavings())
        def holds(pair: tuple[Story, Story]) -> None:
            first, second = (_holds_by_turn(tell(story)) for story in pair)
            assert first == second

        holds()


def test_no_hold_outlives_its_cause_and_none_is_missing(database: Database) -> None:
    with told(database) as tell:

        @STORIES_TOLD
        @given(stories(LET_PASS))
        def holds(story: Story) -> None:
            seen = tell(story)
            walk = Walk(seen.order, None, DEFAULT_POLICY)
            by_id = {each.id: each for each in seen.invoices.values()}
            for invoice_id in reversed(seen.order.waiting_invoices):
                for invoice, prior, named in walk.step(by_id[invoice_id]):
                    facts = once_linked(seen.order, invoice, prior, None, named)
                    assert evaluate(invoice, facts, DEFAULT_POLICY) == ()

        holds()


def _holds_by_turn(seen: Seen) -> list[set[str]]:
    """The holds that stand, invoice by invoice in the order in which they came."""
    return [{hold.kind for hold in seen.invoices[number].holds} for number in sorted(seen.invoices)]
