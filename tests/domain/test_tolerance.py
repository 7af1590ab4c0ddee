"""Tolerances: which deviation is too much, and which limit says so."""

from dataclasses import replace
from decimal import Decimal
from typing import Final, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import EXACT
from domain.tolerance import (
    DEFAULT_POLICY,
    NOT_CHECKED,
    Combinator,
    Exactly,
    Limits,
    NotChecked,
    Place,
    Scope,
    judge,
    most_within,
    places,
    resolved,
)

NONE = NotChecked()


def at(value: str) -> Exactly:
    return Exactly(Decimal(value))


@pytest.mark.parametrize(
    ("limits", "deviation", "base", "violated", "limit"),
    [
        pytest.param(Limits(), "1000", "1", False, None, id="nothing configured passes"),
        pytest.param(Limits(abs_over=at("5")), "0", "0", False, None, id="no deviation passes"),
        pytest.param(Limits(abs_over=at("5")), "5", "100", False, "5 over", id="boundary passes"),
        pytest.param(Limits(abs_over=at("5")), "5.01", "100", True, "5 over", id="beyond breaks"),
        pytest.param(Limits(abs_over=at("5")), "-50", "100", False, None, id="other side is free"),
        pytest.param(Limits(abs_under=at("5")), "-5.01", "100", True, "5 under", id="under breaks"),
        pytest.param(Limits(pct_under=at("5")), "-5", "100", False, "5 % under", id="under keeps"),
        pytest.param(Limits(pct_over=at("5")), "0.01", "0", True, "zero base", id="zero base"),
        pytest.param(
            Limits(abs_over=at("1"), pct_over=at("5")), "0.5", "0", False, "1 over", id="zero-abs"
        ),
        pytest.param(
            Limits(abs_over=at("15"), pct_over=at("10")),
            "12",
            "100",
            True,
            "10 % over",
            id="strict",
        ),
        pytest.param(
            Limits(abs_over=at("15"), pct_over=at("10"), combinator="lenient"),
            "12",
            "100",
            False,
            "15 over",
            id="lenient keeps while one limit keeps",
        ),
        pytest.param(
            Limits(abs_over=at("11"), pct_over=at("10"), combinator="lenient"),
            "12",
            "100",
            True,
            "11 over",
            id="lenient breaks when all break",
        ),
        pytest.param(
            Limits(abs_over=at("5"), pct_under=at("1"), combinator="lenient"),
            "6",
            "100",
            True,
            "5 over",
            id="lenient asks only the limits of its side",
        ),
    ],
)
def test_a_deviation_is_judged_by_the_limits_of_its_side(
    limits: Limits, deviation: str, base: str, violated: bool, limit: str | None
) -> None:
    judgement = judge(limits, Decimal(deviation), Decimal(base))
    assert (judgement.violated, judgement.limit) == (violated, limit)


def test_a_scale_that_keeps_ratios_exact_changes_no_judgement() -> None:
    limits = Limits(abs_over=at("0.10"), pct_over=at("5"))
    third = judge(limits, Decimal("0.30"), Decimal(10), scale=Decimal(3))
    assert not third.violated
    assert judge(limits, Decimal("0.31"), Decimal(10), scale=Decimal(3)).violated


def test_the_narrowest_scope_that_has_the_check_decides() -> None:
    narrow: list[Place] = [
        ("order_line", "PO-1/2"),
        ("item", "GLOVES"),
        ("item_class", "ppe"),
        ("supplier", "MEDLINE"),
        ("legal_entity", "NHS"),
    ]
    policy = replace(
        DEFAULT_POLICY,
        narrower={place: {"price": Limits(pct_over=at(str(n)))} for n, place in enumerate(narrow)},
    )
    for n, place in enumerate(narrow):
        found = resolved("price", policy, narrow[n:])
        assert found == (Limits(pct_over=at(str(n))), place[0])
    assert resolved("ordered_quantity", policy, narrow)[1] == "tenant"
    assert resolved("price", policy, [("supplier", "OTHER")])[1] == "tenant"


def test_the_places_of_a_line_go_from_narrow_to_wide_and_those_of_a_document_begin_wide() -> None:
    line = places("MEDLINE", "NHS", order_line="PO-1/2", item_id="GLOVES", item_class="ppe")
    assert [scope for scope, _ in line] == list(get_args(Scope))[:-1]
    assert list(places("MEDLINE", "NHS")) == [("supplier", "MEDLINE"), ("legal_entity", "NHS")]


def test_a_check_that_nobody_configured_tolerates_nothing() -> None:
    limits, _ = resolved("price", replace(DEFAULT_POLICY, limits={}))
    assert judge(limits, Decimal("0.01"), Decimal(100)).violated
    assert judge(limits, Decimal("-0.01"), Decimal(100)).violated


BOUNDS: Final = st.one_of(
    st.just(NOT_CHECKED), st.decimals(0, 100, places=6).map(lambda value: Exactly(value))
)
SMALLEST: Final = Decimal("0.0000000001")


@given(
    limits=st.builds(
        Limits,
        abs_over=BOUNDS,
        pct_over=BOUNDS,
        combinator=st.sampled_from(get_args(Combinator)),
    ),
    base=st.decimals("0.000001", 1_000_000, places=6),
)
def test_the_most_within_limits_is_judged_to_keep_them_and_no_bit_more(
    limits: Limits, base: Decimal
) -> None:
    most = most_within(limits, base)
    if most is None:
        assert not judge(limits, Decimal(10**12), base).violated
        return
    assert not judge(limits, EXACT.subtract(most, base), base).violated
    more = EXACT.add(EXACT.subtract(most, base), SMALLEST)
    assert judge(limits, more, base).violated
