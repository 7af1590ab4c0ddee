"""One order line serves several requests, and each of them is followed and paid by itself."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from domain.errors import Rejected
from domain.purchase_orders.amount_lines import BY_AMOUNT
from domain.purchase_orders.commands import (
    CancelPurchaseOrderLine,
    ChangedLine,
    ClosePurchaseOrderLine,
    ImplementChangeOrder,
    ReopenPurchaseOrderLine,
)
from domain.purchase_orders.serving_errors import (
    PurchaseOrderDealtTooMuch,
    PurchaseOrderRequestNotServed,
    PurchaseOrderRequestOfOtherEntity,
    PurchaseOrderRequestsNotShared,
    PurchaseOrderRequestsUnclear,
)
from domain.requisitions.commands import StatedDistribution
from domain.requisitions.errors import RequisitionOverOrdered
from tests.application.company import NOW, Company, id_of, line, post
from tests.application.together import (
    BOX,
    ICU,
    SURGERY,
    asked,
    budgeted,
    dealt,
    figures,
    held_by,
    parts,
    standing,
    together,
    two_wishes,
    wish,
    wishes,
)


async def cancels(company: Company, quantity: str | None = None, **chosen: str) -> None:
    await company.do(
        CancelPurchaseOrderLine(
            now=NOW,
            purchase_order_id=id_of("PO-1"),
            line=1,
            reason_code="not-needed",
            quantity=None if quantity is None else Decimal(quantity),
            dealt=dealt(**chosen),
        )
    )


async def changes(company: Company, quantity: str | None = None, **chosen: str) -> None:
    wanted = None if quantity is None else Decimal(quantity)
    changed = ChangedLine(line=1, quantity=wanted, dealt=dealt(**chosen))
    await company.do(
        ImplementChangeOrder(now=NOW, purchase_order_id=id_of("PO-1"), lines=(changed,))
    )


async def test_the_line_says_who_asked_where_it_goes_and_when_and_is_approved_by_its_requests(
    company: Company,
) -> None:
    await two_wishes(company, "50", "60")
    await company.orders(together("110", "R-1", "R-2"))
    order = await company.order()
    assert order.stage == "issued", "a thousand dollars ask somebody, unless requests were agreed"
    first, second = order.lines[1].terms.serves or ()
    assert (first.requisition.number, second.requisition.number) == ("R-2", "R-1")
    assert (first.requester_id, first.deliver_to) == ("rosa", "ICU-STORE")
    assert first.quantity == 60
    assert (second.requester_id, second.deliver_to) == ("rita", "SURGERY-STORE")
    assert (await wish(company, "R-1")).status == "closed"


async def test_what_is_cancelled_is_given_up_by_the_last_need_or_by_whom_it_is_said(
    company: Company,
) -> None:
    await two_wishes(company)
    await company.orders(together("10", "R-1", "R-2"))
    await cancels(company, "2")
    assert await standing(company, "R-1") == figures(3, 0, 2)
    await cancels(company, "4", R_2="4")
    assert await standing(company, "R-2") == figures(1, 0, 4)
    await company.do(post("GR-1", "4"))
    with pytest.raises(Rejected):
        await cancels(company, "1")
    await company.do(
        ReopenPurchaseOrderLine(now=NOW, purchase_order_id=id_of("PO-1"), line=1, undo="cancelled")
    )
    assert await standing(company, "R-2") == figures(5, 1, 0)
    assert await standing(company, "R-1") == figures(5, 3, 0)


async def test_nobody_gives_up_what_has_come_for_him(company: Company) -> None:
    await two_wishes(company)
    await company.orders(together("10", "R-1", "R-2"))
    await company.do(post("GR-1", "4", dealt=dealt(R_1="4")))
    with pytest.raises(PurchaseOrderDealtTooMuch):
        await cancels(company, "2", R_1="2")
    await cancels(company, "2")
    assert await standing(company, "R-1") == figures(4, 4, 1)
    assert await standing(company, "R-2") == figures(4, 0, 1)


async def test_a_change_order_deals_anew_and_what_it_adds_is_nobodys_until_somebody_says(
    company: Company,
) -> None:
    await two_wishes(company)
    await company.orders(together("10", "R-1", "R-2"))
    await changes(company, "7")
    assert await standing(company, "R-1") == figures(2, 0, 3)
    await changes(company, "9")
    assert await standing(company, "R-1") == figures(2, 0, 3)
    await changes(company, None, R_1="4", R_2="5")
    assert await standing(company, "R-1") == figures(4, 0, 1)
    with pytest.raises(PurchaseOrderDealtTooMuch):
        await changes(company, None, R_1="5", R_2="5")
    with pytest.raises(PurchaseOrderRequestNotServed):
        await changes(company, None, R_9="5")


async def test_a_line_that_is_closed_short_gives_each_request_back_what_did_not_come(
    company: Company,
) -> None:
    await two_wishes(company)
    await company.orders(together("10", "R-1", "R-2"))
    await company.do(post("GR-1", "6"))
    await company.do(
        ClosePurchaseOrderLine(
            now=NOW,
            purchase_order_id=id_of("PO-1"),
            line=1,
            side="receiving",
            reason_code="no-more",
        )
    )
    assert await standing(company, "R-2") == figures(5, 5, 0)
    assert await standing(company, "R-1") == figures(1, 1, 4)
    await company.orders(together("4", "R-1"), name="PO-2")
    assert (await wish(company, "R-1")).status == "closed"


async def test_encumbrances_follow_each_request_to_the_cent(company: Company) -> None:
    await budgeted(company, SURGERY, ICU, "WARD")
    halves = tuple(
        StatedDistribution(cost_centre=each, account="consumable", percent=Decimal(50))
        for each in (SURGERY, "WARD")
    )
    await wishes(company, "R-1", "5", shares=halves)
    await wishes(company, "R-2", "5", None, ICU, "rosa")
    assert await held_by(company, SURGERY) == parts(reserved="25")
    await company.orders(together("10", "R-1", "R-2", price="9.99"))
    assert await held_by(company, SURGERY) == parts(open="24.98")
    assert await held_by(company, "WARD") == parts(open="24.97")
    assert await held_by(company, ICU) == parts(open="49.95")
    await company.do(post("GR-1", "5"))
    assert await held_by(company, SURGERY) == parts(liquidated="24.98", spent="24.98")
    assert await held_by(company, ICU) == parts(open="49.95")
    await cancels(company, "3")
    assert await held_by(company, ICU) == parts(reserved="30", open="19.98")
    assert await held_by(company, SURGERY) == parts(liquidated="24.98", spent="24.98")
    await company.do(post("GR-2", "2"))
    assert await held_by(company, ICU) == parts(
        reserved="30", open="0.00", liquidated="19.98", spent="19.98"
    )


async def test_each_request_is_counted_in_its_own_unit(company: Company) -> None:
    await wishes(company, "R-1", "2", unit="BX")
    await wishes(company, "R-2", "5", None, ICU, "rosa")
    both = (asked("R-1", "21"), asked("R-2", "5"))
    with pytest.raises(RequisitionOverOrdered):
        await company.drafts(line("3", "100", accounting="expense", pack=BOX, requests=both))
    await company.orders(together("3", "R-1", "R-2", price="100.00", pack=BOX))
    assert await standing(company, "R-1") == figures(2, 0, 0)
    await company.do(post("GR-1", "1.5"))
    assert await standing(company, "R-1") == figures(2, "1.5", 0)


async def test_lines_that_do_not_say_plainly_whom_they_serve_are_refused(company: Company) -> None:
    await two_wishes(company)
    await wishes(company, "R-3", "5", legal_entity="SHS")
    unclear = (
        together("10", "R-1", "R-1"),
        together("10", "R-1", requisition_id=id_of("R-2"), requisition_line=1),
        line("5", "10", requests=(asked("R-1", "0"),)),
    )
    for each in unclear:
        with pytest.raises(PurchaseOrderRequestsUnclear):
            await company.drafts(each)
    with pytest.raises(PurchaseOrderRequestOfOtherEntity):
        await company.drafts(together("10", "R-1", "R-3"))
    terms: dict[str, Any] = {"basis": "amount", "delivery": "service", "pack": BY_AMOUNT}
    service = replace(line("5", "1", accounting="expense", requests=(asked("R-1", "5"),)), **terms)
    with pytest.raises(PurchaseOrderRequestsNotShared):
        await company.drafts(service)


async def test_a_line_of_one_request_takes_no_word_on_whom_it_serves(company: Company) -> None:
    await wishes(company, "R-1", "5")
    await company.orders(line("5", "10", requisition_id=id_of("R-1"), requisition_line=1))
    with pytest.raises(PurchaseOrderRequestNotServed):
        await company.do(post("GR-1", "2", dealt=dealt(R_1="2")))
    with pytest.raises(PurchaseOrderRequestNotServed):
        await cancels(company, "2", R_1="2")
