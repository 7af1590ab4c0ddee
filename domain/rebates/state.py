"""A rebate as its history left it: its terms, what was bought under them, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, assert_never

from domain.aggregate import Aggregate
from domain.event import DocumentRef
from domain.frozen import replace
from domain.rebates.dispute_events import (
    RebateConceded,
    RebateDisputed,
    RebateDisputeSettled,
)
from domain.rebates.disputes import Dispute, Standing
from domain.rebates.events import (
    RebateClaimed,
    RebateConfirmed,
    RebateCredited,
    RebateDeclined,
    RebateEarned,
    RebateEvent,
    RebateProposed,
    RebatePurchaseCounted,
    RebateReceived,
)
from domain.rebates.terms import RebateTerms

ZERO: Final = Decimal(0)
Status = Literal["proposed", "agreed", "declined"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebate:
    """`counted` is by order id, and within it by line and invoice (`billed_key`)."""

    id: str
    number: str
    price_agreement: DocumentRef
    supplier_id: str
    legal_entity: str
    currency: str
    terms: RebateTerms
    proposed_by: str
    pool: str | None = None
    status: Status = "proposed"
    counted: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    purchases: Decimal = ZERO
    earned: Decimal = ZERO  # and booked
    claims: int = 0
    claimed: Decimal = ZERO
    given: Decimal = ZERO  # credited or paid
    payments: frozenset[str] = frozenset()
    claimants: Mapping[int, str] = field(default_factory=dict)  # who made each claim
    disputes: int = 0  # that there ever were
    running: Mapping[int, Dispute] = field(default_factory=dict)  # disputes that have not ended
    conceded: Decimal = ZERO  # of claims, which nobody asks for any more

    # It is earned by the entity, not by one place.
    facility: None = None

    @property
    def ref(self) -> DocumentRef:
        """How other documents point at this one."""
        return DocumentRef(aggregate="rebate", id=self.id, number=self.number)

    @property
    def owed(self) -> Decimal:
        """What was claimed, was not conceded, and did not come yet."""
        return self.claimed - self.given - self.conceded

    @property
    def standing(self) -> Standing:
        """What its disputes have to know of it."""
        return Standing(
            number=self.number,
            currency=self.currency,
            supplier_id=self.supplier_id,
            owed=self.owed,
            disputes=self.disputes,
            running=dict(self.running),
            claimants=dict(self.claimants),
        )


def billed_key(line: int, invoice_id: str) -> str:
    """How a billed order line is called among those that were counted."""
    return f"{line}/{invoice_id}"


def evolve(rebate: Rebate | None, event: RebateEvent) -> Rebate:
    """The next state."""
    if isinstance(event, RebateProposed):
        return Rebate(
            id=event.rebate_id,
            number=event.number,
            price_agreement=event.price_agreement,
            supplier_id=event.supplier_id,
            legal_entity=event.legal_entity,
            currency=event.currency,
            terms=event.terms,
            proposed_by=event.proposed_by,
            pool=event.pool,
        )
    assert rebate is not None, "the first event proposes the rebate"
    match event:
        case RebateConfirmed():
            return replace(rebate, status="agreed")
        case RebateDeclined():
            return replace(rebate, status="declined")
        case RebatePurchaseCounted():
            return _counted(rebate, event)
        case RebateEarned():
            return replace(rebate, earned=event.earned)
        case RebateClaimed():
            return replace(
                rebate,
                claims=event.claim,
                claimed=rebate.claimed + event.amount,
                claimants={**rebate.claimants, event.claim: event.claimed_by},
            )
        case RebateCredited():
            return replace(rebate, given=rebate.given + event.amount)
        case RebateReceived():
            payments = rebate.payments | {event.payment}
            return replace(rebate, given=rebate.given + event.amount, payments=payments)
        case RebateDisputed():
            told = Dispute(event.claim, event.amount, event.recorded_by)
            running = {**rebate.running, event.dispute: told}
            return replace(rebate, disputes=event.dispute, running=running)
        case RebateDisputeSettled():
            left = {key: each for key, each in rebate.running.items() if key != event.dispute}
            return replace(rebate, running=left)
        case RebateConceded():
            return replace(rebate, conceded=rebate.conceded + event.amount)
        case _:
            assert_never(event)


def _counted(rebate: Rebate, event: RebatePurchaseCounted) -> Rebate:
    order = event.purchase_order.id
    lines = dict(rebate.counted.get(order, {}))
    key = billed_key(event.line, event.invoice.id)
    lines[key] = lines.get(key, ZERO) + event.amount
    return replace(
        rebate,
        counted={**rebate.counted, order: lines},
        purchases=rebate.purchases + event.amount,
    )


REBATE: Final = Aggregate(name="rebate", state=Rebate, evolve=evolve)
