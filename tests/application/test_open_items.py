"""Open items in books of another currency: what is settled in the one is nothing in the other."""

from datetime import timedelta
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given, settings

from domain.credit_memos.commands import PostCreditMemo
from domain.open_items.state import OpenItem
from domain.purchase_orders.control_commands import RemoveFinalClose
from tests.application.abroad import Books, OfficeAbroad, after_each_save
from tests.application.abroad_stories import Abroad, abroads, told
from tests.application.desk import NOW, TODAY
from tests.application.office import billed, given_back
from tests.application.storeroom import catalogued
from tests.application.test_late_facts import final_close
from tests.application.test_order_residues import give_up
from tests.conftest import Database
from tests.domain.orders import GLOVES, ORDER, added

REOPENED: Final = RemoveFinalClose(
    now=NOW, purchase_order_id=ORDER.id, reopened_by="fay", reason_code="late_invoice"
)
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


async def kept(abroad: OfficeAbroad, *rates: str) -> None:
    """A hundred gloves came on stock at 10.00, and were billed a day later at 12.00."""
    await catalogued(abroad)
    await abroad.opens("EUR", "USD", rates, added(item_id=GLOVES))
    await abroad.receive(1, "100")
    abroad.day = 1
    await abroad.capture(1, billed("100", "12"))
    books = all_told(abroad)
    assert [value(books, each) for each in ("price_variance", "accounts_payable")] == [0, -1560]


async def test_stock_gives_back_what_a_voided_bill_put_on_it_at_the_rate_of_the_bill(
    abroad: OfficeAbroad,
) -> None:
    await kept(abroad, "1.10", "1.30", "0.90")
    abroad.day = 2
    await abroad.void(1)
    books = all_told(abroad)
    assert value(books, "price_variance") == value(books, "accounts_payable") == 0
    assert value(books, "inventory") == -value(books, "grir") == 1100


async def test_a_credit_that_is_posted_on_an_earlier_day_is_of_the_rate_of_that_day(
    abroad: OfficeAbroad,
) -> None:
    await kept(abroad, "1.10", "1.30", "0.90")
    abroad.day = 2
    await abroad.credit(1, "price", given_back("0", "200"))
    posted = PostCreditMemo(
        now=NOW,
        credit_memo_id=abroad.id_of("credit_memo", 1),
        posted_on=TODAY + timedelta(days=1),
    )
    await abroad.send("carl", posted)
    books = all_told(abroad)
    assert value(books, "price_variance") == 0
    assert value(books, "accounts_payable") == -1300
    assert value(books, "inventory") == 1100


async def test_a_write_off_is_taken_back_at_the_rate_that_it_was_booked_at(
    abroad: OfficeAbroad,
) -> None:
    await abroad.opens("EUR", "USD", ["1.10", "1.30", "0.90"])
    await abroad.receive(1, "70")
    await final_close(abroad)
    before = dict(all_told(abroad).accounts)
    abroad.day = 1
    await give_up(abroad)
    abroad.day = 2
    await abroad.send("fay", REOPENED)
    books = all_told(abroad)
    assert {each: sums[:2] for each, sums in books.accounts.items() if any(sums[:2])} == {
        each: sums[:2] for each, sums in before.items() if any(sums[:2])
    }


async def test_what_was_written_off_on_two_days_is_taken_back_each_at_the_rate_of_its_own(
    abroad: OfficeAbroad,
) -> None:
    await abroad.opens("EUR", "USD", ["1.10", "1.30", "0.90", "1.20"])
    await abroad.receive(1, "70")
    await final_close(abroad)
    before = dict(all_told(abroad).accounts)
    abroad.day = 1
    await give_up(abroad)
    await abroad.capture(1, billed("20"))
    abroad.day = 2
    await abroad.void(1)
    await give_up(abroad)  # 500 of the first day are given up, and 200 of this one.
    abroad.day = 3
    await abroad.send("fay", REOPENED)
    books = all_told(abroad)
    assert {each: sums[:2] for each, sums in books.accounts.items() if any(sums[:2])} == {
        each: sums[:2] for each, sums in before.items() if any(sums[:2])
    }
    taken_back = [
        (event.data["written_off_on"], event.data["amount"])
        for event in abroad.history()
        if event.type == "purchase_order.line_write_off_taken_back"
    ]
    assert taken_back[-2:] == [("2026-03-02", "500.00"), ("2026-03-03", "200.00")]


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
