"""What may be asked of an exchange rate."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.event import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordExchangeRate(Command):
    """The rate of a later day than today, or of days that had none: a day's own stands."""

    from_currency: str
    to_currency: str
    rate: Decimal
    starts_on: date
    source: str
    recorded_by: str
