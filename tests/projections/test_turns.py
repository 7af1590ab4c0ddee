"""Who is passed in all that he moves stands by; who is passed in part goes on with the rest."""

from dataclasses import replace

import pytest

from projections.runner import Cursor, Generation
from projections.turns import StandBy
from tests.projections.toys import TOY_BOX, TOY_SHOP

BOX, SHOP = (Generation(each, 1, Cursor(1, 5)) for each in (TOY_BOX, TOY_SHOP))
BOX_MOVED, SHOP_MOVED = (replace(each, cursor=Cursor(1, 9)) for each in (BOX, SHOP))


@pytest.mark.parametrize(
    ("now", "stands_by"),
    [
        ([BOX_MOVED, SHOP_MOVED], True),
        ([BOX_MOVED, SHOP], False),  # A newer program moves what is the same to both.
        ([BOX_MOVED, replace(SHOP, number=2)], True),  # A rebuild took over the other one.
        ([BOX, SHOP], False),
        ([replace(BOX, number=2), replace(SHOP, number=2)], False),
        ([], False),
    ],
)
def test_who_is_passed_in_all_that_he_moves_stands_by(
    now: list[Generation], stands_by: bool
) -> None:
    turns = StandBy()
    turns.enter_if_passed([BOX, SHOP], now)
    assert turns.is_on == stands_by
