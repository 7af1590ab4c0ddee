"""Goods received in books of another currency: whatever the rates, nothing stays behind."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.money import EXACT, rounded
from domain.open_items.carrying import (
    NOTHING,
    InBooks,
    Move,
    Taken,
    late_values,
    standing,
    taken,
    taken_at,
)

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


@given(early=moves, asked=moves, last=rates)
def test_what_came_before_any_rate_was_known_leaves_nothing_once_it_is_valued(
    early: list[tuple[str, Decimal, bool, Decimal]],
    asked: list[tuple[str, Decimal, bool, Decimal]],
    last: Decimal,
) -> None:
    """Each source that had no rate of its own day gets one, and then all goes on as ever."""
    account: Account = {}
    for source, amount, is_debit, _ in early:
        moved = Move(source, amount if is_debit else -amount, Decimal(0), None)
        assert taken(account, moved, "USD").books_amount == 0
        account[source] = account.get(source, NOTHING).plus(
            moved.amount, Decimal(0), frozenset({None})
        )
    for source, rate in late_values(account, last, {"A": Decimal(2)}.get).items():
        value = rounded(EXACT.multiply(account[source].amount, rate), "USD")
        account[source] = account[source].plus(Decimal(0), value, frozenset({rate}))
    assert late_values(account, last, lambda source: None) == {}, "each is valued once"
    for source, amount, is_debit, rate in asked:
        move(account, source, amount if is_debit else -amount, rate)
    left = standing(account)
    if left.amount:
        move(account, "Z", -left.amount, last)
        assert standing(account)[:2] == (Decimal(0), Decimal(0))


@given(asked=moves, taken_back=st.sets(st.integers(1, 11)))
def test_the_value_is_on_the_side_of_its_amount(
    asked: list[tuple[str, Decimal, bool, Decimal]], taken_back: set[int]
) -> None:
    """Also where a document is taken back of which more left meanwhile than it brought."""
    account: Account = {}
    for number, (source, amount, is_debit, rate) in enumerate(asked):
        own = account.get(source, NOTHING).amount
        moved = -own if number in taken_back and own else amount if is_debit else -amount
        move(account, source, moved, rate)
        stands = standing(account)
        assert stands.amount * stands.books_amount >= 0


def test_what_is_taken_back_leaves_no_less_than_nothing() -> None:
    account: Account = {}
    move(account, "R-1", "5", "40")
    move(account, "R-2", "995", "0.01")
    assert move(account, "I-1", "-900", "1") == Decimal("-188.96")
    assert move(account, "R-1", "-5", "1") == Decimal("-1.05"), "and not the 200 that it brought"


def taken_in_parts(*moves: tuple[str, str, str]) -> list[Taken]:
    """Each move as source, amount and rate, in dollars."""
    account: Account = {}
    found = []
    for source, amount, rate in moves:
        natural = rounded(EXACT.multiply(Decimal(amount), Decimal(rate)), "USD")
        takes = taken(account, Move(source, Decimal(amount), natural, Decimal(rate)), "USD")
        stands = account.get(source, NOTHING)
        rates = frozenset({Decimal(rate)})
        account[source] = stands.plus(Decimal(amount), takes.books_amount, rates)
        found.append(takes)
    return found


def test_at_one_rate_a_difference_is_rounding_and_at_another_it_is_realised() -> None:
    third = ("-0.33", "0.5")
    whole = taken_in_parts(("A", "0.99", "0.5"), *(((name, *third)) for name in "BCD"))
    assert [each.books_amount for each in whole] == [
        Decimal(each) for each in ("0.50", "-0.17", "-0.17", "-0.16")
    ]
    assert [str(each.difference) for each in whole] == ["0.00", "0.00", "0.00", "0.01"]
    assert {each.account for each in whole} == {"small_difference"}
    other = taken_in_parts(("A", "100", "1.00"), ("B", "-40", "1.10"), ("C", "-60", "1.00"))
    assert [(each.difference, each.account) for each in other] == [
        (Decimal(0), "small_difference"),
        (Decimal(4), "realised_fx"),
        (Decimal(0), "realised_fx"),
    ]


def test_what_moves_nothing_takes_nothing_though_its_two_sides_lost_a_cent() -> None:
    account: Account = {"R-1": InBooks(Decimal(-10), Decimal(-11))}
    takes = taken(account, Move("I-1", Decimal(0), Decimal("0.01"), Decimal("1.1")), "USD")
    assert (takes.books_amount, takes.difference) == (Decimal(0), Decimal("-0.01"))


def amounts(**by_source: tuple[str, str]) -> Account:
    return {
        source: InBooks(Decimal(amount), Decimal(books))
        for source, (amount, books) in by_source.items()
    }


def test_what_empties_the_item_takes_all_that_is_left_though_it_brought_less() -> None:
    """The receipt brought 100.00; what others brought and took left five more."""
    left = amounts(A=("-100", "-100.00"), B=("-50", "-60.00"), C=("50", "55.00"))
    assert move(left, "A", "100", "1") == Decimal("105.00")


def test_what_is_taken_back_takes_what_it_brought_also_where_the_rest_is_worth_nothing() -> None:
    assert move(amounts(A=("-100", "-100.00"), B=("-50", "0")), "A", "100", "1") == 100


def test_what_was_partly_taken_off_again_has_the_rate_of_who_asks() -> None:
    """Only where something was: several that came alone have the rates of their own days."""
    came = InBooks(Decimal(-10), Decimal(0), frozenset({None}))
    gone = InBooks(Decimal(1), Decimal(0), frozenset({None}))
    of_day = {"A": Decimal(2), "B": Decimal(3), "C": Decimal(4)}.get
    alone = late_values({"A": came, "B": came}, Decimal(5), of_day)
    assert alone == {"A": Decimal(2), "B": Decimal(3)}
    one = late_values({"C": gone}, Decimal(5), of_day)
    assert one == {"C": Decimal(4)}
    both = late_values({"A": came, "C": gone}, Decimal(5), of_day)
    assert both == {"A": Decimal(5), "C": Decimal(5)}


def test_small_amounts_on_one_side_are_no_parts_of_each_other() -> None:
    came = InBooks(Decimal("0.50"), Decimal(0), frozenset({None}))
    of_day = {"A": Decimal(2), "B": Decimal(3)}.get
    assert late_values({"A": came, "B": came}, Decimal(5), of_day) == {
        "A": Decimal(2),
        "B": Decimal(3),
    }


def test_nothing_takes_nothing_whatever_stands_there_and_an_amount_without_a_rate_neither() -> None:
    stands = {"A": InBooks(Decimal(10), Decimal(11))}
    cents = Move("A", Decimal(0), Decimal("0.01"), Decimal(1))
    assert taken_at(stands, cents, "USD") == 0
    assert taken_at(stands, Move("A", Decimal(5), Decimal("5.50"), None), "USD") == 0
