"""Unordered deliveries: what each command needs to know, and what it saves."""

from typing import Final

from application.legal_entities import require_place
from application.numbers import claim
from application.receipts import post_receipt
from application.work import Handlers, Work
from domain.catalogue.state import CATALOGUE_ITEM
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.suppliers.state import SUPPLIER
from domain.unordered_deliveries import decide
from domain.unordered_deliveries.commands import (
    MatchUnorderedDelivery,
    RecordUnorderedDelivery,
    SendUnorderedDeliveryBack,
)
from domain.unordered_deliveries.state import UNORDERED_DELIVERY


async def record_unordered_delivery(work: Work, command: RecordUnorderedDelivery) -> None:
    """Goods are put aside under a number of their own; who sent them is known, or not."""
    found = await work.find_or_assume_new(UNORDERED_DELIVERY, command.unordered_delivery_id)
    await require_place(work, command.legal_entity, command.facility)
    if command.supplier_id is not None:
        await work.load(SUPPLIER, command.supplier_id)
    for item_id in sorted({each.item_id for each in command.lines if each.item_id}):
        await work.load(CATALOGUE_ITEM, item_id)
    events = decide.record(found, command)
    delivery = await work.record(UNORDERED_DELIVERY, command.unordered_delivery_id, events)
    assert delivery is not None, "every decision here is a fact"
    await claim(work, UNORDERED_DELIVERY.name, command.number, delivery.ref)


async def match_unordered_delivery(work: Work, command: MatchUnorderedDelivery) -> None:
    """The goods leave custody and are received in one save, if the order takes them."""
    delivery = await work.load(UNORDERED_DELIVERY, command.unordered_delivery_id)
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    await work.record(UNORDERED_DELIVERY, delivery.id, decide.match(delivery, command, order))
    await post_receipt(work, decide.receipt_of(delivery, command))


async def send_unordered_delivery_back(work: Work, command: SendUnorderedDeliveryBack) -> None:
    """The goods leave again."""
    delivery = await work.load(UNORDERED_DELIVERY, command.unordered_delivery_id)
    await work.record(UNORDERED_DELIVERY, delivery.id, decide.send_back(delivery, command))


HANDLERS: Final[Handlers] = {
    RecordUnorderedDelivery: record_unordered_delivery,
    MatchUnorderedDelivery: match_unordered_delivery,
    SendUnorderedDeliveryBack: send_unordered_delivery_back,
}
