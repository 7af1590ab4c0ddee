"""Price agreements through the real log: one holder for a number, documents that exist."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import pytest

from application.access import authorize
from application.errors import Forbidden, NotFound
from domain.agreements.commands import (
    ActivatePriceAgreement,
    ConfirmPrices,
    DraftPriceAgreement,
    ProposePrices,
    SignPriceAgreement,
    StatedPrice,
)
from domain.agreements.errors import PriceAgreementSelfConfirmed
from domain.agreements.state import PRICE_AGREEMENT
from domain.event import Actor
from domain.numbers.errors import NumberTaken
from tests.application.company import NOW, Company, id_of

GLOVES: Final = "gloves"
DRAFT: Final = DraftPriceAgreement(
    now=NOW,
    price_agreement_id=id_of("PA-1"),
    number="PA-1",
    kind="local",
    supplier_id=id_of("medline"),
    description="Gloves",
    currency="USD",
    starts_on=date(2026, 1, 1),
    ends_on=date(2026, 12, 31),
    drafted_by="dora",
)


def price(amount: str = "10.00", **terms: Any) -> StatedPrice:
    told: dict[str, Any] = {"item_id": id_of(GLOVES), "unit": "EA", "starts_on": date(2026, 1, 1)}
    return StatedPrice(unit_price=Decimal(amount), **(told | terms))


async def agree(
    company: Company,
    *prices: StatedPrice,
    name: str = "PA-1",
    now: datetime = NOW,
    **terms: Any,
) -> None:
    """An agreement in force: dora drafts and proposes, sven signs and confirms."""
    agreement_id = id_of(name)
    told = {"price_agreement_id": agreement_id, "number": name, "now": now, **terms}
    await company.do(replace(DRAFT, **told))
    if prices:
        await company.do(
            ProposePrices(
                now=now, price_agreement_id=agreement_id, prices=prices, proposed_by="dora"
            )
        )
        await company.do(
            ConfirmPrices(now=now, price_agreement_id=agreement_id, proposal=1, confirmed_by="sven")
        )
    signed_on = date(2026, 1, 1)
    await company.do(
        SignPriceAgreement(
            now=now, price_agreement_id=agreement_id, signed_on=signed_on, signed_by="sven"
        )
    )
    await company.do(
        ActivatePriceAgreement(now=now, price_agreement_id=agreement_id), person="sven"
    )


async def test_an_agreement_comes_into_force_by_two_people(company: Company) -> None:
    await company.has_item(GLOVES)
    await agree(company, price())
    assert await company.types(PRICE_AGREEMENT, id_of("PA-1")) == [
        "drafted",
        "prices_proposed",
        "prices_confirmed",
        "signed",
        "activated",
    ]


async def test_a_number_names_one_agreement(company: Company) -> None:
    await company.do(DRAFT)
    with pytest.raises(NumberTaken):
        await company.do(replace(DRAFT, price_agreement_id=id_of("twin"), number="pa-1"))


async def test_supplier_and_items_exist(company: Company) -> None:
    with pytest.raises(NotFound):
        await company.do(replace(DRAFT, supplier_id=id_of("nobody")))
    await company.do(DRAFT)
    with pytest.raises(NotFound):
        await company.do(
            ProposePrices(
                now=NOW, price_agreement_id=id_of("PA-1"), prices=(price(),), proposed_by="dora"
            )
        )


async def test_nobody_confirms_his_own_prices(company: Company) -> None:
    await company.has_item(GLOVES)
    await company.do(DRAFT)
    await company.do(
        ProposePrices(
            now=NOW, price_agreement_id=id_of("PA-1"), prices=(price(),), proposed_by="dora"
        )
    )
    confirm = ConfirmPrices(
        now=NOW, price_agreement_id=id_of("PA-1"), proposal=1, confirmed_by="dora"
    )
    with pytest.raises(PriceAgreementSelfConfirmed):
        await company.do(confirm)


@pytest.mark.parametrize("role", ["buyer", "requester", "item_master", "ap_manager", "auditor"])
def test_only_a_contract_master_maintains_agreements(role: str) -> None:
    dora = Actor(type="human", id="dora")
    authorize(DRAFT, dora, frozenset({"contract_master"}))
    with pytest.raises(Forbidden):
        authorize(DRAFT, dora, frozenset({role}))
    with pytest.raises(Forbidden):
        authorize(DRAFT, Actor(type="ai", id="dora"), frozenset({"contract_master"}))
