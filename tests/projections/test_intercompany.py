"""What is to be delivered, to be billed and owed between two entities, asked of a few events."""

from collections.abc import AsyncIterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

import psycopg
import pytest_asyncio

from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.log_reader import read, recorded
from domain.event import Recorded
from projections.intercompany_bills import INTERCOMPANY_BILLS
from projections.journal import JOURNAL
from projections.purchase_orders import PURCHASE_ORDERS
from tests.application.company import TENANT, Company, company_on, post
from tests.application.sisters import bill, founded, ordered, stocked, wanted
from tests.application.test_stock import give_back
from tests.conftest import Database
from tests.projections.by_hand import answered
from tests.projections.folding import fold

EVENTS_MAX: Final = 10_000


class Happened(NamedTuple):
    events: Sequence[Recorded]


def happened(database: Database) -> Happened:
    with psycopg.connect(database.url) as connection:
        return Happened([recorded(row) for row in read(connection, 0, EVENTS_MAX, TENANT)])


@pytest_asyncio.fixture
async def company(database: Database) -> AsyncIterator[Company]:
    """NHS has ordered six pumps of EAST, which cost it ten and are sold at eleven."""
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    async with PostgresEventLog(*urls) as log:
        company = company_on(log)
        await founded(company, markup="10")
        await stocked(company, "10", "10")
        await ordered(company, wanted("6"))
        yield company


async def test_the_seller_sees_what_is_to_be_delivered_until_it_is(
    company: Company, database: Database
) -> None:
    told = (database.url, PURCHASE_ORDERS)
    (due,) = answered(*told, happened(database), "intercompany_deliveries_due")
    assert (due["seller_facility"], due["facility"], due["open_quantity"]) == (
        "DEPOT",
        "NORTH",
        "6",
    )
    await company.do(post("GR-1", "6"))
    assert answered(*told, happened(database), "intercompany_deliveries_due") == []


async def test_what_came_is_unbilled_until_the_bill_and_again_once_it_went_back(
    company: Company, database: Database
) -> None:
    told = (database.url, PURCHASE_ORDERS)
    await company.do(post("GR-1", "4"))
    (left,) = answered(*told, happened(database), "intercompany_unbilled")
    assert [Decimal(left["quantity"]), Decimal(left["amount"])] == [4, 44]
    await company.do(bill("ICB-1"))
    assert answered(*told, happened(database), "intercompany_unbilled") == []
    await company.do(give_back("GR-1", "1"))
    (left,) = answered(*told, happened(database), "intercompany_unbilled")
    assert [Decimal(left["quantity"]), Decimal(left["amount"])] == [-1, -11]
    for other in ("bills_expected", "credits_expected"):
        assert answered(*told, happened(database), other) == []


async def test_what_two_entities_owe_each_other_falls_out_of_the_network(
    company: Company, database: Database
) -> None:
    told = (database.url, JOURNAL)
    assert answered(*told, happened(database), "intercompany_balances") == []
    await company.do(post("GR-1", "4"))
    (owed,) = answered(*told, happened(database), "intercompany_balances")
    assert (owed["seller"], owed["buyer"]) == ("EAST", "NHS")
    figures = ("due_from", "due_to", "difference", "revenue", "cost", "margin", "unbilled")
    assert [Decimal(owed[name]) for name in figures] == [0, 0, 0, 0, 40, -40, 44]
    await company.do(bill("ICB-1"))
    (owed,) = answered(*told, happened(database), "intercompany_balances")
    assert [Decimal(owed[name]) for name in figures] == [44, 44, 0, 44, 40, 4, 0]


async def test_the_bill_and_the_order_tell_who_sold(company: Company, database: Database) -> None:
    await company.do(post("GR-1", "4"))
    await company.do(bill("ICB-1"))
    events = happened(database).events
    row = fold(INTERCOMPANY_BILLS, events).row("intercompany_bills")
    assert (row["legal_entity"], row["to_legal_entity"], row["total"]) == ("EAST", "NHS", "44.00")
    order = fold(PURCHASE_ORDERS, events).row("purchase_orders")
    assert (order["supplier_id"], order["supplier_name"]) == (None, "EAST")
    assert (order["seller_facility"], order["markup_percent"]) == ("DEPOT", "10")
    balance = fold(JOURNAL, events).row("grir_balances")
    assert [Decimal(balance[name]) for name in ("received_amount", "cleared_amount")] == [44, 44]
    assert not balance["open"]
