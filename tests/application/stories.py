"""Stories that hypothesis makes up: receipts, invoices, credits and prices of one order line."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import count
from typing import Final, NamedTuple

from hypothesis import strategies as st

from adapters.postgres.event_log import PostgresEventLog
from application.errors import NotFound
from domain.accounting import JournalLine
from domain.errors import Rejected
from domain.event import Recorded
from domain.invoices.state import Invoice
from domain.purchase_orders.events import PurchaseOrderLineAdded
from domain.purchase_orders.state import PurchaseOrder
from tests.application.office import Office, billed, given_back
from tests.application.storeroom import issue
from tests.conftest import Database

# Small enough that no change order needs another approval, which would stop receipts.
PRICES: Final = st.decimals("8.5", "10.5", places=2).map(str)
QUANTITIES: Final = st.integers(1, 60).map(str)
SMALL_QUANTITIES: Final = st.integers(1, 15).map(str)  # so that most invoices find their receipt


class Step(NamedTuple):
    """One act: what, how much, and at which price where that matters."""

    act: str
    quantity: str = "1"
    price: str = "10"


class Seen(NamedTuple):
    """What the log says after a story. Invoices are by the number of the step that sent them."""

    order: PurchaseOrder
    invoices: dict[int, Invoice]
    journal: list[JournalLine]
    history: list[Recorded]


Story = Sequence[Step]
RECEIPTS: Final = QUANTITIES.map(lambda quantity: Step("receive", quantity))
BILLED_PRICES: Final = st.decimals("8.5", 13, places=2).map(str)
BILLS: Final = st.tuples(SMALL_QUANTITIES, BILLED_PRICES).map(lambda asked: Step("bill", *asked))
CHANGES: Final = st.one_of(
    QUANTITIES.map(lambda quantity: Step("give back", quantity)),
    SMALL_QUANTITIES.map(lambda quantity: Step("credit", quantity)),
    PRICES.map(lambda price: Step("reprice", price=price)),
    st.just(Step("reverse")),
    st.just(Step("void")),
)


# Larger than a bill, so that some of it waits for the next one.
AHEAD: Final = st.sampled_from(("25.00", "150.00", "700.00"))
PAYMENTS: Final = st.one_of(
    st.just(Step("pay")),
    st.just(Step("come back")),
    AHEAD.map(lambda amount: Step("prepay", price=amount)),
)
LADEN: Final = st.tuples(QUANTITIES, PRICES).map(lambda came: Step("receive laden", *came))
ISSUES: Final = SMALL_QUANTITIES.map(lambda quantity: Step("issue", quantity))
MONEY_BACK: Final = PRICES.map(lambda price: Step("give money back", price=price))
LET_PASS: Final = st.just(Step("let pass"))


@st.composite
def stories(draw: st.DrawFn, also: st.SearchStrategy[Step] = CHANGES) -> Story:
    """Something comes and is billed, in any order; then anything may happen."""
    begin = draw(st.permutations([draw(RECEIPTS), draw(BILLS), draw(BILLS)]))
    return [*begin, *draw(st.lists(st.one_of(CHANGES, BILLS, RECEIPTS, also), max_size=8))]


@contextmanager
def told(
    database: Database,
    *lines: PurchaseOrderLineAdded,
    opening: Callable[..., Awaitable[None]] = Office.open,
) -> Iterator[Callable[[Story], Seen]]:
    """Tells each story in an office of its own, one after the other over one log.

    It is opened so; the order has these lines, or a hundred gloves for stock.
    """
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    numbers = count(1)
    with asyncio.Runner() as runner:
        log = PostgresEventLog(*urls)
        runner.run(log.__aenter__())

        def tell(story: Story) -> Seen:
            office = Office(log=log, database_url=database.url, tenant=f"t{next(numbers)}")
            return runner.run(_seen(office, story, opening(office, *lines)))

        try:
            yield tell
        finally:
            runner.run(log.__aexit__(None, None, None))


async def _seen(office: Office, story: Story, opened: Awaitable[None]) -> Seen:
    """Acts one after the other; what the domain refuses did not happen."""
    await opened
    for number, step in enumerate(story, start=1):
        for act in _acts(office, number, step):
            try:
                await act
            except (Rejected, NotFound):
                continue
    billed_in = [number for number, step in enumerate(story, start=1) if step.act == "bill"]
    return Seen(
        order=await office.order(),
        invoices={number: await office.invoice(number) for number in billed_in},
        journal=office.journal(),
        history=office.history(),
    )


def _acts(office: Office, number: int, step: Step) -> Iterator[Awaitable[object]]:
    """The commands of a step; what is taken back or credited is the newest that can be."""
    match step.act:
        case "receive":
            yield office.receive(number, step.quantity)
        case "receive laden":
            yield office.receive(number, step.quantity, freight=step.price)
        case "bill":
            yield office.capture(number, billed(step.quantity, step.price))
        case "prepay":
            yield office.prepay(number, step.price)
        case "issue":
            yield issue(office, step.quantity)
        case "reprice":
            yield office.change(unit_price=step.price)
        case "share":
            yield office.share(*step.quantity.split())
        case _:
            for earlier in range(number - 1, 0, -1):
                yield from _undo(office, number, earlier, step)


async def _pay(office: Office, number: int, invoice: int) -> None:
    """All that is open."""
    open_amount = (await office.invoice(invoice)).open_amount
    await office.pay(invoice, str(open_amount), f"PAY-{number}")


def _undo(office: Office, number: int, earlier: int, step: Step) -> Iterator[Awaitable[object]]:
    match step.act:
        case "give back":
            yield office.give_back(earlier, step.quantity)
        case "reverse":
            yield office.reverse(earlier)
        case "let pass":
            yield office.release(earlier)
            yield office.release(earlier, 2)
        case "void":
            yield office.void(earlier)
        case "pay":
            yield _pay(office, number, earlier)
        case "come back":
            yield from (office.come_back(earlier, f"PAY-{each}") for each in range(1, number))
        case "credit":
            memo = number * 100 + earlier
            line = given_back(step.quantity, str(Decimal(step.quantity) * 8))
            yield office.credit(memo, "quantity", line, invoice=earlier)
            yield office.post_credit(memo)
        case "give money back":
            memo = number * 100 + earlier
            yield office.credit(memo, "price", given_back("0", step.price), invoice=earlier)
            yield office.post_credit(memo)
        case unknown:
            raise AssertionError(f"no act {unknown}")
