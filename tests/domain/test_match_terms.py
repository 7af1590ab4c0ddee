"""What was agreed beside price and quantity: a contract's price, the day wanted, the rate."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.invoices.lines import Check, MatchedRates
from domain.match_sides import Bill, Claim, OrderSide
from domain.match_terms import with_early
from domain.matching import match
from domain.tolerance import DEFAULT_POLICY, Exactly, Limits
from tests.domain.bills import bill, claim, judged, over, side, told

WANTED: Final = date(2026, 4, 1)
TODAY: Final = date(2026, 3, 10)
THREE_DAYS: Final[Mapping[Check, Limits]] = {"early_shipment": Limits(abs_over=Exactly(Decimal(3)))}
LOOSE: Final[Mapping[Check, Limits]] = {"price": over("50"), "contract_price": over("2")}


def agreed(price: str, agreed_price: str | None) -> OrderSide:
    """Received, ordered at one price and agreed at another."""
    at = None if agreed_price is None else Decimal(agreed_price)
    return replace(side(price=price, received="100"), agreed_price=at)


def came(*receipts: tuple[str, int], prior: str = "0") -> OrderSide:
    """Receipts of so much, so many days before the goods were wanted."""
    layers = {f"R-{n}": Decimal(quantity) for n, (quantity, _) in enumerate(receipts, start=1)}
    days = {
        f"R-{n}": WANTED - timedelta(days=before) for n, (_, before) in enumerate(receipts, start=1)
    }
    received = format(sum(layers.values(), Decimal(0)), "f")
    return replace(
        side(received=received, prior=prior), need_by=WANTED, receipts=layers, came_on=days
    )


def early(*claims: Claim, today: date = TODAY) -> Bill:
    return bill(*with_early(claims, today))


def test_a_bill_at_the_orders_price_is_held_beside_the_contract() -> None:
    found = judged(bill(claim(agreed("12", "10"), "10", "12")), LOOSE)
    assert told(found) == ("contract_price 2 20.00",)
    assert found.holds[0].expected == "10"


def test_what_is_as_near_to_the_contract_as_its_limit_passes_and_is_told() -> None:
    found = judged(bill(claim(agreed("12", "10"), "10", "10.20")), LOOSE)
    assert found.holds == ()
    assert ("contract_price", "pass") in {(each.check, each.verdict) for each in found.variances}


def test_the_same_deviation_is_not_held_twice() -> None:
    found = judged(bill(claim(agreed("10", "10"), "10", "11")), {"contract_price": over("2")})
    assert told(found) == ("price 1 10.00",)


def test_what_is_beyond_the_order_and_beyond_another_contracts_price_is_told_of_both() -> None:
    asked = bill(claim(agreed("12", "10"), "10", "13"))
    limits: Mapping[Check, Limits] = {"contract_price": over("2")}
    assert told(judged(asked, limits)) == ("price 1 10.00", "contract_price 3 30.00")


def test_a_contract_may_be_narrower_than_the_orders_price_limit() -> None:
    asked = bill(claim(agreed("10", "10"), "10", "10.30"))
    assert told(judged(asked, LOOSE)) == ("contract_price 0.3 3.00",)


def test_cheaper_than_agreed_or_agreed_by_nobody_says_nothing() -> None:
    for against in (agreed("9", "10"), agreed("12", None)):
        asked = bill(claim(against, "10", format(against.unit_price, "f")))
        assert judged(asked, LOOSE).variances == ()


def test_the_contracts_own_price_says_nothing_of_it_where_the_order_is_dearer() -> None:
    found = judged(bill(claim(agreed("12", "10"), "10", "10")), LOOSE)
    assert [each.check for each in found.variances] == ["price"]


def test_a_contract_price_that_passed_once_stands() -> None:
    settled = replace(claim(agreed("12", "10"), "10", "12"), contract_settled=True)
    assert judged(bill(settled), LOOSE).holds == ()


def test_a_credit_down_to_the_contract_lets_it_pass() -> None:
    against = agreed("12", "10")
    credited = replace(
        claim(against, "10", "12"), amount=Decimal(100), gross=(Decimal(10), Decimal(120))
    )
    assert told(judged(bill(credited), LOOSE)) == ()
    too_little = replace(credited, amount=Decimal(103))
    assert told(judged(bill(too_little), LOOSE)) == ("contract_price 0.3 3.00",)


def test_goods_that_came_too_early_wait_until_they_were_wanted() -> None:
    (hold,) = judged(early(claim(came(("60", 20), ("40", 2)), "100", "10")), THREE_DAYS).holds
    assert (hold.kind, hold.expected, hold.actual) == (
        "early_shipment",
        "2026-04-01",
        "2026-03-12",
    )
    assert (hold.until, hold.exposure) == (date(2026, 3, 31), Decimal("1000.00"))


def test_so_many_days_ahead_are_taken_and_one_more_is_not() -> None:
    assert judged(early(claim(came(("10", 3)), "10", "10")), THREE_DAYS).holds == ()
    (hold,) = judged(early(claim(came(("10", 4)), "10", "10")), THREE_DAYS).holds
    assert hold.kind == "early_shipment"


def test_on_the_day_that_they_were_wanted_nothing_is_early_any_more() -> None:
    asked = claim(came(("10", 20)), "10", "10")
    assert judged(early(asked, today=WANTED), THREE_DAYS).holds == ()
    eve = WANTED - timedelta(days=1)
    assert len(judged(early(asked, today=eve), THREE_DAYS).holds) == 1


def test_only_the_goods_that_are_billed_count() -> None:
    against = came(("60", 20), ("40", 0), prior="60")
    assert judged(early(claim(against, "40", "10")), THREE_DAYS).holds == ()
    late = claim(came(("60", 20), ("40", 0)), "40", "10")
    assert judged(early(replace(late, named={"R-2": Decimal(40)})), THREE_DAYS).holds == ()
    both = early(replace(late, named={"R-1": Decimal(10), "R-2": Decimal(30)}))
    assert judged(both, THREE_DAYS).holds[0].exposure == 100, "the ten of the first came early"
    two = early(
        claim(came(("60", 20), ("40", 0)), "60", "10"),
        claim(came(("60", 20), ("40", 0)), "40", "10", line=2),
    )
    assert [each.line for each in judged(two, THREE_DAYS).holds] == [1]


def test_earlier_lines_of_the_bill_take_the_earlier_goods_by_name_or_without() -> None:
    """Sixty came early and forty in time: behind the first fifty, thirty more have ten of them."""
    against = came(("60", 20), ("40", 0))
    _, second = with_early((claim(against, "50", "10"), claim(against, "30", "10", line=2)), TODAY)
    assert second.early is not None
    assert second.early.quantity == 10
    billed = replace(against, named={"R-1": Decimal(20)})
    lines = [
        replace(claim(billed, quantity, "10", line=line), named={"R-1": Decimal(quantity)})
        for line, quantity in ((1, "10"), (2, "35"))
    ]
    assert [each.early and each.early.quantity for each in with_early(lines, TODAY)] == [10, 30]


def test_receipts_of_unknown_days_are_not_early() -> None:
    unknown = replace(came(("10", 20)), came_on={})
    assert judged(early(claim(unknown, "10", "10")), THREE_DAYS).holds == ()


quantities = st.lists(st.tuples(st.integers(1, 50), st.integers(0, 30)), min_size=1, max_size=6)


@given(receipts=quantities, cuts=st.lists(st.integers(0, 300), max_size=5))
def test_whatever_bills_share_the_goods_each_early_unit_is_early_once(
    receipts: list[tuple[int, int]], cuts: list[int]
) -> None:
    """However the bills are cut, together they bill exactly the units that came early."""
    whole = came(*((str(quantity), before) for quantity, before in receipts))
    total = int(whole.received)
    ends = sorted({min(each, total) for each in cuts} | {total})
    found, start = Decimal(0), 0
    for end in ends:
        if end > start:
            asked = claim(replace(whole, prior=Decimal(start)), str(end - start), "10")
            (told_,) = with_early((asked,), TODAY)
            found += told_.early.quantity if told_.early else 0
        start = end
    assert found == sum(quantity for quantity, before in receipts if before > 0)


def rates(planned: str, current: str) -> MatchedRates:
    return MatchedRates(
        books_currency="USD",
        planned=Decimal(planned),
        planned_on=date(2026, 2, 1),
        current=Decimal(current),
    )


def in_euros(planned: str, current: str) -> Bill:
    asked = bill(claim(side(received="100"), "100", "10"))
    return replace(asked, rates=rates(planned, current))


def test_a_rate_that_moved_beyond_its_limit_holds_the_bill() -> None:
    limits: Mapping[Check, Limits] = {"exchange_rate": over("5")}
    assert judged(in_euros("1.00", "1.05"), limits).holds == (), "the limit itself passes"
    (hold,) = judged(in_euros("1.00", "1.10"), limits).holds
    assert (hold.kind, hold.line, hold.exposure) == ("exchange_rate", None, Decimal("90.91"))
    (told_,) = judged(in_euros("1.00", "1.10"), limits).variances
    assert told_.difference == "100.00 USD"
    assert judged(in_euros("1.00", "0.50"), limits).holds == (), "nothing is said of below"


def test_a_rate_that_is_not_checked_holds_nothing() -> None:
    assert judged(in_euros("1.00", "9"), {"exchange_rate": Limits()}).variances == ()


@pytest.mark.parametrize(
    ("price", "holds"), [("10.50", ()), ("10.51", ("contract_price 0.51 5.10",))]
)
def test_built_in_a_price_passes_up_to_five_per_cent_above_the_contract(
    price: str, holds: tuple[str, ...]
) -> None:
    asked = bill(claim(agreed("12", "10"), "10", price))
    assert told(match(asked, "USD", DEFAULT_POLICY)) == holds


@pytest.mark.parametrize(
    ("corrected", "price", "held"),
    [
        pytest.param(True, "12", None, id="as it was agreed all along"),
        pytest.param(True, "12.01", ("12", "12.01"), id="beyond that"),
        pytest.param(False, "12", ("10", "12"), id="agreed since, which the order is not"),
    ],
)
def test_a_price_that_was_corrected_upwards_passes_though_the_order_has_less(
    corrected: bool, price: str, held: tuple[str, str] | None
) -> None:
    against = replace(side(received="10"), agreed_price=Decimal(12))
    assert not against.corrected, "no price is a correction unless somebody corrected it"
    asked = claim(replace(against, corrected=corrected), "10", price)
    found = [each for each in judged(bill(asked)).holds if each.kind == "price"]
    assert [(each.expected, each.actual) for each in found] == ([held] if held else [])


def test_a_later_debit_up_to_the_price_that_was_corrected_upwards_passes() -> None:
    against = side(received="10", prior="10")
    against = replace(against, agreed_price=Decimal(12), billed_amount=Decimal(100))
    debit = claim(replace(against, corrected=True), "0", "0")
    passes, held = (replace(debit, amount=Decimal(each)) for each in ("20", "20.01"))
    assert judged(bill(passes)).holds == ()
    assert [each.kind for each in judged(bill(held)).holds] == ["price"]
