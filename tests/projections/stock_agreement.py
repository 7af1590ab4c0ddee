"""The stock read model against the stock items themselves, and against the inventory account."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from domain.accounting import JournalLine
from domain.purchase_orders.state import PurchaseOrder
from domain.stock.parcels import DISPOSITIONS
from domain.stock.state import Bin, StockItem
from projections.projection import Row
from tests.projections.folding import Folded


def stock_agrees(states: Mapping[str, Any], journal: Sequence[JournalLine], kept: Folded) -> None:
    """Levels are what the stock items hold and the sums of their movements; value is inventory."""
    levels = kept.table("stock_levels")
    bins = {(row["holder"], _bin_of(row)): Decimal(row["on_hand"]) for row in levels}
    assert len(bins) == len(levels)
    assert all(quantity > 0 for quantity in bins.values())
    items = [each for each in states.values() if isinstance(each, StockItem)]
    told = {key: on_hand for key, on_hand in bins.items() if key[1][3] != "unkept"}
    assert told == {
        (item.id, _bin_of_state(each)): each.quantity
        for item in items
        for each in item.bins.values()
    }
    moved: dict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    for row in kept.table("stock_movements"):
        moved[row["holder"], _bin_of(row)] += Decimal(row["quantity"])
    assert bins == {key: quantity for key, quantity in moved.items() if quantity}
    rows = kept.by("stock_items", "stock_item_id")
    assert rows.keys() == {each.id for each in items}
    for item in items:
        for disposition in DISPOSITIONS:
            here = (each for each in item.bins.values() if each.disposition == disposition)
            total = sum((each.quantity for each in here), Decimal(0))
            assert Decimal(rows[item.id][disposition]) == total
    value_agrees(items, _stocked(states, journal), kept)


def _stocked(states: Mapping[str, Any], journal: Sequence[JournalLine]) -> list[JournalLine]:
    """What is booked of stock: inventory, and what of it waits for an inspection."""
    orders = (each for each in states.values() if isinstance(each, PurchaseOrder))
    kept = {
        (order.id, number)
        for order in orders
        for number, line in order.lines.items()
        if line.terms.accounting == "stock"
    }
    return [
        each
        for each in journal
        if each.account == "inventory"
        or (
            each.account == "receiving_inspection"
            and (each.purchase_order_id, each.purchase_order_line) in kept
        )
    ]


def value_agrees(items: Sequence[StockItem], stocked: Sequence[JournalLine], kept: Folded) -> None:
    """What is ours is worth what movements brought, and together it is what is booked of it."""
    worth: dict[str, Decimal] = defaultdict(Decimal)
    values = {}
    for row in kept.table("stock_values"):
        worth[row["currency"]] += Decimal(row["amount"])
        if row["stock_item_id"] is not None:
            values[row["stock_item_id"], row["currency"]] = Decimal(row["amount"])
    held = {
        (each.id, name): amount for each in items for name, amount in each.worth.amounts.items()
    }
    assert {key: amount for key, amount in values.items() if amount} == held
    moved: dict[str, Decimal] = defaultdict(Decimal)
    for row in kept.table("stock_movements"):
        if row["currency"] is not None:
            moved[row["currency"]] += Decimal(row["amount"])
    books: dict[str, Decimal] = defaultdict(Decimal)
    for line in stocked:
        books[line.currency] += Decimal(line.debit) - Decimal(line.credit)
    for currency in {*worth, *books, *moved}:
        assert worth[currency] == books[currency] == moved[currency]


def _bin_of(row: Row) -> tuple[Any, ...]:
    expires = row["expires"] if "expires" in row else row["expires_on"] or ""
    names = ("storage_location", "disposition", "owner_id")
    return (row["lot"], expires, *(row[name] for name in names))


def _bin_of_state(place: Bin) -> tuple[Any, ...]:
    expires = str(place.expires_on or "")
    owner = place.owner_id or ""
    return (place.lot or "", expires, place.storage_location or "", place.disposition, owner)
