"""Tolerances: which deviation is too much, and which limit says so."""

from decimal import Decimal

import pytest

from domain.event import PolicyVersion
from domain.tolerance import (
    DEFAULT_POLICY,
    Exactly,
    Limits,
    NotChecked,
    TolerancePolicy,
    judge,
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
    supplier = TolerancePolicy(
        version=PolicyVersion(id="tolerance", version=2),
        scope="supplier",
        limits={"price": Limits(pct_over=at("2"))},
    )
    chain = (supplier, DEFAULT_POLICY)
    assert resolved("price", chain) == (Limits(pct_over=at("2")), "supplier")
    assert resolved("ordered_quantity", chain)[1] == "tenant"


def test_a_check_that_nobody_configured_tolerates_nothing() -> None:
    limits, _ = resolved("price", ())
    assert judge(limits, Decimal("0.01"), Decimal(100)).violated
    assert judge(limits, Decimal("-0.01"), Decimal(100)).violated
