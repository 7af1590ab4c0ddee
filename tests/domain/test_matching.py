"""The match beyond its golden vectors: units, several lines, debits, credits, closed lines."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

import pytest

from domain.invoices.lines import Check
from domain.match_sides import in_order_unit
from domain.quantity import Pack
from domain.tolerance import NOT_CHECKED, Limits
from tests.domain.bills import bill, claim, judged, over, side, told

BOX_OF_12: Final = Pack(unit="BX", base_unit="EA", numerator=12)


def test_less_than_available_is_a_partial_invoice_and_passes_without_a_word() -> None:
    result = judged(bill(claim(side(received="100"), "40", "10")))
    assert (result.verdict, result.variances) == ("pass", ())


def test_nothing_received_is_a_missing_receipt_whatever_the_tolerance() -> None:
    asked = bill(claim(side(), "40", "10"))
    assert told(judged(asked, {"received_quantity": over("500")})) == ("receipt_missing 40 400.00",)


def test_a_tenant_that_does_not_check_receipts_waits_for_none() -> None:
    unchecked = Limits(abs_over=NOT_CHECKED, pct_over=NOT_CHECKED)
    asked = bill(claim(side(), "40", "10"))
    assert judged(asked, {"received_quantity": unchecked}).verdict == "pass"


def test_a_two_way_line_asks_for_no_receipt() -> None:
    assert judged(bill(claim(side(match="two_way"), "100", "10"))).verdict == "pass"


def test_small_overbillings_add_up_until_they_break_the_limit() -> None:
    limits: dict[Check, Limits] = {
        "ordered_quantity": over("5"),
        "received_quantity": over("5"),
    }
    within = bill(claim(side(received="100", prior="100"), "5", "10"))
    beyond = bill(claim(side(received="100", prior="105"), "0.001", "10"))
    assert judged(within, limits).verdict == "pass"
    assert judged(beyond, limits).verdict == "hold"


def test_the_excess_of_an_invoice_is_never_more_than_it_asks() -> None:
    after_a_return = side(received="60", prior="100")
    assert told(judged(bill(claim(after_a_return, "10", "10")))) == (
        "quantity_ordered 10 100.00",
        "quantity_received 10 100.00",
    )


def test_two_lines_of_one_bill_share_what_the_order_line_has() -> None:
    against = side(received="100")
    asked = bill(claim(against, "60", "10"), claim(against, "60", "10", line=2))
    result = judged(asked)
    assert [each.line for each in result.holds] == [2, 2]
    assert told(result)[1] == "quantity_received 20 200.00"


def test_a_price_per_piece_is_compared_with_a_price_per_box_as_a_whole_ratio() -> None:
    against = side("10", "100", received="10", pack=BOX_OF_12)
    exact = bill(claim(against, "12", "8.333333", "EA"))
    dearer = bill(claim(against, "12", "8.333334", "EA"))
    assert judged(exact).verdict == "pass"
    assert [each.kind for each in judged(dearer).holds] == ["price"]


def test_a_product_that_is_too_high_cannot_hide_behind_a_right_price() -> None:
    wrong = replace(claim(side(received="10"), "10", "10"), amount=Decimal(120))
    assert told(judged(bill(wrong))) == ("line_amount 20.00 20.00",)


def test_a_line_closed_for_invoicing_is_held_beside_its_other_faults() -> None:
    closed = replace(side(received="10"), closed_for_invoicing=True)
    kinds = [each.kind for each in judged(bill(claim(closed, "20", "10"))).holds]
    assert kinds == ["order_closed", "quantity_received"]


def test_a_line_without_an_order_line_is_unmatched() -> None:
    assert told(judged(bill(claim(None, "1", "10")))) == ("unmatched_line 0 10.00",)


@pytest.mark.parametrize(
    ("amount", "holds"),
    [
        pytest.param("50", (), id="five per cent in sum"),
        pytest.param("50.01", ("price 50.01 50.01",), id="a cent more"),
    ],
)
def test_a_later_debit_raises_the_price_of_what_was_billed(
    amount: str, holds: tuple[str, ...]
) -> None:
    billed = replace(
        side(received="100"), billed=Decimal(100), billed_amount=Decimal(1000), prior=Decimal(100)
    )
    debit = replace(claim(billed, "0", "0"), amount=Decimal(amount))
    assert told(judged(bill(debit), {"price": over("5")})) == holds


def test_a_debit_on_what_was_never_billed_is_held() -> None:
    debit = replace(claim(side(received="100"), "0", "0"), amount=Decimal(1))
    result = judged(bill(debit), {"price": over("5")})
    assert [each.limit for each in result.variances] == ["zero base"]
    assert result.verdict == "hold"


def test_a_credit_on_price_brings_a_price_back_within_its_limit() -> None:
    dear = claim(side(received="100"), "100", "11")
    gross = (Decimal(100), Decimal(1100))
    relieved = replace(dear, amount=Decimal(1050), gross=gross)
    short = replace(dear, amount=Decimal("1050.01"), gross=gross)
    assert judged(bill(relieved), {"price": over("5")}).verdict == "pass"
    assert judged(bill(short), {"price": over("5")}).verdict == "hold"


def test_a_credit_that_gives_back_too_little_makes_the_rest_too_dear() -> None:
    fair = replace(
        claim(side(received="100"), "10", "10.50"),
        quantity=Decimal(5),
        amount=Decimal("52.50"),
        gross=(Decimal(10), Decimal(105)),
        price_settled=True,
    )
    mean = replace(fair, amount=Decimal("52.51"))
    assert judged(bill(fair), {"price": over("4")}).verdict == "pass"
    assert judged(bill(mean), {"price": over("4")}).verdict == "hold"


def test_what_a_credit_leaves_of_a_line_without_quantity_is_held() -> None:
    left = replace(
        claim(side(received="100"), "10", "10"),
        quantity=Decimal(0),
        amount=Decimal(5),
        gross=(Decimal(10), Decimal(100)),
        price_settled=True,
        amount_settled=True,
    )
    assert told(judged(bill(left))) == ("line_amount 5 5",)
    assert judged(bill(replace(left, amount=Decimal(0)))).verdict == "pass"


def test_a_price_that_was_settled_is_not_judged_again() -> None:
    settled = replace(claim(side(received="100"), "100", "11"), price_settled=True)
    assert judged(bill(settled)).verdict == "pass"


@pytest.mark.parametrize(
    ("quantity", "unit", "fitted"),
    [
        ("7", "BX", "7"),
        ("120", "EA", "10"),
        ("3", "EA", "0.25"),
        ("10", "EA", None),  # ten twelfths have no end
        ("1", "CS", None),
    ],
)
def test_a_quantity_fits_the_order_unit_exactly_or_not_at_all(
    quantity: str, unit: str, fitted: str | None
) -> None:
    expected = Decimal(fitted) if fitted else None
    assert in_order_unit(Decimal(quantity), unit, BOX_OF_12) == expected
