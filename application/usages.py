"""Usage of bill-only orders: evidence, and each implant only once, in one save with the order."""

from collections.abc import Iterator
from typing import Final

from application.duties import Waived, record_uses, waived_for
from application.numbers import claim, release
from application.purchase_orders import record_change
from application.receipts import SERIAL
from application.work import Handlers, Work
from domain.catalogue.state import CATALOGUE_ITEM, CatalogueItem
from domain.purchase_orders import usages
from domain.purchase_orders.ledger import line_of
from domain.purchase_orders.order import Usage
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.purchase_orders.usage_commands import RecordUsage, WithdrawUsage


async def record_usage(work: Work, command: RecordUsage) -> None:
    """A unit with a serial number that came or was used before is refused, whoever says so."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    item = await _item_of(work, order, command)
    waived = await _waived(work, order, command.recorded_by)
    after = await record_change(work, order, usages.record_usage(order, command, item, waived))
    for key, serial in _units(after.usages[after.usages_told]):
        await claim(work, SERIAL, key, order.ref, serial)
    await record_uses(work, waived, order.ref)


async def withdraw_usage(work: Work, command: WithdrawUsage) -> None:
    """The units that it named may be used by another."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    waived = await _waived(work, order, command.withdrawn_by)
    await record_change(work, order, usages.withdraw_usage(order, command, waived))
    for key, _ in _units(order.usages[command.usage]):
        await release(work, SERIAL, key, order.ref)
    await record_uses(work, waived, order.ref)


async def _waived(work: Work, order: PurchaseOrder, person: str) -> Waived:
    return await waived_for(work, "receive", person, order.ref, order.participants)


async def _item_of(work: Work, order: PurchaseOrder, command: RecordUsage) -> CatalogueItem | None:
    item_id = line_of(order, command.line).terms.item_id
    return None if item_id is None else await work.load(CATALOGUE_ITEM, item_id)


def _units(usage: Usage) -> Iterator[tuple[str, str]]:
    """Units that the catalogue can tell apart: the keys that receipts claim, and their numbers."""
    if usage.item_id is not None:
        yield from ((f"{usage.item_id} {serial}", serial) for serial in usage.serials)


HANDLERS: Final[Handlers] = {RecordUsage: record_usage, WithdrawUsage: withdraw_usage}
