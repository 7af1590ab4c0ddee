"""How an exchange rate says no."""

from datetime import date
from decimal import Decimal

from domain.errors import Rejected


class ExchangeRateSameCurrency(Rejected):
    """A currency counts one in itself."""

    code = "exchange_rate.same_currency"

    def __init__(self, currency: str) -> None:
        super().__init__(
            f"One {currency} is one {currency}; name two currencies.", currency=currency
        )


class ExchangeRateTooEarly(Rejected):
    """The day has begun and has a rate, at which documents may stand in the books already."""

    code = "exchange_rate.starts_too_early"

    def __init__(self, number: str, stands: Decimal, starts_on: date, first: date) -> None:
        super().__init__(
            f"{number} stands at {stands} on {starts_on}, and documents of that day may stand in"
            f" the books at it; record a rate that starts on {first} or later.",
            number=number,
            starts_on=str(starts_on),
            first=str(first),
        )


class ExchangeRateUnknown(Rejected):
    """Nobody has said what the one counts in the other on that day."""

    code = "exchange_rate.unknown"

    def __init__(self, from_currency: str, to_currency: str, day: date) -> None:
        super().__init__(
            f"No rate from {from_currency} to {to_currency} counts on {day}, nor the other way"
            " round; record one that starts by then, or name a later day.",
            from_currency=from_currency,
            to_currency=to_currency,
        )


class ExchangeRateUnchanged(Rejected):
    """The rate is known as it is stated."""

    code = "exchange_rate.unchanged"

    def __init__(self, number: str, rate: Decimal, starts_on: date) -> None:
        super().__init__(
            f"{number} stands at {rate} from {starts_on} on already; nothing is left to do.",
            starts_on=str(starts_on),
        )
