"""The receipts that a billed line names, and how much it asks of each.

A line names none, one for all that it bills, or several, each with a quantity. Facts tell one alone
by its id and several with their quantities; here both are quantities by receipt.
"""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, Protocol

from domain.event import Value
from domain.ids import Id
from domain.quantity import Quantity

ZERO: Final = Decimal(0)
Named = Mapping[str, Decimal]  # by receipt, what a line asks of it
NO_RECEIPTS: Final[Named] = MappingProxyType({})
NAMED_MAX: Final = 100  # Receipts that one line may name: a month of deliveries, three a day.


class NamedReceipt(Value):
    """One of several receipts that a line is for, and how much of it."""

    receipt_id: Id
    quantity: Quantity


class Naming(Protocol):
    """Whatever tells a quantity and the receipts that it is of."""

    @property
    def quantity(self) -> Decimal: ...

    @property
    def receipt_id(self) -> str | None: ...

    @property
    def receipts(self) -> tuple[NamedReceipt, ...] | None: ...


def named_by(told: Naming) -> Named:
    """What it asks of each receipt; empty: it names none."""
    if told.receipts is not None:
        return {each.receipt_id: each.quantity for each in told.receipts}
    return NO_RECEIPTS if told.receipt_id is None else {told.receipt_id: told.quantity}


def as_told(named: Named) -> dict[str, Any]:
    """The same as fields of a fact."""
    if len(named) < 2:
        return {"receipt_id": next(iter(named), None)}
    return {"receipts": named_receipts(named)}


def named_receipts(named: Named) -> tuple[NamedReceipt, ...] | None:
    """Each with its quantity; none where none is named."""
    return tuple(NamedReceipt(receipt_id=each, quantity=named[each]) for each in named) or None


def shared(stands: Named, named: Named, billed: Decimal) -> dict[str, Decimal]:
    """How much of each receipt is billed, of all that is.

    What was billed by name is of that receipt, the rest of the oldest ones.
    """
    by_name = {each: min(named.get(each, ZERO), quantity) for each, quantity in stands.items()}
    rest = billed - sum(by_name.values(), ZERO)
    told = {}
    for receipt, quantity in stands.items():
        more = max(min(quantity - by_name[receipt], rest), ZERO)
        rest -= more
        told[receipt] = by_name[receipt] + more
    return told


def given_back(left: Named, stands: Named, billed: Named, quantity: Decimal) -> Named:
    """Of which receipts of a line a credit is. `left` is what nobody credited of each yet.

    First of those of which more is billed by name than stands, as that is what a supplier credits
    after a return; then of the last ones named.
    """
    if len(left) < 2:
        return dict.fromkeys(left, quantity)
    given: dict[str, Decimal] = {}
    beyond = {each: billed.get(each, ZERO) - stands.get(each, ZERO) for each in left}
    for receipt, most in (*beyond.items(), *reversed(list(left.items()))):
        before = given.get(receipt, ZERO)
        part = min(most, left[receipt] - before, quantity)
        if part > 0:
            given[receipt] = before + part
            quantity -= part
    return given
