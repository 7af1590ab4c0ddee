"""What orders draw on an agreement's cap, in the save of the order itself.

Only an agreement with a cap is written to: its stream is where two orders for the last unit meet,
and one of them is decided again on what the other left.
"""

from dataclasses import dataclass
from decimal import Decimal

from domain.agreements.events import (
    PriceAgreementCapExceeded,
    PriceAgreementCapReached,
    PriceAgreementConsumptionRecorded,
    PriceAgreementEvent,
)
from domain.agreements.price_errors import (
    PriceAgreementCapPassed,
    PriceAgreementCapUnitDiffers,
)
from domain.agreements.resolution import Obstacle
from domain.agreements.state import PriceAgreement
from domain.agreements.terms import Cap
from domain.event import DocumentRef
from domain.quantity import Pack, in_base

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What one order line wants, net of cancellations, in the order's currency."""

    quantity: Decimal
    pack: Pack
    amount: Decimal
    currency: str


def consume(
    agreement: PriceAgreement,
    order: DocumentRef,
    before: tuple[Wanted, ...],
    after: tuple[Wanted, ...],
) -> tuple[PriceAgreementEvent, ...]:
    """The order wanted `before` and wants `after`; giving back is always taken."""
    cap = agreement.cap
    if cap is None:
        return ()
    drawn = _measured(agreement, cap, after) - _measured(agreement, cap, before)
    if drawn == 0:
        return ()
    consumed = agreement.consumed + drawn
    is_beyond = _is_beyond(agreement, cap, drawn)
    if is_beyond and cap.beyond == "refuse":
        most = cap.size * (100 + cap.allowance_percent) / 100
        left = max(most - agreement.consumed, ZERO)
        raise PriceAgreementCapPassed(agreement.number, drawn, left, measure(agreement, cap))
    recorded = PriceAgreementConsumptionRecorded(
        purchase_order=order,
        amount=drawn if cap.amount is not None else None,
        quantity=drawn if cap.amount is None else None,
    )
    events: list[PriceAgreementEvent] = [recorded]
    if agreement.consumed < cap.size <= consumed:
        events.append(PriceAgreementCapReached(purchase_order=order))
    if is_beyond:
        events.append(PriceAgreementCapExceeded(purchase_order=order))
    return tuple(events)


def cap_obstacle(
    agreement: PriceAgreement, before: tuple[Wanted, ...], after: tuple[Wanted, ...]
) -> Obstacle | None:
    """Why the cap would refuse an order that wanted `before` and wants `after`."""
    cap = agreement.cap
    if cap is None:
        return None
    try:
        drawn = _measured(agreement, cap, after) - _measured(agreement, cap, before)
    except PriceAgreementCapUnitDiffers:
        return Obstacle("cap_unit_differs", f"counts {measure(agreement, cap)} under its cap")
    if cap.beyond == "refuse" and _is_beyond(agreement, cap, drawn):
        return Obstacle("cap_passed", "has too little left under its cap")
    return None


def _is_beyond(agreement: PriceAgreement, cap: Cap, drawn: Decimal) -> bool:
    return drawn > 0 and not cap.allows(agreement.consumed + drawn)


def measure(agreement: PriceAgreement, cap: Cap) -> str:
    """What the cap counts: a currency or a unit."""
    return agreement.currency if cap.unit is None else cap.unit


def _measured(agreement: PriceAgreement, cap: Cap, lines: tuple[Wanted, ...]) -> Decimal:
    return sum((_counted(agreement, cap, each) for each in lines), ZERO)


def _counted(agreement: PriceAgreement, cap: Cap, line: Wanted) -> Decimal:
    counts = measure(agreement, cap)
    if cap.amount is not None:
        if line.currency != counts:
            raise PriceAgreementCapUnitDiffers(agreement.number, counts, line.currency)
        return line.amount
    if line.pack.unit == counts:
        return line.quantity
    if line.pack.base_unit == counts:
        return in_base(line.quantity, line.pack)
    raise PriceAgreementCapUnitDiffers(agreement.number, counts, line.pack.unit)
