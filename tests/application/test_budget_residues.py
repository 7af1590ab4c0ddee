"""After the final close an order holds nothing of a budget, whatever was not counted before."""

from dataclasses import replace

from domain.legal_entities.commands import SetLegalEntityBudgetControl
from domain.purchase_orders.commands import CancelPurchaseOrderLine
from domain.purchase_orders.control_commands import FinallyClosePurchaseOrder
from tests.application.company import NOW, Company, id_of
from tests.application.test_budgets import budgeted, expense, held, parts


async def test_what_an_order_gave_back_while_nothing_was_bound_is_free_once_it_is_closed_for_good(
    company: Company,
) -> None:
    await budgeted(company, "1000")
    await company.orders(expense("50"))
    assert await held(company) == parts(open="500")
    control = SetLegalEntityBudgetControl(
        now=NOW, legal_entity="NHS", control="none", reason_code="crisis"
    )
    await company.do(control)
    order = id_of("PO-1")
    await company.do(
        CancelPurchaseOrderLine(now=NOW, purchase_order_id=order, line=1, reason_code="not_needed")
    )
    await company.do(replace(control, control="hard"))
    close = FinallyClosePurchaseOrder(
        now=NOW, purchase_order_id=order, closed_by="fay", reason_code="year_end"
    )
    await company.do(close)
    assert await held(company) == parts()
