"""Books in two currencies: the buyer keeps euros, and owes dollars to one of his own network."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import psycopg

from adapters.postgres.log_reader import read, recorded
from domain.accounting import JournalLine, journal_entries
from domain.exchange_rates.commands import RecordExchangeRate
from tests.application.company import NOW, TENANT, Company, post
from tests.application.sisters import bill, founded, ordered, stocked, wanted
from tests.application.test_stock import give_back
from tests.conftest import Database

EVENTS_MAX = 10_000


async def rates(company: Company, *told: tuple[date, str]) -> None:
    for day, rate in told:
        command = RecordExchangeRate(
            now=NOW - timedelta(days=20),
            from_currency="USD",
            to_currency="EUR",
            rate=Decimal(rate),
            starts_on=day,
            source="ecb",
            recorded_by="fred",
        )
        await company.do(command)


def in_books(database: Database, entity: str) -> dict[str, Decimal]:
    """Each account that is not even, in the currency of these books."""
    with psycopg.connect(database.url) as connection:
        rows = read(connection, 0, EVENTS_MAX, TENANT)
    lines: list[JournalLine] = [each for row in rows for each in journal_entries(recorded(row))]
    found: dict[str, Decimal] = {}
    for each in lines:
        if each.legal_entity == entity:
            value = Decimal(each.books_debit or 0) - Decimal(each.books_credit or 0)
            found[each.account] = found.get(each.account, Decimal(0)) + value
    return {account: value for account, value in found.items() if value}


async def test_what_rates_did_between_delivery_and_bill_leaves_goods_received(
    company: Company, database: Database
) -> None:
    await founded(company, markup="10", buyer_books="EUR")
    await rates(company, (NOW.date(), "0.80"), (NOW.date() + timedelta(days=2), "0.90"))
    await stocked(company, "10", "100")
    await ordered(company, wanted("4"))
    await company.do(post("GR-1", "4"))
    assert in_books(database, "NHS") == {"inventory": 352, "grir": -352}
    later = NOW + timedelta(days=3)
    await company.do(replace(bill("ICB-1"), now=later))
    assert in_books(database, "NHS") == {
        "inventory": 352,
        "due_to_entities": -396,
        "realised_fx": 44,
    }
    assert in_books(database, "EAST")["due_from_entities"] == 440
    await company.do(replace(give_back("GR-1", "1"), now=later))
    await company.do(replace(bill("ICB-2"), now=later))
    found = in_books(database, "NHS")
    assert "grir" not in found
    assert found["due_to_entities"] == -297
    assert sum(found.values()) == 0
