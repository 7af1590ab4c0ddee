"""One legal entity buys out of the stock of another: one save, two sets of books, no supplier."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from decimal import Decimal
from typing import Any, Final

import psycopg
import pytest
import pytest_asyncio

from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.log_reader import read, recorded
from application.errors import Conflict
from domain.accounting import JournalLine, journal_entries
from domain.intercompany_bills.errors import (
    IntercompanyBillDutiesMixed,
    IntercompanyBillNothingLeft,
    IntercompanyBillOtherOrder,
)
from domain.intercompany_bills.state import INTERCOMPANY_BILL
from domain.stock.errors import StockItemInsufficient
from domain.stock.state import STOCK_ITEM, Average
from tests.application.company import TENANT, Company, company_on, id_of, line, post
from tests.application.sisters import (
    bill,
    founded,
    kept,
    kept_at,
    ordered,
    stocked,
    wanted,
)
from tests.application.test_stock import give_back, reverse
from tests.conftest import Database

RACES: Final = 5  # Two processes meet in another order each time.
EVENTS_MAX: Final = 10_000


@pytest_asyncio.fixture
async def rival(database: Database) -> AsyncIterator[Company]:
    """Another process of the same company, with its own way into the log."""
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    async with PostgresEventLog(*urls) as log:
        yield company_on(log, prefix="b")


def journal(database: Database) -> list[JournalLine]:
    """All that was booked, in whoever's books."""
    with psycopg.connect(database.url) as connection:
        rows = read(connection, 0, EVENTS_MAX, TENANT)
    return [each for row in rows for each in journal_entries(recorded(row))]


def balances(lines: list[JournalLine], entity: str) -> dict[str, Decimal]:
    """Debit less credit of each account in these books that is not even."""
    found: dict[str, Decimal] = {}
    for each in lines:
        if each.legal_entity == entity:
            moved = Decimal(each.debit) - Decimal(each.credit)
            found[each.account] = found.get(each.account, Decimal(0)) + moved
    return {account: balance for account, balance in found.items() if balance}


async def test_goods_of_another_entity_come_at_its_cost_and_markup_and_both_books_say_so(
    company: Company, database: Database
) -> None:
    await founded(company, markup="5")
    await stocked(company, "10", "100")
    await ordered(company, wanted("4", taxes=()))  # as a request without taxes says it
    order = await company.order()
    assert order.lines[1].terms.unit_price == 105
    assert order.lines[1].terms.price_source == "transfer_price"
    assert order.supplier_name == "EAST"
    await company.do(post("GR-1", "3"))
    here, there = await kept(company, "NHS", "NORTH"), await kept(company)
    assert (here.worth, there.worth) == (
        Average(quantity=Decimal(3), amounts={"USD": Decimal(315)}),
        Average(quantity=Decimal(7), amounts={"USD": Decimal(700)}),
    )
    books = journal(database)
    assert balances(books, "NHS") == {"inventory": 315, "grir": -315}
    assert balances(books, "EAST")["intercompany_cost"] == 300
    await company.do(bill("ICB-1"))
    books = journal(database)
    assert balances(books, "NHS") == {"inventory": 315, "due_to_entities": -315}
    assert balances(books, "EAST") == {
        "inventory": 700,
        "inventory_adjustment": -1000,
        "intercompany_cost": 300,
        "due_from_entities": 315,
        "intercompany_revenue": -315,
    }
    assert (await company.order()).lines[1].invoiced == 3
    assert (await company.state(INTERCOMPANY_BILL, id_of("ICB-1"))).total == 315


async def test_what_goes_back_is_quarantined_there_at_its_old_cost_and_credited_by_the_next_bill(
    company: Company, database: Database
) -> None:
    await founded(company, markup="10")
    await stocked(company, "6", "10")
    await ordered(company, wanted("6"))
    await company.do(post("GR-1", "6"))
    await company.do(bill("ICB-1"))
    await company.do(give_back("GR-1", "2"))
    there = await kept(company)
    assert there.on_hand("quarantined") == 2
    assert there.worth == Average(quantity=Decimal(2), amounts={"USD": Decimal(20)})
    assert balances(journal(database), "NHS")["grir"] == 22
    await company.do(bill("ICB-2"))
    books = journal(database)
    assert balances(books, "NHS") == {"inventory": 44, "due_to_entities": -44}
    assert balances(books, "EAST")["due_from_entities"] == 44
    assert (await company.state(INTERCOMPANY_BILL, id_of("ICB-2"))).total == -22
    with pytest.raises(IntercompanyBillNothingLeft):
        await company.do(bill("ICB-3"))


async def test_a_receipt_in_error_leaves_the_goods_where_they_were(company: Company) -> None:
    await founded(company)
    await stocked(company, "6", "10", storage_location="A-1")
    before = await kept(company)
    await ordered(company, wanted("6"))
    await company.do(post("GR-1", "4"))
    await company.do(reverse("GR-1"))
    after = await kept(company)
    assert (after.bins, after.worth, after.delivered) == (before.bins, before.worth, {})
    assert (await kept(company, "NHS", "NORTH")).owned == 0
    assert (await company.order()).lines[1].received == 0


async def test_who_ordered_changed_or_received_does_not_bill(company: Company) -> None:
    await founded(company)
    await stocked(company, "6", "10")
    await ordered(company, wanted("6"))
    await company.do(post("GR-1", "1"))
    for person in ("bella", "rico"):
        with pytest.raises(IntercompanyBillDutiesMixed):
            await company.do(bill("ICB-1", person=person))
    await company.do(bill("ICB-1"))


async def test_an_order_of_a_supplier_is_billed_by_him(company: Company) -> None:
    await company.orders(line("5", "10"))
    await company.do(post("GR-1", "5"))
    with pytest.raises(IntercompanyBillOtherOrder):
        await company.do(bill("ICB-1"))


async def test_of_two_orders_for_the_last_unit_of_the_sellers_stock_one_is_refused(
    company: Company, rival: Company
) -> None:
    await founded(company)
    await stocked(company, str(RACES), "10")
    for number in range(RACES):
        await ordered(company, wanted(str(RACES)), name=f"A-{number}")
        await ordered(company, wanted(str(RACES)), name=f"B-{number}")
    for number in range(RACES - 1):
        await company.do(post(f"GR-{number}", "1", order="A-0"))
    for number in range(1, RACES):
        outcomes: Sequence[Any] = await asyncio.gather(
            company.do(post(f"GA-{number}", "1", order=f"A-{number}")),
            rival.do(post(f"GB-{number}", "1", order=f"B-{number}")),
            return_exceptions=True,
        )
        refused = [each for each in outcomes if isinstance(each, BaseException)]
        assert len(refused) == 1, outcomes
        assert isinstance(refused[0], StockItemInsufficient | Conflict)
        assert (await kept(company)).owned == 0
        winner = f"GA-{number}" if isinstance(outcomes[1], BaseException) else f"GB-{number}"
        await company.do(reverse(winner))
    assert (await company.types(STOCK_ITEM, kept_at("EAST", "DEPOT"))).count("delivered") == (
        RACES - 1 + RACES - 1
    )


async def test_delivery_takes_the_stock_of_both_and_the_order_in_one_save(
    company: Company, database: Database
) -> None:
    await founded(company)
    await stocked(company, "2", "10")
    await ordered(company, wanted("2"))
    await company.do(post("GR-1", "2"))
    with psycopg.connect(database.url) as connection:
        rows = [recorded(row) for row in read(connection, 0, EVENTS_MAX, TENANT)]
    save = next(each.metadata["command_id"] for each in rows if each.type == "receipt.posted")
    told = [each.type for each in rows if each.metadata["command_id"] == save]
    assert told[0] == "receipt.posted"
    assert {"purchase_order.line_received", "stock_item.received", "stock_item.delivered"} <= {
        *told
    }
