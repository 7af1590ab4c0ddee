"""What arrives on a line of several requests, and goes back: for whom, and from whom."""

from decimal import Decimal

import pytest

from domain.purchase_orders.serving_errors import (
    PurchaseOrderDealtTooMuch,
    PurchaseOrderRequestNotServed,
    PurchaseOrderRequestsDoNotFit,
    PurchaseOrderRequestsUnclear,
)
from domain.purchase_orders.shared_cost_events import PurchaseOrderLineCostShared
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.receipts.commands import (
    CorrectReceipt,
    RecountedLine,
    ReturnedLine,
    ReturnGoods,
    ReverseReceipt,
)
from domain.receipts.events import ReceiptPosted
from domain.receipts.state import RECEIPT
from domain.requisitions.commands import StatedDistribution
from domain.requisitions.events import RequisitionLineReceived
from domain.requisitions.state import REQUISITION
from tests.application.company import NOW, TODAY, Company, id_of, post
from tests.application.together import (
    BOX,
    ICU,
    SURGERY,
    dealt,
    figures,
    posted_for,
    standing,
    together,
    two_wishes,
    wish,
    wishes,
)


async def returns(company: Company, receipt: str, quantity: str, **chosen: str) -> None:
    back = ReturnedLine(line=1, quantity=Decimal(quantity), dealt=dealt(**chosen))
    await company.do(
        ReturnGoods(
            now=NOW,
            receipt_id=id_of(receipt),
            receiver_id="rico",
            returned_on=TODAY,
            reason_code="damaged",
            lines=(back,),
        )
    )


async def test_what_arrives_serves_the_oldest_need_first_and_each_request_hears_of_its_own(
    company: Company,
) -> None:
    await two_wishes(company)
    await company.orders(together("10", "R-1", "R-2"))
    await company.do(post("GR-1", "6"))
    assert await standing(company, "R-2") == figures(5, 5, 0)
    assert await standing(company, "R-1") == figures(5, 1, 0)
    told = (await company.events(REQUISITION, id_of("R-1")))[-1]
    assert isinstance(told, RequisitionLineReceived)
    assert told.quantity == 1
    assert await posted_for(company, "GR-1") == {ICU: 5, SURGERY: 1}
    await company.do(post("GR-2", "4"))
    assert (await wish(company, "R-1")).lines[1].state == "fulfilled"
    assert await posted_for(company, "GR-2") == {SURGERY: 1}


async def test_a_receiver_says_for_whom_goods_are_where_he_knows_better(company: Company) -> None:
    await two_wishes(company)
    await company.orders(together("10", "R-1", "R-2"))
    await company.do(post("GR-1", "4", dealt=dealt(R_1="3")))
    assert (await standing(company, "R-1"))[1] == 3
    assert (await standing(company, "R-2"))[1] == 1, "the rest goes by need"
    with pytest.raises(PurchaseOrderDealtTooMuch):
        await company.do(post("GR-2", "4", dealt=dealt(R_1="3")))
    with pytest.raises(PurchaseOrderRequestNotServed):
        await company.do(post("GR-2", "4", dealt=dealt(R_9="1")))


async def test_goods_go_back_from_those_who_got_them_the_last_need_first_or_as_it_is_said(
    company: Company,
) -> None:
    await two_wishes(company)
    await company.orders(together("10", "R-1", "R-2"))
    await company.do(post("GR-1", "8"))
    await returns(company, "GR-1", "2")
    assert (await standing(company, "R-1"))[1] == 1
    await returns(company, "GR-1", "2", R_2="2")
    assert (await standing(company, "R-2"))[1] == 3
    with pytest.raises(PurchaseOrderDealtTooMuch):
        await returns(company, "GR-1", "2", R_1="2")
    await company.do(post("GR-2", "3"))
    assert (await standing(company, "R-2"), await standing(company, "R-1")) == (
        figures(5, 5, 0),
        figures(5, 2, 0),
    )


async def test_a_corrected_and_a_reversed_receipt_take_back_what_they_gave(
    company: Company,
) -> None:
    await two_wishes(company)
    await company.orders(together("10", "R-1", "R-2"))
    await company.do(post("GR-1", "4"))
    await company.do(post("GR-2", "4"))
    fewer = RecountedLine(line=1, quantity=Decimal(2))
    await company.do(
        CorrectReceipt(
            now=NOW,
            receipt_id=id_of("GR-1"),
            receiver_id="rico",
            corrected_on=TODAY,
            reason_code="miscount",
            lines=(fewer,),
        )
    )
    assert (await standing(company, "R-2"))[1] == 3
    assert (await standing(company, "R-1"))[1] == 3, "these came with another receipt"
    await company.do(
        ReverseReceipt(
            now=NOW,
            receipt_id=id_of("GR-2"),
            receiver_id="rico",
            reversed_on=TODAY,
            reason_code="wrong-order",
        )
    )
    assert (await standing(company, "R-2"))[1] == 2
    assert (await standing(company, "R-1"))[1] == 0


async def test_a_box_is_shared_and_what_nobody_asked_for_comes_last_and_goes_first(
    company: Company,
) -> None:
    await two_wishes(company, "7", "8")
    with pytest.raises(PurchaseOrderRequestsDoNotFit):
        await company.drafts(together("1", "R-1", "R-2", price="100.00", pack=BOX))
    with pytest.raises(PurchaseOrderRequestsDoNotFit):
        await company.drafts(together("3", "R-1", "R-2", price="100.00", pack=BOX))
    await company.orders(together("2", "R-1", "R-2", price="100.00", pack=BOX))
    await company.do(post("GR-1", "1"))
    assert await standing(company, "R-2") == figures(8, 8, 0)
    assert await standing(company, "R-1") == figures(7, 2, 0)
    await company.do(post("GR-2", "1"))
    assert await standing(company, "R-1") == figures(7, 7, 0)
    await returns(company, "GR-2", "0.5")
    assert await standing(company, "R-1") == figures(7, 7, 0), "five were nobody's"
    await returns(company, "GR-2", "0.1")
    assert await standing(company, "R-1") == figures(7, 6, 0)


def many(first: int, count: int) -> tuple[StatedDistribution, ...]:
    """So many bearers with names as long as can be; each bears one unit of a hundred."""
    return tuple(
        StatedDistribution(
            cost_centre=f"{number:0>64}",
            account=f"A{number:0>63}",
            project=f"P{number:0>63}",
            grant=f"G{number:0>63}",
            percent=Decimal(100) / count,
        )
        for number in range(first, first + count)
    )


async def test_as_many_as_may_bear_a_line_fit_into_each_of_its_facts(company: Company) -> None:
    names = [f"R-{number}" for number in range(1, 5)]
    for number, name in enumerate(names):
        await wishes(company, name, "40", shares=many(100 * number, 100))
    await company.orders(together("160", *names, price="0.37"))
    await company.do(post("GR-1", "100"))
    await company.do(post("GR-2", "60"))
    posted = (await company.events(RECEIPT, id_of("GR-2")))[0]
    assert isinstance(posted, ReceiptPosted)
    assert len(posted.lines[0].shares or ()) > 100
    shared = [
        each
        for each in await company.events(PURCHASE_ORDER, id_of("PO-1"))
        if isinstance(each, PurchaseOrderLineCostShared)
    ]
    assert [sum(part.amount for part in each.parts) for each in shared] == [
        Decimal("37.00"),
        Decimal("22.20"),
    ]


async def test_a_line_that_more_would_bear_is_refused_before_anything_comes(
    company: Company,
) -> None:
    names = [f"R-{number}" for number in range(1, 6)]
    for number, name in enumerate(names):
        await wishes(company, name, "10", shares=many(100 * number, 100 if number < 4 else 1))
    with pytest.raises(PurchaseOrderRequestsUnclear, match="that 401 bear, more than 400"):
        await company.orders(together("50", *names))
