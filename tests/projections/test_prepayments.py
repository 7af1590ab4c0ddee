"""The payables desk sees what was paid ahead and how much of it is left."""

from decimal import Decimal

import pytest

from domain.event import Event
from projections.prepayments import PREPAYMENTS
from tests.domain.prepaying import PREPAYMENT_ID, applied, asked, given_back, paid
from tests.projections.folding import Folded, Story, fold


def told(*facts: Event) -> Folded:
    story = Story()
    for fact in facts:
        story.happens(f"prepayment/{PREPAYMENT_ID}", fact, number="PF-1")
    return fold(PREPAYMENTS, story.events)


@pytest.mark.parametrize(
    ("facts", "state", "figures"),
    [
        pytest.param((asked(),), "requested", ("300", "0", "0", "300"), id="asked for"),
        pytest.param((asked(), paid()), "paid", ("300", "300", "0", "300"), id="paid"),
        pytest.param(
            (asked(), given_back("100", "200")), "requested", ("200", "0", "0", "200"), id="less"
        ),
        pytest.param(
            (asked(), given_back("300", "0")), "withdrawn", ("0", "0", "0", "0"), id="nothing"
        ),
        pytest.param(
            (asked(), paid(), applied("250", "50")),
            "paid",
            ("300", "300", "250", "50"),
            id="used up in part",
        ),
        pytest.param(
            (asked(), paid(), applied("250", "50"), given_back("50", "0", "50")),
            "used_up",
            ("250", "250", "250", "0"),
            id="the rest came back",
        ),
    ],
)
def test_a_prepayment_tells_what_is_left(
    facts: tuple[Event, ...], state: str, figures: tuple[str, ...]
) -> None:
    row = told(*facts).row("prepayments")
    names = ("total", "paid_amount", "applied_amount", "open_amount")
    assert row["state"] == state
    assert [Decimal(row[name]) for name in names] == [Decimal(each) for each in figures]
