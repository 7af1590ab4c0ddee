"""What a blanket promises is changed by change orders: its cap and its last day."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.errors import Rejected
from domain.purchase_orders.commands import ImplementChangeOrder
from domain.purchase_orders.control_errors import (
    PurchaseOrderBlanketExceeded,
    PurchaseOrderCapBelowDrawn,
    PurchaseOrderNotABlanket,
    PurchaseOrderTypeUnclear,
)
from tests.application.company import NOW, Company, id_of, line
from tests.application.test_blankets import blanket, order, release

NEXT_YEAR = date(2027, 12, 31)


def changed(name: str = "BPO", **told: Any) -> ImplementChangeOrder:
    return ImplementChangeOrder(now=NOW, purchase_order_id=id_of(name), changed_by="bella", **told)


async def test_a_raised_cap_counts_once_somebody_agrees_and_the_former_one_till_then(
    company: Company,
) -> None:
    await blanket(company)
    await company.do(release("R-1", line("50", "10")))
    await company.do(changed(cap_amount=Decimal(2000)))
    case = (await company.order("BPO")).approval_case_id or ""
    with pytest.raises(PurchaseOrderBlanketExceeded, match="of which 400"):
        await company.do(release("R-2", line("50", "10")))
    await company.do(release("R-2", line("40", "10")))
    await company.agrees("max", case)
    await company.do(release("R-3", line("110", "10")))
    with pytest.raises(PurchaseOrderBlanketExceeded, match="of which 0"):
        await company.do(release("R-4", line("1", "10")))


async def test_a_promise_that_nobody_agrees_to_is_as_it_was(company: Company) -> None:
    await blanket(company)
    await company.do(changed(cap_amount=Decimal(2000), valid_until=NEXT_YEAR))
    await company.refuses("max", (await company.order("BPO")).approval_case_id or "")
    stands = await company.order("BPO")
    assert (stands.stage, stands.cap_amount, stands.valid_until) == (
        *("issued", Decimal(900)),
        date(2026, 12, 31),
    )


async def test_a_cap_is_lowered_to_what_releases_draw_and_no_further(company: Company) -> None:
    await blanket(company)
    await company.do(release("R-1", line("50", "10")))
    with pytest.raises(PurchaseOrderCapBelowDrawn, match="draw 500"):
        await company.do(changed(cap_amount=Decimal("499.99")))
    await company.do(changed(cap_amount=Decimal(500)))
    with pytest.raises(PurchaseOrderBlanketExceeded):
        await company.do(release("R-2", line("1", "10")))


async def test_a_blanket_lasts_longer_where_it_is_said_so(company: Company) -> None:
    await blanket(company)
    late = NOW.replace(year=2027)
    with pytest.raises(PurchaseOrderNotABlanket, match="ended on 2026-12-31"):
        await company.do(release("R-1", line("1", "9"), now=late))
    await company.do(changed(valid_until=NEXT_YEAR))
    await company.do(release("R-1", line("1", "9"), now=late))


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"cap_amount": Decimal(0)}, "a cap above zero"),
        ({"valid_until": date(2020, 1, 1)}, "a day that is not over"),
    ],
)
async def test_what_no_blanket_could_promise_is_refused(
    company: Company, told: dict[str, Any], problem: str
) -> None:
    await blanket(company)
    with pytest.raises(PurchaseOrderTypeUnclear, match=problem):
        await company.do(changed(**told))


async def test_other_orders_promise_nothing(company: Company) -> None:
    await company.do(order("PO-1", line("1", "9")))
    for told in ({"cap_amount": Decimal(900)}, {"valid_until": NEXT_YEAR}):
        with pytest.raises(Rejected, match="only a blanket does"):
            await company.do(changed("PO-1", **told))
