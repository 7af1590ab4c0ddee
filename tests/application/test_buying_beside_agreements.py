"""Lines that name no agreement, where one with their supplier has the item for less."""

from decimal import Decimal
from typing import Any

import pytest

from domain.agreements.price_errors import PriceAgreementDearer, PriceAgreementOverrideUnneeded
from domain.purchase_orders.commands import ChangedLine, ImplementChangeOrder, OrderedLine
from domain.purchase_orders.lines import AcknowledgedLine, Substitute
from domain.purchase_orders.supplier_commands import AcceptSupplierChange, RecordAcknowledgement
from tests.application.company import EACH, NOW, Company, id_of, line
from tests.application.test_price_agreements import GLOVES, agree, price


def off_contract(quantity: str, stated: str, **terms: Any) -> OrderedLine:
    return line(quantity, stated, item_id=id_of(GLOVES), **terms)


def change(**values: Any) -> ImplementChangeOrder:
    asked = ChangedLine(line=1, **values)
    return ImplementChangeOrder(now=NOW, purchase_order_id=id_of("PO-1"), lines=(asked,))


@pytest.fixture
async def buyer(company: Company) -> Company:
    """A company whose supplier has agreed to ten dollars."""
    await company.has_item(GLOVES)
    await agree(company, price("10"))
    return company


async def test_dearer_than_an_agreement_says_why_or_names_it(buyer: Company) -> None:
    with pytest.raises(PriceAgreementDearer) as refused:
        await buyer.drafts(off_contract("5", "10.01"))
    assert refused.value.values["agreement"] == "PA-1"
    assert refused.value.values["agreed"] == "10"
    await buyer.drafts(off_contract("5", "12", price_override="out_of_stock"))
    bought = (await buyer.order()).lines[1]
    assert (bought.terms.unit_price, bought.terms.agreement) == (Decimal(12), None)
    assert bought.pricing is not None
    assert (bought.pricing.agreement.number, bought.pricing.agreed_price) == ("PA-1", Decimal(10))
    assert bought.pricing.override_reason == "out_of_stock"


async def test_cheaper_than_agreed_needs_no_reason_and_takes_one(buyer: Company) -> None:
    await buyer.drafts(off_contract("5", "9.99"))
    assert (await buyer.order()).lines[1].pricing is None
    await buyer.drafts(off_contract("5", "9", price_override="rush"), name="PO-2")
    pricing = (await buyer.order("PO-2")).lines[1].pricing
    assert pricing is not None
    assert pricing.override_reason == "rush"


async def test_a_reason_where_no_agreement_applies_is_refused(buyer: Company) -> None:
    await buyer.has_supplier("acme")
    with pytest.raises(PriceAgreementOverrideUnneeded):
        await buyer.drafts(off_contract("5", "9", price_override="rush"), supplier="acme")


async def test_an_agreement_elsewhere_or_of_another_item_binds_nobody(buyer: Company) -> None:
    await buyer.has_supplier("acme")
    await buyer.drafts(off_contract("5", "12"), supplier="acme")
    await buyer.drafts(line("5", "12"), name="PO-2")
    assert all(each.pricing is None for each in (await buyer.order("PO-2")).lines.values())


async def test_a_line_that_grows_beside_an_agreement_says_why(buyer: Company) -> None:
    await buyer.orders(off_contract("5", "9.99"))
    with pytest.raises(PriceAgreementDearer):
        await buyer.do(change(unit_price=Decimal(12)))
    await buyer.do(change(unit_price=Decimal(12), price_override="rush"))
    await buyer.do(change(quantity=Decimal(6)))  # The reason stands for the price that it was for.
    with pytest.raises(PriceAgreementDearer):
        await buyer.do(change(unit_price=Decimal(13)))
    pricing = (await buyer.order()).lines[1].pricing
    assert pricing is not None
    assert pricing.override_reason == "rush"
    await buyer.do(change(quantity=Decimal(4)))


def answers(*lines: AcknowledgedLine) -> RecordAcknowledgement:
    return RecordAcknowledgement(now=NOW, purchase_order_id=id_of("PO-1"), lines=lines)


def takes(number: int, **told: Any) -> AcceptSupplierChange:
    return AcceptSupplierChange(
        now=NOW, purchase_order_id=id_of("PO-1"), change=number, accepted_by="bella", **told
    )


async def test_a_rise_that_the_supplier_asks_for_beside_an_agreement_says_why(
    buyer: Company,
) -> None:
    await buyer.orders(off_contract("5", "9.99"))
    dearer = AcknowledgedLine(line=1, code="IP", unit_price=Decimal(12))
    await buyer.do(answers(dearer))
    with pytest.raises(PriceAgreementDearer) as refused:
        await buyer.do(takes(1))
    assert refused.value.values["agreement"] == "PA-1"
    await buyer.do(takes(1, price_override="shortage"))
    bought = (await buyer.order()).lines[1]
    assert bought.terms.unit_price == 12
    assert bought.pricing is not None
    assert (bought.pricing.agreed_price, bought.pricing.override_reason) == (
        Decimal(10),
        "shortage",
    )


async def test_what_the_supplier_asks_for_within_the_agreement_needs_no_reason(
    buyer: Company,
) -> None:
    await buyer.orders(off_contract("5", "8"))
    await buyer.do(answers(AcknowledgedLine(line=1, code="IP", unit_price=Decimal("9.50"))))
    with pytest.raises(PriceAgreementOverrideUnneeded):
        await buyer.do(takes(1, price_override="shortage"))
    await buyer.do(takes(1))
    assert (await buyer.order()).lines[1].pricing is None


async def test_a_substitute_beside_an_agreement_that_has_it_for_less_says_why(
    buyer: Company,
) -> None:
    await buyer.orders(line("5", "10"))
    instead = Substitute(
        description="Gloves", item_id=id_of(GLOVES), pack=EACH, unit_price=Decimal(11)
    )
    await buyer.do(answers(AcknowledgedLine(line=1, code="IS", substitute=instead)))
    with pytest.raises(PriceAgreementDearer):
        await buyer.do(takes(1))
    await buyer.do(takes(1, price_override="shortage"))
    bought = (await buyer.order()).lines[2]
    assert bought.pricing is not None
    assert bought.pricing.override_reason == "shortage"
