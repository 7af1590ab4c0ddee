"""The match beyond its golden vectors: units, several lines, debits, credits, closed lines."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

import pytest

from domain.invoices.lines import Check
from domain.matching import match
from domain.quantity import Pack
from domain.tolerance import DEFAULT_POLICY, NOT_CHECKED, NOTHING, Exactly, Limits, Place
from tests.domain.bills import GLOVES, bill, claim, judged, over, side, told

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


def test_a_line_is_judged_within_the_limits_of_its_own_place_and_says_which() -> None:
    asked = bill(claim(side(received="100"), "100", "10.50"))
    item: dict[Place, dict[Check, Limits]] = {("item", GLOVES): {"price": over("5")}}
    supplier: dict[Place, dict[Check, Limits]] = {("supplier", "MEDLINE"): {"price": over("2")}}
    both_scopes = judged(asked, narrower={**item, **supplier})
    assert both_scopes.verdict == "pass"
    assert [(each.scope, each.limit) for each in both_scopes.variances] == [("item", "5 % over")]
    alone = judged(asked, narrower=supplier)
    assert [(each.scope, each.limit) for each in alone.variances] == [("supplier", "2 % over")]
    assert alone.verdict == "hold"


def test_the_sum_of_a_document_has_no_line_whose_limits_could_be_its_own() -> None:
    asked = bill(claim(side(received="1"), "1", "10"), total="10.04")
    limits = Limits(abs_over=Exactly(Decimal("0.05")))
    item: dict[Place, dict[Check, Limits]] = {("item", GLOVES): {"header_total": limits}}
    entity: dict[Place, dict[Check, Limits]] = {("legal_entity", "NHS"): {"header_total": limits}}
    assert judged(asked, narrower=item).verdict == "hold"
    assert judged(asked, narrower=entity).verdict == "pass_with_small_difference"


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        pytest.param(
            ("10", "10", "0", "0"), ("inspection_pending 10 100.00",), id="none looked at"
        ),
        pytest.param(("10", "10", "7", "1"), ("inspection_pending 3 30.00",), id="some looked at"),
        pytest.param(("10", "10", "7", "3"), ("goods_rejected 3 30.00",), id="all looked at"),
        pytest.param(("7", "10", "7", "3"), (), id="the accepted alone are billed"),
        pytest.param(
            ("10", "8", "5", "3"),
            ("quantity_received 2 20.00", "goods_rejected 3 30.00"),
            id="what is not here waits for its receipt alone",
        ),
        pytest.param(("10", "0", "0", "0"), ("receipt_missing 10 100.00",), id="nothing is here"),
    ],
)
def test_a_four_way_line_is_paid_for_what_was_accepted(
    asked: tuple[str, str, str, str], holds: tuple[str, ...]
) -> None:
    billed, received, accepted, rejected = asked
    against = side("10", "10", received, match="four_way", accepted=accepted, rejected=rejected)
    assert told(judged(bill(claim(against, billed, "10")))) == holds


def test_what_earlier_invoices_took_of_the_rejected_is_not_held_against_the_next() -> None:
    against = side("20", "10", "20", "12", match="four_way", accepted="10", rejected="0")
    assert told(judged(bill(claim(against, "3", "10")))) == ("inspection_pending 3 30.00",)


@pytest.mark.parametrize(
    ("unit", "quantity", "price", "warned"),
    [
        pytest.param("BX", "10", "10", True, id="a box at the price of a piece"),
        pytest.param("BX", "10", "9.85", True, id="nearly the price of a piece"),
        pytest.param("EA", "120", "120", True, id="a piece at the price of a box"),
        pytest.param("EA", "120", "10", False, id="a piece at its own price"),
        pytest.param("BX", "10", "60", False, id="half the price is a price"),
        pytest.param("BX", "10", "0", False, id="for nothing"),
    ],
)
def test_a_price_that_is_off_by_the_pack_is_told_whether_or_not_it_is_held(
    unit: str, quantity: str, price: str, *, warned: bool
) -> None:
    against = side("10", "120", received="10", pack=BOX_OF_12)
    result = judged(bill(claim(against, quantity, price, unit)))
    told_of = [each for each in result.variances if each.check == "unit_of_measure"]
    assert [each.verdict for each in told_of] == ["warn"] * warned
    if warned and unit == "BX":
        assert result.verdict == "warn"
        assert told_of[0].limit == "1 BX is 12 EA"


def test_a_pack_too_small_to_tell_a_unit_from_a_price_warns_of_nothing() -> None:
    nearly = Pack(unit="BX", base_unit="EA", numerator=101, denominator=100)
    against = side("10", "10", received="10", pack=nearly)
    assert judged(bill(claim(against, "10", "9.90", "BX"))).verdict == "pass"


CHARGED: Final = claim(side(received="100"), "100", "10")  # 1,000.00 of goods.


def test_tax_is_judged_on_the_side_that_it_misses_and_only_where_it_was_worked_out() -> None:
    exact: dict[Check, Limits] = {"tax": Limits(abs_over=NOTHING, abs_under=NOTHING)}
    over, under, unknown = (
        judged(bill(CHARGED, tax=billed, calculated_tax=calculated), exact)
        for billed, calculated in (("80.01", "80"), ("79.99", "80"), ("80.01", None))
    )
    assert told(over) == ("over_tax 0.01 0.01",)
    assert told(under) == ("under_tax -0.01 -0.01",)
    assert unknown.verdict == "pass"


def test_freight_that_no_order_plans_is_measured_by_the_goods() -> None:
    limits: dict[Check, Limits] = {
        "freight": Limits(abs_over=Exactly(Decimal(50)), pct_over=Exactly(Decimal(4)))
    }
    assert judged(bill(CHARGED, freight="40"), limits).variances == ()
    assert told(judged(bill(CHARGED, freight="40.01"), limits)) == ("freight 40.01 40.01",)


def test_without_a_word_on_tax_and_freight_both_are_taken_as_billed() -> None:
    asked = bill(CHARGED, tax="99", calculated_tax="1", freight="500")
    assert match(asked, "USD", DEFAULT_POLICY).verdict == "pass"
    nothing = replace(DEFAULT_POLICY, limits={})
    assert told(match(asked, "USD", nothing)) == ("over_tax 98 98", "freight 500 500")


def test_a_line_of_nothing_asks_for_nothing_even_where_nothing_was_billed() -> None:
    nothing = replace(claim(side(received="100"), "0", "0"), amount=Decimal(0))
    assert judged(bill(nothing)).variances == ()
