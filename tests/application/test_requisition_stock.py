"""A requisition fulfilled from stock: both change in one save, or neither does."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from application.errors import Conflict, NotFound
from domain.errors import Rejected
from domain.requisitions.commands import (
    IssueRequisitionLine,
    PickRequisitionLine,
    ReturnIssuedRequisitionLine,
)
from domain.requisitions.errors import RequisitionOverOrdered
from domain.requisitions.state import REQUISITION, Requisition
from domain.requisitions.stock_errors import RequisitionTooMuchFromStock
from domain.stock.commands import CountedBin, CountStock, OpenStockItem
from domain.stock.errors import StockItemInsufficient, StockItemRecalled
from domain.stock.events import StockItemIssued
from domain.stock.state import STOCK_ITEM, StockItem, stock_item_id
from tests.application.company import NOW, TENANT, TODAY, Company, company_on, id_of, line
from tests.application.test_receipt_judgement import recall
from tests.application.test_requisitions import draft, submit, wish

WISH = id_of("R-1")
ITEM = id_of("gloves")


def stock_of(facility: str = "NORTH") -> str:
    return stock_item_id(TENANT, "NHS", facility, ITEM, "EA")


async def stocked(company: Company, quantity: str = "30", facility: str = "NORTH") -> None:
    """So many gloves lie at the facility."""
    if not await company.events(STOCK_ITEM, stock_of()):
        await company.has_item("gloves")
    await company.do(
        OpenStockItem(
            now=NOW,
            stock_item_id=stock_of(facility),
            opened_by="kim",
            legal_entity="NHS",
            facility=facility,
            item_id=ITEM,
            base_unit="EA",
        )
    )
    found = CountedBin(quantity=Decimal(quantity))
    await company.do(
        CountStock(
            now=NOW,
            stock_item_id=stock_of(facility),
            counted_by="cora",
            counted_on=TODAY,
            reason_code="opening",
            bins=(found,),
            unit_cost=Decimal(2),
            currency="USD",
        )
    )


async def asked(company: Company, **terms: Any) -> None:
    """Ten pairs of them, agreed to by nobody else."""
    await company.do(replace(draft(wish(item_id=ITEM)), **terms))
    await company.do(submit())


def issue(quantity: str, person: str = "sid", **terms: Any) -> IssueRequisitionLine:
    return IssueRequisitionLine(
        now=NOW,
        requisition_id=WISH,
        line=1,
        issued_by=person,
        issued_on=TODAY,
        quantity=Decimal(quantity),
        transfer_id=id_of("transfer"),
        **terms,
    )


def pick(quantity: str) -> PickRequisitionLine:
    return PickRequisitionLine(
        now=NOW, requisition_id=WISH, line=1, quantity=Decimal(quantity), picked_by="sid"
    )


async def stock(company: Company, facility: str = "NORTH") -> StockItem:
    return await company.state(STOCK_ITEM, stock_of(facility))


async def requisition(company: Company) -> Requisition:
    return await company.state(REQUISITION, WISH)


async def test_an_issue_moves_stock_and_requisition_in_one_save(company: Company) -> None:
    await stocked(company)
    await asked(company)
    await company.do(pick("4"))
    outcome = await company.do(issue("10"))
    assert outcome.stream == REQUISITION.stream(WISH)
    assert (await stock(company)).owned == 20
    assert (await company.types(REQUISITION, WISH))[-3:] == ["line_picked", "line_issued", "closed"]
    fact = (await company.events(STOCK_ITEM, stock_of()))[-1]
    assert isinstance(fact, StockItemIssued)
    assert fact.requisition is not None
    assert (fact.requisition.number, fact.requisition.line) == ("R-1", 1)
    assert fact.department == "SURGERY"


async def test_where_the_shelf_is_short_neither_changes(company: Company) -> None:
    await stocked(company, "3")
    await asked(company)
    with pytest.raises(StockItemInsufficient):
        await company.do(issue("4"))
    assert (await requisition(company)).lines[1].left == 10
    assert (await stock(company)).owned == 3


async def test_nothing_is_set_aside_that_does_not_lie_here(company: Company) -> None:
    await stocked(company, "3")
    await asked(company)
    with pytest.raises(StockItemInsufficient):
        await company.do(pick("4"))
    await company.do(pick("3"))
    assert (await requisition(company)).lines[1].picked == 3


async def test_nothing_recalled_is_set_aside(company: Company) -> None:
    await stocked(company, "3")
    await asked(company)
    recalled = replace(recall(), item_id=ITEM)
    await company.do(recalled)
    with pytest.raises(StockItemRecalled):
        await company.do(pick("1"))
    assert (await requisition(company)).lines[1].picked == 0


async def test_what_is_left_goes_to_the_supplier(company: Company) -> None:
    await stocked(company, "3")
    await asked(company)
    await company.do(issue("3"))
    await company.orders(line("7", "2.50", requisition_id=WISH, requisition_line=1))
    assert (await requisition(company)).status == "closed"


async def test_an_order_and_an_issue_at_once_do_not_take_the_same(company: Company) -> None:
    await stocked(company)
    await asked(company)
    other = company_on(company.log, "b")
    outcomes = await asyncio.gather(
        company.sent(issue("6")),
        other.drafts(line("6", "2.50", requisition_id=WISH, requisition_line=1)),
        return_exceptions=True,
    )
    refused = [each for each in outcomes if isinstance(each, Rejected | Conflict)]
    (later,) = refused
    assert isinstance(later, RequisitionOverOrdered | RequisitionTooMuchFromStock)
    assert (await requisition(company)).lines[1].left == 4


async def test_what_was_not_needed_lies_in_stock_again(company: Company) -> None:
    await stocked(company)
    await asked(company)
    await company.do(issue("10"))
    back = ReturnIssuedRequisitionLine(
        now=NOW,
        requisition_id=WISH,
        line=1,
        returned_by="sid",
        returned_on=TODAY,
        quantity=Decimal(2),
    )
    await company.do(back)
    assert (await stock(company)).owned == 22
    assert (await requisition(company)).lines[1].issue_returned == 2


async def test_a_transfer_brings_the_goods_of_another_facility(company: Company) -> None:
    await stocked(company)
    await stocked(company, facility="SOUTH")
    await asked(company, kind="transfer", from_facility="SOUTH", deliver_to="ER-1")
    await company.do(issue("10"))
    assert (await stock(company, "SOUTH")).owned == 20
    assert (await stock(company)).owned == 40
    assert (await requisition(company)).lines[1].state == "fulfilled"


async def test_a_facility_that_keeps_none_of_it_has_nothing_to_issue(company: Company) -> None:
    await company.has_item("gloves")
    await asked(company)
    with pytest.raises(NotFound, match="stock item"):
        await company.do(issue("1"))
