"""What of an announced shipment is still under way: as announced, less what receipts took in.

A notice that names lots announces each by itself; one that names none leaves the lot open.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from domain.frozen import replace
from domain.numbers.spelling import normalised
from domain.purchase_orders.control_events import ShippedLine
from domain.purchase_orders.shipment_events import PurchaseOrderShipmentTakenIn, TakenInLine

ZERO: Final = Decimal(0)
KEY_SEPARATOR: Final = "\x1f"  # No lot may hold it.


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """One shipment: what the notice says and what came of it, by line and lot."""

    lines: Mapping[str, Decimal] = field(default_factory=dict)
    came: Mapping[str, Decimal] = field(default_factory=dict)
    ended_by: str | None = None  # the receipt that said that the rest does not come

    @property
    def is_under_way(self) -> bool:
        """Whether anything of it may still come."""
        left = (self.came.get(key, ZERO) < much for key, much in self.lines.items())
        return self.ended_by is None and any(left)


def announced(lines: Iterable[ShippedLine]) -> Announced:
    """The shipment, before anything of it came."""
    sums: dict[str, Decimal] = {}
    for each in lines:
        key = _key(each.line, each.lot)
        sums[key] = sums.get(key, ZERO) + each.quantity
    return Announced(lines=sums)


def key_of(shipment: Announced, line: int, lot: str | None) -> str:
    """Under which goods count: their lot's part of the notice, else the one that names no lot."""
    key, open_key = _key(line, lot), _key(line, None)
    return open_key if key not in shipment.lines and open_key in shipment.lines else key


def taken_in(shipment: Announced, event: PurchaseOrderShipmentTakenIn) -> Announced:
    """So much more of it came."""
    came = dict(shipment.came)
    for each in event.lines:
        key = key_of(shipment, each.line, each.lot)
        came[key] = came.get(key, ZERO) + each.quantity
    ended_by = event.receipt.id if event.ends else shipment.ended_by
    if event.reopens:
        ended_by = None
    return replace(shipment, came=came, ended_by=ended_by)


def told(
    shipment: Announced, parts: Iterable[tuple[int, str | None, Decimal]], *, of_all: bool
) -> tuple[TakenInLine, ...]:
    """What a receipt says of the shipment, beside the notice; `of_all`: of its other lines, too."""
    lines = [_line(shipment, *part) for part in parts]
    if of_all:
        named = {key_of(shipment, each.line, each.lot) for each in lines}
        for key in shipment.lines:
            line, _, lot = key.partition(KEY_SEPARATOR)
            if key not in named:
                lines.append(_line(shipment, int(line), lot or None, ZERO))
    return tuple(lines)


def _line(shipment: Announced, line: int, lot: str | None, quantity: Decimal) -> TakenInLine:
    key = key_of(shipment, line, lot)
    announced_here = shipment.lines.get(key)
    is_open = announced_here is not None and key == _key(line, None)
    return TakenInLine(
        line=line,
        lot=lot,
        quantity=quantity,
        announced=announced_here,
        any_lot=True if is_open else None,
    )


def _key(line: int, lot: str | None) -> str:
    return KEY_SEPARATOR.join((str(line), normalised(lot) if lot else ""))
