"""What a supplier denies of a claim: recorded, settled by another person, conceded in the books."""

from dataclasses import replace
from decimal import Decimal

import hypothesis.strategies as st
import pytest
from hypothesis import given

from domain.accounting import journal_entries
from domain.errors import Rejected
from domain.money import TooPrecise
from domain.rebates import decide, disputes
from domain.rebates.commands import DisputeRebate, SettleRebateDispute
from domain.rebates.dispute_errors import (
    RebateClaimUnknown,
    RebateConcededTooMuch,
    RebateDisputedTooMuch,
    RebateDisputeNotOpen,
    RebateSelfConceded,
)
from domain.rebates.dispute_events import RebateConceded
from domain.rebates.errors import RebateNothingToClaim, RebateTooHigh
from domain.rebates.events import RebateEvent
from domain.rebates.state import REBATE, Rebate
from tests.domain.test_rebates import ID, NOW, after, bought, claim, claimed, earn, receipt
from tests.projections.folding import Story

AMOUNTS = st.decimals("0", "12", places=2)


def denies(amount: str | Decimal = "4", number: int = 1) -> DisputeRebate:
    return DisputeRebate(
        now=NOW,
        rebate_id=ID,
        claim=number,
        amount=Decimal(amount),
        reason_code="not_eligible",
        recorded_by="dora",
    )


def settles(
    conceded: str | Decimal = "0", dispute: int = 1, by: str = "fay"
) -> SettleRebateDispute:
    return SettleRebateDispute(
        now=NOW,
        rebate_id=ID,
        dispute=dispute,
        conceded=Decimal(conceded),
        reason_code="agreed",
        resolved_by=by,
    )


def disputed(amount: str | Decimal = "4") -> Rebate:
    one = claimed()
    return after(one, disputes.dispute(one.standing, denies(amount)))


def settled(one: Rebate, command: SettleRebateDispute) -> Rebate:
    for event in disputes.settle(one.standing, command):
        one = REBATE.evolve(one, event)
    return one


def test_what_is_disputed_is_owed_and_may_come_until_the_dispute_is_settled() -> None:
    one = disputed()
    assert one.owed == 10
    one = after(one, decide.received(one, receipt("7")))
    with pytest.raises(RebateConcededTooMuch):
        disputes.settle(one.standing, settles("4"))
    one = settled(one, settles("3"))
    assert one.owed == 0
    assert one.conceded == 3
    assert not one.running


def test_a_claim_that_stands_is_owed_as_before() -> None:
    one = settled(disputed(), settles())
    assert one.owed == 10
    assert one.conceded == 0
    with pytest.raises(RebateDisputeNotOpen):
        disputes.settle(one.standing, settles())


def test_no_more_is_disputed_than_is_owed_and_undisputed_of_a_claim_that_was_made() -> None:
    one = disputed("4")
    for amount in ("6.01", "0", "-1"):
        with pytest.raises(RebateDisputedTooMuch):
            disputes.dispute(one.standing, denies(amount))
    with pytest.raises(RebateClaimUnknown):
        disputes.dispute(one.standing, denies("1", number=2))
    with pytest.raises(TooPrecise):
        disputes.dispute(one.standing, denies("0.001"))


def test_nobody_gives_up_what_he_claimed_or_took_down() -> None:
    one = disputed()
    with pytest.raises(RebateSelfConceded):
        disputes.settle(one.standing, settles("1", by="dora"))
    taken_down = replace(denies(), recorded_by="carl")
    other = claimed()
    other = after(other, disputes.dispute(other.standing, taken_down))
    for person in ("carl", "dora"):  # Dora claimed it.
        with pytest.raises(RebateSelfConceded):
            disputes.settle(other.standing, settles("1", by=person))
    assert settled(one, settles(by="dora")).owed == 10, "that it stands gives nothing up"
    with pytest.raises(RebateConcededTooMuch):
        disputes.settle(one.standing, settles("4.01"))


def test_what_was_conceded_is_not_claimed_again_and_cannot_come_any_more() -> None:
    one = settled(disputed(), settles("4"))
    with pytest.raises(RebateNothingToClaim):
        claim(one)
    with pytest.raises(RebateTooHigh):
        decide.received(one, receipt("6.01"))
    one = after(one, bought("100"))
    one = after(one, earn(one))
    assert claim(one).amount == 5


def test_the_books_take_back_what_is_conceded_and_nothing_else() -> None:
    one = disputed()
    facts: list[RebateEvent] = [disputes.dispute(claimed().standing, denies())]
    facts += disputes.settle(one.standing, settles("1.50"))
    events = Story().happens(f"rebate/{ID}", *facts, number="RB-1", facility=None).events
    told = [
        [(line.account, line.debit, line.credit) for line in journal_entries(e)] for e in events
    ]
    assert told == [
        [],
        [],
        [("rebate_earned", "1.50", "0"), ("rebate_receivable", "0", "1.50")],
    ]


@given(st.lists(st.tuples(st.sampled_from(["deny", "settle", "pay"]), AMOUNTS), max_size=12))
def test_whatever_is_denied_conceded_and_paid_the_sum_is_what_was_claimed(
    steps: list[tuple[str, Decimal]],
) -> None:
    one, payments = claimed(), 0
    for step, amount in steps:
        try:
            match step:
                case "deny":
                    one = after(one, disputes.dispute(one.standing, denies(amount)))
                case "settle":
                    dispute = next(iter(one.running), 1)
                    one = settled(one, settles(amount, dispute))
                case _:
                    payments += 1
                    one = after(one, decide.received(one, receipt(f"{amount}", f"BANK-{payments}")))
        except Rejected:
            continue
        assert one.owed >= 0
        assert one.owed + one.given + one.conceded == one.claimed


def test_a_concession_is_one_fact_of_its_own() -> None:
    kinds = [type(each) for each in disputes.settle(disputed().standing, settles("1"))]
    assert kinds[1:] == [RebateConceded]
