"""Whoever names an agreement that has no price for what he buys does not buy under contract."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from domain.agreements.price_errors import PriceAgreementNotApplicable
from domain.purchase_orders.commands import (
    AddPurchaseOrderLine,
    ChangedLine,
    ImplementChangeOrder,
)
from tests.application.company import NOW, Company, id_of, line
from tests.application.test_agreed_prices import asked, gloves
from tests.application.test_price_agreements import GLOVES, agree, price


@pytest.fixture
async def buyer(company: Company) -> Company:
    """A company whose agreement prices gloves in dollars, and nothing else."""
    await company.has_item(GLOVES)
    await company.has_item("pump")
    await agree(company, price("10"))
    return company


@pytest.mark.parametrize(
    "bought",
    [
        {"item_class": "implant"},
        {"item_class": "capital", "description": "Scanner"},
        {"item_id": id_of("pump")},
    ],
)
async def test_an_order_names_no_agreement_that_does_not_price_what_it_buys(
    buyer: Company, bought: dict[str, Any]
) -> None:
    named = line("1", "10", agreement="PA-1", **bought)
    with pytest.raises(PriceAgreementNotApplicable):
        await buyer.drafts(named)
    await buyer.drafts(gloves("20"))
    add = AddPurchaseOrderLine(
        now=NOW, purchase_order_id=id_of("PO-1"), line=replace(named, line=2)
    )
    with pytest.raises(PriceAgreementNotApplicable):
        await buyer.do(add)
    await buyer.do(replace(add, line=replace(named, line=2, agreement=None)))
    under = ChangedLine(line=2, agreement="PA-1", unit_price=Decimal(10))
    change = ImplementChangeOrder(now=NOW, purchase_order_id=id_of("PO-1"), lines=(under,))
    with pytest.raises(PriceAgreementNotApplicable):
        await buyer.do(change)


async def test_an_order_in_another_currency_is_not_under_the_agreement(buyer: Company) -> None:
    in_euros = gloves("1", unit_price=Decimal(100))
    with pytest.raises(PriceAgreementNotApplicable):
        await buyer.drafts(in_euros, currency="EUR")


async def test_a_request_names_no_agreement_that_does_not_price_what_it_wants(
    buyer: Company,
) -> None:
    with pytest.raises(PriceAgreementNotApplicable):
        await buyer.do(asked(supplier_id=id_of("medline")))
    with pytest.raises(PriceAgreementNotApplicable):
        await buyer.do(asked(item_id=id_of("pump")))
    await buyer.do(asked(item_id=id_of(GLOVES)))
