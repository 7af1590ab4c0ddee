"""The bill as a match reads it, and as it is posted: its sums, and checks that are not repeated."""

from datetime import date
from decimal import Decimal

import pytest

from domain.charges import ChargeSum
from domain.frozen import replace
from domain.invoices.decide_match import account, bill_of, evaluate, place, standing
from domain.invoices.events import (
    InvoiceHoldPlaced,
    InvoiceHoldReleased,
    InvoiceMatchEvaluated,
)
from domain.invoices.hold_kinds import HoldKind
from domain.invoices.lines import Check
from domain.invoices.parts import InvoicePart
from domain.invoices.state import INVOICE, Credit, Hold, Invoice
from domain.invoices.state_disputes import Dispute
from domain.quantity import Pack
from domain.tolerance import DEFAULT_POLICY, Limits, judge
from tests.domain.bills import side
from tests.domain.invoices import (
    captured,
    held,
    invoice_line,
    linked,
    order_facts,
    released,
)
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


def test_a_line_that_was_let_pass_without_an_order_line_asks_the_order_for_nothing() -> None:
    passed = folded(
        INVOICE,
        captured(),
        held("unmatched_line", line=1),
        released("unmatched_line"),
    )
    assert bill_of(passed, {}, None).claims == ()
    assert len(bill_of(passed, ONE, None).claims) == 1


def test_a_claim_is_net_of_credits_in_the_unit_of_the_bill_or_else_of_the_order() -> None:
    credited = replace(invoice(), credits={1: Credit(Decimal(1), Decimal(10))})
    boxes = order_facts(side(received="100", pack=Pack(unit="BX", base_unit="EA", numerator=12)))
    (claim,) = bill_of(credited, ONE, boxes).claims
    assert (claim.quantity, claim.amount, claim.unit) == (Decimal(99), Decimal(990), "EA")
    bare = folded(INVOICE, captured(invoice_line().model_copy(update={"unit": None})))
    assert bill_of(bare, ONE, boxes).claims[0].unit == "BX"
    assert bill_of(bare, {}, None).claims[0].unit == ""


def test_what_passed_of_a_line_is_told_check_by_check() -> None:
    passed: dict[Check, tuple[bool, bool]]
    passed = {"contract_price": (True, False), "line_amount": (False, True)}
    for check, told in passed.items():
        (claim,) = bill_of(replace(invoice(), settled=frozenset({(check, 1)})), ONE, None).claims
        assert (claim.contract_settled, claim.amount_settled) == told
        assert not claim.price_settled


def test_what_is_posted_names_the_parts_of_the_bill_or_what_more_is_known_of_them() -> None:
    known = (PARTS[0],)
    freight = ChargeSum(charge="freight", amount=Decimal(30))
    posted = account(invoice(), {}, TODAY, (freight,), known)
    assert (posted.charges, posted.parts) == ((freight,), known)
    as_billed = account(invoice(), {}, TODAY)
    assert (as_billed.charges, as_billed.parts) == (None, PARTS)
    assert account(invoice(parts=()), {}, TODAY).parts is None
    assert account(invoice(), {}, TODAY, named=()).parts is None


def test_only_a_hold_on_bank_details_names_them() -> None:
    wanted = standing("bank_account", "****1", "****2")
    assert place(1, replace(wanted, excess=Decimal(2))).bank_details == 2
    short = replace(standing("quantity_received", "5", "7"), excess=Decimal(2))
    assert place(1, short).bank_details is None


def test_an_order_that_nobody_ratified_holds_its_bills() -> None:
    emergency = order_facts(ratify_by=date(2026, 3, 12))
    told = evaluate(folded(INVOICE, captured(), linked()), emergency, DEFAULT_POLICY)
    (hold,) = (each for each in told if isinstance(each, InvoiceHoldPlaced))
    assert (hold.kind, hold.expected, hold.actual) == (
        "order_not_ratified",
        "a ratified order",
        "not ratified, which is due by 2026-03-12",
    )


@pytest.mark.parametrize(("withheld", "again"), [("99.99", True), ("100.00", False)])
def test_a_hold_is_placed_anew_where_it_costs_more_than_a_dispute_withholds_for_it(
    withheld: str, again: bool
) -> None:
    """At 11.00 instead of 10.00 the hundred cost 100.00 more."""
    dear = (captured(invoice_line(price="11")), linked(), held("price", line=1))
    dispute = Dispute(Decimal(withheld), "anna", covers=((1, Decimal(withheld)),))
    state = replace(folded(INVOICE, *dear), disputes={1: dispute})
    told = evaluate(state, order_facts(), DEFAULT_POLICY)
    kinds = [type(each) for each in told if not isinstance(each, InvoiceMatchEvaluated)]
    assert kinds == ([InvoiceHoldReleased, InvoiceHoldPlaced] if again else [])
