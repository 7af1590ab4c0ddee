"""Charges that goods of an order bear and nobody has billed yet: what adds to them, what clears.

The freight of an invoice clears what is open, the charge that was accrued first before the others;
beyond that it was not foreseen, and is freight.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from domain.charges import ZERO, ChargeSum, LandedCost
from domain.event import DocumentRef
from domain.frozen import replace
from domain.purchase_orders.charge_events import (
    ChargeEvent,
    PurchaseOrderChargesAccrued,
    PurchaseOrderChargesBilled,
)
from domain.purchase_orders.order import PurchaseOrder


class NamedCharge(NamedTuple):
    """What an invoice asks for under the name of a charge."""

    amount: Decimal
    is_freight: bool


NOTHING_NAMED: Final[Mapping[str, NamedCharge]] = {}


def accrue(
    order: PurchaseOrder, landed: Iterable[LandedCost], receipt: DocumentRef, *, sign: int = 1
) -> tuple[PurchaseOrderChargesAccrued, ...]:
    """What the lines of a receipt bear is to be billed; nothing where they bear nothing."""
    sums: dict[str, Decimal] = {}
    for each in landed:
        sums[each.charge] = sums.get(each.charge, ZERO) + sign * each.amount
    charges = _told(sums)
    if not charges:
        return ()
    return (PurchaseOrderChargesAccrued(charges=charges, currency=order.currency, receipt=receipt),)


def bill(
    order: PurchaseOrder,
    freight: Decimal,
    invoice: DocumentRef,
    named: Mapping[str, NamedCharge] = NOTHING_NAMED,
) -> tuple[PurchaseOrderChargesBilled, ...]:
    """The part of freight and taxes in cost that was accrued; nothing where nothing was.

    What the invoice names clears the charge of that name, the rest of its freight what is left.
    """
    sums: dict[str, Decimal] = {}
    for charge, part in named.items():
        sums[charge] = max(min(order.charges.get(charge, ZERO), part.amount), ZERO)
        freight -= part.amount if part.is_freight else ZERO
    for charge, accrued in order.charges.items():
        more = ZERO if charge in named else max(min(accrued, freight), ZERO)
        sums[charge] = sums.get(charge, ZERO) + more
        freight -= more
    return _billed(order, _told(sums), invoice)


def clear(
    order: PurchaseOrder, charges: tuple[ChargeSum, ...], invoice: DocumentRef
) -> tuple[PurchaseOrderChargesBilled, ...]:
    """Another one, who carried the goods, billed these."""
    return _billed(order, charges, invoice)


def unbill(
    order: PurchaseOrder, cleared: Iterable[ChargeSum], invoice: DocumentRef
) -> tuple[PurchaseOrderChargesBilled, ...]:
    """The invoice is taken back, and with it what it cleared."""
    charges = tuple(each.model_copy(update={"amount": -each.amount}) for each in cleared)
    return _billed(order, charges, invoice)


def charged(order: PurchaseOrder, event: ChargeEvent) -> PurchaseOrder:
    """The order with what is still to be billed, in the order in which it was accrued."""
    if isinstance(event, PurchaseOrderChargesBilled):
        return replace(order, charges=_after(order.charges, event.charges, -1))
    borne = _after(order.charges_borne, event.charges, 1)
    return replace(order, charges=_after(order.charges, event.charges, 1), charges_borne=borne)


def _after(
    charges: Mapping[str, Decimal], moved: Iterable[ChargeSum], sign: int
) -> Mapping[str, Decimal]:
    sums = dict(charges)
    for each in moved:
        sums[each.charge] = sums.get(each.charge, ZERO) + sign * each.amount
    return {charge: amount for charge, amount in sums.items() if amount}


def _billed(
    order: PurchaseOrder, charges: tuple[ChargeSum, ...], invoice: DocumentRef
) -> tuple[PurchaseOrderChargesBilled, ...]:
    if not charges:
        return ()
    return (PurchaseOrderChargesBilled(charges=charges, currency=order.currency, invoice=invoice),)


def _told(sums: Mapping[str, Decimal]) -> tuple[ChargeSum, ...]:
    return tuple(ChargeSum(charge=name, amount=amount) for name, amount in sums.items() if amount)
