"""Beyond the budget: what is ordered or taken in there has to be let through by somebody."""

from decimal import Decimal

import pytest

from domain.budgets.commands import GrantBudgetOverride
from domain.budgets.errors import BudgetLineInsufficientFunds
from domain.budgets.holdings import of_order
from domain.event import DocumentRef
from domain.frozen import replace
from domain.purchase_orders.order import BilledParts
from domain.purchase_orders.parts import OrderPart
from tests.application.company import NOW, Company, id_of, line, post
from tests.application.test_budgets import LINE, budget, budgeted, expense, held, parts


async def test_an_override_lets_one_order_go_beyond(company: Company) -> None:
    await budgeted(company, "100")
    await company.drafts(expense("12"))
    await company.submits()
    with pytest.raises(BudgetLineInsufficientFunds):
        await company.issues()
    order = await company.order()
    await company.do(
        GrantBudgetOverride(
            now=NOW,
            budget_line_id=LINE,
            document=DocumentRef(aggregate="purchase_order", id=order.id, number=order.number),
            fiscal_year=2026,
            amount=Decimal(20),
            granted_by="dora",
            reason_code="outbreak",
        )
    )
    await company.issues()
    assert await held(company) == parts(open="120")
    assert (await budget(company)).year(2026).overrides[order.id] == 0


async def test_more_than_was_ordered_is_not_taken_in_beyond_the_budget(company: Company) -> None:
    await budgeted(company, "105")
    await company.orders(expense("10"))
    await company.do(post("GR-1", "9"))
    with pytest.raises(BudgetLineInsufficientFunds):
        await company.do(post("GR-2", "2"))
    order = await company.order()
    await company.do(
        GrantBudgetOverride(
            now=NOW,
            budget_line_id=LINE,
            document=order.ref,
            fiscal_year=2026,
            amount=Decimal(5),
            granted_by="dora",
            reason_code="sealed_pack",
        )
    )
    await company.do(post("GR-2", "2"))
    assert await held(company) == parts(liquidated="100", spent="110")
    assert (await budget(company)).year(2026).overrides[order.id] == 0


async def test_planned_freight_is_held_with_the_goods_that_bear_it(company: Company) -> None:
    freight = OrderPart(charge="freight", kind="freight", amount=Decimal(20))
    await budgeted(company, "119")
    await company.drafts(expense("10"), parts=(freight,))
    await company.submits()
    with pytest.raises(BudgetLineInsufficientFunds, match=r"has 119\.00 USD of 2026 left, 120\.00"):
        await company.issues()
    await company.drafts(expense("9"), name="PO-2", parts=(freight,))
    await company.submits("PO-2", case="CASE-2")
    await company.issues("PO-2")
    assert await held(company) == parts(open="110")
    await company.do(post("GR-1", "3", order="PO-2"))
    came = "36.67"  # a third of both
    left = "73.33"
    assert await held(company) == parts(open=left, liquidated=came, spent=came)
    await company.do(post("GR-2", "6", order="PO-2"))
    assert await held(company) == parts(liquidated="110", spent="110")
    here = await company.order("PO-2")
    for billed, spent in ((20, 110), (25, 115)):  # What goods bear already is not spent twice.
        bill = BilledParts(Decimal(90), {"freight": Decimal(billed)})
        paid = replace(here, charges={}, parts_billed={id_of("INV-1"): bill})
        assert [each.holding.spent for each in of_order(paid)] == [spent]


async def test_freight_that_goes_on_stock_is_charged_to_no_budget(company: Company) -> None:
    await budgeted(company, "100")
    freight = OrderPart(charge="freight", kind="freight", amount=Decimal(20))
    await company.has_item("gloves")
    stocked = line("5", "10", number=2, item_id=id_of("gloves"))
    await company.drafts(expense("10"), stocked, parts=(freight,))
    await company.submits()
    await company.issues()
    assert await held(company) == parts(open="100")
