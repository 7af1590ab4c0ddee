"""Open items in books of another currency: what is settled in the one is nothing in the other."""

from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given, settings

from domain.open_items.state import OpenItem
from tests.application.abroad import Books, OfficeAbroad, after_each_save
from tests.application.abroad_stories import Abroad, abroads, told
from tests.application.office import billed, given_back
from tests.conftest import Database

STORIES_TOLD: Final = settings(max_examples=max(8, settings().max_examples // 2))


@pytest.fixture
def abroad(office: OfficeAbroad) -> OfficeAbroad:
    return OfficeAbroad(log=office.log, database_url=office.database_url)


def value(books: Books, account: str) -> Decimal:
    return books.accounts[account].books_amount


def all_told(office: OfficeAbroad) -> Books:
    """The books at the end, every prefix of which is sound."""
    books = Books()
    for books in after_each_save(office.history()):
        books.require_closed()
    return books


async def test_parts_leave_at_what_the_invoice_stands_at_and_the_last_takes_the_rest(
    abroad: OfficeAbroad,
) -> None:
    await abroad.opens("EUR", "USD", ["1.001", "1.3", "0.9", "1.001"])
    await abroad.receive(1, "100")
    await abroad.capture(1, billed("100"), currency="EUR")  # Stands at 1001.00.
    for abroad.day, (amount, left) in enumerate(
        (("333.33", "-667.34"), ("333.33", "-333.68"), ("333.34", "0")), start=1
    ):
        await abroad.pay(1, amount, f"PAY-{abroad.day}")
        assert value(all_told(abroad), "accounts_payable") == Decimal(left)
    books = all_told(abroad)
    assert value(books, "cash") == Decimal("-433.33") - Decimal("300.00") - Decimal("333.67")
    assert value(books, "realised_fx") == Decimal("66.00")


async def test_cents_that_rounding_alone_left_are_no_exchange_difference(
    abroad: OfficeAbroad,
) -> None:
    await abroad.opens("EUR", "USD", ["1.0004"] * 4)
    await abroad.receive(1, "100")
    await abroad.capture(1, billed("100"), currency="EUR")
    for abroad.day in (1, 2):
        await abroad.pay(1, "333.33", f"PAY-{abroad.day}")
    await abroad.pay(1, "333.34", "PAY-3")
    books = all_told(abroad)
    assert value(books, "accounts_payable") == value(books, "realised_fx") == 0
    assert value(books, "cash") == Decimal("-1000.39")
    assert value(books, "small_difference") == Decimal("-0.01")


async def test_a_credit_and_its_invoice_leave_payables_at_what_each_stands_at(
    abroad: OfficeAbroad,
) -> None:
    await abroad.opens("EUR", "USD", ["1.10", "1.30"])
    await abroad.receive(1, "100")
    await abroad.capture(1, billed("100"), currency="EUR")
    await abroad.give_back(1, "100")
    abroad.day = 1
    await abroad.credit(1, "quantity", given_back("100", "1000"))
    await abroad.post_credit(1)
    books = all_told(abroad)
    assert {each: sums.books_amount for each, sums in books.accounts.items() if any(sums[:2])} == {}
    applied = [each for each in abroad.history() if each.type == "invoice.credit_applied"]
    assert [each.metadata["posting_rates"]["settled"]["on"] for each in applied] == ["2026-03-02"]


async def test_a_prepayment_closes_at_the_rate_at_which_it_was_paid(abroad: OfficeAbroad) -> None:
    await abroad.opens("EUR", "USD", ["1.10", "1.30", "0.90"])
    await abroad.prepay(1, "400")
    abroad.day = 1
    await abroad.receive(1, "100")
    await abroad.capture(1, billed("100"), currency="EUR")
    books = all_told(abroad)
    assert value(books, "supplier_advances") == 0
    assert value(books, "accounts_payable") == Decimal("-780.00"), "600 at 1.30"
    assert value(books, "realised_fx") == Decimal("-80.00"), "400 paid at 1.10, owed at 1.30"


async def test_a_payment_that_comes_back_brings_what_it_took(abroad: OfficeAbroad) -> None:
    await abroad.opens("EUR", "USD", ["1.10", "1.30", "0.90"])
    await abroad.receive(1, "100")
    await abroad.capture(1, billed("100"), currency="EUR")
    before = all_told(abroad).accounts
    abroad.day = 1
    await abroad.pay(1, "999.99")
    abroad.day = 2
    await abroad.come_back(1)
    after = all_told(abroad).accounts
    assert {each: after[each][:2] for each in before} == {each: before[each][:2] for each in before}
    assert value(all_told(abroad), "realised_fx") == 0


async def test_what_the_books_hold_in_the_documents_currency_has_no_items(
    office: OfficeAbroad,
) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    assert not [each for each in office.history() if each.aggregate == "open_item"]


def test_what_is_settled_in_the_documents_currency_is_nothing_in_the_books(
    database: Database,
) -> None:
    with told(database) as tell:

        @STORIES_TOLD
        @given(abroads())
        def holds(story: Abroad) -> None:
            books = all_told(tell(story))
            for state in books.states.values():
                if isinstance(state, OpenItem):
                    assert state.in_books, "an item begins with a movement"

        holds()
