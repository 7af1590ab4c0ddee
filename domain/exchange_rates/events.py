"""Facts of an exchange rate. Stored names are a contract; see `state` for what they add up to."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Final

from pydantic import AfterValidator, Field

from domain.event import Event
from domain.ids import Code
from domain.money import Currency, plain

RATE_PLACES_MAX: Final = 12
Rate = Annotated[
    Decimal,
    Field(gt=0, max_digits=24, decimal_places=RATE_PLACES_MAX, allow_inf_nan=False),
    AfterValidator(plain),
]


class ExchangeRateRecorded(Event):
    """From this day on, one unit of the one currency counts so many units of the other."""

    TYPE: ClassVar[str] = "exchange_rate.recorded"
    from_currency: Currency
    to_currency: Currency
    rate: Rate
    starts_on: date
    source: Code  # the bank or agency that published it
    recorded_by: Code


ExchangeRateEvent = ExchangeRateRecorded
EVENTS: Final = (ExchangeRateRecorded,)
