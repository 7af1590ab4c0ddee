"""What a fact of a stock item brought and took, parcel by parcel, for the stock read model."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest
from typing import Any, Final, NamedTuple

from domain.event import Recorded

Facts = dict[str, Any]
ZERO: Final = Decimal(0)
IN: Final = (
    "stock_item.received",
    "stock_item.issue_returned",
    "stock_item.counted",
    "stock_item.moved",
    "stock_item.transferred_in",
    "stock_item.arrived",
    "stock_item.shipment_taken_back",
    "stock_item.revalued",
    "stock_item.consigned",
    "stock_item.consumption_reversed",
    "stock_item.delivery_returned",
)
OUT: Final = (
    "stock_item.taken_back",
    "stock_item.issued",
    "stock_item.scrapped",
    "stock_item.transferred_out",
    "stock_item.shipped",
    "stock_item.consumed",
    "stock_item.consignment_returned",
    "stock_item.delivered",
)


class Move(NamedTuple):
    """A parcel that came or went, or a value without one."""

    quantity: Decimal = ZERO
    parcel: Facts | None = None
    amount: Decimal = ZERO
    currency: str | None = None


def moves_of(event: Recorded) -> Iterator[Move]:
    """What the fact brought (positive) and took, with its costs on the first of its moves."""
    data = event.data
    sign = -1 if event.type in OUT else 1
    parcels: list[tuple[Decimal, Facts]] = []
    for each in data.get("parcels", ()):
        if "counted" in each:
            found = Decimal(each["counted"]["quantity"]) - Decimal(each["expected"])
            parcels.append((found, each["counted"]))
        else:
            parcels.append((sign * Decimal(each["quantity"]), each))
    parcels += [(-Decimal(each["quantity"]), each) for each in data.get("taken", ())]
    parcels += [(Decimal(each["quantity"]), each) for each in data.get("placed", ())]
    costs = [*data.get("costs", ()), *data.get("written_off", ())]
    costs += [data["cost"]] if "cost" in data else []
    for parcel, cost in zip_longest(parcels, costs):
        quantity, facts = parcel or (ZERO, None)
        amount = sign * Decimal(cost["amount"]) if cost else ZERO
        yield Move(quantity, facts, amount, cost["currency"] if cost else None)
