"""What several bear of a line, as its order's history tells it."""

from replay.sentences import sentence
from tests.projections.test_order_shares import shared
from tests.replay.test_sentences import recorded


def test_it_names_each_who_bears_something_and_how_much_in_all() -> None:
    fact = shared(("ICU", "TRIAL", "5.01", "15.01"), ("OR", None, "0.00", "0.00"))
    assert sentence(recorded(fact)) == (
        "R-11 moved what several bear of line 1 by 5.01 USD to 15.01 USD: ICU on 6100 15.01 USD."
    )


def test_where_all_went_back_nobody_is_named() -> None:
    fact = shared(("ICU", None, "-5.00", "0.00"), ("OR", None, "-5.00", "0.00"))
    assert sentence(recorded(fact)) == (
        "R-11 moved what several bear of line 1 by -10.00 USD to 0.00 USD."
    )
