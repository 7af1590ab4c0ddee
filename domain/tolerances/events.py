"""Facts of a tenant's tolerances. Stored names are a contract; see `state`."""

from datetime import date
from typing import ClassVar, Final

from domain.event import Event
from domain.ids import Code
from domain.tolerances.limits import ToleranceLimit


class TolerancePolicyProposed(Event):
    """A whole version waits for another person. Version 1 is built in."""

    TYPE: ClassVar[str] = "tolerance_policy.proposed"
    version: int
    limits: tuple[ToleranceLimit, ...]
    reason_code: Code
    proposed_by: Code


class TolerancePolicyPublished(Event):
    """Invoices are judged by this version from that day on, until a later one takes over."""

    TYPE: ClassVar[str] = "tolerance_policy.published"
    version: int
    effective_from: date
    published_by: Code


class TolerancePolicyDeclined(Event):
    """The version never comes into force."""

    TYPE: ClassVar[str] = "tolerance_policy.declined"
    version: int
    reason_code: Code
    declined_by: Code


TolerancePolicyEvent = TolerancePolicyProposed | TolerancePolicyPublished | TolerancePolicyDeclined
EVENTS: Final = (TolerancePolicyProposed, TolerancePolicyPublished, TolerancePolicyDeclined)
