"""The fact of a demand. Its stream's id is derived from who asks, and where."""

from datetime import date
from typing import ClassVar, Final

from domain.event import DocumentRef, Event, Value
from domain.ids import Code, Id, LineNo
from domain.quantity import Quantity, Unit


class DemandLine(Value):
    """One item that was asked for."""

    line: LineNo  # of the requisition
    item_id: Id
    quantity: Quantity
    unit: Unit


class DemandText(Value):
    """A wish in words. `wish` is one id for the same words (`requisitions/likeness.py`)."""

    line: LineNo  # of the requisition
    wish: Id
    supplier_id: Id | None = None
    quantity: Quantity
    unit: Unit


class DemandStated(Event):
    """A requisition was submitted with these items, and these wishes in words."""

    TYPE: ClassVar[str] = "demand.stated"
    PUBLIC: ClassVar[bool] = False
    requester_id: Code
    legal_entity: Code
    facility: Code
    department: Code
    requisition: DocumentRef
    stated_on: date
    kept_days: int  # how long the policy lets it count
    lines: tuple[DemandLine, ...]
    texts: tuple[DemandText, ...] | None = None


DemandEvent = DemandStated
EVENTS: Final = (DemandStated,)
