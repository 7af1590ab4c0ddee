"""The sub-ledger of books in another currency, folded from the log and asked by its question."""

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest_asyncio

from adapters.postgres.event_log import PostgresEventLog
from projections.journal import JOURNAL
from tests.application.abroad import Books, OfficeAbroad
from tests.application.office import billed
from tests.conftest import Database
from tests.domain.orders import added
from tests.projections.by_hand import answered_of
from tests.projections.folding import fold


@pytest_asyncio.fixture
async def office(database: Database) -> AsyncIterator[OfficeAbroad]:
    """A hundred gloves came at 1.10, and were billed and half paid at 1.30."""
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    async with PostgresEventLog(*urls) as log:
        office = OfficeAbroad(log=log, database_url=database.url)
        await office.opens("EUR", "USD", ["1.10", "1.30", "0.90"])
        await office.receive(1, "100")
        office.day = 1
        await office.capture(1, billed("60"))
        await office.pay(1, "300")
        yield office


async def test_rows_are_the_items_that_the_states_tell(office: OfficeAbroad) -> None:
    books = Books()
    for event in office.history():
        books.take(event)
    rows = fold(JOURNAL, office.history(), batch_events=3).table("open_items")
    assert sorted((row["account"], Decimal(row["books_balance"])) for row in rows) == sorted(
        (account, item.books_amount) for (account, _, _), item in books.items().items()
    )
    assert {row["account"]: (row["document_number"], row["open"]) for row in rows} == {
        "grir": ("PO-1", True),
        "accounts_payable": ("INV-11", True),
    }


async def test_goods_in_inspection_are_an_item_of_their_order_line(database: Database) -> None:
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    lines = added(match="four_way"), added(line=2, match="four_way")
    async with PostgresEventLog(*urls) as log:
        office = OfficeAbroad(log=log, database_url=database.url)
        await office.opens("EUR", "USD", ["1.10"], *lines)
        await office.receive(1, "10", line=2)
    rows = fold(JOURNAL, office.history()).table("open_items")
    assert {row["account"]: row["purchase_order_line"] for row in rows} == {
        "grir": 2,
        "receiving_inspection": 2,
    }


async def test_accounts_are_what_their_documents_come_to(office: OfficeAbroad) -> None:
    payable, received = answered_of(
        office.database_url, JOURNAL, office.history(), "open_items_control"
    )
    assert {name: received[name] for name in ("account", "items_open", "items_balance")} == {
        "account": "grir",
        "items_open": 1,
        "items_balance": "-400.00",
    }
    assert [Decimal(payable[name]) for name in _FIGURES] == [
        *(Decimal(-300), Decimal(-300), Decimal(-390), Decimal(-390), Decimal(0))
    ]
    office.day = 2
    await office.pay(1, "300", "PAY-2")
    payable, _ = answered_of(office.database_url, JOURNAL, office.history(), "open_items_control")
    assert payable["items_open"] == 0
    assert {Decimal(payable[name]) for name in _FIGURES} == {Decimal(0)}


async def test_what_is_booked_of_documents_that_are_not_followed_is_told(
    office: OfficeAbroad,
) -> None:
    """As if the invoice had been posted before items were followed."""
    history = [each for each in office.history() if each.aggregate != "open_item"]
    payable, _ = answered_of(office.database_url, JOURNAL, history, "open_items_control")
    assert (payable["account"], payable["items_open"]) == ("accounts_payable", 0)
    assert Decimal(payable["not_followed"]) == Decimal(-390)


_FIGURES = (
    *("items_balance", "booked_balance", "items_books_balance", "booked_books_balance"),
    "not_followed",
)
