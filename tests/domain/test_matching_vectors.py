"""The golden vectors of the match. Each test's id is the number of its vector."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

import pytest

from domain.invoices.duplicates import claim_key
from domain.invoices.lines import Check, Verdict
from domain.match_sides import Bill, OrderSide
from domain.quantity import Pack
from domain.tolerance import Exactly, Limits
from tests.domain.bills import bill, both, claim, judged, over, side, told
from tests.domain.orders import MEDLINE
from tests.domain.test_standard_costs import books, costed, receipt_of

Tolerances = Mapping[Check, Limits]

CASE_OF_12: Final = Pack(unit="CS", base_unit="EA", numerator=12)
BOX_OF_3: Final = Pack(unit="BX", base_unit="EA", numerator=3)
CUMULATIVE: Final[Tolerances] = {"ordered_quantity": over("5"), "received_quantity": over("5")}
SMALL: Final[Tolerances] = {
    "header_total": Limits(abs_over=Exactly(Decimal("0.05")), abs_under=Exactly(Decimal("0.05")))
}
# Vector 15: 60 billed before, a credit of 20; what the credit gave back differs.
CREDITED_ON_QUANTITY: Final = side(received="100", prior="40")
CREDITED_AND_RETURNED: Final = side(received="80", prior="40")
CREDITED_ON_PRICE: Final = side(received="100", prior="60")
FOUR_WAY: Final = side(ordered="10", received="10", accepted="7", rejected="3", match="four_way")


def one(against: OrderSide, quantity: str, price: str, unit: str = "EA") -> Bill:
    return bill(claim(against, quantity, price, unit))


@pytest.mark.parametrize(
    ("asked", "limits", "holds"),
    [
        pytest.param(
            one(side(received="50"), "80", "10"), {}, ("quantity_received 30 300.00",), id="1"
        ),
        pytest.param(
            one(side(received="60"), "100", "11"),
            {},
            ("quantity_received 40 400.00", "price 1 100.00"),
            id="3",
        ),
        pytest.param(
            one(side(match="two_way"), "100.002", "10"),
            {},
            ("quantity_ordered 0.002 0.02",),
            id="4",
        ),
        pytest.param(one(side(received="1"), "1", "10.50"), {"price": over("5")}, (), id="8"),
        pytest.param(
            one(side(received="1"), "1", "10.51"),
            {"price": over("5")},
            ("price 0.51 0.51",),
            id="9",
        ),
        pytest.param(
            one(side(received="1"), "1", "9.49"),
            {"price": both("5")},
            ("price -0.51 -0.51",),
            id="10-both-directions",
        ),
        pytest.param(
            one(side(received="1"), "1", "9.49"), {"price": over("5")}, (), id="10-over-only"
        ),
        pytest.param(
            one(side(ordered="10", price="0", received="10"), "10", "0.01"),
            {"price": over("5")},
            ("price 0.01 0.10",),
            id="11",
        ),
        pytest.param(
            one(side("10", "120", received="10", pack=CASE_OF_12), "120", "10", "EA"),
            {},
            (),
            id="12",
        ),
        pytest.param(
            one(side(received="100", prior="60"), "60", "10"),
            CUMULATIVE,
            ("quantity_ordered 20 200.00", "quantity_received 20 200.00"),
            id="14",
        ),
        pytest.param(one(CREDITED_ON_QUANTITY, "60", "10"), {}, (), id="15-credit-on-quantity"),
        pytest.param(
            one(CREDITED_AND_RETURNED, "60", "10"),
            {},
            ("quantity_received 20 200.00",),
            id="15-returned",
        ),
        pytest.param(
            one(CREDITED_ON_PRICE, "60", "10"),
            {},
            ("quantity_ordered 20 200.00", "quantity_received 20 200.00"),
            id="15-credit-on-price",
        ),
        pytest.param(one(FOUR_WAY, "10", "10"), {}, ("goods_rejected 3 30.00",), id="16"),
        pytest.param(
            replace(one(side(received="100"), "1", "10"), currency="EUR"),
            {},
            ("currency_mismatch 0 10.00",),
            id="17",
        ),
        pytest.param(
            one(side("100", "11", received="100", prior="40"), "60", "11"), {}, (), id="19"
        ),
        pytest.param(
            one(side(ordered="10", received="8"), "10", "10"),
            {},
            ("quantity_received 2 20.00",),
            id="20",
        ),
    ],
)
def test_a_vector_holds_what_it_says(
    asked: Bill, limits: Tolerances, holds: tuple[str, ...]
) -> None:
    result = judged(asked, limits)
    assert told(result) == holds
    assert result.verdict == ("hold" if holds else "pass")


@pytest.mark.parametrize(
    ("asked", "limits", "favourable"),
    [
        pytest.param(
            one(side(price="1.30", received="100"), "100", "1.24"),
            {"price": over("5")},
            "-6.00",
            id="2",
        ),
        pytest.param(
            one(side("10", received="10", pack=BOX_OF_3), "30", "3.33", "EA"), {}, "-0.10", id="13"
        ),
    ],
)
def test_a_vector_passes_with_a_favourable_variance(
    asked: Bill, limits: Tolerances, favourable: str
) -> None:
    result = judged(asked, limits)
    assert result.verdict == "pass"
    assert [each.exposure for each in result.variances] == [Decimal(favourable)]


@pytest.mark.parametrize(
    ("total", "verdict"),
    [
        pytest.param("100.00", "pass_with_small_difference", id="18"),
        pytest.param("100.05", "hold", id="18-beyond-the-limit"),
    ],
)
def test_a_vector_of_a_total_that_misses_its_lines(total: str, verdict: Verdict) -> None:
    line = claim(side(price="99.99", received="1"), "1", "99.99")
    assert judged(bill(line, total=total), SMALL).verdict == verdict


@pytest.mark.parametrize(
    ("calculated", "billed", "verdict", "limit"),
    [
        pytest.param("100", "112", "hold", "10 % over", id="5"),
        pytest.param("200", "218", "hold", "15 over", id="6"),
        pytest.param("300", "314", "pass", "15 over", id="7"),
    ],
)
def test_a_vector_of_a_tax_within_both_limits_breaks_at_the_first(
    calculated: str, billed: str, verdict: Verdict, limit: str
) -> None:
    line = claim(side(received="100"), "100", "10")
    limits = Limits(abs_over=Exactly(Decimal(15)), pct_over=Exactly(Decimal(10)))
    result = judged(bill(line, tax=billed, calculated_tax=calculated), {"tax": limits})
    assert result.verdict == verdict
    assert [(each.check, each.limit) for each in result.variances] == [("tax", limit)]


@pytest.mark.parametrize(
    ("quantity", "price", "standard"), [pytest.param("30000", "0.01782", "0.01719", id="21")]
)
def test_a_vector_of_goods_at_standard_cost_rounds_after_it_multiplies(
    quantity: str, price: str, standard: str
) -> None:
    assert books(receipt_of(quantity, price, costed(standard))) == (
        "inventory debit 515.70",
        "price_variance debit 18.90",
        "grir credit 534.60",
    )


@pytest.mark.parametrize(
    "number", [pytest.param("00129296\u00adINV", id="22"), pytest.param("129296-inv", id="22-fold")]
)
def test_a_vector_of_a_number_that_only_looks_different(number: str) -> None:
    assert claim_key(MEDLINE, number) == claim_key(MEDLINE, "00129296-INV")
