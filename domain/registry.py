"""The index of facts: every stored event type and the class that reads it."""

from typing import Final

from domain.approvals import events as approvals
from domain.catalogue import events as catalogue
from domain.credit_memos import events as credit_memos
from domain.event import Event
from domain.invoices import events as invoices
from domain.numbers import events as numbers
from domain.purchase_orders import events as purchase_orders
from domain.receipts import events as receipts
from domain.requisitions import events as requisitions
from domain.suppliers import events as suppliers

_CLASSES: Final[tuple[type[Event], ...]] = (
    *suppliers.EVENTS,
    *catalogue.EVENTS,
    *numbers.EVENTS,
    *requisitions.EVENTS,
    *approvals.EVENTS,
    *purchase_orders.EVENTS,
    *receipts.EVENTS,
    *invoices.EVENTS,
    *credit_memos.EVENTS,
)

EVENTS: Final[dict[str, type[Event]]] = {each.TYPE: each for each in _CLASSES}
assert len(EVENTS) == len(_CLASSES), "two event classes share a stored name"
