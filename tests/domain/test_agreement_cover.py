"""An agreement that has prices covers what it prices, and nothing else."""

import pytest

from domain.agreements.price_errors import PriceAgreementNotApplicable
from domain.purchase_orders.commands import OrderedLine
from tests.domain.orders import ORDER
from tests.domain.test_agreed_order_lines import line, taken


@pytest.mark.parametrize(
    ("asked", "currency", "words"),
    [
        (line(price="4", item_id=None), "USD", "has no price for what it buys"),
        (line(price="4", item_id=ORDER.id), "USD", "has no price for what it buys"),
        (line(price="4"), "EUR", "prices it in USD"),
    ],
)
def test_an_agreement_with_prices_covers_what_it_prices(
    asked: OrderedLine, currency: str, words: str
) -> None:
    with pytest.raises(PriceAgreementNotApplicable) as refused:
        taken(asked, currency=currency)
    assert refused.value.values["obstacle"] == words
