"""Goods received in books of another currency: whatever the rates, nothing stays behind."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.goods_in_books import NOTHING, InBooks, Move, standing, taken_at
from domain.money import EXACT, rounded

Account = dict[str, InBooks]
cents = st.integers(1, 100_000).map(lambda each: Decimal(each) / 100)
rates = st.integers(50, 200).map(lambda each: Decimal(each) / 100)


def move(account: Account, source: str, amount: str | Decimal, rate: str | Decimal) -> Decimal:
    """Moves the account, and tells what it took in dollars."""
    amount, rate = Decimal(amount), Decimal(rate)
    natural = rounded(EXACT.multiply(amount, rate), "USD")
    taken = taken_at(account, Move(source, amount, natural, rate), "USD")
    account[source] = account.get(source, NOTHING).plus(amount, taken)
    return taken


def test_a_bill_takes_goods_off_at_what_their_receipt_put_there() -> None:
    account: Account = {}
    assert move(account, "R-1", "-1000", "1.10") == Decimal("-1100.00")
    assert move(account, "I-1", "1000", "1.25") == Decimal("1100.00")
    assert standing(account) == InBooks(Decimal(0), Decimal(0))


def test_a_part_leaves_in_proportion_and_the_last_takes_all_that_is_left() -> None:
    account: Account = {}
    move(account, "R-1", "-100", "1.00")
    move(account, "R-2", "-200", "1.01")
    assert move(account, "I-1", "100", "2") == Decimal("100.67")
    assert move(account, "I-2", "200", "3") == Decimal("201.33")
    assert standing(account).books_amount == 0


def test_a_bill_that_comes_first_is_met_by_its_receipt_and_the_rest_counts_at_its_own_rate() -> (
    None
):
    account: Account = {}
    move(account, "I-1", "400", "1.20")
    assert move(account, "R-1", "-1000", "1.00") == Decimal("-1080.00"), "480 and 600 at 1.00"
    assert standing(account) == InBooks(Decimal(-600), Decimal("-600.00"))


def test_what_is_taken_back_takes_what_it_brought() -> None:
    account: Account = {}
    move(account, "R-1", "-1000", "1.00")
    move(account, "I-1", "1000", "1.30")
    assert move(account, "I-1", "-1000", "1.30") == Decimal("-1000.00")
    assert move(account, "I-2", "1000", "1.50") == Decimal("1000.00")
    assert standing(account).books_amount == 0


moves = st.lists(
    st.tuples(st.sampled_from("ABCDEF"), cents, st.booleans(), rates), min_size=1, max_size=12
)


@given(asked=moves, last=rates)
def test_an_account_without_an_amount_has_no_value_either(
    asked: list[tuple[str, Decimal, bool, Decimal]], last: Decimal
) -> None:
    """Receipts, bills, returns and credits in any order, at any rates: empty is empty."""
    account: Account = {}
    for source, amount, is_debit, rate in asked:
        move(account, source, amount if is_debit else -amount, rate)
        if standing(account).amount == 0:
            assert standing(account).books_amount == 0
    left = standing(account).amount
    if left:
        move(account, "Z", -left, last)
    assert standing(account) == InBooks(Decimal(0), Decimal(0))


@given(asked=moves)
def test_the_value_is_on_the_side_of_its_amount(
    asked: list[tuple[str, Decimal, bool, Decimal]],
) -> None:
    account: Account = {}
    for number, (_, amount, is_debit, rate) in enumerate(asked):
        move(account, str(number), amount if is_debit else -amount, rate)
        stands = standing(account)
        assert stands.amount * stands.books_amount >= 0
