"""Sub-ledgers are their control accounts after every save; order of arrival moves no balance."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.accounting import journal_entries
from domain.credit_memos.state import CreditMemo
from domain.event import Recorded
from domain.invoices.state import Invoice
from domain.purchase_orders.state import PurchaseOrder
from domain.registry import AGGREGATES, EVENTS
from tests.application.storeroom import opens, require_sound
from tests.application.stories import ISSUES, MONEY_BACK, Step, Story, stories, told
from tests.conftest import Database

# A story is a dozen commands and as many commits; the profile's number of examples is too much.
STORIES_TOLD: Final = settings(max_examples=max(5, settings().max_examples // 4))
ZERO: Final = Decimal(0)

Balances = dict[tuple[str | None, str, str], Decimal]  # by legal entity, currency and account
States = dict[str, Any]


def after_each_save(history: Sequence[Recorded]) -> Iterator[tuple[States, Balances]]:
    """Every document and every account, as they stand once a command has been stored."""
    states: States = {}
    balances: Balances = defaultdict(Decimal)
    for _, events in groupby(history, key=lambda event: event.metadata["command_id"]):
        for event in events:
            aggregate = AGGREGATES[event.aggregate]
            fact = EVENTS[event.type].model_validate(event.data)
            states[event.stream] = aggregate.evolve(states.get(event.stream), fact)
            for line in journal_entries(event):
                key = (line.legal_entity, line.currency, line.account)
                balances[key] += Decimal(line.debit) - Decimal(line.credit)
        yield states, balances


def owed(states: States) -> Decimal:
    """What the documents of accounts payable say: open invoices less credits that are unused."""
    invoices = (each for each in states.values() if isinstance(each, Invoice))
    memos = (each for each in states.values() if isinstance(each, CreditMemo))
    live = (each for each in invoices if each.accounted is not None and not each.voided)
    return sum((each.open_amount for each in live), ZERO) - sum(
        (each.open_amount for each in memos if each.posted), ZERO
    )


def not_invoiced(states: States) -> Decimal:
    """What the orders' ledgers say came and was not billed."""
    orders = (each for each in states.values() if isinstance(each, PurchaseOrder))
    ledgers = [line.ledger for order in orders for line in order.lines.values()]
    return sum((each.net_received.amount - each.cleared for each in ledgers), ZERO)


def test_control_accounts_are_the_sums_of_their_documents_after_every_save(
    database: Database,
) -> None:
    with told(database) as tell:

        @STORIES_TOLD
        @given(stories())
        def holds(story: Story) -> None:
            for states, balances in after_each_save(tell(story).history):
                assert balances.get(("NHS", "USD", "accounts_payable"), ZERO) == -owed(states)
                assert balances.get(("NHS", "USD", "grir"), ZERO) == -not_invoiced(states)
                by_books: dict[tuple[str | None, str], Decimal] = defaultdict(Decimal)
                for (entity, currency, _), balance in balances.items():
                    by_books[entity, currency] += balance
                assert not any(by_books.values())

        holds()


def test_stock_is_its_accounts_after_every_save_and_goods_received_close(
    database: Database,
) -> None:
    """Bills at other prices, credits, returns and voids, while a department takes goods."""
    with told(database, opening=opens) as tell:

        @STORIES_TOLD
        @given(stories(st.one_of(ISSUES, ISSUES, MONEY_BACK)))
        def holds(story: Story) -> None:
            history = tell(story).history
            require_sound(history)
            for states, balances in after_each_save(history):
                orders = (each for each in states.values() if isinstance(each, PurchaseOrder))
                for line in (line for order in orders for line in order.lines.values()):
                    if line.received == line.invoiced:
                        assert balances.get(("NHS", "USD", "grir"), ZERO) == ZERO

        holds()


@st.composite
def orders_of_arrival(draw: st.DrawFn) -> tuple[Story, Story]:
    """Receipts and invoices of one price that add up to no more than the order, in two orders."""
    receipts = draw(st.lists(st.integers(1, 25).map(str), min_size=1, max_size=4))
    bills = draw(st.lists(st.integers(1, 25).map(str), min_size=1, max_size=4))
    steps = [Step("receive", each) for each in receipts] + [Step("bill", each) for each in bills]
    return draw(st.permutations(steps)), draw(st.permutations(steps))


def test_the_order_in_which_receipts_and_invoices_arrive_moves_no_balance(
    database: Database,
) -> None:
    with told(database) as tell:

        @STORIES_TOLD
        @given(orders_of_arrival())
        def holds(pair: tuple[Story, Story]) -> None:
            first, second = (list(after_each_save(tell(story).history))[-1] for story in pair)
            assert owed(first[0]) == owed(second[0])
            assert not_invoiced(first[0]) == not_invoiced(second[0])
            assert {key: each for key, each in first[1].items() if each} == {
                key: each for key, each in second[1].items() if each
            }

        holds()
