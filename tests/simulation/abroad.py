"""Books in another currency than the orders: what each open item, and each account, stands at.

Three of four networks keep such books, each with a rate for every day.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from domain.accounting import journal_entries
from domain.event import Recorded
from domain.exchange_rates.commands import RecordExchangeRate
from domain.legal_entities.commands import RegisterLegalEntity
from domain.open_items.carrying import NOTHING, InBooks, standing
from domain.open_items.moves import FOLLOWED
from domain.open_items.state import OpenItem
from domain.postings import RECEIVED
from domain.purchase_orders.state import PurchaseOrder
from tests.simulation.hospital import START, Hospital, Planned

CURRENCIES: Final = ("USD", "EUR", "JPY", "KWD")  # with two, no and three decimals
MIDDLE: Final = {"EUR": Decimal("0.9"), "JPY": Decimal(155), "KWD": Decimal("0.3")}
RATES: Final = 30  # More days than anybody lives.


def keeps_books(hospital: Hospital) -> Iterator[Planned]:
    """The entity with its currency, and what a dollar counts in it on each day to come."""
    currency = CURRENCIES[hospital.seed % len(CURRENCIES)]
    if currency == "USD":
        return
    entity = RegisterLegalEntity(
        now=hospital.now, legal_entity="NHS", name="North Health", currency=currency
    )
    yield Planned(entity, "fred")
    chance = Random(hospital.seed)
    for day in range(RATES):
        moved = Decimal(chance.randint(-150_000, 150_000)).scaleb(-6)
        yield Planned(_rate(hospital, currency, day, MIDDLE[currency] * (1 + moved)), "fred")


def _rate(hospital: Hospital, currency: str, day: int, rate: Decimal) -> RecordExchangeRate:
    """The first one counts for whatever is dated back, too."""
    first: date = START.date() - timedelta(days=RATES)
    return RecordExchangeRate(
        now=hospital.now,
        from_currency="USD",
        to_currency=currency,
        rate=rate,
        starts_on=START.date() + timedelta(days=day) if day else first,
        source="ecb",
        recorded_by="fred",
    )


class BooksAbroad:
    """Items and accounts in both currencies; `grir` is by order line, and has both its accounts."""

    def __init__(self) -> None:
        self.accounts: dict[str, InBooks] = defaultdict(lambda: NOTHING)
        self._items: dict[str, InBooks] = defaultdict(lambda: NOTHING)  # sums, by account
        self._share: dict[str, Mapping[str, InBooks]] = {}

    def enter(self, event: Recorded) -> None:
        """Books what the fact posts; every entry balances by itself."""
        told = event.metadata.get("posting_rates")
        if told is None:
            return
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for line in journal_entries(event):
            assert line.books_debit is not None, f"{event.type} has no rate"
            assert line.books_credit is not None, f"{event.type} has no rate"
            worth = Decimal(line.books_debit) - Decimal(line.books_credit)
            sums[line.entry] += worth
            account = "grir" if line.account in RECEIVED else line.account
            amount = Decimal(line.debit) - Decimal(line.credit)
            self.accounts[account] = self.accounts[account].plus(amount, worth)
        assert not any(sums.values()), f"an entry of {event.type} does not balance in the books"

    def settle(self, states: Mapping[str, Any], changed: Iterable[str]) -> None:
        """Nothing stands of what is settled, and accounts are the sums of their items."""
        for stream in changed:
            for account, item in self._share.get(stream, {}).items():
                self._items[account] = self._items[account].plus(-item.amount, -item.books_amount)
            self._share[stream] = share = _share(states[stream])
            for account, item in share.items():
                self._items[account] = self._items[account].plus(*item[:2])
        for account in ("grir", *FOLLOWED):
            stands, items = self.accounts[account], self._items[account]
            assert stands[:2] == items[:2], f"{account} stands at {stands}; its items at {items}"


def _share(document: object) -> Mapping[str, InBooks]:
    match document:
        case OpenItem():
            return {document.account: _sound(standing(document.in_books), document.number)}
        case PurchaseOrder():
            total = NOTHING
            for number, line in document.lines.items():
                about = f"{document.number} line {number}"
                total = total.plus(*_sound(standing(line.ledger.in_books), about))
            return {"grir": total}
        case _:
            return {}


def _sound(item: InBooks, about: str) -> InBooks:
    assert item.amount or not item.books_amount, f"{about} is settled and stands at {item}"
    assert item.amount * item.books_amount >= 0, f"{about} stands at {item}"
    return item
