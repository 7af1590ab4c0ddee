"""Beyond the budget: what is ordered or taken in there has to be let through by somebody."""

from decimal import Decimal

import pytest

from domain.budgets.commands import GrantBudgetOverride
from domain.budgets.errors import BudgetLineInsufficientFunds
from domain.event import DocumentRef
from tests.application.company import NOW, Company, post
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
