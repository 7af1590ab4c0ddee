"""An office whose orders are in another currency than its books, and whose days pass.

Each step of a story is a day later and has a rate of its own. Facts of a document in the books
(`Books`) are folded from the log alone, as projections read it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from application.ports import Outcome
from domain.accounting import journal_entries
from domain.event import Command, Recorded
from domain.exchange_rates.events import ExchangeRateRecorded
from domain.exchange_rates.state import exchange_rate_id
from domain.legal_entities.commands import RegisterLegalEntity
from domain.money import exponent
from domain.open_items.carrying import NOTHING, InBooks, standing
from domain.open_items.moves import FOLLOWED
from domain.open_items.state import OpenItem
from domain.postings import RECEIVED
from domain.purchase_orders.events import PurchaseOrderLineAdded
from domain.purchase_orders.state import PurchaseOrder
from domain.registry import AGGREGATES, EVENTS
from tests.application.desk import NOW, TODAY
from tests.application.office import Office

ZERO: Final = Decimal(0)
States = dict[str, Any]
ItemKey = tuple[str, str, int]  # account, document and order line


class OfficeAbroad(Office):
    """`day` counts from that of the order; whatever is dated to that day is dated to `day`."""

    day: int = 0
    currency: str = "EUR"

    async def opens(
        self, currency: str, books: str, rates: Sequence[str], *lines: PurchaseOrderLineAdded
    ) -> None:
        """With the order in one currency, the books in another, and a rate for each day."""
        self.currency = currency
        await self.open(*lines, currency=currency)
        entity = RegisterLegalEntity(now=NOW, legal_entity="NHS", name="North", currency=books)
        await super().send("fred", entity)
        told = [
            ExchangeRateRecorded(
                from_currency=currency,
                to_currency=books,
                rate=Decimal(rate),
                starts_on=TODAY + timedelta(days=day),
                source="ecb",
                recorded_by="fred",
            )
            for day, rate in enumerate(rates)
        ]
        await self.told(f"exchange_rate/{exchange_rate_id(self.tenant, currency, books)}", *told)

    async def send(self, person: str, command: Command) -> Outcome:
        """On the day that it is."""
        later = timedelta(days=self.day)
        moved: dict[str, Any] = {
            each.name: TODAY + later
            for each in fields(command)
            if each.name != "due_on" and getattr(command, each.name) == TODAY
        }
        if hasattr(command, "currency"):
            moved["currency"] = self.currency
        return await super().send(person, replace(command, now=NOW + later, **moved))


@dataclass
class Books:
    """Every document, account and item, as they stand once a command has been stored."""

    currency: str = "USD"  # of the books
    states: States = field(default_factory=dict)
    accounts: dict[str, InBooks] = field(default_factory=lambda: defaultdict(lambda: NOTHING))
    entries: dict[str, InBooks] = field(default_factory=lambda: defaultdict(lambda: NOTHING))
    # Price variance by the document that booked it, less what stock bears of it.
    variances: dict[str, InBooks] = field(default_factory=lambda: defaultdict(lambda: NOTHING))
    moves: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # of each of these

    def take(self, event: Recorded) -> None:
        """One more event."""
        aggregate = AGGREGATES[event.aggregate]
        fact = EVENTS[event.type].model_validate(event.data)
        self.states[event.stream] = aggregate.evolve(self.states.get(event.stream), fact)
        for line in journal_entries(event):
            assert line.books_debit is not None, "each day has a rate"
            assert line.books_credit is not None, "each day has a rate"
            assert line.books_currency is not None
            self.currency = line.books_currency
            amount = Decimal(line.debit) - Decimal(line.credit)
            books_amount = Decimal(line.books_debit) - Decimal(line.books_credit)
            account = "grir" if line.account in RECEIVED else line.account
            self.accounts[account] = self.accounts[account].plus(amount, books_amount)
            self.entries[line.entry] = self.entries[line.entry].plus(amount, books_amount)
            if account == "price_variance":
                source = event.data.get("source")
                of = f"{source['aggregate']}/{source['id']}" if source else event.stream
                self.variances[of] = self.variances[of].plus(amount, books_amount)
                self.moves[of] += 1

    def items(self) -> Mapping[ItemKey, InBooks]:
        """What each open item comes to."""
        found: dict[ItemKey, InBooks] = {}
        for stream, state in self.states.items():
            if isinstance(state, OpenItem):
                found[state.account, stream, 0] = standing(state.in_books)
            elif isinstance(state, PurchaseOrder):
                for number, line in state.lines.items():
                    found["grir", stream, number] = standing(line.ledger.in_books)
        return found

    def require_closed(self) -> None:
        """What holds after every save."""
        for entry, sums in self.entries.items():
            assert sums[:2] == (ZERO, ZERO), f"entry {entry} balances in both currencies"
        for of, left in self.variances.items():
            cents = self.moves[of] * Decimal(1).scaleb(-exponent(self.currency))
            assert left.amount or abs(left.books_amount) <= cents, f"{of} left {left}"
        controls: dict[str, InBooks] = defaultdict(lambda: NOTHING)
        for key, item in self.items().items():
            assert item.amount or not item.books_amount, f"{key} is empty and has a value"
            assert item.amount * item.books_amount >= 0, f"{key} is worth what it is not"
            controls[key[0]] = controls[key[0]].plus(*item)
        for account in ("grir", *FOLLOWED):
            assert controls[account][:2] == self.accounts[account][:2], account


def after_each_save(history: Sequence[Recorded]) -> Iterator[Books]:
    """The books at each prefix of the history that a reader may see."""
    books = Books()
    for _, events in groupby(history, key=lambda event: event.metadata["command_id"]):
        for event in events:
            books.take(event)
        yield books
