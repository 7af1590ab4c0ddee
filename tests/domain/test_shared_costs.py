"""What several bear of a line: the parts of many movements add up to those of their sum."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.accounting import cost_moves, journal_entries
from domain.event import DocumentRef
from domain.money import allocated, exponent
from domain.postings import Leg, Side
from domain.purchase_orders.shared_totals import (
    NOT_SHARED,
    cost_shared,
    given_up,
    total_of,
    totals_after,
)
from domain.shared_costs import (
    Bearer,
    CostMove,
    Distribution,
    distribution_of,
    parts_of,
    shared_out,
)
from tests.domain.test_accounting import METADATA, event

ZERO: Final = Decimal(0)
ORDER: Final = {"aggregate": "purchase_order", "id": "order", "number": "PO-1"}
SOURCE: Final = DocumentRef(
    aggregate="receipt", id="5a1c7c1e-0000-4000-8000-000000000001", number="R-1"
)


def among(*weights: str) -> Distribution:
    """Departments that share by these weights."""
    return tuple(
        Bearer(f"D{number}", "supplies", None, None, Decimal(each))
        for number, each in enumerate(weights, start=1)
    )


def as_told(distribution: Distribution) -> list[dict[str, Any]]:
    """As facts tell it: what a bearer does not have is left out."""
    return [
        {name: str(value) for name, value in each._asdict().items() if value is not None}
        for each in distribution
    ]


THIRDS: Final = among("1", "1", "1")
HALVES: Final = among("1", "1")
CURRENCIES: Final = st.sampled_from(("USD", "JPY", "KWD"))
DISTRIBUTIONS: Final = st.lists(
    st.decimals("0", "1000", places=3).map(str), min_size=2, max_size=6
).map(lambda weights: among(*weights))


@st.composite
def movements(draw: st.DrawFn) -> tuple[Distribution, str, list[Decimal]]:
    """Receipts, bills and what goes back, in a currency with or without minor units."""
    currency = draw(CURRENCIES)
    units = draw(st.lists(st.integers(-500, 1000), min_size=1, max_size=30))
    return (
        draw(DISTRIBUTIONS),
        currency,
        [Decimal(each).scaleb(-exponent(currency)) for each in units],
    )


@given(movements())
def test_after_every_movement_each_has_his_part_of_all_of_them(
    moved: tuple[Distribution, str, list[Decimal]],
) -> None:
    distribution, currency, amounts = moved
    weights = [each.weight for each in distribution]
    borne, before = [ZERO] * len(weights), ZERO
    for amount, total in zip(amounts, accumulate(amounts), strict=True):
        parts = parts_of(before, amount, distribution, currency)
        assert sum(parts) == amount
        borne = [was + part for was, part in zip(borne, parts, strict=True)]
        assert tuple(borne) == allocated(total, weights, currency)
        before = total
    back = parts_of(before, -before, distribution, currency)
    assert [was + part for was, part in zip(borne, back, strict=True)] == [ZERO] * len(weights)


@given(movements())
def test_no_part_is_a_minor_unit_or_more_away_from_what_the_weights_say(
    moved: tuple[Distribution, str, list[Decimal]],
) -> None:
    distribution, currency, amounts = moved
    total = sum(amounts, ZERO)
    unit = Fraction(1, 10 ** exponent(currency))
    whole = sum(each.weight for each in distribution)
    told = parts_of(amounts[0], total - amounts[0], distribution, currency)
    first = parts_of(ZERO, amounts[0], distribution, currency)
    for each, was, more in zip(distribution, first, told, strict=True):
        weight = (
            Fraction(each.weight) / Fraction(whole) if whole else Fraction(1, len(distribution))
        )
        assert abs(Fraction(was + more) - Fraction(total) * weight) < unit


@given(movements())
def test_the_order_keeps_what_its_facts_tell(
    moved: tuple[Distribution, str, list[Decimal]],
) -> None:
    distribution, currency, amounts = moved
    totals, borne = NOT_SHARED, [ZERO] * len(distribution)
    for amount in amounts:
        move = CostMove("order", 1, distribution, amount, currency)
        fact = cost_shared(totals, move, SOURCE)
        totals = totals_after(totals, fact)
        borne = [was + part.amount for was, part in zip(borne, fact.parts, strict=True)]
        assert borne == [part.total for part in fact.parts]
        assert sum(borne) == fact.total == total_of(totals, distribution)
    assert len(totals) == 1


def test_a_line_that_is_shared_otherwise_begins_another_total() -> None:
    totals = NOT_SHARED
    moves = ((HALVES, "0.03"), (THIRDS, "0.01"), (HALVES, "-0.01"), (THIRDS, "0.01"))
    told = []
    for distribution, amount in moves:
        move = CostMove("order", 1, distribution, Decimal(amount), "USD")
        fact = cost_shared(totals, move, SOURCE)
        totals = totals_after(totals, fact)
        told.append([str(part.amount) for part in fact.parts])
    assert told == [
        ["0.02", "0.01"],
        ["0.01", "0.00", "0.00"],
        ["-0.01", "0.00"],
        ["0.00", "0.01", "0.00"],
    ]
    assert (total_of(totals, HALVES), total_of(totals, THIRDS)) == (
        Decimal("0.02"),
        Decimal("0.02"),
    )
    assert total_of(totals, among("1", "2")) == 0


def test_a_part_may_go_against_its_movement_where_a_larger_sum_gives_it_less() -> None:
    weights = among("6", "6", "2")
    whole = parts_of(ZERO, Decimal(10), weights, "JPY")
    assert whole == (Decimal(4), Decimal(4), Decimal(2))
    assert parts_of(Decimal(10), Decimal(1), weights, "JPY") == (
        Decimal(1),
        Decimal(1),
        Decimal(-1),
    )


def legs(*amounts: str, distribution: Distribution = HALVES, side: Side = "debit") -> list[Leg]:
    """Of line 1, shared by these."""
    return [Leg("expense", side, each, 1, among=as_told(distribution)) for each in amounts]


def shared(told: Sequence[Leg], **before: Sequence[str]) -> list[tuple[str, str]]:
    """Who bears how much of each leg, where something falls to him."""
    lines = {number.removeprefix("line_"): totals for number, totals in before.items()}
    return [
        (leg.share["cost_centre"], leg.amount)
        for leg in shared_out(told, "USD", lines)
        if leg.share and Decimal(leg.amount)
    ]


def test_the_legs_of_one_fact_follow_each_other_in_its_total() -> None:
    assert shared(legs("0.01", "0.01", "0.01"), line_1=["0"]) == [
        ("D1", "0.01"),
        ("D2", "0.01"),
        ("D1", "0.01"),
    ]
    assert shared(legs("0.01"), line_1=["0.01"]) == [("D2", "0.01")]
    assert shared(legs("0.01", side="credit"), line_1=["0.02"]) == [("D2", "0.01")]


def test_a_fact_that_tells_no_total_is_shared_by_itself() -> None:
    assert shared(legs("0.01", "0.01")) == [("D1", "0.01"), ("D1", "0.01")]
    assert shared(legs("0.01", "0.01"), line_2=["0.01"]) == [("D1", "0.01"), ("D1", "0.01")]


def test_each_distribution_that_a_fact_names_has_a_total_of_its_own() -> None:
    told = [*legs("0.01"), *legs("0.01", distribution=THIRDS), *legs("0.01")]
    assert shared(told, line_1=["0.01", "0.02"]) == [
        ("D2", "0.01"),
        ("D3", "0.01"),
        ("D1", "0.01"),
    ]


def test_a_leg_of_nothing_uses_up_no_total() -> None:
    told = [*legs("0.00", distribution=THIRDS), *legs("0.01")]
    assert shared(told, line_1=["0.01"]) == [("D2", "0.01")]


def receipt(*lines: dict[str, Any]) -> dict[str, Any]:
    return {
        "received_on": "2026-03-01",
        "currency": "USD",
        "supplier_id": "medline",
        "purchase_order": ORDER,
        "lines": lines,
    }


def line(amount: str, shares: Sequence[dict[str, Any]] | None, number: int = 1) -> dict[str, Any]:
    found = {"accounting": "expense", "match": "three_way", "purchase_order_line": number}
    return found | {"amount": amount} | ({"shares": shares} if shares else {})


def test_a_fact_tells_by_how_much_it_moves_each_line_that_several_share() -> None:
    halves, rounder = as_told(HALVES), as_told(among("1.00", "1.000"))
    charges = [{"charge": "freight", "amount": "2"}, {"charge": "customs", "amount": "1"}]
    landed = {**line("10", halves), "landed": charges}
    one, nobody = line("7", as_told(among("1")), 2), line("8", None, 3)
    moves = cost_moves("receipt.posted", receipt(landed, one, nobody, line("5", rounder)))
    assert [(each.line, str(each.amount), each.currency) for each in moves] == [(1, "18", "USD")]
    assert [(each.distribution, each.charges) for each in moves] == [(HALVES, Decimal(3))]
    (back,) = cost_moves(
        "receipt.reversed", receipt(line("5", halves)) | {"reversed_on": "2026-03-01"}
    )
    assert back.amount == -5
    assert cost_moves("receipt.inspected", receipt(line("5", halves))) == []


@pytest.mark.parametrize(("version", "borne"), [(1, "D1"), (2, "D2")])
def test_the_journal_goes_by_the_total_that_is_told_of_the_event(version: int, borne: str) -> None:
    facts = receipt(line("0.01", as_told(HALVES)))
    found = event("receipt.posted", facts)._replace(version=version)
    found = found._replace(metadata={**METADATA, "shared_costs": {"2": {"1": ["0.01"]}}})
    assert [(each.account, each.cost_centre, each.debit) for each in journal_entries(found)] == [
        ("expense", borne, "0.01"),
        ("grir", None, "0"),
    ]


def test_equal_weights_are_one_distribution_however_they_are_told() -> None:
    assert distribution_of(as_told(among("1", "2"))) == distribution_of(
        as_told(among("1.0", "2.00"))
    )


def test_a_total_tells_charges_apart_as_long_as_all_movements_do() -> None:
    """Ten of goods and three of freight, and five more with one: eighteen less four."""
    moves = [CostMove("order", 1, HALVES, Decimal(13), "USD", Decimal(3))]
    moves.append(moves[0]._replace(amount=Decimal(6), charges=Decimal(1)))
    totals = NOT_SHARED
    for move in moves:
        totals = totals_after(totals, cost_shared(totals, move, SOURCE))
    (one,) = totals
    assert [one.total, one.charges, one.counted] == [Decimal(each) for each in (19, 4, 15)]
    old = cost_shared(totals, moves[1], SOURCE).model_copy(update={"charges": None})
    (untold,) = totals_after(totals, old)
    assert (untold.charges, untold.counted) == (None, Decimal(25))
    (still,) = totals_after((untold,), cost_shared((untold,), moves[1], SOURCE))
    assert (still.total, still.charges) == (Decimal(31), None)


def test_a_total_remembers_the_receipts_and_usages_that_came_under_it_and_no_bills() -> None:
    move = CostMove("order", 1, HALVES, Decimal(10), "USD")
    bill = DocumentRef(aggregate="invoice", id="5a1c7c1e-0000-4000-8000-000000000002", number="I-1")
    totals = NOT_SHARED
    for source, usage in ((SOURCE, None), (bill, None), (bill, 2)):
        totals = totals_after(totals, cost_shared(totals, move, source, usage))
    assert totals[0].layers == {SOURCE.id, "usage 2"}


def test_what_is_written_off_is_of_those_alone_who_share_so() -> None:
    totals = NOT_SHARED
    for sharing in (HALVES, THIRDS):
        move = CostMove("order", 1, sharing, Decimal(10), "USD")
        totals = totals_after(totals, cost_shared(totals, move, SOURCE))
    for amount in (Decimal(3), Decimal(4)):
        totals = given_up(totals, totals[0].shares, amount)
    assert [each.written_off for each in totals] == [7, 0]


def test_a_fact_that_books_nothing_of_an_order_moves_no_shared_cost() -> None:
    posted = {**receipt(line("10", as_told(HALVES))), "purchase_order": None}
    assert cost_moves("receipt.posted", posted) == []
    assert cost_moves("invoice.captured", {}) == []
