"""The rates of one currency in another, by the day from which each counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.aggregate import Aggregate
from domain.exchange_rates.events import ExchangeRateEvent
from domain.frozen import replace
from domain.ids import derived_id


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRate:
    """What is known of the pair. Days are texts as ISO writes them, so that they sort as days."""

    from_currency: str
    to_currency: str
    rates: Mapping[str, Decimal] = field(default_factory=dict)

    # Rates serve the whole tenant.
    legal_entity: None = None
    facility: None = None

    @property
    def number(self) -> str:
        """The pair as people write it: EUR/USD."""
        return f"{self.from_currency}/{self.to_currency}"

    def on(self, day: date) -> Decimal | None:
        """The rate of the day; none before the first one."""
        started = max((each for each in self.rates if each <= str(day)), default=None)
        return None if started is None else self.rates[started]


def rate_between(
    straight: ExchangeRate | None, reverse: ExchangeRate | None, day: date
) -> Fraction | None:
    """What one counts in the other on the day, by the pair or the other way round, exactly."""
    told = straight.on(day) if straight is not None else None
    if told is not None:
        return Fraction(told)
    told = reverse.on(day) if reverse is not None else None
    return None if told is None else 1 / Fraction(told)


def exchange_rate_id(tenant: str, from_currency: str, to_currency: str) -> str:
    """The id of the pair."""
    return derived_id(tenant, "exchange_rate", from_currency, to_currency)


def evolve(state: ExchangeRate | None, event: ExchangeRateEvent) -> ExchangeRate:
    """Of two rates from one day on the later fact counts."""
    pair = state or ExchangeRate(from_currency=event.from_currency, to_currency=event.to_currency)
    return replace(pair, rates={**pair.rates, str(event.starts_on): event.rate})


EXCHANGE_RATE: Final = Aggregate(name="exchange_rate", state=ExchangeRate, evolve=evolve)
