"""The edges of the match, and the figures that a verdict tells: found by planting faults in it."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

import pytest

from domain.invoices.lines import Check
from domain.match_sides import Bill, Claim, MatchResult, OrderSide
from domain.quantity import Pack
from domain.tolerance import NOTHING, Exactly, Limits
from tests.domain.bills import bill, claim, judged, over, side, told

Tolerances = Mapping[Check, Limits]

BOX_OF_12: Final = Pack(unit="BX", base_unit="EA", numerator=12)
PAIR: Final = Pack(unit="PR", base_unit="EA", numerator=2)
HALF: Final = Pack(unit="HF", base_unit="EA", numerator=1, denominator=2)
PIECE_OF_BOX: Final = Pack(unit="EA", base_unit="BX", numerator=1, denominator=12)
UNCHECKED: Final = Limits()


def absolute(limit: str) -> Limits:
    return Limits(abs_over=Exactly(Decimal(limit)))


def figures(result: MatchResult) -> tuple[str, ...]:
    """Each variance as `check expected actual difference exposure verdict`."""
    return tuple(
        f"{each.check} {each.expected} {each.actual} {each.difference} {each.exposure:f}"
        f" {each.verdict}"
        for each in result.variances
    )


def four_way(received: str, accepted: str, rejected: str = "0") -> OrderSide:
    return side("10", received=received, accepted=accepted, rejected=rejected, match="four_way")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        pytest.param(
            claim(side(received="50"), "80", "10"),
            "received_quantity 50 80 30 300.00 hold",
            id="received",
        ),
        pytest.param(
            claim(side("50", match="two_way"), "80", "10"),
            "ordered_quantity 50 80 30 300.00 hold",
            id="ordered",
        ),
        pytest.param(
            claim(four_way("10", "7", "3"), "10", "10"),
            "accepted_quantity 7 10 3 30.00 hold",
            id="accepted",
        ),
        pytest.param(claim(side(received="2"), "2", "11"), "price 10 11 1 2.00 hold", id="price"),
        pytest.param(
            claim(side("10", "5", received="10", pack=HALF), "1", "10.01", "EA"),
            "price 5 5.005 0.005 0.01 hold",
            id="price in a unit that is a fraction of the other",
        ),
        pytest.param(
            claim(side(price="1", received="2"), "2", "2"), "price 1 2 1 2.00 hold", id="by one"
        ),
        pytest.param(
            claim(side("12", "10", received="12", pack=PIECE_OF_BOX), "1", "120.000001", "BX"),
            "price 10 10.000000 0.000000 0.00 hold",
            id="by less than a price can show",
        ),
        pytest.param(
            claim(side("12", "1", received="12", pack=PIECE_OF_BOX), "1", "24.000001", "BX"),
            "price 1 2 1 12.00 hold",
            id="by one and less than a price can show",
        ),
    ],
)
def test_a_variance_tells_what_was_expected_asked_and_what_lies_between(
    asked: Claim, said: str
) -> None:
    assert figures(judged(bill(asked))) == (said,)


def test_one_unit_that_came_is_too_little_and_not_nothing() -> None:
    assert told(judged(bill(claim(side(received="1"), "40", "10")))) == (
        "quantity_received 39 390.00",
    )


@pytest.mark.parametrize(
    ("against", "limits", "holds"),
    [
        pytest.param(four_way("10", "9", "1"), {}, ("goods_rejected 1 10.00",), id="one rejected"),
        pytest.param(four_way("10", "9"), {}, ("inspection_pending 1 10.00",), id="one pending"),
        pytest.param(four_way("10", "7", "3"), {"accepted_quantity": absolute("3")}, (), id="let"),
        pytest.param(
            four_way("10", "0", "10"),
            {"accepted_quantity": absolute("100")},
            ("goods_rejected 10 100.00",),
            id="nothing accepted is no deviation",
        ),
        pytest.param(
            four_way("10", "1", "9"), {"accepted_quantity": absolute("100")}, (), id="one accepted"
        ),
        pytest.param(
            four_way("10", "0", "10"), {"accepted_quantity": UNCHECKED}, (), id="nobody watches"
        ),
    ],
)
def test_acceptance_counts_to_the_last_unit(
    against: OrderSide, limits: Tolerances, holds: tuple[str, ...]
) -> None:
    assert told(judged(bill(claim(against, "10", "10")), limits)) == holds


def warned(asked: Claim) -> bool:
    result = judged(bill(asked), {"price": UNCHECKED, "line_amount": UNCHECKED})
    return any(each.check == "unit_of_measure" for each in result.variances)


def boxes(price: str, ordered_at: str = "12", pack: Pack = BOX_OF_12) -> Claim:
    """Ten boxes at this price, ordered at that one."""
    return claim(side("10", ordered_at, received="10", pack=pack), "10", price, pack.unit)


@pytest.mark.parametrize(
    ("asked", "warns"),
    [
        pytest.param(boxes("1"), True, id="a box at the price of a piece"),
        pytest.param(boxes("144"), True, id="a box at the price of twelve"),
        pytest.param(boxes("12.24", "1"), True, id="two per cent beside the ratio"),
        pytest.param(boxes("12.241", "1"), False, id="just beyond two per cent"),
        pytest.param(boxes("11.76", "1"), True, id="two per cent below the ratio"),
        pytest.param(boxes("11.759", "1"), False, id="just beyond two per cent below"),
        pytest.param(boxes("12"), False, id="the right price"),
        pytest.param(boxes("1", "2", PAIR), True, id="half a pair"),
        pytest.param(boxes("0", "0"), False, id="free"),
        pytest.param(boxes("1", "0"), False, id="billed, ordered free"),
        pytest.param(boxes("0"), False, id="free, ordered at a price"),
        pytest.param(
            claim(side("10", "10", received="10", pack=PIECE_OF_BOX), "10", "120", "EA"),
            True,
            id="a piece at the price of a box",
        ),
        pytest.param(
            replace(boxes("1"), gross=(Decimal(10), Decimal(10))), False, id="credited since"
        ),
    ],
)
def test_a_price_off_by_the_ratio_of_the_pack_is_told(asked: Claim, warns: bool) -> None:
    assert warned(asked) is warns


def test_the_warning_tells_both_prices_and_what_is_at_stake() -> None:
    found = judged(bill(boxes("1")), {"price": UNCHECKED}).variances
    (warning,) = (each for each in found if each.check == "unit_of_measure")
    assert (warning.expected, warning.actual) == ("12 per BX", "1 per BX")
    assert (warning.exposure, warning.limit) == (Decimal("-110.00"), "1 BX is 12 EA")
    assert warning.verdict == "warn"


def debit(amount: str, billed: str, billed_amount: str) -> Bill:
    """A later debit on units that were billed before."""
    against = replace(side(received="100", prior=billed), billed_amount=Decimal(billed_amount))
    return bill(replace(claim(against, "0", "0"), amount=Decimal(amount)))


@pytest.mark.parametrize(
    ("asked", "limits", "said"),
    [
        pytest.param(debit("0.50", "1", "9"), {}, (), id="still below the order's price"),
        pytest.param(debit("1", "1", "9"), {}, (), id="up to the order's price"),
        pytest.param(
            debit("1.01", "1", "9"), {}, ("price 10.00 10.01 0.01 1.01 hold",), id="a cent beyond"
        ),
        pytest.param(
            debit("5", "10", "100"),
            {"price": absolute("0.5")},
            ("price 100.00 105 5.00 5 pass",),
            id="an absolute limit counts for each unit",
        ),
        pytest.param(
            debit("5.01", "10", "100"),
            {"price": absolute("0.5")},
            ("price 100.00 105.01 5.01 5.01 hold",),
            id="beyond the absolute limit",
        ),
        pytest.param(
            debit("5", "0", "0"),
            {"price": absolute("100")},
            ("price 0.00 5 5.00 5 hold",),
            id="nothing billed excuses nothing",
        ),
        pytest.param(
            debit("5", "0", "0"),
            {"price": UNCHECKED},
            ("price 0.00 5 5.00 5 pass",),
            id="nothing billed and nobody watches",
        ),
        pytest.param(
            debit("1.05", "1", "10"),
            {"price": over("20")},
            ("price 10.00 11.05 1.05 1.05 pass",),
            id="one unit billed",
        ),
    ],
)
def test_a_debit_is_judged_with_what_was_billed_before(
    asked: Bill, limits: Tolerances, said: tuple[str, ...]
) -> None:
    assert figures(judged(asked, limits)) == said


@pytest.mark.parametrize("stated", ["10", "1"])
def test_a_dollar_left_of_a_line_that_was_credited_whole_is_held(stated: str) -> None:
    whole = claim(side(received="10"), stated, "10")
    left = replace(whole, quantity=Decimal(0), amount=Decimal(1))
    assert told(judged(bill(left))) == ("line_amount 1 1",)


def test_a_debit_that_states_a_price_is_still_a_debit_and_is_settled_once() -> None:
    billed = replace(side(received="10", prior="10"), billed_amount=Decimal(100))
    asked = replace(claim(billed, "0", "5"), amount=Decimal(1))
    assert told(judged(bill(asked))) == ("price 1.00 1",)
    assert judged(bill(replace(asked, price_settled=True))).variances == ()
    assert judged(bill(replace(asked, amount=Decimal(0)))).variances == ()


@pytest.mark.parametrize(("freight", "holds"), [("0.50", ("freight 0.50 0.50",)), ("0", ())])
def test_any_freight_is_freight(freight: str, holds: tuple[str, ...]) -> None:
    asked = bill(claim(side(received="1"), "1", "10"), freight=freight)
    assert told(judged(asked, {"freight": Limits(abs_over=NOTHING)})) == holds


def test_tax_below_what_it_works_out_to_is_another_hold() -> None:
    limits: Tolerances = {"tax": Limits(abs_over=NOTHING, abs_under=NOTHING)}
    line = claim(side(received="1"), "1", "10")
    kinds = [
        told(judged(bill(line, tax=tax, calculated_tax="1"), limits)) for tax in ("1.01", "0.99")
    ]
    assert kinds == [("over_tax 0.01 0.01",), ("under_tax -0.01 -0.01",)]


def test_a_line_that_says_too_little_is_told_with_the_unit_that_it_has_or_without_one() -> None:
    known, bare = (
        judged(bill(replace(claim(None, "1", "10", unit), complete=False))) for unit in ("BX", "")
    )
    assert [each.check for each in (*known.variances, *bare.variances)] == ["order_line"] * 2
    assert [hold.kind for hold in (*known.holds, *bare.holds)] == ["missing_information"] * 2
    assert [each.actual for each in (*known.variances, *bare.variances)] == ["BX", "no unit"]


def test_a_settled_price_is_not_looked_at_for_its_unit_again() -> None:
    against = side("10", "120", received="10", pack=BOX_OF_12)
    asked = claim(against, "10", "10", "BX")
    assert judged(bill(asked)).verdict == "warn"
    assert judged(bill(replace(asked, price_settled=True))).verdict == "pass"


@pytest.mark.parametrize(
    ("quantity", "price", "product"),
    [
        pytest.param("10", "0", "0.00", id="for nothing"),
        pytest.param("0.5", "10", "5.00", id="less than one"),
    ],
)
def test_every_product_is_worked_out_whatever_its_factors(
    quantity: str, price: str, product: str
) -> None:
    wrong = replace(claim(side(received="10"), quantity, price), amount=Decimal(20))
    (found,) = (each for each in judged(bill(wrong)).variances if each.check == "line_amount")
    assert (found.expected, found.actual, found.verdict) == (product, "20", "hold")
