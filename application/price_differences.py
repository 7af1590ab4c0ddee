"""What bills and credits cost beyond the worth of their goods: on stock, as far as these are here.

No commands: whatever posts, credits or takes back a bill calls this in its own save. The stock item
is read even where it bears nothing, so that goods which leave meanwhile decide the bill anew.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from application.work import Work
from domain.catalogue.standard_costs import standard_cost
from domain.catalogue.state import CATALOGUE_ITEM
from domain.credit_memos.answers import Answer
from domain.event import DocumentRef
from domain.invoices.lines import AccountedLine, LineLink, OnStock
from domain.invoices.state import NOTHING, Invoice
from domain.money import rounded
from domain.purchase_orders.ledger_events import PurchaseOrderLineCredited
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.order import PurchaseOrder
from domain.purchase_orders.price_on_stock import (
    on_receipt,
    put_back,
    taken_along,
    taken_over,
    told_by_receipt,
)
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.quantity import content
from domain.stock.revaluing import Cause, Difference, answerable, on_stock, revalue
from domain.stock.state import STOCK_ITEM, StockItem, stock_item_id
from domain.stock.value_events import StockItemRevalued

ZERO: Final = Decimal(0)
_USED_AT_ONCE: Final = frozenset({"bill_only", "consignment"})  # Their goods are never ours here.


async def bear_bill(
    work: Work,
    invoice: DocumentRef,
    order: PurchaseOrder,
    tie: LineLink,
    variance: Decimal,
    day: date,
) -> OnStock | None:
    """Stock's part of what a bill differs by from goods that are here. `order` is without it."""
    line = order.lines[tie.purchase_order_line]
    item = await _at_average(work, order, line, variance, day)
    if item is None:
        return None
    units = _in_base(line, _received_of(line, tie.quantity))
    cause = _cause(invoice, tie.line, order, line, day)
    event = await _record(work, item, Difference(units, variance, order.currency), cause)
    return None if event is None else on_stock(item, event)


async def bear_credits(
    work: Work,
    source: DocumentRef,
    invoice: Invoice,
    order: PurchaseOrder,
    answered: Sequence[Answer],
    entered: Mapping[int, PurchaseOrderLineCredited],
    day: date,
) -> None:
    """Stock's part of what credits differ by. `invoice` and `order` are without them.

    `entered` are the credits by their lines.
    """
    for answer in answered:
        credited = entered.get(answer.credit.line)
        if credited is None or answer.billed.accounting != "stock":
            continue
        line = order.lines[credited.line]
        difference = _credited(invoice, answer, line, credited, order.currency)
        item = await _at_average(work, order, line, difference.amount, day)
        if item is None:
            continue
        cause = _cause(source, answer.credit.line, order, line, day)
        event = await _record(work, item, difference, cause)
        if event is not None and not answer.credit.quantity:
            (cost,) = event.costs
            told = told_by_receipt(line, cost.amount, order.currency, source, invoice.ref)
            await work.record(PURCHASE_ORDER, order.id, told)


def _credited(
    invoice: Invoice,
    answer: Answer,
    line: Line,
    credited: PurchaseOrderLineCredited,
    currency: str,
) -> Difference:
    """Units that are given back take off stock what their bill put on it.

    On price alone, it is of all units that the bill still stands for and that are here. What an
    earlier credit on price took off units leaves with the goods, so of these the bill's own
    difference is all that is left to take off.
    """
    amount = credited.cleared - credited.amount
    given, billed = answer
    if given.quantity:
        units = _in_base(line, given.quantity)
        if invoice.id in line.ledger.off_stock.invoices:
            own = Fraction(billed.variance) * Fraction(credited.quantity)
            amount = rounded(-own / Fraction(billed.quantity), currency)
        return Difference(units, amount, currency, answerable(billed.on_stock, units))
    left = line.invoiced
    if billed.quantity:  # Else the bill asked for money alone, for all that is billed.
        left = billed.quantity - invoice.credits.get(billed.line, NOTHING).quantity
    return Difference(_in_base(line, min(_billed_here(line), left)), amount, currency)


async def take_off_stock(
    work: Work,
    invoice: DocumentRef,
    order: PurchaseOrder,
    lines: Sequence[AccountedLine],
    day: date,
) -> None:
    """What a bill put on stock that is taken back, as far as goods are still here.

    `lines` are those of the posting that is reversed.
    """
    for line in lines:
        if line.on_stock is None or line.purchase_order_line is None:
            continue
        item = await work.load(STOCK_ITEM, line.on_stock.stock_item_id)
        units, at_most = line.on_stock.of_quantity, line.on_stock.covered
        told = Difference(Fraction(units), -line.variance, order.currency, Fraction(at_most))
        order_line = order.lines[line.purchase_order_line]
        await _record(work, item, told, _cause(invoice, line.line, order, order_line, day))


async def take_along(
    work: Work, receipt: DocumentRef, before: PurchaseOrder, order: PurchaseOrder, day: date
) -> None:
    """What credits on price took off goods that leave goes back on stock, which they leave next.

    `before` is the order without what the receipt's fact did to it.
    """
    for number, line in order.lines.items():
        taken = taken_along(before.lines[number], line, receipt.id, order.currency)
        if taken is None:
            continue
        item = await _at_average(work, order, line, taken.amount, day)
        if item is None:
            continue
        difference = Difference(_in_base(line, taken.quantity), -taken.amount, order.currency)
        await _record(work, item, difference, _cause(receipt, number, order, line, day))
        told = put_back(line, receipt.id, taken, order.currency, receipt)
        await work.record(PURCHASE_ORDER, order.id, (told,))


async def take_over(
    work: Work, receipt: DocumentRef, before: PurchaseOrder, order: PurchaseOrder, day: date
) -> None:
    """Goods that came in the place of others, and lie here by now, cost as little as those did."""
    for number, line in order.lines.items():
        over = taken_over(before.lines[number], line)
        item = await _at_average(work, order, line, over.amount, day)
        if item is None:
            continue
        difference = Difference(_in_base(line, over.quantity), over.amount, order.currency)
        cause = _cause(receipt, number, order, line, day)
        event = await _record(work, item, difference, cause)
        if event is not None:
            told = on_receipt(line, receipt.id, event.costs[0].amount, order.currency, receipt)
            await work.record(PURCHASE_ORDER, order.id, (told,))


async def _record(
    work: Work, item: StockItem, difference: Difference, cause: Cause
) -> StockItemRevalued | None:
    event = revalue(item, difference, cause)
    if event is not None:
        await work.record(STOCK_ITEM, item.id, (event,))
    return event


async def _at_average(
    work: Work, order: PurchaseOrder, line: Line, difference: Decimal, day: date
) -> StockItem | None:
    """The stock item that bears the line's differences; none: they are variance, or there is none.

    Nothing bears them where goods are used up, not kept by item, or stand at standard cost.
    """
    terms = line.terms
    if not difference or terms.item_id is None or terms.accounting != "stock":
        return None
    if terms.match == "two_way" or order.order_type in _USED_AT_ONCE:
        return None
    catalogued = await work.find(CATALOGUE_ITEM, terms.item_id)
    standard = standard_cost(catalogued, order.legal_entity, day) if catalogued else None
    if standard is not None and standard.currency == order.currency:
        return None
    place = (order.legal_entity, order.facility)
    key = stock_item_id(work.tenant, *place, terms.item_id, terms.pack.base_unit)
    return await work.find(STOCK_ITEM, key)


def _received_of(line: Line, quantity: Decimal) -> Decimal:
    """Of the next so many units billed, those that came; of a debit on price, all that are."""
    if not quantity:
        return _billed_here(line)
    return min(quantity, max(line.received - max(line.invoiced, ZERO), ZERO))


def _billed_here(line: Line) -> Decimal:
    return max(min(line.received, line.invoiced), ZERO)


def _in_base(line: Line, quantity: Decimal) -> Fraction:
    return Fraction(quantity) * content(line.terms.pack)


def _cause(source: DocumentRef, number: int, order: PurchaseOrder, line: Line, day: date) -> Cause:
    return Cause(source, number, order.ref, line.terms.line, order.supplier_id, day)
