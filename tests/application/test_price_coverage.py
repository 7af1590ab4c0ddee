"""What bills differ by goes on stock as far as goods are here; the rest is price variance."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Final

import pytest

from adapters.postgres.event_log import PostgresEventLog
from domain.catalogue.lifecycle_events import CatalogueItemStandardCostSet
from domain.invoices.commands import UnlinkInvoice
from tests.application.desk import NOW, TODAY
from tests.application.office import Office, billed, given_back
from tests.application.storeroom import (
    as_kim,
    catalogued,
    issue,
    issuing,
    opens,
    require_sound,
    stock,
    worth,
)
from tests.application.test_exchange_rates import balances, keeps_dollars
from tests.conftest import Database
from tests.domain.orders import GLOVES, added

RACES: Final = 4  # Two processes meet in another order each time.


@pytest.mark.parametrize(
    ("issued", "on_stock", "variance"),
    [("0", 20, 0), ("4", 12, 8), ("10", 0, 20)],
    ids=["all are here", "six of ten are here", "none is here"],
)
async def test_a_dearer_bill_goes_on_stock_as_far_as_its_goods_are_here(
    office: Office, issued: str, on_stock: int, variance: int
) -> None:
    await opens(office)
    await office.receive(1, "10")
    if issued != "0":
        await issue(office, issued)
    before = office.balance("inventory")
    await office.capture(1, billed("10", "12"))
    assert worth(office) == [before + on_stock, variance]
    assert office.balance("accounts_payable") == -120
    assert office.balance("grir") == 0
    accounted = (await office.invoice(1)).accounted
    assert accounted is not None
    borne = accounted.lines[0].on_stock
    assert (borne.amount if borne else 0) == on_stock
    require_sound(office.history())


async def test_bill_and_revaluation_are_one_save_and_the_average_follows(office: Office) -> None:
    await opens(office)
    await office.receive(1, "10")
    await office.capture(1, billed("10", "9.50"))
    last = [each for each in office.history() if each.type == "stock_item.revalued"]
    posted = [each for each in office.history() if each.type == "invoice.accounted"]
    assert last[0].metadata["command_id"] == posted[0].metadata["command_id"]
    assert (await stock(office)).worth.amounts == {"USD": Decimal(95)}
    await issue(office, "4")
    assert worth(office) == [57, 0]
    await issue(office, "6")
    assert worth(office) == [0, 0]
    require_sound(office.history())


async def test_goods_of_another_receipt_cover_what_is_billed(office: Office) -> None:
    """At an average nobody tells the units apart."""
    await opens(office)
    await office.receive(1, "10")
    await issue(office, "10")
    await office.receive(2, "5")
    await office.capture(1, billed("10", "12"))
    assert worth(office) == [60, 10]


async def test_a_bill_of_its_goods_price_moves_no_stock(office: Office) -> None:
    await opens(office)
    await office.receive(1, "10")
    await office.capture(1, billed("10"))
    assert "stock_item.revalued" not in office.facts("stock_item")


async def test_only_what_came_of_a_bill_is_covered_the_rest_comes_at_its_price(
    office: Office,
) -> None:
    await opens(office)
    await office.receive(1, "4")
    await office.capture(1, billed("10", "12"))
    assert worth(office) == [48, 0]
    await office.receive(2, "6")
    assert worth(office) == [120, 0]
    assert office.balance("grir") == 0
    require_sound(office.history())


async def test_a_credit_on_price_and_a_debit_go_on_stock_as_far_as_goods_are_here(
    office: Office,
) -> None:
    await opens(office)
    await office.receive(1, "10")
    await office.capture(1, billed("10"))
    await issue(office, "6")
    await office.capture(2, billed("0", "0", amount="30"), kind="subsequent_debit")
    assert worth(office) == [52, 18]
    await office.credit(1, "price", given_back("0", "20"))
    await office.post_credit(1)
    assert worth(office) == [44, 6]
    require_sound(office.history())


async def test_a_credit_of_units_takes_off_stock_what_their_bill_put_on_it(
    office: Office,
) -> None:
    await opens(office)
    await office.receive(1, "10")
    await issue(office, "5")
    await office.capture(1, billed("10", "12"))
    assert worth(office) == [60, 10]
    await office.receive(2, "20")
    await office.give_back(1, "4")
    await office.credit(1, "quantity", given_back("4", "48"))
    await office.post_credit(1)
    # Half of the eight were on stock, whatever has come since.
    assert worth(office) == [60 + 200 - 40 - 4, 6]
    assert office.balance("grir") == -200
    require_sound(office.history())


async def test_a_credit_never_takes_stock_below_nothing(office: Office) -> None:
    await opens(office)
    await office.receive(1, "10")
    await office.capture(1, billed("10"))
    await office.credit(1, "price", given_back("0", "60"))
    await office.post_credit(1)
    await office.credit(2, "price", given_back("0", "40"))
    await office.post_credit(2)
    assert worth(office) == [0, 0]
    require_sound(office.history())


async def test_a_price_credit_of_a_bill_whose_goods_all_went_back_leaves_stock_alone(
    office: Office,
) -> None:
    """What lies here by then is of other bills."""
    await opens(office)
    await office.receive(1, "10")
    await office.capture(1, billed("10", "12"))
    await office.give_back(1, "10")
    await office.credit(1, "quantity", given_back("10", "100"))
    await office.post_credit(1)
    await office.receive(2, "10")
    await office.capture(2, billed("10", "10"))
    before = worth(office)
    await office.credit(2, "price", given_back("0", "20"))
    await office.post_credit(2)
    assert worth(office) == [before[0], before[1] - 20]
    require_sound(office.history())


@pytest.mark.parametrize("way", ["void", "unlink"])
async def test_a_bill_that_goes_takes_off_what_is_left_of_what_it_put_on(
    office: Office, way: str
) -> None:
    await opens(office)
    await office.receive(1, "10")
    await office.capture(1, billed("10", "12"))
    await issue(office, "8")
    assert worth(office) == [24, 0]
    if way == "void":
        await office.void(1)
    else:
        await unlink(office)
    assert worth(office) == [20, -16]
    assert office.balance("accounts_payable") == 0
    require_sound(office.history())


async def test_a_bill_that_goes_takes_off_no_more_than_it_put_on(office: Office) -> None:
    await opens(office)
    await office.receive(1, "10")
    await issue(office, "5")
    await office.capture(1, billed("10", "12"))
    await office.receive(2, "20")
    await office.void(1)
    assert worth(office) == [250, 0]
    require_sound(office.history())


async def test_goods_at_standard_and_goods_that_are_used_up_bear_no_difference(
    office: Office,
) -> None:
    standard = CatalogueItemStandardCostSet(
        legal_entity="NHS",
        currency="USD",
        unit_cost=Decimal(9),
        starts_on=TODAY,
        reason_code="yearly",
        decided_by="fred",
    )
    await opens(office, standard)
    await office.receive(1, "10")
    await office.capture(1, billed("10", "12"))
    assert worth(office) == [90, 30]
    require_sound(office.history())


async def test_in_books_of_another_currency_stock_bears_it_at_the_rate_of_the_bill(
    office: Office,
) -> None:
    await catalogued(office)
    await keeps_dollars(office, "1.20", lines=(added(item_id=GLOVES),))
    await office.receive(1, "10")
    await issue(office, "5")
    await office.capture(1, billed("10", "12"), currency="EUR")
    dollars = balances(office)
    assert [dollars["inventory"], dollars["price_variance"]] == [72, 12]
    assert dollars["accounts_payable"] == -144
    assert sum(dollars.values()) == 0


async def test_expense_lines_bear_their_difference_themselves(office: Office) -> None:
    await opens(office, accounting="expense")
    await office.receive(1, "10")
    await office.capture(1, billed("10", "12"))
    assert worth(office) == [0, 0]
    assert office.balance("expense") == 120


@pytest.fixture
async def rival(office: Office, database: Database) -> AsyncIterator[Office]:
    """Another process of the same tenant, with its own way into the log."""
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    async with PostgresEventLog(*urls) as log:
        yield Office(log=log, database_url=office.database_url)


async def test_an_issue_that_races_a_bill_is_before_it_or_after_it(
    office: Office, rival: Office
) -> None:
    """Either the bill finds the goods gone, or they leave at their new average: never both."""
    await opens(office)
    for race in range(1, RACES + 1):
        await office.receive(race, "10")
        await issue(rival, "1")  # Both processes know the item from here on.
        await asyncio.gather(
            office.capture(race, billed("10", "12")),
            rival.application.handle(issuing(rival, "9"), as_kim(rival)),
        )
        assert worth(office)[0] == 0
        used = office.balance("expense")
        assert worth(office)[1] + used == 120 * race
        assert office.balance("grir") == 0
        require_sound(office.history())


async def unlink(office: Office) -> None:
    command = UnlinkInvoice(
        now=NOW,
        invoice_id=office.id_of("invoice", 1),
        lines=(1,),
        unlinked_by="carl",
        unlinked_on=TODAY,
        reason_code="wrong_line",
    )
    await office.send("carl", command)
