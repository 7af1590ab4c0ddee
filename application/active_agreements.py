"""Which agreement has a price for a line that names none: looked up at the line's supplier."""

from typing import NamedTuple

from application.work import Work
from domain.agreements.beside import grows_off_contract, raised
from domain.agreements.order_lines import question_of
from domain.agreements.resolution import Buying, ResolvedPrice, resolve
from domain.agreements.state import PRICE_AGREEMENT
from domain.frozen import replace
from domain.purchase_orders.amendments import as_ordered
from domain.purchase_orders.commands import ImplementChangeOrder, OrderedLine
from domain.purchase_orders.pricing_events import PurchaseOrderLinePriced
from domain.purchase_orders.state import PurchaseOrder
from domain.suppliers.state import SUPPLIER


class Reasoned(NamedTuple):
    """A change order without the reasons that it gave, and the facts that hold them."""

    command: ImplementChangeOrder
    told: tuple[PurchaseOrderLinePriced, ...]


async def offered(
    work: Work, line: OrderedLine, buying: Buying, currency: str
) -> ResolvedPrice | None:
    """What the supplier's agreements have the line's item for, on the day that is bought on."""
    question = question_of(line, buying, currency)
    if question is None:
        return None
    supplier = await work.load(SUPPLIER, buying.supplier_id)
    agreements = [await work.load(PRICE_AGREEMENT, each.id) for each in supplier.agreements]
    return resolve(question, agreements)


async def with_reasons(work: Work, order: PurchaseOrder, command: ImplementChangeOrder) -> Reasoned:
    """The change order whose growing lines say why they buy beside an agreement."""
    lines, told = [], list[PurchaseOrderLinePriced]()
    currency = command.currency or order.currency
    for asked in command.lines:
        if not grows_off_contract(order, asked):
            lines.append(asked)
            continue
        buying = Buying(
            supplier_id=order.supplier_id,
            legal_entity=order.legal_entity,
            facility=order.facility,
            on=command.now.date(),
        )
        stands = as_ordered(order, command, asked)
        found = await offered(work, stands, buying, currency)
        changed, fact = raised(order, asked, found, buying.on)
        lines.append(changed)
        told += [] if fact is None else [fact]
    return Reasoned(replace(command, lines=tuple(lines)), tuple(told))
