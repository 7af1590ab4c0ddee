"""Disputes of what was claimed: recorded as the supplier tells them, and ended by somebody else.

A dispute moves no money. What is conceded leaves the books as it was earned, so a person who
claimed or recorded the dispute does not concede: he would write off what he was to bring in. What
is not conceded is owed as before, and may come by payment or credit while the dispute runs.
"""

from decimal import Decimal
from typing import NamedTuple

from domain.money import exact
from domain.rebates.commands import DisputeRebate, SettleRebateDispute
from domain.rebates.dispute_errors import (
    RebateClaimUnknown,
    RebateConcededTooMuch,
    RebateDisputedTooMuch,
    RebateDisputeNotOpen,
    RebateSelfConceded,
)
from domain.rebates.dispute_events import (
    RebateConceded,
    RebateDisputed,
    RebateDisputeEvent,
    RebateDisputeSettled,
)


class Dispute(NamedTuple):
    """One that runs: about so much of this claim, as somebody recorded it."""

    claim: int
    amount: Decimal
    recorded_by: str


class Standing(NamedTuple):
    """What disputes have to know of their rebate. `claimants` are by claim."""

    number: str
    currency: str
    supplier_id: str
    owed: Decimal
    disputes: int  # that there ever were
    running: dict[int, Dispute]
    claimants: dict[int, str]


def dispute(standing: Standing, command: DisputeRebate) -> RebateDisputed:
    """At most what is owed and not disputed already."""
    if command.claim not in standing.claimants:
        raise RebateClaimUnknown(standing.number, command.claim, len(standing.claimants))
    amount = exact(command.amount, standing.currency)
    running = sum((each.amount for each in standing.running.values()), Decimal(0))
    left = max(standing.owed - running, Decimal(0))
    if not 0 < amount <= left:
        raise RebateDisputedTooMuch(standing.number, amount, left)
    return RebateDisputed(
        dispute=standing.disputes + 1,
        claim=command.claim,
        disputed_on=command.now.date(),
        amount=amount,
        currency=standing.currency,
        supplier_id=standing.supplier_id,
        reason_code=command.reason_code,
        recorded_by=command.recorded_by,
    )


def settle(standing: Standing, command: SettleRebateDispute) -> tuple[RebateDisputeEvent, ...]:
    """The dispute ends; what is conceded of it is given up by a person without a part in it."""
    running = standing.running.get(command.dispute)
    if running is None:
        raise RebateDisputeNotOpen(standing.number, command.dispute)
    conceded = exact(command.conceded, standing.currency)
    most = min(running.amount, standing.owed)
    if not 0 <= conceded <= most:
        raise RebateConcededTooMuch(standing.number, command.dispute, conceded, most)
    involved = (running.recorded_by, standing.claimants[running.claim])
    if conceded and command.resolved_by in involved:
        raise RebateSelfConceded(standing.number, command.resolved_by)
    told = {"dispute": command.dispute, "currency": standing.currency}
    told |= {"supplier_id": standing.supplier_id, "resolved_by": command.resolved_by}
    settled = RebateDisputeSettled.model_validate(
        {
            **told,
            "settled_on": command.now.date(),
            "amount": running.amount,
            "conceded": conceded,
            "reason_code": command.reason_code,
        }
    )
    if not conceded:
        return (settled,)
    given_up = {**told, "conceded_on": command.now.date(), "amount": conceded}
    return (settled, RebateConceded.model_validate(given_up))
