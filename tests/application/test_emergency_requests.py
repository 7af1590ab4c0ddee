"""An order for an emergency request that nobody agreed to yet waits for that as the request."""

from typing import Any

import pytest

from domain.purchase_orders.control_commands import RatifyEmergencyOrder
from domain.purchase_orders.control_errors import (
    PurchaseOrderNotRatifiable,
    PurchaseOrderRatifiedByParticipant,
    PurchaseOrderRefusedAfterwards,
)
from domain.purchase_orders.errors import PurchaseOrderWrongStage
from domain.requisitions.policy import REQUISITION_POLICY
from tests.application.company import NOW, TODAY, Company, id_of, line, post
from tests.application.test_blankets import order
from tests.application.test_requisition_endings import WISH, emergency
from tests.application.test_requisitions import CASE

STAND: dict[str, Any] = {"now": NOW, "purchase_order_id": id_of("PO-1")}
ASKED = line("10", "2500", requisition_id=WISH, requisition_line=1)


async def test_an_order_for_an_emergency_request_is_ratified_with_it(company: Company) -> None:
    await emergency(company)
    await company.orders(ASKED)
    waiting = await company.order()
    assert (waiting.stage, waiting.ratified_by) == ("issued", None)
    assert waiting.ratify_by is not None
    assert (waiting.ratify_by - TODAY).days == REQUISITION_POLICY.ratify_days
    await company.agrees("max", CASE)
    assert (await company.order()).ratified_by is None
    await company.agrees("dora", CASE)
    assert (await company.order()).ratified_by == "dora"


async def test_a_refused_emergency_request_stops_its_order_until_somebody_stands_for_it(
    company: Company,
) -> None:
    await emergency(company)
    await company.orders(ASKED)
    await company.refuses("max", CASE)
    assert (await company.order()).refused_afterwards == "too_dear"
    with pytest.raises(PurchaseOrderRefusedAfterwards, match="too_dear"):
        await company.do(post("GR-1", "5"))
    with pytest.raises(PurchaseOrderRatifiedByParticipant, match="rita is requester"):
        await company.do(RatifyEmergencyOrder(**STAND, ratified_by="rita"))
    await company.do(RatifyEmergencyOrder(**STAND, ratified_by="mona"))
    await company.do(post("GR-1", "5"))


async def test_an_order_whose_request_was_refused_before_it_was_issued_is_not_issued(
    company: Company,
) -> None:
    await emergency(company)
    await company.drafts(ASKED)
    await company.submits()
    await company.refuses("max", CASE)
    with pytest.raises(PurchaseOrderRefusedAfterwards):
        await company.issues()


async def test_an_emergency_order_for_a_refused_request_says_so(company: Company) -> None:
    await emergency(company)
    await company.do(order("PO-1", ASKED, order_type="emergency"))
    await company.submits()
    await company.issues()
    await company.refuses("max", CASE)
    assert (await company.order()).refused_afterwards == "too_dear"


async def test_who_agrees_to_the_request_and_bought_on_the_order_does_not_ratify_it(
    company: Company,
) -> None:
    await emergency(company)
    await company.orders(ASKED)
    await company.agrees("max", CASE)
    await company.agrees("bella", CASE)
    assert (await company.order()).ratified_by is None
    await company.do(RatifyEmergencyOrder(**STAND, ratified_by="mona"))
    assert (await company.order()).ratified_by == "mona"


async def test_nobody_ratifies_what_was_not_issued_yet(company: Company) -> None:
    await company.do(order("PO-1", line("5", "10"), order_type="emergency"))
    with pytest.raises(PurchaseOrderWrongStage):
        await company.do(RatifyEmergencyOrder(**STAND, ratified_by="mona"))
    await company.submits()
    with pytest.raises(PurchaseOrderWrongStage):
        await company.do(RatifyEmergencyOrder(**STAND, ratified_by="mona"))
    await company.issues()
    await company.do(RatifyEmergencyOrder(**STAND, ratified_by="mona"))


async def test_an_order_for_an_approved_request_waits_for_nobody(company: Company) -> None:
    await emergency(company)
    await company.agrees("max", CASE)
    await company.agrees("dora", CASE)
    await company.orders(ASKED)
    with pytest.raises(PurchaseOrderNotRatifiable):
        await company.do(RatifyEmergencyOrder(**STAND, ratified_by="mona"))
