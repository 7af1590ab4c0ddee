"""Taking a use back moves everything that it moved: stock, order, bill, claim, books and budget."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest

from application.tips import Tips
from application.work import Work
from domain.budgets.commands import GrantBudgetOverride, LoadBudget
from domain.budgets.commitments import ZERO, Holding
from domain.budgets.state import BUDGET_LINE, Year, budget_line_id
from domain.invoices.commands import RecordPayment
from domain.invoices.state import INVOICE
from domain.legal_entities.commands import RegisterLegalEntity
from domain.recoveries.state import RECOVERY, recovery_id
from domain.stock.commands import ReverseConsumption
from domain.stock.consumption_errors import StockItemUnknownConsumption
from domain.stock.state import STOCK_ITEM
from tests.application.company import NOW, TENANT, TODAY, Company, id_of
from tests.application.test_budgets import LINE, LOAD, budget, budgeted
from tests.application.test_consignment_orders import bill, laid, stocked, used
from tests.application.test_stock import stock, stock_of

ICU: Final = budget_line_id(TENANT, "NHS", "ICU", "consumable")


def not_used(consumption: int = 1, quantity: str | None = None) -> ReverseConsumption:
    return ReverseConsumption(
        now=NOW,
        stock_item_id=stock_of("stent"),
        consumption=consumption,
        reversed_by="kim",
        reversed_on=TODAY,
        reason_code="not_opened",
        quantity=None if quantity is None else Decimal(quantity),
    )


async def filled(company: Company) -> None:
    """Six stents at 40 dollars and four at 45 lie on the shelf."""
    await stocked(company)
    await company.do(laid("PO-1", "6"))
    await company.do(laid("PO-2", "4"))


async def test_stock_and_order_stand_as_before_the_use_and_a_bill_that_waits_is_held(
    company: Company,
) -> None:
    await filled(company)
    await company.do(used("6"))
    await company.do(bill("6", "240"))
    assert not (await company.state(INVOICE, id_of("I-1"))).holds
    await company.do(not_used(quantity="2"))
    order = await company.order("PO-1")
    assert [order.lines[1].arrived, order.lines[1].received] == [6, 4]
    assert (await stock(company, "stent")).on_hand("consigned", id_of("medline")) == 6
    (hold,) = (await company.state(INVOICE, id_of("I-1"))).holds
    assert hold.kind == "quantity_received"
    await company.do(used("2"))
    assert not (await company.state(INVOICE, id_of("I-1"))).holds, "others were used instead"


async def test_what_was_paid_for_it_is_claimed_until_it_is_used_after_all(
    company: Company,
) -> None:
    await filled(company)
    await company.do(used("6"))
    await company.do(bill("6", "240"))
    await company.do(
        RecordPayment(
            now=NOW,
            invoice_id=id_of("I-1"),
            payment="BANK-1",
            paid_on=TODAY,
            amount=Decimal(240),
            paid_by="theo",
        )
    )
    await company.do(not_used())
    work = Work(company.log, Tips(), TENANT)
    claim = await work.load(RECOVERY, recovery_id(TENANT, id_of("I-1")))
    assert (claim.status, claim.cause) == ("open", "receipt_reversed")
    assert claim.claim == 240
    await company.do(used("6"))
    work = Work(company.log, Tips(), TENANT)
    assert (await work.load(RECOVERY, recovery_id(TENANT, id_of("I-1")))).status != "open"


async def test_a_use_of_two_orders_is_two_uses_each_taken_back_by_its_number(
    company: Company,
) -> None:
    await filled(company)
    await company.do(used("7"))
    await company.do(not_used(1))
    first, second = await company.order("PO-1"), await company.order("PO-2")
    assert [first.lines[1].received, second.lines[1].received] == [0, 1]
    with pytest.raises(StockItemUnknownConsumption):
        await company.do(not_used(1))
    await company.do(not_used(2))
    assert (await company.order("PO-2")).lines[1].received == 0
    kept = await company.state(STOCK_ITEM, stock_of("stent"))
    assert [each.quantity for each in kept.consignments[id_of("medline")].laid] == [6, 4]


async def test_use_is_spent_by_the_department_that_uses_and_given_back_with_it(
    company: Company,
) -> None:
    await budgeted(company, "500")
    await company.do(replace(LOAD, cost_centre="ICU", amount=Decimal(100)))
    await filled(company)
    assert (await budget(company)).year(2026).holding == Holding(), "what lies here owes nothing"
    await company.do(used("2"))
    await company.do(replace(used("1"), department="ICU"))
    assert (await budget(company)).year(2026).holding == spent("80")
    assert (await company.state(BUDGET_LINE, ICU)).year(2026).holding == spent("40")
    assert await company.types(BUDGET_LINE, ICU) == [
        "loaded",
        "encumbered",
        "encumbrance_liquidated",
        "expenditure_recorded",
    ]
    await company.do(not_used(2))
    assert (await company.state(BUDGET_LINE, ICU)).year(2026).holding == spent("0")
    assert (await budget(company)).year(2026).holding == spent("80")


async def test_use_is_told_beyond_the_budget_and_uses_up_what_was_let_through(
    company: Company,
) -> None:
    await budgeted(company, "100")
    await filled(company)
    order = await company.order("PO-1")
    await company.do(
        GrantBudgetOverride(
            now=NOW,
            budget_line_id=LINE,
            document=order.ref,
            fiscal_year=2026,
            amount=Decimal(50),
            granted_by="dora",
            reason_code="outbreak",
        )
    )
    await company.do(used("3"))
    year = await year_of(company)
    assert [year.available, year.overrides[order.id]] == [-20, 30]
    await company.do(replace(used("1"), department="NOBODY"))  # No budget line of its own.
    await company.do(used("2"))
    year = await year_of(company)
    assert [year.available, year.overrides[order.id]] == [-100, 0]


async def test_nothing_is_spent_where_the_entity_controls_no_budgets(company: Company) -> None:
    await company.do(
        RegisterLegalEntity(now=NOW, legal_entity="NHS", name="North Health", currency="USD")
    )
    await company.do(replace(LOAD, amount=Decimal(100)))
    await filled(company)
    await company.do(used("3"))
    assert await company.types(BUDGET_LINE, LINE) == ["loaded"]


async def test_use_is_spent_in_the_year_in_which_it_happens(company: Company) -> None:
    await budgeted(company, "500")
    following = NOW.replace(year=2027)
    load: LoadBudget = replace(LOAD, fiscal_year=2027, amount=Decimal(300))
    await company.do(load)
    await filled(company)
    await company.do(used("2"))
    await company.do(replace(used("1"), now=following, consumed_on=following.date()))
    line = await budget(company)
    assert [line.year(each).holding.spent for each in (2026, 2027)] == [80, 40]


async def year_of(company: Company) -> Year:
    return (await budget(company)).year(2026)


def spent(amount: str) -> Any:  # noqa: ANN401 - a holding
    return Holding(ZERO, ZERO, Decimal(amount), Decimal(amount))
