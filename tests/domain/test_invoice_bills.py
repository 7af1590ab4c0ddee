"""The bill as a match reads it, and as it is posted: its sums, and checks that are not repeated."""

from decimal import Decimal

import pytest

from domain.frozen import replace
from domain.invoices.decide_match import account, bill_of
from domain.invoices.hold_kinds import HoldKind
from domain.invoices.lines import Check
from domain.invoices.parts import InvoicePart
from domain.invoices.state import INVOICE, Credit, Hold, Invoice
from domain.tolerance import DEFAULT_POLICY, Limits, judge
from tests.domain.invoices import captured, invoice_line, linked
from tests.domain.orders import TODAY
from tests.domain.scenario import folded

PARTS = (
    InvoicePart(charge="rebate", kind="discount", amount=Decimal(20)),
    InvoicePart(charge="rounding", kind="rounding", amount=Decimal("-0.25")),
)
ONE = {each.line: each for each in linked().links}


def invoice(**header: object) -> Invoice:
    values = {"tax": Decimal(70), "freight": Decimal(30), "parts": PARTS, **header}
    return folded(INVOICE, captured(invoice_line("100", "10"), total=Decimal("1079.75"), **values))


def test_the_parts_of_a_bill_are_lines_tax_freight_less_discounts_and_its_rounding() -> None:
    bill = bill_of(invoice(), {}, None)
    assert (bill.goods, bill.parts) == (Decimal(1000), Decimal("1079.75"))
    assert account(invoice(), {}, TODAY).difference == 0


def test_tax_that_is_withheld_is_owed_to_the_state_beside_what_is_left() -> None:
    line = invoice_line("100", "10").model_copy(update={"tax_percent": Decimal(-10)})
    bill = captured(line, tax=Decimal(-100), total=Decimal(900), tax_rounding="line")
    posted = account(folded(INVOICE, bill), {}, TODAY)
    assert (posted.tax, posted.difference) == (Decimal(0), Decimal(0))
    assert posted.withheld == Decimal("100.00")
    stated = captured(line, tax=Decimal(-100), total=Decimal(900))
    assert account(folded(INVOICE, stated), {}, TODAY).withheld is None, "no rate made it"


def hold(kind: HoldKind, line: int) -> Hold:
    return Hold(hold=1, kind=kind, line=line, excess=Decimal(0), placed_by=None)


@pytest.mark.parametrize(
    ("settled", "credited", "holds", "said"),
    [
        pytest.param(True, True, (hold("line_amount", 1),), False, id="a wrong product"),
        pytest.param(True, False, (hold("line_amount", 1),), True, id="nothing credited"),
        pytest.param(True, True, (hold("line_amount", 2),), True, id="another line is wrong"),
        pytest.param(True, True, (hold("price", 1),), True, id="another hold"),
        pytest.param(True, True, (), True, id="credited, and nothing wrong"),
        pytest.param(False, False, (), False, id="its price was never passed"),
    ],
)
def test_a_price_that_passed_once_is_judged_again_only_after_a_credit_of_a_wrong_product(
    settled: bool, credited: bool, holds: tuple[Hold, ...], said: bool
) -> None:
    passed: tuple[Check, int] = ("price", 1)
    checks = frozenset({passed} if settled else ())
    credits_ = {1: Credit(Decimal(1), Decimal(10))} if credited else {}
    state = replace(invoice(), settled=checks, credits=credits_, holds=holds)
    (claim,) = bill_of(state, ONE, None).claims
    assert claim.price_settled is said
    assert (claim.gross is not None) is credited


@pytest.mark.parametrize(("asked", "violated"), [("5", False), ("5.01", True)])
def test_built_in_a_price_passes_up_to_five_per_cent_above_the_order(
    asked: str, violated: bool
) -> None:
    limits = DEFAULT_POLICY.limits["price"]
    assert isinstance(limits, Limits)
    assert judge(limits, Decimal(asked), Decimal(100)).violated is violated
