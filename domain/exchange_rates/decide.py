"""What a pair of currencies answers: a rate is known before its day begins, and then stays.

What stands in the books may have been valued at it, and its day is asked for again when the bill is
paid. Only a day that has no rate yet may get one late: nothing was valued on it.
"""

from datetime import date, timedelta

from domain.exchange_rates.commands import RecordExchangeRate
from domain.exchange_rates.errors import (
    ExchangeRateSameCurrency,
    ExchangeRateTooEarly,
    ExchangeRateUnchanged,
)
from domain.exchange_rates.events import ExchangeRateEvent, ExchangeRateRecorded
from domain.exchange_rates.state import ExchangeRate
from domain.money import exponent


def record(
    pair: ExchangeRate | None, command: RecordExchangeRate, entered_on: date
) -> tuple[ExchangeRateEvent, ...]:
    """The rate from that day on, until another one starts.

    `entered_on` is the day of whoever records it: a command that is dated back is no earlier.
    """
    for currency in (command.from_currency, command.to_currency):
        exponent(currency)  # refuses an unknown currency
    if command.from_currency == command.to_currency:
        raise ExchangeRateSameCurrency(command.from_currency)
    first = max(command.now.date(), entered_on) + timedelta(days=1)
    stands = None if pair is None else pair.on(command.starts_on)
    if stands is not None and command.starts_on < first:
        number = f"{command.from_currency}/{command.to_currency}"
        raise ExchangeRateTooEarly(number, stands, command.starts_on, first)
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
