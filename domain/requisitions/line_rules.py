"""What one line must be before a requisition takes it: priced, countable, true to the catalogue."""

from collections.abc import Mapping
from datetime import date

from domain.catalogue.buying import buyable_pack
from domain.catalogue.state import CatalogueItem
from domain.money import extended
from domain.quantity import Pack
from domain.requisitions.commands import RequestedLine
from domain.requisitions.distributing import distributed
from domain.requisitions.errors import RequisitionItemClassDiffers, RequisitionQuantityNotPositive
from domain.requisitions.kind_errors import RequisitionParCountWrong, RequisitionParReasonMissing
from domain.requisitions.lines import Replenishment, RequisitionLine
from domain.requisitions.replenishment import average_consumption, max_stock, order_quantity

Items = Mapping[str, CatalogueItem]  # Every item that the lines name, by id.


def stated_line(
    line: RequestedLine, currency: str, items: Items, facility: str, on: date
) -> RequisitionLine:
    """The line with its amount, which is computed and never stated."""
    if line.quantity <= 0:
        raise RequisitionQuantityNotPositive(line.line, line.quantity)
    amount = extended(line.quantity, line.unit_price, currency)
    stated = RequisitionLine(
        line=line.line,
        description=line.description,
        item_class=line.item_class,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        amount=amount,
        item_id=line.item_id,
        supplier_id=line.supplier_id,
        agreement=line.agreement,
        deliver_to=line.deliver_to,
        need_by=line.need_by,
        lot=line.lot,
        serials=line.serials or None,
        distributions=distributed(line.line, amount, line.distributions, currency),
        replenishment=_replenishment(line),
    )
    pack = check_item(stated, items, facility, on)
    is_plain = pack is None or pack.unit == pack.base_unit
    return stated if is_plain else stated.model_copy(update={"pack": pack})


def _replenishment(line: RequestedLine) -> Replenishment | None:
    """What the count suggests; another quantity takes a reason."""
    count = line.par_count
    if count is None:
        return None
    if count.stock_on_hand < 0 or count.max_periods < 0 or min(count.consumptions, default=0) < 0:
        raise RequisitionParCountWrong(line.line, "is below zero")
    if not count.consumptions:
        raise RequisitionParCountWrong(line.line, "names the consumption of no period")
    average = average_consumption(count.consumptions)
    level = max_stock(average, count.max_periods)
    suggested = order_quantity(level, count.stock_on_hand)
    if suggested != line.quantity and count.reason_code is None:
        raise RequisitionParReasonMissing(line.line, suggested, line.quantity)
    return Replenishment(
        stock_on_hand=count.stock_on_hand,
        average_consumption=average,
        max_stock=level,
        suggested=suggested,
        reason_code=count.reason_code,
    )


def check_item(line: RequisitionLine, items: Items, facility: str, on: date) -> Pack | None:
    """The catalogue's word on the line: to be bought there and then, unit and class as there.

    What the unit holds on that day; none: the line names no item.
    """
    if line.item_id is None:
        return None
    item = items[line.item_id]
    pack = buyable_pack(item, line.unit, facility=facility, on=on)
    if line.item_class != item.item_class:
        raise RequisitionItemClassDiffers(line.line, line.item_class, item.item_class)
    return pack
