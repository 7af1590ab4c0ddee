"""Claims over prices that are corrected twice, and credit memos between them, by the real log."""

import asyncio
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import pytest

from domain.agreements.claim_errors import PriceAgreementNothingToClaim
from domain.agreements.commands import (
    BackdatePrices,
    ConfirmPrices,
    LineToClaim,
    RaisePriceClaim,
)
from domain.agreements.events import PriceAgreementPriceClaimRaised
from domain.agreements.state import PRICE_AGREEMENT
from domain.credit_memos.commands import CaptureCreditMemo, CreditedLine, PostCreditMemo
from tests.application.company import NOW, Company, company_on, id_of
from tests.application.test_agreed_prices import gloves
from tests.application.test_price_agreements import GLOVES, agree, price
from tests.application.test_receipts import invoice

LATER: Final = NOW + timedelta(days=30)


@pytest.fixture
async def buyer(company: Company) -> Company:
    """Twenty gloves were bought and billed at ten."""
    await company.has_item(GLOVES)
    await agree(company, price("10"))
    await company.orders(gloves("20", match="two_way"))
    await company.do(invoice("INV-1", "20"))
    return company


async def corrects(buyer: Company, amount: str, number: int, days: int) -> None:
    now = LATER + timedelta(days=days)
    wanted = price(amount, starts_on=date(2026, 2, 1), ends_on=date(2026, 3, 15))
    told = BackdatePrices(
        now=now,
        price_agreement_id=id_of("PA-1"),
        prices=(wanted,),
        proposed_by="dora",
        reason_code="late_letter",
    )
    await buyer.do(told)
    confirm = ConfirmPrices(
        now=now, price_agreement_id=id_of("PA-1"), proposal=number, confirmed_by="sven"
    )
    await buyer.do(confirm)


def claim(correction: int) -> RaisePriceClaim:
    return RaisePriceClaim(
        now=LATER + timedelta(days=3),
        price_agreement_id=id_of("PA-1"),
        correction=correction,
        lines=(LineToClaim(purchase_order_id=id_of("PO-1"), line=1),),
        raised_by="dora",
    )


async def claimed(buyer: Company) -> list[Decimal]:
    return [
        each.amount
        for each in await buyer.events(PRICE_AGREEMENT, id_of("PA-1"))
        if isinstance(each, PriceAgreementPriceClaimRaised)
    ]


async def credits_on_price(buyer: Company, amount: str) -> None:
    line = CreditedLine(
        line=1,
        description="Price",
        quantity=Decimal(0),
        amount=Decimal(amount),
        purchase_order_line=1,
    )
    capture = CaptureCreditMemo(
        now=LATER,
        credit_memo_id=id_of("CM-1"),
        number="CM-1",
        kind="credit_memo",
        basis="price",
        supplier_id=id_of("medline"),
        legal_entity="NHS",
        facility="NORTH",
        currency="USD",
        credit_date=LATER.date(),
        invoice_id=id_of("INV-1"),
        lines=(line,),
        tax=Decimal(0),
        total=Decimal(amount),
    )
    await buyer.do(capture)
    await buyer.do(PostCreditMemo(now=LATER, credit_memo_id=id_of("CM-1"), posted_on=LATER.date()))


async def test_a_second_correction_is_claimed_whole_once_the_first_claim_was_credited(
    buyer: Company,
) -> None:
    await corrects(buyer, "8", 2, days=0)
    await buyer.do(claim(2))
    await credits_on_price(buyer, "40")
    await corrects(buyer, "7", 3, days=1)
    await buyer.do(claim(3))
    assert await claimed(buyer) == [40, 20]
    with pytest.raises(PriceAgreementNothingToClaim):
        await buyer.do(claim(3))


async def test_a_claim_over_a_correction_that_was_taken_back_is_refused(buyer: Company) -> None:
    await corrects(buyer, "8", 2, days=0)
    await corrects(buyer, "10", 3, days=1)
    with pytest.raises(PriceAgreementNothingToClaim):
        await buyer.do(claim(2))
    assert await claimed(buyer) == []


async def test_of_two_people_who_raise_the_same_claim_one_is_told_that_nothing_is_left(
    buyer: Company,
) -> None:
    await corrects(buyer, "8", 2, days=0)
    other = company_on(buyer.log, prefix="b")
    outcomes = await asyncio.gather(buyer.do(claim(2)), other.do(claim(2)), return_exceptions=True)
    refused = [each for each in outcomes if isinstance(each, PriceAgreementNothingToClaim)]
    assert len(refused) == 1
    assert await claimed(buyer) == [40]
