"""What the lines of a command take of agreements, in the save of the lines themselves.

How one line comes to its agreement stands in `agreement_choice`.
"""

from collections.abc import Iterable

from application.active_agreements import with_reasons
from application.agreement_choice import Choosing, Pricing
from application.numbered_agreements import find_numbered
from application.work import Work
from domain.agreements.consumption import Wanted, consume
from domain.agreements.order_lines import priced_changes, require_cover
from domain.agreements.resolution import Buying
from domain.agreements.state import PRICE_AGREEMENT
from domain.frozen import replace
from domain.purchase_orders.amendments import as_ordered, is_priced_anew
from domain.purchase_orders.commands import (
    AddPurchaseOrderLine,
    ChangedLine,
    CreatePurchaseOrder,
    ImplementChangeOrder,
)
from domain.purchase_orders.errors import PurchaseOrderPriceMissing
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.state import PurchaseOrder

Pricings = tuple[Pricing, ...]


async def with_agreed_prices(
    work: Work, command: CreatePurchaseOrder
) -> tuple[CreatePurchaseOrder, Pricings]:
    """The new order with its lines at the prices agreed, and where they come from."""
    assert command.supplier_id is not None, "agreements are with suppliers"
    buying = Buying(
        supplier_id=command.supplier_id,
        legal_entity=command.legal_entity,
        facility=command.facility,
        on=command.now.date(),
    )
    choosing = Choosing(work, buying, command.currency)
    found = [await choosing.priced(line) for line in command.lines]
    lines = tuple(line for line, _ in found)
    return replace(command, lines=lines), tuple(each for _, told in found for each in told)


async def with_agreed_price(
    work: Work, order: PurchaseOrder, command: AddPurchaseOrderLine
) -> tuple[AddPurchaseOrderLine, Pricings]:
    """The line that joins the order, as above."""
    buying = Buying(
        supplier_id=order.supplier_id,
        legal_entity=order.legal_entity,
        facility=order.facility,
        on=command.now.date(),
    )
    line, told = await Choosing(work, buying, order.currency).priced(command.line)
    return replace(command, line=line), told


async def with_followed_prices(
    work: Work, order: PurchaseOrder, command: ImplementChangeOrder
) -> tuple[ImplementChangeOrder, Pricings]:
    """The change order with the prices that follow from its quantities."""
    moved, anew = [], list[Pricing]()
    amended = [each for each in command.lines if is_priced_anew(order, command, each)]
    choosing = _choosing_anew(work, order, command, amended)
    for asked in amended:
        changed, told = await _priced_anew(choosing, order, command, asked)
        moved.append(changed)
        anew += told
    rest = tuple(each for each in command.lines if not is_priced_anew(order, command, each))
    if command.supplier_id in (None, order.supplier_id):
        same = await with_reasons(work, order, replace(command, lines=rest))
        followed, pricings = await _followed(work, order, same.command)
        return replace(followed, lines=(*followed.lines, *moved)), (*pricings, *same.told, *anew)
    return replace(command, lines=tuple(moved)), tuple(anew)


async def _followed(
    work: Work, order: PurchaseOrder, command: ImplementChangeOrder
) -> tuple[ImplementChangeOrder, Pricings]:
    agreements = {}
    for asked in command.lines:
        line = order.lines.get(asked.line)
        if line is not None and line.pricing is not None:
            number = line.pricing.agreement.number
            agreements[number] = await work.load(PRICE_AGREEMENT, line.pricing.agreement.id)
    return priced_changes(order, command, agreements)


def _choosing_anew(
    work: Work, order: PurchaseOrder, command: ImplementChangeOrder, amended: list[ChangedLine]
) -> Choosing:
    """As of today, for the supplier and currency that the order has from now on."""
    buying = Buying(
        supplier_id=command.supplier_id or order.supplier_id,
        legal_entity=order.legal_entity,
        facility=order.facility,
        on=command.now.date(),
    )
    lines = [order.lines[asked.line] for asked in amended]
    before: dict[str, tuple[Wanted, ...]] = {}
    for line in lines:
        if line.pricing is not None and line.terms.agreement is not None:
            drawn_on = line.pricing.agreement.id
            before[drawn_on] = (*before.get(drawn_on, ()), _wanted_by(order, line))
    return Choosing(work, buying, command.currency or order.currency, before)


async def _priced_anew(
    choosing: Choosing, order: PurchaseOrder, command: ImplementChangeOrder, asked: ChangedLine
) -> tuple[ChangedLine, Pricings]:
    """The amended line at the price that it would get today."""
    line, told = await choosing.priced(as_ordered(order, command, asked))
    if line.unit_price is None:
        raise PurchaseOrderPriceMissing(line.line)
    amended = replace(
        asked,
        quantity=line.quantity,
        unit_price=line.unit_price,
        agreement=line.agreement,
        price_source=line.price_source,
        item_id=line.item_id,
        pack=line.pack,
    )
    return amended, told


async def require_cover_today(work: Work, order: PurchaseOrder, lines: Iterable[Line]) -> None:
    """Raises unless the agreements that the lines name still cover what is bought today."""
    buying = Buying(
        supplier_id=order.supplier_id,
        legal_entity=order.legal_entity,
        facility=order.facility,
        on=work.today,
    )
    for line in lines:
        number = line.terms.agreement
        agreement = None if number is None else await find_numbered(work, number)
        if agreement is not None:
            require_cover(agreement, line.terms.line, buying)


async def draw_on_caps(work: Work, before: PurchaseOrder | None, after: PurchaseOrder) -> None:
    """Records with each agreement that has a cap what the order now wants more of it, or less."""
    for number in sorted(_named(before) | _named(after)):
        agreement = await find_numbered(work, number)
        if agreement is None or agreement.cap is None:
            continue
        events = consume(agreement, after.ref, _wanted(before, number), _wanted(after, number))
        await work.record(PRICE_AGREEMENT, agreement.id, events)


def _named(order: PurchaseOrder | None) -> set[str]:
    lines: Iterable[str | None] = ()
    if order is not None:
        lines = (line.terms.agreement for line in order.lines.values())
    return {each for each in lines if each is not None}


def _wanted(order: PurchaseOrder | None, number: str) -> tuple[Wanted, ...]:
    if order is None:
        return ()
    return tuple(
        _wanted_by(order, line)
        for line in order.lines.values()
        if line.terms.agreement == number and line.live
    )


def _wanted_by(order: PurchaseOrder, line: Line) -> Wanted:
    return Wanted(
        quantity=line.ordered,
        pack=line.terms.pack,
        amount=line.amount,
        currency=order.currency,
    )
