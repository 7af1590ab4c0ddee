"""Agreements that follow one another, through the real log."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.agreements.commands import (
    ActivatePriceAgreement,
    ConfirmPrices,
    RenewPriceAgreement,
    SignPriceAgreement,
    TerminatePriceAgreement,
)
from domain.agreements.renewal_errors import PriceAgreementRenewalStanding
from domain.agreements.state import PRICE_AGREEMENT
from domain.purchase_orders.commands import AddPurchaseOrderLine, OrderedLine
from tests.application.company import NOW, Company, id_of, line
from tests.application.test_price_agreements import GLOVES, agree, price


def unnamed(number: int = 1) -> OrderedLine:
    """Gloves, with neither agreement nor price."""
    return replace(line("5", "1", number), item_id=id_of(GLOVES), unit_price=None)


@pytest.fixture
async def buyer(company: Company) -> Company:
    """An own agreement at ten dollars."""
    await company.has_item(GLOVES)
    await agree(company, price("10"))
    return company


async def test_a_renewed_agreement_hands_over_on_the_day(buyer: Company) -> None:
    await buyer.do(
        RenewPriceAgreement(
            now=NOW,
            price_agreement_id=id_of("PA-2"),
            renewed_id=id_of("PA-1"),
            number="PA-2",
            drafted_by="dora",
            starts_on=date(2026, 3, 2),
            price_change_percent=Decimal(10),
        )
    )
    told: dict[str, Any] = {"now": NOW, "price_agreement_id": id_of("PA-2")}
    await buyer.do(ConfirmPrices(**told, proposal=1, confirmed_by="sven"))
    await buyer.do(SignPriceAgreement(**told, signed_on=date(2026, 2, 1), signed_by="sven"))
    assert await buyer.types(PRICE_AGREEMENT, id_of("PA-1")) == [
        *("drafted", "prices_proposed", "prices_confirmed", "signed", "activated"),
        "renewal_drafted",
    ]
    await buyer.do(ActivatePriceAgreement(**told), person="sven")
    former = await buyer.state(PRICE_AGREEMENT, id_of("PA-1"))
    assert (former.last_day, former.ends_on) == (date(2026, 3, 1), date(2026, 12, 31))
    await buyer.drafts(unnamed())
    add = AddPurchaseOrderLine(
        now=NOW + timedelta(days=1), purchase_order_id=id_of("PO-1"), line=unnamed(number=2)
    )
    await buyer.do(add)
    lines = (await buyer.order()).lines
    assert [each.terms.agreement for each in lines.values()] == ["PA-1", "PA-2"]
    assert [each.terms.unit_price for each in lines.values()] == [Decimal(10), Decimal(11)]


async def test_a_successor_that_comes_to_nothing_leaves_the_agreement_to_be_renewed_anew(
    buyer: Company,
) -> None:
    renewal = RenewPriceAgreement(
        now=NOW,
        price_agreement_id=id_of("PA-2"),
        renewed_id=id_of("PA-1"),
        number="PA-2",
        drafted_by="dora",
    )
    await buyer.do(renewal)
    other = replace(renewal, price_agreement_id=id_of("PA-3"), number="PA-3")
    with pytest.raises(PriceAgreementRenewalStanding):
        await buyer.do(other)
    await buyer.do(
        TerminatePriceAgreement(
            now=NOW,
            price_agreement_id=id_of("PA-2"),
            terminated_on=NOW.date(),
            terminated_by="dora",
            reason_code="not_agreed",
        )
    )
    await buyer.do(other)
    assert (await buyer.state(PRICE_AGREEMENT, id_of("PA-1"))).renewal is not None
