"""What a line must be before an order takes it, and what it is worth when its terms change."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from domain.catalogue.buying import buyable_pack, require_user
from domain.catalogue.state import CatalogueItem
from domain.money import extended, rounded
from domain.purchase_orders.amount_lines import require_stated_so
from domain.purchase_orders.commands import OrderedLine
from domain.purchase_orders.errors import (
    PurchaseOrderItemDiffers,
    PurchaseOrderPriceMissing,
    PurchaseOrderQuantityNotPositive,
    PurchaseOrderRequisitionLineUnknown,
)
from domain.purchase_orders.line_state import ZERO, Line
from domain.purchase_orders.lines import OrderLine
from domain.purchase_orders.parts import require_taxes
from domain.purchase_orders.share_rules import require_clear
from domain.quantity import Pack, require_sound, told

Items = Mapping[str, CatalogueItem]  # Every item that the lines name, by id.


def stated_line(
    line: OrderedLine, currency: str, items: Items, facility: str, on: date
) -> OrderLine:
    """The line with its amount, which is computed and never stated."""
    if line.quantity <= 0:
        raise PurchaseOrderQuantityNotPositive(line.line, line.quantity)
    if (line.requisition_id is None) != (line.requisition_line is None):
        raise PurchaseOrderRequisitionLineUnknown(line.line)
    if line.unit_price is None:
        raise PurchaseOrderPriceMissing(line.line)
    require_sound(line.line, line.pack)
    require_stated_so(line, currency)
    require_taxes(line.taxes or (), currency)
    require_clear(line.line, line.shares or ())
    if line.item_id is not None:
        item = items[line.item_id]
        require_catalogued(line.line, line.pack, line.item_class, item, facility, on)
    return OrderLine(
        line=line.line,
        description=line.description,
        item_class=line.item_class,
        quantity=line.quantity,
        pack=line.pack,
        unit_price=line.unit_price,
        amount=extended(line.quantity, line.unit_price, currency),
        match=line.match,
        delivery=line.delivery,
        accounting=line.accounting or "stock",
        price_source=line.price_source,
        item_id=line.item_id,
        agreement=line.agreement,
        requisition_id=line.requisition_id,
        requisition_line=line.requisition_line,
        storage_location=line.storage_location,
        need_by=line.need_by,
        shares=line.shares or None,
        basis=line.basis,
        taxes=line.taxes or None,
        serves=line.serves,
    )


def stated_again(line: OrderLine) -> OrderedLine:
    """What a buyer would state for this line."""
    stated = {name: value for name, value in dict(line).items() if name != "amount"}
    return OrderedLine(**stated)


def require_users(lines: Iterable[OrderedLine], items: Items, department: str) -> None:
    """Raises for an item that is not for the department, or that no entitled person asked for."""
    for line in lines:
        if line.item_id is not None:
            is_entitled = line.requisition_id is not None or line.serves is not None
            require_user(items[line.item_id], department, is_entitled=is_entitled)


def repriced(line: Line, quantity: Decimal, unit_price: Decimal, currency: str) -> Decimal:
    """What is wanted, under new terms: what was billed keeps its price, the rest takes the new.

    The billed part is what the line is worth beyond its un-billed units at the present price; more
    where bills asked for more and are owed that by the new price, which they are judged by.
    """
    billed = min(max(line.invoiced, ZERO), quantity)
    if billed == 0:
        return extended(quantity, unit_price, currency)
    unbilled = extended(line.ordered - billed, line.terms.unit_price, currency)
    kept = max(line.amount - unbilled, _owed(line, billed, unit_price, currency), ZERO)
    return kept + extended(quantity - billed, unit_price, currency)


def _owed(line: Line, billed: Decimal, unit_price: Decimal, currency: str) -> Decimal:
    """What the bills of these units come to at most at this price: never beyond what they ask."""
    asked = (
        min(each.amount, extended(each.quantity, unit_price, currency))
        for each in line.ledger.invoices.values()
        if each.quantity > 0
    )
    share = Fraction(sum(asked, ZERO)) * Fraction(billed) / Fraction(line.invoiced)
    return rounded(share, currency)


def require_catalogued(
    line: int, stated: Pack, item_class: str, item: CatalogueItem, facility: str, on: date
) -> None:
    """The catalogue's word on the line: to be bought there and then, pack and class as there."""
    pack = buyable_pack(item, stated.unit, facility=facility, on=on)
    if pack != stated:
        raise PurchaseOrderItemDiffers(line, "the pack", told(stated), told(pack))
    if item_class != item.item_class:
        raise PurchaseOrderItemDiffers(line, "class", item_class, item.item_class)
