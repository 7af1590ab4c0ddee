"""Which agreement has a price for a line that names none: looked up at the line's supplier."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from application.work import Work
from domain.agreements.beside import grows_off_contract, raised, without_agreement
from domain.agreements.order_lines import question_of
from domain.agreements.price_errors import PriceAgreementOverrideUnneeded
from domain.agreements.resolution import Buying, ResolvedPrice, resolve
from domain.agreements.state import PRICE_AGREEMENT
from domain.frozen import replace
from domain.purchase_orders.amendments import as_ordered
from domain.purchase_orders.commands import ChangedLine, ImplementChangeOrder, OrderedLine
from domain.purchase_orders.events import PurchaseOrderEvent, PurchaseOrderLineAdded
from domain.purchase_orders.line_rules import stated_again
from domain.purchase_orders.pricing_events import PurchaseOrderLinePriced
from domain.purchase_orders.state import PurchaseOrder
from domain.purchase_orders.supplier_changes import waiting_change
from domain.purchase_orders.supplier_commands import AcceptSupplierChange
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


async def with_reasons_for_supplier(
    work: Work,
    order: PurchaseOrder,
    command: AcceptSupplierChange,
    events: Sequence[PurchaseOrderEvent],
) -> tuple[PurchaseOrderLinePriced, ...]:
    """Why the order takes what the supplier asks, where an agreement with him has it for less.

    `events` are what taking it comes to: a line that grows or costs more, or a substitute's line.
    """
    proposal, why = waiting_change(order, command.change), command.price_override
    asked = ChangedLine(
        line=proposal.line,
        quantity=proposal.quantity,
        unit_price=proposal.unit_price,
        price_override=why,
    )
    told = list[PurchaseOrderLinePriced]()
    if proposal.kind in ("price", "quantity"):
        changing = ImplementChangeOrder(now=command.now, purchase_order_id=order.id, lines=(asked,))
        told += (await with_reasons(work, order, changing)).told
    for event in events:
        if isinstance(event, PurchaseOrderLineAdded) and event.line.agreement is None:
            line = replace(stated_again(event.line), price_override=why)
            buying = _buying(order, command.now.date())
            found = await offered(work, line, buying, order.currency)
            _, fact = without_agreement(line, found, buying.on)
            told += [] if fact is None else [fact]
    if why is not None and not told:
        raise PriceAgreementOverrideUnneeded(proposal.line)
    return tuple(told)


def _buying(order: PurchaseOrder, on: date) -> Buying:
    return Buying(
        supplier_id=order.supplier_id,
        legal_entity=order.legal_entity,
        facility=order.facility,
        on=on,
    )


async def with_reasons(work: Work, order: PurchaseOrder, command: ImplementChangeOrder) -> Reasoned:
    """The change order whose growing lines say why they buy beside an agreement."""
    lines, told = [], list[PurchaseOrderLinePriced]()
    currency = command.currency or order.currency
    for asked in command.lines:
        if not grows_off_contract(order, asked):
            lines.append(asked)
            continue
        buying = _buying(order, command.now.date())
        stands = as_ordered(order, command, asked)
        found = await offered(work, stands, buying, currency)
        changed, fact = raised(order, asked, found, buying.on)
        lines.append(changed)
        told += [] if fact is None else [fact]
    return Reasoned(replace(command, lines=tuple(lines)), tuple(told))
