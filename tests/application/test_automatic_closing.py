"""Closing by itself is saved with what caused it, and binds one legal entity alone."""

from decimal import Decimal

from domain.legal_entities.commands import (
    AddLegalEntityFacility,
    RegisterLegalEntity,
    SetLegalEntityClosing,
)
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.requisitions.state import REQUISITION
from tests.application.company import NOW, Company, id_of, line, post
from tests.application.test_requisitions_ordered import WISH, approved


async def closes_at(company: Company, percent: str) -> None:
    """The entity of all orders here closes lines that are so much short."""
    await company.do(
        RegisterLegalEntity(now=NOW, legal_entity="NHS", name="North Health", currency="USD")
    )
    await company.do(
        AddLegalEntityFacility(now=NOW, legal_entity="NHS", facility="NORTH", name="North")
    )
    await company.do(
        SetLegalEntityClosing(
            now=NOW,
            legal_entity="NHS",
            receipt_percent=Decimal(percent),
            reason_code="small_rests",
        )
    )


async def test_the_receipt_that_comes_within_tolerance_closes_the_line_in_its_own_save(
    company: Company,
) -> None:
    await closes_at(company, "20")
    await approved(company)
    taken = line("10", "10", requisition_id=WISH, requisition_line=1)
    await company.orders(taken)
    await company.do(post("GR-1", "7"))
    assert (await company.types(PURCHASE_ORDER, id_of("PO-1")))[-1] == "line_received"
    await company.do(post("GR-2", "1"))
    assert (await company.types(PURCHASE_ORDER, id_of("PO-1")))[-1] == "line_closed"
    order = await company.order()
    assert order.lines[1].closed_for_receiving
    assert order.lines[1].received == 8
    wish = await company.state(REQUISITION, WISH)
    assert (wish.status, wish.lines[1].left) == ("approved", Decimal(2))


async def test_where_no_entity_says_so_nothing_closes(company: Company) -> None:
    await company.orders(line("10", "10"))
    await company.do(post("GR-1", "9"))
    assert (await company.types(PURCHASE_ORDER, id_of("PO-1")))[-1] == "line_received"
