"""What a bill asks for beside its lines against what its order carries, limit by limit."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

import pytest

from domain.invoices.lines import Check, MatchedParts
from domain.match_sides import MatchResult
from domain.matching import match
from domain.tolerance import DEFAULT_POLICY, Exactly, Limits
from tests.domain.bills import bill, claim, policy, side

FULL = side(received="100")
AGREED: Final[tuple[Check, ...]] = ("agreed_tax", "agreed_freight", "agreed_discount")


def judged(beside: MatchedParts, limits: Limits | None = None) -> MatchResult:
    """A bill over all gloves that says this beside them, within the built-in limits or these."""
    asked = bill(claim(FULL, "100", "10"), tax=f"{beside.asked_tax}", calculated_tax="1.00")
    tolerances = DEFAULT_POLICY if limits is None else policy(dict.fromkeys(AGREED, limits))
    return match(replace(asked, freight=Decimal(900), beside=beside), "USD", tolerances)


def parts(**amounts: str) -> MatchedParts:
    values = {"asked_tax": "0", "asked_freight": "0", "asked_discount": "0", **amounts}
    return MatchedParts.model_validate(values)


def told(found: MatchResult) -> list[tuple[str, str, str, str, str]]:
    return [
        (each.check, each.expected, each.actual, each.difference, each.verdict)
        for each in found.variances
        if each.check.startswith("agreed")
    ]


@pytest.mark.parametrize(
    ("beside", "kinds"),
    [
        (parts(tax="50.00", asked_tax="50.05"), ()),
        (parts(tax="50.00", asked_tax="50.06"), ("over_tax",)),
        (parts(tax="50.00", asked_tax="49.95"), ()),
        (parts(tax="50.00", asked_tax="49.94"), ("under_tax",)),
        (parts(tax="0.00", asked_tax="0.06"), ("over_tax",)),
        (parts(freight="20.00", asked_freight="20.00"), ()),
        (parts(freight="20.00", asked_freight="20.01"), ("freight",)),
        (parts(freight="20.00", asked_freight="3.00"), ()),
        (parts(discount="10.00", asked_discount="9.95"), ()),
        (parts(discount="10.00", asked_discount="9.94"), ("discount",)),
        (parts(discount="10.00", asked_discount="99.00"), ()),
    ],
)
def test_built_in_limits_let_cents_of_tax_and_discount_pass_and_no_freight(
    beside: MatchedParts, kinds: tuple[str, ...]
) -> None:
    found = judged(beside)
    assert tuple(each.kind for each in found.holds) == kinds
    assert all(each.line is None and each.exposure == each.excess for each in found.holds)


def test_what_deviates_is_told_with_what_was_expected_also_where_it_passes() -> None:
    beside = parts(
        tax="50",
        asked_tax="49",
        freight="20",
        asked_freight="25",
        discount="10",
        asked_discount="4",
    )
    lenient = Limits(abs_over=Exactly(Decimal(6)), abs_under=Exactly(Decimal(1)))
    found = judged(beside, lenient)
    assert told(found) == [
        ("agreed_tax", "50", "49", "-1", "pass"),
        ("agreed_freight", "20", "25", "5", "pass"),
        ("agreed_discount", "10", "4", "6", "pass"),
    ]
    assert found.holds == ()
    assert [each.kind for each in judged(beside, Limits(abs_over=Exactly(Decimal(5)))).holds] == [
        "discount"
    ]
    percent = Limits(pct_over=Exactly(Decimal(25)))
    assert [each.kind for each in judged(beside, percent).holds] == ["discount"]


def test_what_is_asked_to_the_cent_is_told_of_in_no_word() -> None:
    exactly = parts(tax="5", asked_tax="5", discount="1", asked_discount="1")
    exactly = exactly.model_copy(update={"freight": Decimal(3), "asked_freight": Decimal(3)})
    assert judged(exactly).variances == ()
    (variance,) = judged(parts(tax="5", asked_tax="6")).variances
    assert (variance.check, variance.difference) == ("agreed_tax", "1")


def test_a_version_that_says_nothing_of_it_tolerates_nothing() -> None:
    found = match(
        replace(bill(claim(FULL, "100", "10")), beside=parts(tax="5", asked_tax="5.01")),
        "USD",
        policy({}),
    )
    assert [each.kind for each in found.holds] == ["over_tax"]


def test_of_what_the_order_says_nothing_the_bill_is_judged_as_before() -> None:
    checked = policy({"tax": Limits(abs_over=Exactly(Decimal(0))), "freight": Limits()})
    asked = bill(claim(FULL, "100", "10"), tax="2.00", calculated_tax="1.00", freight="900")
    for beside in (None, parts(discount="0", asked_tax="2", asked_freight="900")):
        found = match(replace(asked, beside=beside), "USD", checked)
        assert [each.kind for each in found.holds] == ["over_tax"]
    planned = match(replace(asked, beside=parts(tax="2", asked_tax="2")), "USD", checked)
    assert planned.holds == ()
