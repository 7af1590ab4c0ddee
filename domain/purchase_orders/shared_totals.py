"""Running totals of a line whose cost several share: one for each way in which it was shared.

Goods that came before a change order shared the line otherwise go back to those who bore them; what
comes afterwards begins a total of its own.
"""

from decimal import Decimal
from typing import Final, NamedTuple

from domain.event import DocumentRef
from domain.purchase_orders.lines import CostShare
from domain.purchase_orders.shared_cost_events import PurchaseOrderLineCostShared, SharedPart
from domain.shared_costs import ZERO, Bearer, CostMove, Distribution, parts_of


class SharedTotal(NamedTuple):
    """What was shared in one way, in the order's currency; debits are above zero.

    `layers` are the receipts and usages that came under it, by their names in the line's ledger.
    """

    shares: tuple[CostShare, ...]
    total: Decimal = ZERO
    charges: Decimal | None = ZERO  # of that; none: some movement did not tell
    layers: frozenset[str] = frozenset()
    written_off: Decimal = ZERO  # what of goods received was given up in its name

    @property
    def counted(self) -> Decimal:
        """Without charges, as budgets count it."""
        return self.total - (self.charges or ZERO)


SharedTotals = tuple[SharedTotal, ...]
NOT_SHARED: Final[SharedTotals] = ()


def distribution(shares: tuple[CostShare, ...]) -> Distribution:
    """As the rule takes it."""
    return tuple(
        Bearer(each.cost_centre, each.account, each.project, each.grant, each.weight)
        for each in shares
    )


def total_of(totals: SharedTotals, wanted: Distribution) -> Decimal:
    """What was shared in this way so far."""
    found = (each.total for each in totals if distribution(each.shares) == wanted)
    return next(found, ZERO)


def cost_shared(
    totals: SharedTotals, move: CostMove, source: DocumentRef, usage: int | None = None
) -> PurchaseOrderLineCostShared:
    """The fact that tells the movement; `usage`: by which one of the order."""
    before = total_of(totals, move.distribution)
    after = before + move.amount
    moved = parts_of(before, move.amount, move.distribution, move.currency)
    stands = parts_of(ZERO, after, move.distribution, move.currency)
    return PurchaseOrderLineCostShared(
        line=move.line,
        amount=move.amount,
        total=after,
        currency=move.currency,
        parts=tuple(
            SharedPart(amount=amount, total=total, **each._asdict())
            for each, amount, total in zip(move.distribution, moved, stands, strict=True)
        ),
        source=source,
        charges=move.charges,
        usage=usage,
    )


def totals_after(totals: SharedTotals, event: PurchaseOrderLineCostShared) -> SharedTotals:
    """The totals with one more movement."""
    shares = tuple(
        CostShare(**each.model_dump(exclude={"amount", "total"})) for each in event.parts
    )
    was = next((each for each in totals if each.shares == shares), SharedTotal(shares))
    told = was.charges is not None and event.charges is not None
    now = was._replace(
        total=event.total,
        charges=(was.charges or ZERO) + (event.charges or ZERO) if told else None,
        layers=was.layers | _layer(event),
    )
    return (*(each for each in totals if each.shares != shares), now)


def given_up(
    totals: SharedTotals, shares: tuple[CostShare, ...] | None, amount: Decimal
) -> SharedTotals:
    """The totals after so much more was written off for those who share so."""
    return tuple(
        each._replace(written_off=each.written_off + amount) if each.shares == shares else each
        for each in totals
    )


def _layer(event: PurchaseOrderLineCostShared) -> frozenset[str]:
    if event.usage is not None:
        return frozenset((f"usage {event.usage}",))
    return frozenset((event.source.id,) if event.source.aggregate == "receipt" else ())
