"""A requester at his desk: who asked is read off the requisition, and what he says counts."""

from decimal import Decimal
from typing import Any

import pytest

from domain.legal_entities.commands import (
    AddLegalEntityFacility,
    RegisterLegalEntity,
    SetFacilityReceiving,
)
from domain.receipts.commands import (
    PostDesktopReceipt,
    ReceivedLine,
)
from domain.receipts.desktop_errors import (
    ReceiptDesktopGoods,
    ReceiptNotRequester,
)
from domain.receipts.state import RECEIPT
from domain.requisitions.state import REQUISITION
from tests.application.company import NOW, TODAY, Company, id_of, line
from tests.application.test_requisitions import draft, submit, wish

WISH = id_of("R-1")


def confirming(receipt: str, quantity: str, person: str) -> PostDesktopReceipt:
    return PostDesktopReceipt(
        now=NOW,
        receipt_id=id_of(receipt),
        confirmed_by=person,
        number=receipt,
        purchase_order_id=id_of("PO-1"),
        received_on=TODAY,
        description="Interpreting",
        lines=(ReceivedLine(purchase_order_line=1, quantity=Decimal(quantity)),),
        performed_until=TODAY,
    )


async def ordered(company: Company, **terms: Any) -> str:
    """Ten of what somebody asked for are on order; who that is."""
    await company.do(draft(wish()))
    await company.do(submit())
    asked: dict[str, Any] = {"requisition_id": WISH, "requisition_line": 1, "accounting": "expense"}
    await company.orders(line("10", "2.50", **asked, **terms))
    return (await company.state(REQUISITION, WISH)).requester_id


async def test_what_the_requester_confirms_reaches_order_and_requisition(company: Company) -> None:
    requester = await ordered(company, delivery="service")
    await company.do(confirming("D-1", "4", requester))
    assert await company.types(RECEIPT, id_of("D-1")) == [
        "started",
        "service_entry_recorded",
        "posted",
    ]
    assert (await company.order()).lines[1].received == 4
    assert (await company.types(REQUISITION, WISH))[-1] == "line_received"


async def test_somebody_else_did_not_ask_for_it(company: Company) -> None:
    await ordered(company, delivery="service")
    with pytest.raises(ReceiptNotRequester):
        await company.do(confirming("D-1", "4", "somebody"))
    assert await company.types(RECEIPT, id_of("D-1")) == []


async def test_what_nobody_asked_for_has_no_requester(company: Company) -> None:
    await company.orders(line("10", "2.50", delivery="service", accounting="expense"))
    with pytest.raises(ReceiptNotRequester):
        await company.do(confirming("D-1", "4", "nora"))


async def test_goods_are_confirmed_once_the_facility_allows_it(company: Company) -> None:
    requester = await ordered(company)
    with pytest.raises(ReceiptDesktopGoods):
        await company.do(confirming("D-1", "4", requester))
    entity: dict[str, Any] = {"now": NOW, "legal_entity": "NHS"}
    await company.do(RegisterLegalEntity(**entity, name="NHS", currency="USD"))
    await company.do(AddLegalEntityFacility(**entity, facility="NORTH", name="North"))
    await company.do(
        SetFacilityReceiving(**entity, facility="NORTH", desktop_goods=True, reason_code="small")
    )
    await company.do(confirming("D-1", "4", requester))
    assert (await company.order()).lines[1].received == 4
