"""Facts of one number. The stream's id is derived from kind and normalised number."""

from typing import ClassVar, Final

from domain.event import DocumentRef, Event
from domain.ids import Code


class NumberClaimed(Event):
    """The document holds the number until it releases it."""

    TYPE: ClassVar[str] = "number.claimed"
    PUBLIC: ClassVar[bool] = False
    kind: Code  # the aggregate whose number this is
    key: str  # the normalised number, with its scope (for an invoice: the supplier)
    holder: DocumentRef


class NumberReleased(Event):
    """The holder was voided; the number is free again."""

    TYPE: ClassVar[str] = "number.released"
    PUBLIC: ClassVar[bool] = False
    holder: DocumentRef


NumberEvent = NumberClaimed | NumberReleased
EVENTS: Final = (NumberClaimed, NumberReleased)
