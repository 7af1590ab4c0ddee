"""What lines take of the agreements that they name, in the save of the line itself.

An agreement that does not exist is refused: whether a line is under contract decides who has to
approve it, so a number that somebody made up must not count. Histories that hold such numbers stay
as they are; nothing that was recorded is judged again.
"""

from collections.abc import Iterable
from datetime import date

from application.active_agreements import offered, with_reasons
from application.work import Work
from domain.agreements.beside import without_agreement
from domain.agreements.consumption import Wanted, consume
from domain.agreements.order_lines import (
    priced_changes,
    priced_line,
    require_cover,
)
from domain.agreements.price_errors import PriceAgreementUnknown
from domain.agreements.resolution import Buying
from domain.agreements.state import PRICE_AGREEMENT, PriceAgreement
from domain.frozen import replace
from domain.numbers.state import NUMBER, number_id
from domain.purchase_orders.amendments import as_ordered, is_priced_anew
from domain.purchase_orders.commands import (
    AddPurchaseOrderLine,
    ChangedLine,
    CreatePurchaseOrder,
    ImplementChangeOrder,
    OrderedLine,
)
from domain.purchase_orders.errors import PurchaseOrderPriceMissing
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.pricing_events import PurchaseOrderLinePriced
from domain.purchase_orders.state import PurchaseOrder

Pricings = tuple[PurchaseOrderLinePriced, ...]


async def with_agreed_prices(
    work: Work, command: CreatePurchaseOrder
) -> tuple[CreatePurchaseOrder, Pricings]:
    """The new order with its lines at the prices agreed, and where they come from."""
    buying = Buying(
        supplier_id=command.supplier_id,
        legal_entity=command.legal_entity,
        facility=command.facility,
        on=command.now.date(),
    )
    found = [await _priced(work, line, buying, command.currency) for line in command.lines]
    lines = tuple(line for line, _ in found)
    return replace(command, lines=lines), tuple(told for _, told in found if told is not None)


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
    line, told = await _priced(work, command.line, buying, order.currency)
    return replace(command, line=line), () if told is None else (told,)


async def with_followed_prices(
    work: Work, order: PurchaseOrder, command: ImplementChangeOrder
) -> tuple[ImplementChangeOrder, Pricings]:
    """The change order with the prices that follow from its quantities."""
    moved, anew = [], list[PurchaseOrderLinePriced]()
    for asked in command.lines:
        if is_priced_anew(order, command, asked):
            amended, told = await _priced_anew(work, order, command, asked)
            moved.append(amended)
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


async def _priced_anew(
    work: Work, order: PurchaseOrder, command: ImplementChangeOrder, asked: ChangedLine
) -> tuple[ChangedLine, Pricings]:
    """The amended line at the price that it would get today."""
    buying = Buying(
        supplier_id=command.supplier_id or order.supplier_id,
        legal_entity=order.legal_entity,
        facility=order.facility,
        on=command.now.date(),
    )
    currency = command.currency or order.currency
    line, told = await _priced(work, as_ordered(order, command, asked), buying, currency)
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
    return amended, () if told is None else (told,)


async def require_agreement(
    work: Work,
    line: int,
    number: str,
    *,
    supplier_id: str | None,
    legal_entity: str,
    facility: str,
    on: date,
) -> None:
    """Raises unless the agreement that a requested line names exists and covers it."""
    agreement = await _numbered(work, line, number)
    buying = Buying(
        supplier_id=agreement.supplier_id if supplier_id is None else supplier_id,
        legal_entity=legal_entity,
        facility=facility,
        on=on,
    )
    require_cover(agreement, line, buying)


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
        agreement = None if number is None else await _find(work, number)
        if agreement is not None:
            require_cover(agreement, line.terms.line, buying)


async def draw_on_caps(work: Work, before: PurchaseOrder | None, after: PurchaseOrder) -> None:
    """Records with each agreement that has a cap what the order now wants more of it, or less."""
    for number in sorted(_named(before) | _named(after)):
        agreement = await _find(work, number)
        if agreement is None or agreement.cap is None:
            continue
        events = consume(agreement, after.ref, _wanted(before, number), _wanted(after, number))
        await work.record(PRICE_AGREEMENT, agreement.id, events)


async def _priced(
    work: Work, line: OrderedLine, buying: Buying, currency: str
) -> tuple[OrderedLine, PurchaseOrderLinePriced | None]:
    if line.agreement is None:
        return without_agreement(line, await offered(work, line, buying, currency), buying.on)
    agreement = await _numbered(work, line.line, line.agreement)
    return priced_line(line, agreement, buying, currency)


async def _numbered(work: Work, line: int, number: str) -> PriceAgreement:
    agreement = await _find(work, number)
    if agreement is None:
        raise PriceAgreementUnknown(line, number)
    return agreement


async def _find(work: Work, number: str) -> PriceAgreement | None:
    claim = await work.find(NUMBER, number_id(work.tenant, PRICE_AGREEMENT.name, number))
    if claim is None or claim.holder is None:
        return None
    return await work.find(PRICE_AGREEMENT, claim.holder.id)


def _named(order: PurchaseOrder | None) -> set[str]:
    lines: Iterable[str | None] = ()
    if order is not None:
        lines = (line.terms.agreement for line in order.lines.values())
    return {each for each in lines if each is not None}


def _wanted(order: PurchaseOrder | None, number: str) -> tuple[Wanted, ...]:
    if order is None:
        return ()
    return tuple(
        Wanted(
            quantity=line.ordered,
            pack=line.terms.pack,
            amount=line.amount,
            currency=order.currency,
        )
        for line in order.lines.values()
        if line.terms.agreement == number and line.live
    )
