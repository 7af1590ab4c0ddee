"""Amended orders through the real log: prices, caps and requisitions follow what is bought."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from domain.agreements.price_errors import PriceAgreementNotApplicable
from domain.purchase_orders.commands import ChangedLine, ImplementChangeOrder
from domain.purchase_orders.errors import PurchaseOrderPriceMissing
from domain.purchase_orders.pricing_events import AGREED
from domain.quantity import Pack
from domain.requisitions.errors import RequisitionUnitDiffers
from tests.application.company import NOW, Company, id_of, line
from tests.application.test_agreed_prices import gloves
from tests.application.test_price_agreements import GLOVES, agree, price
from tests.application.test_requisitions_ordered import GLOVES as ASKED
from tests.application.test_requisitions_ordered import approved, ordered, requisition


def amended(*lines: ChangedLine, **terms: Any) -> ImplementChangeOrder:
    return ImplementChangeOrder(now=NOW, purchase_order_id=id_of("PO-1"), lines=lines, **terms)


@pytest.fixture
async def buyer(company: Company) -> Company:
    await company.has_item(GLOVES)
    await company.has_supplier("cardinal")
    return company


async def test_supplier_product_quantity_and_price_change_in_one_revision(buyer: Company) -> None:
    """Scenario P2P-178: 55 becomes 46."""
    await buyer.orders(line("5", "10", 1), line("1", "5", 2))
    first = ChangedLine(line=1, quantity=Decimal(4), unit_price=Decimal(9), item_id=id_of(GLOVES))
    second = ChangedLine(line=2, quantity=Decimal(2))
    await buyer.do(amended(first, second, supplier_id=id_of("cardinal")))
    order = await buyer.order()
    assert (order.amount, order.revision, order.stage) == (Decimal(46), 2, "issued")
    assert (order.supplier_id, order.supplier_name) == (id_of("cardinal"), "cardinal")
    lines = [(each.ordered, each.terms.unit_price) for each in order.lines.values()]
    assert lines == [(Decimal(4), Decimal(9)), (Decimal(2), Decimal(5))]
    assert order.submissions == 2


async def test_a_line_comes_under_an_agreement_at_its_price(buyer: Company) -> None:
    await agree(buyer, price("10"))
    await buyer.orders(line("20", "11"))
    await buyer.do(amended(ChangedLine(line=1, item_id=id_of(GLOVES), agreement="PA-1")))
    after = (await buyer.order()).lines[1]
    assert (after.terms.unit_price, after.terms.price_source) == (Decimal(10), AGREED)
    assert after.pricing is not None


async def test_an_agreed_price_does_not_follow_the_order_to_another_supplier(
    buyer: Company,
) -> None:
    await agree(buyer, price("10"))
    await buyer.orders(gloves("20"))
    with pytest.raises(PurchaseOrderPriceMissing):
        await buyer.do(amended(supplier_id=id_of("cardinal")))
    under = ChangedLine(line=1, agreement="PA-1")
    dearer = ChangedLine(line=1, unit_price=Decimal(12))
    await buyer.do(amended(dearer, supplier_id=id_of("cardinal")))
    after = (await buyer.order()).lines[1]
    assert after.terms.unit_price == Decimal(12)
    assert after.terms.agreement is None
    assert after.pricing is None
    with pytest.raises(PriceAgreementNotApplicable):
        await buyer.do(amended(replace(under, unit_price=None)))


async def test_another_item_states_its_price(buyer: Company) -> None:
    await buyer.orders(line("5", "10"))
    with pytest.raises(PurchaseOrderPriceMissing):
        await buyer.do(amended(ChangedLine(line=1, item_id=id_of(GLOVES))))


async def test_the_requisition_counts_another_pack_in_its_own_unit(company: Company) -> None:
    await approved(company, replace(ASKED, quantity=Decimal(24)))
    await ordered(company, "24")
    box = Pack(unit="BX", base_unit="EA", numerator=12)
    one = ChangedLine(line=1, pack=box, quantity=Decimal(1), unit_price=Decimal(120))
    await company.do(amended(one))
    assert (await requisition(company)).lines[1].left == 12
    pairs = Pack(unit="PK", base_unit="PR", numerator=2)
    with pytest.raises(RequisitionUnitDiffers):
        await company.do(amended(replace(one, pack=pairs)))
