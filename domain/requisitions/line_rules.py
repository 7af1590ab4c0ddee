"""What one line must be before a requisition takes it: priced, countable, true to the catalogue."""

from collections.abc import Mapping

from domain.catalogue.decide import buyable_pack
from domain.catalogue.handling import CONTROLLED as CONTROLLED
from domain.catalogue.state import CatalogueItem
from domain.money import extended
from domain.requisitions.commands import RequestedLine
from domain.requisitions.errors import RequisitionItemClassDiffers, RequisitionQuantityNotPositive
from domain.requisitions.events import RequisitionLine

Items = Mapping[str, CatalogueItem]  # Every item that the lines name, by id.


def stated_line(line: RequestedLine, currency: str, items: Items) -> RequisitionLine:
    """The line with its amount, which is computed and never stated."""
    if line.quantity <= 0:
        raise RequisitionQuantityNotPositive(line.line, line.quantity)
    stated = RequisitionLine(
        line=line.line,
        description=line.description,
        item_class=line.item_class,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        amount=extended(line.quantity, line.unit_price, currency),
        item_id=line.item_id,
        supplier_id=line.supplier_id,
        agreement=line.agreement,
    )
    check_item(stated, items)
    return stated


def check_item(line: RequisitionLine, items: Items) -> None:
    """The catalogue's word on the line: item active, unit known, class as catalogued."""
    if line.item_id is None:
        return
    item = items[line.item_id]
    buyable_pack(item, line.unit)
    if line.item_class != item.item_class:
        raise RequisitionItemClassDiffers(line.line, line.item_class, item.item_class)
