"""What a request is for decides whether its goods go to stock: free text to be used never does."""

from dataclasses import replace

import pytest

from domain.purchase_orders.commands import AddPurchaseOrderLine
from domain.purchase_orders.lines import Accounting
from domain.purchase_orders.serving_errors import PurchaseOrderAskedForUse
from domain.requisitions.lines import RequisitionKind
from tests.application.company import NOW, Company, id_of, line
from tests.application.test_requisitions_ordered import GLOVES, WISH, approved


@pytest.mark.parametrize(
    ("kind", "is_item", "said", "kept"),
    [
        ("non_stock", False, None, "expense"),
        ("non_stock", True, None, "expense"),
        ("non_stock", True, "stock", "stock"),
        ("non_stock", False, "stock", None),
        ("stock", False, None, "stock"),
        ("service", False, None, "expense"),
    ],
)
async def test_what_is_asked_for_use_is_an_expense_and_in_words_never_inventory(
    company: Company,
    kind: RequisitionKind,
    is_item: bool,
    said: Accounting | None,
    kept: Accounting | None,
) -> None:
    if is_item:
        await company.has_item("gloves")
    item = id_of("gloves") if is_item else None
    await approved(company, replace(GLOVES, item_id=item), kind)
    taken = line("10", "10", requisition_id=WISH, requisition_line=1, item_id=item, accounting=said)
    if kept is None:
        with pytest.raises(PurchaseOrderAskedForUse, match="Line 1"):
            await company.orders(taken)
        return
    await company.orders(taken)
    assert (await company.order()).lines[1].terms.accounting == kept


async def test_an_order_as_a_whole_tells_of_lines_that_name_no_request(company: Company) -> None:
    await approved(company, kind="non_stock")
    await company.drafts(requisition_id=WISH)
    added = AddPurchaseOrderLine(now=NOW, purchase_order_id=id_of("PO-1"), line=line("2", "10"))
    await company.do(added)
    assert (await company.order()).lines[1].terms.accounting == "expense"
