"""What a release draws on its blanket's cap is all that may be billed of it."""

from decimal import Decimal

import pytest

from domain.purchase_orders.control_commands import AcceptOverReceipt
from domain.purchase_orders.control_errors import PurchaseOrderBlanketExceeded
from domain.purchase_orders.parts import OrderPart
from tests.application.company import NOW, Company, id_of, line, post
from tests.application.test_blankets import blanket, release

FREIGHT = (OrderPart(charge="freight", kind="freight", amount=Decimal(500)),)


async def takes(company: Company, percent: str) -> None:
    await company.do(
        AcceptOverReceipt(
            now=NOW,
            purchase_order_id=id_of("R-1"),
            line=1,
            percent=Decimal(percent),
            accepted_by="bella",
        )
    )


async def drawn(company: Company) -> Decimal:
    draws = (await company.order("BPO")).draws.values()
    return sum((each.amount for each in draws), Decimal(0))


async def test_what_is_taken_beyond_a_release_draws_on_the_cap(company: Company) -> None:
    await blanket(company)
    await company.do(release("R-1", line("60", "10")))
    await company.submits("R-1", case="CASE of R-1")
    await company.issues("R-1")
    with pytest.raises(PurchaseOrderBlanketExceeded):
        await takes(company, "100")
    await takes(company, "50")
    await company.do(post("GR-1", "90", order="R-1"))
    assert await drawn(company) == 900
    with pytest.raises(PurchaseOrderBlanketExceeded):
        await company.do(release("R-2", line("4", "10")))


async def test_the_freight_of_a_release_draws_on_the_cap(company: Company) -> None:
    await blanket(company)
    with pytest.raises(PurchaseOrderBlanketExceeded):
        await company.do(release("R-1", line("60", "10"), parts=FREIGHT))
    await company.do(release("R-1", line("40", "10"), parts=FREIGHT))
    assert await drawn(company) == 900
