"""Controlled substances: what their orders need to know of facility, items and order forms."""

from collections.abc import Iterable
from typing import Final

from application.legal_entities import known_entity
from application.numbers import claim
from application.work import Handlers, Work
from domain.catalogue.state import CATALOGUE_ITEM
from domain.purchase_orders import order_forms
from domain.purchase_orders.commands import RecordOrderForm
from domain.purchase_orders.ledger import line_of
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder

ORDER_FORM: Final = "order_form"  # The kind under which references are claimed: one order uses it.


async def record_order_form(work: Work, command: RecordOrderForm) -> None:
    """A registrant signs; the reference belongs to this order from now on."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    item_id = line_of(order, command.line).terms.item_id
    item = None if item_id is None else await work.load(CATALOGUE_ITEM, item_id)
    entity = await known_entity(work, order.legal_entity)
    events = order_forms.record_order_form(order, command, item, entity)
    await work.record(PURCHASE_ORDER, order.id, events)
    await claim(work, ORDER_FORM, command.reference, order.ref)


async def require_lawful(
    work: Work, order: PurchaseOrder, before: PurchaseOrder | None = None
) -> None:
    """Raises unless what the order buys of controlled substances, or buys more of, is lawful."""
    await require_lawful_lines(work, order, order_forms.controlled_lines(order, before))


async def require_lawful_lines(work: Work, order: PurchaseOrder, lines: Iterable[Line]) -> None:
    """The same of these lines; those that are no controlled substances pass."""
    lines = tuple(line for line in lines if order_forms.is_controlled(line))
    if not lines:
        return
    named = sorted({line.terms.item_id for line in lines if line.terms.item_id is not None})
    items = {each: await work.load(CATALOGUE_ITEM, each) for each in named}
    entity = await known_entity(work, order.legal_entity)
    order_forms.require_lawful(order, lines, items, entity, work.today)


HANDLERS: Final[Handlers] = {RecordOrderForm: record_order_form}
