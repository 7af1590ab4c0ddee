"""Facts of a supplier that is looked at more closely: ordered from all the same, with a warning."""

from datetime import date
from typing import Annotated, ClassVar, Final

from pydantic import Field

from domain.event import Event
from domain.ids import Code
from domain.suppliers.evidence_events import RISK_SCORE_MAX

Score = Annotated[int, Field(ge=0, le=RISK_SCORE_MAX)]


class SupplierWatchBegun(Event):
    """Whoever issues an order to it is warned from now on. It replaces an earlier watch."""

    TYPE: ClassVar[str] = "supplier.watch_begun"
    reason_code: Code
    begun_by: Code
    score: Score | None = None  # that gave rise to it, of 100
    review_on: date | None = None  # when somebody looks at it again; it stands beyond


class SupplierWatchEnded(Event):
    """It has recovered, or something graver took the place of the watch."""

    TYPE: ClassVar[str] = "supplier.watch_ended"
    reason_code: Code
    ended_by: Code


WatchEvent = SupplierWatchBegun | SupplierWatchEnded
WATCH_EVENTS: Final = (SupplierWatchBegun, SupplierWatchEnded)
