"""What is ordered together and then replaced, refused, billed or journalled, request by request."""

from decimal import Decimal

from domain.purchase_orders.commands import ChangedLine, ImplementChangeOrder
from domain.purchase_orders.lines import AcknowledgedLine, Substitute
from domain.purchase_orders.serving import held
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.purchase_orders.supplier_commands import AcceptSupplierChange, RecordAcknowledgement
from tests.application.company import EACH, NOW, Company, id_of, post
from tests.application.together import (
    ICU,
    dealt,
    figures,
    standing,
    together,
    two_wishes,
    wishes,
)


async def test_a_substitute_takes_over_what_each_request_was_still_to_have(
    company: Company,
) -> None:
    await two_wishes(company)
    await company.orders(together("10", "R-1", "R-2"))
    await company.do(post("GR-1", "6"))
    offered = Substitute(description="Other gloves", pack=EACH, unit_price=Decimal(10))
    answer = AcknowledgedLine(line=1, code="IS", substitute=offered)
    order_id = id_of("PO-1")
    await company.do(RecordAcknowledgement(now=NOW, purchase_order_id=order_id, lines=(answer,)))
    await company.do(
        AcceptSupplierChange(now=NOW, purchase_order_id=order_id, change=1, accepted_by="bella")
    )
    order = await company.order()
    assert held(order.lines[2]) == {f"{id_of('R-1')}/1": Decimal(4)}
    assert await standing(company, "R-1") == figures(5, 1, 0)
    assert await standing(company, "R-2") == figures(5, 5, 0)


async def test_a_change_that_approvers_refuse_leaves_each_request_what_it_had(
    company: Company,
) -> None:
    await wishes(company, "R-1", "40")
    await wishes(company, "R-2", "40", None, ICU, "rosa")
    await company.orders(together("80", "R-1", "R-2"))
    before = await company.state(PURCHASE_ORDER, id_of("PO-1"))
    more = ChangedLine(line=1, quantity=Decimal(400), dealt=dealt(R_1="40", R_2="360"))
    await company.do(ImplementChangeOrder(now=NOW, purchase_order_id=id_of("PO-1"), lines=(more,)))
    changed = await company.order()
    assert changed.stage == "pending_approval"
    assert changed.approval_case_id is not None
    await company.refuses("mona", changed.approval_case_id)
    after = await company.order()
    assert held(after.lines[1]) == held(before.lines[1])
    assert await standing(company, "R-2") == figures(40, 0, 0)
