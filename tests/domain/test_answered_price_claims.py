"""Prices corrected twice, claims between them, and what of these the supplier answered."""

from decimal import Decimal
from typing import Final

import hypothesis.strategies as st
import pytest
from hypothesis import given as for_all

from domain.agreements.claim_errors import PriceAgreementNothingToClaim
from domain.agreements.events import PriceAgreementPriceClaimRaised
from domain.agreements.state import PRICE_AGREEMENT
from domain.agreements.terms import ClaimedLine
from domain.quantity import Pack
from tests.domain.agreements import agreed, breaks, confirmed, day
from tests.domain.orders import ORDER, cancelled, credited, invoice_reversed
from tests.domain.price_claim_dealings import OTHER, Dealings, billed

ZERO: Final = Decimal(0)


def test_a_second_correction_gives_back_what_a_credited_claim_did_not() -> None:
    line = billed()
    assert (line.figures, line.claims(), line.figures) == ((40, 0, 0), 40, (0, 40, 0))
    line.credits("40")
    assert line.figures == (0, 0, 0)
    line.corrects("7")
    assert (line.figures, line.claims(), line.figures) == ((20, 0, 0), 20, (0, 20, 0))
    line.credits("20")
    assert (line.figures, line.looks().claimed) == ((0, 0, 0), Decimal(60))


def test_a_correction_that_a_newer_one_replaced_gives_nothing() -> None:
    line = billed()
    line.corrects("10")
    with pytest.raises(PriceAgreementNothingToClaim, match="correction 3"):
        line.claims(correction=2)
    with pytest.raises(PriceAgreementNothingToClaim):
        line.claims()
    replaced = line.looks(2)
    assert (replaced.replaced_by, replaced.to_claim, replaced.version) == (3, ZERO, 3)
    line.corrects("7")
    assert (line.looks(3).replaced_by, line.looks().replaced_by, line.claims()) == (4, None, 60)


def test_a_correction_of_other_days_replaces_nothing() -> None:
    line = billed()
    line.corrects("5", starts_on=day(3))
    assert (line.looks(2).replaced_by, line.claims(correction=2)) == (None, 40)


def test_a_correction_stays_claimable_where_a_tier_gives_the_price_since() -> None:
    """The tier's price is none of a correction, so no other one could be named."""
    line = Dealings(tiers=("T2",))
    line.bills("20", "200")
    line.corrects("8")
    fact = confirmed(agreed("7", tier="T2"), proposal=9, first=9, learned_on=day(5))
    line.agreement = PRICE_AGREEMENT.evolve(line.agreement, fact)
    assert (line.looks().version, line.claims()) == (9, 60)


def test_a_credit_before_the_claim_answers_no_claim() -> None:
    line = billed()
    line.credits("10")
    assert (line.claims(), line.figures) == (30, (0, 30, 0))
    line.corrects("7")
    assert line.claims() == 20


def test_a_partial_credit_leaves_the_rest_of_the_claim_open() -> None:
    line = billed()
    line.claims()
    line.credits("15")
    assert line.figures == (0, 25, 0)
    line.corrects("7")
    assert (line.claims(), line.figures) == (20, (0, 45, 0))


def test_a_credit_that_answers_the_claim_may_name_another_bill() -> None:
    line = billed()
    line.claims()
    line.bills("10", "100", OTHER)
    line.credits("40", OTHER)
    assert line.claims() == 20


def test_a_dearer_correction_after_the_credit_tells_what_was_credited_too_much() -> None:
    line = billed()
    line.claims()
    line.credits("40")
    line.corrects("9")
    assert line.figures == (0, 0, 20)
    with pytest.raises(PriceAgreementNothingToClaim, match="credited 20"):
        line.claims()
    line.corrects("12")
    assert (line.figures, line.looks().overbilled) == ((0, 0, 40), Decimal(-80))


def test_a_dearer_correction_before_the_credit_leaves_less_of_the_claim_open() -> None:
    line = billed()
    line.claims()
    line.corrects("9")
    assert line.figures == (0, 20, 0)
    line.corrects("8")
    assert line.figures == (0, 40, 0)


def test_a_bill_at_another_price_than_ordered_is_claimed_for_what_it_asked() -> None:
    line = Dealings()
    line.bills("20", "220")
    line.corrects("8")
    assert line.claims() == 60


def test_bills_that_come_later_are_claimed_by_themselves_however_cheap() -> None:
    line = Dealings(ordered="40")
    line.bills("20", "200")
    line.corrects("8")
    line.claims()
    line.bills("10", "70", OTHER)
    line.corrects("7")
    assert (line.claims(), line.figures) == (20, (0, 60, 0))


def test_a_bill_that_is_voided_and_written_anew_answers_the_claim() -> None:
    line = billed()
    line.claims()
    line.happens(invoice_reversed("20", "200", "0"))
    assert line.figures == (0, 0, 0)
    line.bills("20", "160", OTHER)
    line.corrects("7")
    assert line.claims() == 20


def test_a_later_bill_that_is_voided_answers_nothing() -> None:
    line = billed()
    line.claims()
    line.bills("10", "100", OTHER)
    line.happens(invoice_reversed("10", "100", "0", invoice=OTHER))
    assert line.figures == (0, 40, 0)


def test_goods_that_are_credited_as_billed_take_their_part_of_the_claim_along() -> None:
    line = billed()
    line.claims()
    line.happens(credited("5", "50", "0"))
    assert line.figures == (0, 30, 0)
    line.corrects("7")
    assert (line.claims(), line.figures) == (15, (0, 45, 0))


def test_goods_that_are_credited_at_the_corrected_price_leave_the_claim_open() -> None:
    line = billed()
    line.claims()
    line.happens(credited("5", "40", "0"))
    assert line.figures == (0, 40, 0)


def test_a_cancellation_that_loses_a_break_lessens_what_is_open() -> None:
    line = Dealings()
    line.bills("10", "100")
    line.corrects("9", breaks=breaks(q20="7"))
    assert line.claims() == 30
    line.happens(cancelled("10", "100"))
    assert line.figures == (0, 10, 0)
    line.credits("30")
    assert line.figures == (0, 0, 20)


def test_a_line_in_pieces_and_yen_is_answered_in_whole_yen() -> None:
    pieces = Pack(unit="EA", base_unit="EA")
    line = Dealings("100", "1", pieces, "JPY")
    line.bills("100", "100")
    line.corrects("11")
    assert line.claims() == 8  # 91.67 for a hundred of twelve for eleven
    line.credits("8")
    line.corrects("9")
    assert (line.claims(), line.figures) == (17, (0, 17, 0))


def recorded_before(line: Dealings, amount: str, paid: str, version: int) -> None:
    """A claim of a program that did not tell what was given back."""
    told = ClaimedLine(
        purchase_order=ORDER,
        line=1,
        version=version,
        quantity=Decimal(20),
        amount_paid=Decimal(paid),
        amount=Decimal(amount),
    )
    raised = PriceAgreementPriceClaimRaised(
        claim=line.agreement.claims + 1,
        correction=version,
        supplier_id=line.agreement.supplier_id,
        currency="USD",
        amount=told.amount,
        lines=(told,),
        raised_by="dora",
    )
    line.agreement = PRICE_AGREEMENT.evolve(line.agreement, raised)


def test_claims_recorded_before_they_told_of_credits_are_judged_by_the_bills() -> None:
    line = billed()
    recorded_before(line, "40", "200", version=2)
    assert line.figures == (0, 40, 0)
    line.credits("40")
    line.corrects("5")
    recorded_before(line, "20", "160", version=3)  # It took the answered one for open.
    assert line.figures == (40, 20, 0)
    assert (line.claims(), line.figures) == (40, (0, 60, 0))
    line.credits("60")
    assert line.figures == (0, 0, 0)


def test_a_claim_recorded_before_over_a_replaced_correction_is_not_open() -> None:
    line = billed()
    line.corrects("10")
    recorded_before(line, "40", "200", version=2)
    assert line.figures == (0, 0, 0)
    line.corrects("7")
    assert line.claims() == 20


STEPS: Final = st.one_of(
    st.tuples(st.just("bills"), st.integers(1, 30), st.integers(6, 13)),
    st.tuples(st.just("corrects"), st.integers(1, 14), st.just(0)),
    st.tuples(st.just("credits"), st.integers(1, 200), st.just(0)),
    st.tuples(st.just("claims"), st.just(0), st.just(0)),
)
RETURNS: Final = st.tuples(st.just("returns"), st.integers(1, 30), st.integers(6, 13))


def taken(line: Dealings, step: tuple[str, int, int]) -> int:
    """What the step claimed."""
    what, number, price = step
    net = line.order.lines[1].ledger.net_invoiced
    if what == "bills":
        line.bills(str(number), str(number * price))
    elif what == "corrects":
        line.corrects(str(number))
    elif what == "credits" and net.amount > 0:
        line.credits(str(min(Decimal(number), net.amount)))
    elif what == "returns" and net.quantity >= number and net.amount >= number * price:
        line.happens(credited(str(number), str(number * price), "0"))
    elif what == "claims" and line.looks().to_claim:
        return line.claims()
    return 0


@for_all(st.lists(STEPS, max_size=30))
def test_no_more_is_claimed_than_was_overbilled_whatever_was_answered(
    steps: list[tuple[str, int, int]],
) -> None:
    line, waits = billed(), ZERO
    for step in steps:
        before = line.order.lines[1].ledger.credited_on_price
        claimed = taken(line, step)
        waits = max(waits - (line.order.lines[1].ledger.credited_on_price - before), ZERO)
        waits += claimed
        now = line.looks()
        if claimed:
            assert waits == now.overbilled
        assert now.open_claim == max(min(waits, now.overbilled), ZERO)
        assert now.open_claim + now.to_claim == max(now.overbilled, ZERO)


@for_all(st.lists(st.one_of(STEPS, RETURNS), max_size=30))
def test_when_all_is_credited_nothing_is_open(steps: list[tuple[str, int, int]]) -> None:
    line = billed()
    for step in steps:
        taken(line, step)
        now = line.looks()
        assert now.open_claim + now.to_claim == max(now.overbilled, ZERO)
        assert now.unanswered <= now.claimed
    owed = max(line.looks().overbilled, ZERO)
    if line.looks().to_claim:
        line.claims()
    assert line.looks().open_claim == owed
    line.credits(str(owed))
    assert line.looks().open_claim == line.looks().to_claim == 0
