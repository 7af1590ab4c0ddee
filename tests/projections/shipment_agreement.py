"""Shipments against their own facts and the account of goods in transit, after every save."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from domain.accounting import journal_entries
from domain.event import Recorded
from domain.open_items.state import OpenItem
from domain.registry import AGGREGATES, EVENTS
from domain.shipments.state import Shipment
from tests.projections.folding import Folded

ZERO = Decimal(0)


def shipments_agree(history: Sequence[Recorded], kept: Folded) -> None:
    """Of each legal entity and currency, what is on its way is the account; rows say the same."""
    states: dict[str, Any] = {}
    account: dict[tuple[str | None, str], Decimal] = defaultdict(lambda: ZERO)
    valued: dict[str | None, Decimal] = defaultdict(lambda: ZERO)
    for _, events in groupby(history, key=lambda each: each.metadata["command_id"]):
        for event in events:
            for line in journal_entries(event):
                if line.account == "stock_in_transit":
                    moved = Decimal(line.debit) - Decimal(line.credit)
                    account[line.legal_entity, line.currency] += moved
                    if line.books_debit is not None and line.books_currency != line.currency:
                        worth = Decimal(line.books_debit) - Decimal(line.books_credit or 0)
                        valued[line.legal_entity] += worth
            if event.aggregate in ("shipment", "open_item"):
                fact = EVENTS[event.type].model_validate(dict(event.data))
                evolve = AGGREGATES[event.aggregate].evolve
                states[event.stream] = evolve(states.get(event.stream), fact)
        assert _nonzero(account) == _nonzero(_on_their_way(states))
        assert _nonzero(valued) == _nonzero(_in_books(states))
    _rows_agree(states, kept)


def _on_their_way(states: Mapping[str, Any]) -> dict[tuple[str | None, str], Decimal]:
    found: dict[tuple[str | None, str], Decimal] = defaultdict(lambda: ZERO)
    for each in states.values():
        if isinstance(each, Shipment):
            for line in each.lines.values():
                for currency, amount in line.left.amounts.items():
                    found[each.legal_entity, currency] += amount
    return found


def _in_books(states: Mapping[str, Any]) -> dict[str | None, Decimal]:
    """What items of shipments stand at in books of another currency."""
    found: dict[str | None, Decimal] = defaultdict(lambda: ZERO)
    for each in states.values():
        if isinstance(each, OpenItem) and each.account == "stock_in_transit":
            left = sum((part.amount for part in each.in_books.values()), ZERO)
            worth = sum((part.books_amount for part in each.in_books.values()), ZERO)
            found[each.legal_entity] += worth
            assert left or not worth, "nothing stays in the books of what arrived"
    return found


def _rows_agree(states: Mapping[str, Any], kept: Folded) -> None:
    rows = kept.by("shipments", "shipment_id")
    lines = {(row["shipment_id"], row["line"]): row for row in kept.table("shipment_lines")}
    values = {
        (row["shipment_id"], row["line"], row["currency"]): Decimal(row["in_transit"])
        for row in kept.table("shipment_values")
    }
    for each in states.values():
        if not isinstance(each, Shipment):
            continue
        row = rows.pop(each.id)
        assert (row["state"] == "in_transit") == each.is_open == (row["closed_on"] is None)
        for number, line in each.lines.items():
            told = lines.pop((each.id, number))
            assert Decimal(told["in_transit"]) == line.left.quantity
            ends = ("arrived", "lost", "taken_back", "in_transit")
            assert sum(Decimal(told[end]) for end in ends) == Decimal(told["quantity"])
            assert tuple(told["serials"]) == line.serials
            for cost in line.sent.costs:
                left = values.pop((each.id, number, cost.currency))
                assert left == line.left.amounts.get(cost.currency, ZERO)
    assert not rows
    assert not lines
    assert not values


def _nonzero(sums: Mapping[Any, Decimal]) -> dict[Any, Decimal]:
    return {key: amount for key, amount in sums.items() if amount}
