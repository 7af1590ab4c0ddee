"""Shipments: what each command needs to know, and what it saves.

The shipment and the stock items that its goods leave, or come to, change in one save.
"""

from typing import Final

from application.duties import record_uses, waived_for
from application.legal_entities import require_place
from application.numbers import claim
from application.stock import opened
from application.work import Handlers, Work
from domain.catalogue.state import CATALOGUE_ITEM
from domain.shipments import decide
from domain.shipments.commands import (
    CountedGoods,
    DispatchShipment,
    ReceiveShipment,
    TakeShipmentBack,
    WriteOffShipmentLoss,
)
from domain.shipments.decide import Items
from domain.shipments.state import SHIPMENT, Shipment
from domain.stock.shipping import Kept, arrive, come_back, ship
from domain.stock.state import STOCK_ITEM, stock_item_id


async def dispatch_shipment(work: Work, command: DispatchShipment) -> None:
    """Goods leave stock under a number of their own."""
    found = await work.find_or_assume_new(SHIPMENT, command.shipment_id)
    await require_place(work, command.legal_entity, command.facility)
    await require_place(work, command.to_legal_entity, command.to_facility)
    lines = ship(command, await _kept(work, command))
    events = decide.dispatch(found, command, tuple(line for line, _ in lines))
    shipment = await work.record(SHIPMENT, command.shipment_id, events)
    assert shipment is not None, "every decision here is a fact"
    await claim(work, SHIPMENT.name, command.number, shipment.ref)
    for line, fact in lines:
        await work.record(STOCK_ITEM, line.stock_item_id, (fact,))


async def receive_shipment(work: Work, command: ReceiveShipment) -> None:
    """Where none of an item was kept, it is from now on."""
    shipment = await work.load(SHIPMENT, command.shipment_id)
    person = command.received_by
    waived = await waived_for(work, "receive", person, shipment.ref, shipment.participants)
    items = await _items(work, shipment, command.lines)
    (received,) = decide.receive(shipment, command, items, waived)
    await work.record(SHIPMENT, shipment.id, (received,))
    await record_uses(work, waived, shipment.ref)
    place = (shipment.to_legal_entity, shipment.to_facility)
    for part in received.lines:
        sent = shipment.lines[part.line].sent
        there_id = stock_item_id(work.tenant, *place, sent.item_id, sent.base_unit)
        there = await opened(work, there_id, place, sent.item_id, sent.base_unit)
        await work.record(STOCK_ITEM, there_id, (arrive(there, shipment, received, part),))


async def take_shipment_back(work: Work, command: TakeShipmentBack) -> None:
    """The goods are in the stock again that they left."""
    shipment = await work.load(SHIPMENT, command.shipment_id)
    items = await _items(work, shipment, command.lines)
    (taken,) = decide.take_back(shipment, command, items)
    await work.record(SHIPMENT, shipment.id, (taken,))
    for part in taken.lines:
        here = await work.load(STOCK_ITEM, shipment.lines[part.line].sent.stock_item_id)
        await work.record(STOCK_ITEM, here.id, (come_back(here, shipment, taken, part),))


async def write_off_shipment_loss(work: Work, command: WriteOffShipmentLoss) -> None:
    """No stock item changes: the goods had left, and come to none."""
    shipment = await work.load(SHIPMENT, command.shipment_id)
    await work.record(SHIPMENT, shipment.id, decide.write_off_loss(shipment, command))


async def _kept(work: Work, command: DispatchShipment) -> Kept:
    kept = {}
    place = (command.legal_entity, command.facility)
    for item_id in dict.fromkeys(each.item_id for each in command.lines):
        of = await work.load(CATALOGUE_ITEM, item_id)
        stock_id = stock_item_id(work.tenant, *place, item_id, of.base_unit)
        kept[item_id] = (await work.find(STOCK_ITEM, stock_id), of)
    return kept


async def _items(work: Work, shipment: Shipment, asked: tuple[CountedGoods, ...]) -> Items:
    """What the catalogue says of the goods, recalls above all."""
    named = (shipment.lines[each.line] for each in asked if each.line in shipment.lines)
    wanted = dict.fromkeys(line.sent.item_id for line in named)
    return {item_id: await work.load(CATALOGUE_ITEM, item_id) for item_id in wanted}


HANDLERS: Final[Handlers] = {
    DispatchShipment: dispatch_shipment,
    ReceiveShipment: receive_shipment,
    WriteOffShipmentLoss: write_off_shipment_loss,
    TakeShipmentBack: take_shipment_back,
}
