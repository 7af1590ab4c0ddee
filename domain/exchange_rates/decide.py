"""What a pair of currencies answers: a rate is known before its day begins, and then stays."""

from datetime import timedelta

from domain.exchange_rates.commands import RecordExchangeRate
from domain.exchange_rates.errors import (
    ExchangeRateSameCurrency,
    ExchangeRateTooEarly,
    ExchangeRateUnchanged,
)
from domain.exchange_rates.events import ExchangeRateEvent, ExchangeRateRecorded
from domain.exchange_rates.state import ExchangeRate
from domain.money import exponent


def record(pair: ExchangeRate | None, command: RecordExchangeRate) -> tuple[ExchangeRateEvent, ...]:
    """The rate from that day on, until another one starts."""
    for currency in (command.from_currency, command.to_currency):
        exponent(currency)  # refuses an unknown currency
    if command.from_currency == command.to_currency:
        raise ExchangeRateSameCurrency(command.from_currency)
    first = command.now.date() + timedelta(days=1)
    if command.starts_on < first:
        raise ExchangeRateTooEarly(command.starts_on, first)
    if pair is not None and pair.rates.get(str(command.starts_on)) == command.rate:
        raise ExchangeRateUnchanged(pair.number, command.rate, command.starts_on)
    return (
        ExchangeRateRecorded(
            from_currency=command.from_currency,
            to_currency=command.to_currency,
            rate=command.rate,
            starts_on=command.starts_on,
            source=command.source,
            recorded_by=command.recorded_by,
        ),
    )
