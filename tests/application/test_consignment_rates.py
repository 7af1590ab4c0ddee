"""Consigned goods in books of another currency: whatever the rates, nothing stays behind."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from domain.legal_entities.commands import RegisterLegalEntity
from domain.purchase_orders.state import PURCHASE_ORDER
from tests.application.company import NOW, TODAY, Company, id_of
from tests.application.test_consignment_orders import bill, laid, stocked, used
from tests.application.test_consumption_reversals import not_used
from tests.application.test_intercompany_books import in_books, rates
from tests.conftest import Database

NEXT_DAY = NOW + timedelta(days=1)


async def filled(company: Company, *later: tuple[date, str]) -> None:
    """Six stents at 40 dollars and four at 45 lie on the shelf; the books are kept in euros."""
    await rates(company, (TODAY - timedelta(days=1), "0.80"), *later)
    await stocked(company)
    await company.do(
        RegisterLegalEntity(now=NOW, legal_entity="NHS", name="North Health", currency="EUR")
    )
    await company.do(laid("PO-1", "6"))
    await company.do(laid("PO-2", "4"))


async def test_a_bill_takes_what_was_used_off_at_what_the_use_put_there(
    company: Company, database: Database
) -> None:
    await filled(company, (TODAY + timedelta(days=1), "0.90"))
    await company.do(used("6"))
    assert in_books(database, "NHS") == {"expense": 192, "grir_consignment": -192}
    await company.do(replace(bill("6", "240"), now=NEXT_DAY))
    assert in_books(database, "NHS") == {
        "expense": 192,
        "accounts_payable": -216,
        "realised_fx": 24,
    }


async def test_each_order_that_a_use_draws_on_has_its_own_difference(
    company: Company, database: Database
) -> None:
    await filled(company, (TODAY + timedelta(days=1), "0.90"))
    await company.do(used("8"))
    await company.do(replace(bill("6", "240"), now=NEXT_DAY))
    assert in_books(database, "NHS") == {
        "expense": 264,  # 192 and 72
        "grir_consignment": -72,
        "accounts_payable": -216,
        "realised_fx": 24,
    }


async def test_a_use_that_is_taken_back_takes_what_it_brought(
    company: Company, database: Database
) -> None:
    await filled(company, (TODAY + timedelta(days=1), "0.90"))
    await company.do(used("6"))
    later = replace(not_used(), now=NEXT_DAY, reversed_on=NEXT_DAY.date())
    await company.do(later)
    told = in_books(database, "NHS")
    assert told == {}, "at the rate of the use"


async def test_the_line_keeps_what_it_stands_at(company: Company) -> None:
    await filled(company)
    await company.do(used("8"))
    for name, amount, books in (("PO-1", -240, -192), ("PO-2", -90, -72)):
        order = await company.state(PURCHASE_ORDER, id_of(name))
        (stands,) = order.lines[1].ledger.in_books.values()
        assert (stands.amount, stands.books_amount) == (Decimal(amount), Decimal(books))
