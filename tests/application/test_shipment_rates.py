"""Goods on their way in books of another currency: whatever the rates, nothing stays there."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from domain.exchange_rates.commands import RecordExchangeRate
from domain.shipments.commands import CountedGoods
from tests.application.company import NOW, TODAY, Company
from tests.application.on_their_way import (
    NORTH,
    lose,
    network,
    receive,
    send,
    some,
    take_back,
)
from tests.application.sisters import stocked
from tests.application.test_intercompany_books import in_books, rates
from tests.application.test_shipments import BATCH_EVENTS, LATER, TWO_DAYS, history
from tests.conftest import Database
from tests.projections.agreement import everything_agrees


async def test_between_books_of_two_currencies_what_rates_did_on_the_way_is_realised(
    company: Company, database: Database
) -> None:
    """Dollars leave at 0.80 euros, and arrive at 0.90 each; the last part takes what is left."""
    await network(company, east_books="EUR", nhs_books="USD")
    await rates(company, (TODAY, "0.80"), (TODAY + TWO_DAYS, "0.90"))
    await stocked(company, "3", "33.33")
    await company.do(send(some("3"), to=NORTH))
    assert in_books(database, "EAST")["stock_in_transit"] == Decimal("79.99")
    day = LATER.date()
    for _ in range(3):
        await company.do(receive("1", now=LATER, on=day))
    told = in_books(database, "EAST")
    assert told == {
        "inventory_adjustment": Decimal("-79.99"),
        "intercompany": Decimal("90.00"),
        "realised_fx": Decimal("-10.01"),
    }
    assert in_books(database, "NHS") == {
        "inventory": Decimal("99.99"),
        "intercompany": Decimal("-99.99"),
    }
    everything_agrees(history(database), BATCH_EVENTS)


async def test_within_one_entity_no_rate_is_won_or_lost_by_goods_that_move(
    company: Company, database: Database
) -> None:
    """Whatever became of them, they stand at the rate of the day on which they left."""
    await network(company, east_books="EUR")
    await rates(company, (TODAY, "0.80"), (TODAY + TWO_DAYS, "0.90"))
    await stocked(company, "7", "3.33")
    before = in_books(database, "EAST")["inventory"]
    await company.do(send(some("7")))
    day = LATER.date()
    for command in (receive("2", now=LATER, on=day), receive("3", now=LATER, on=day)):
        await company.do(command)
    await company.do(take_back("1", now=LATER, on=day))
    await company.do(lose("1", now=LATER, on=day))
    told = in_books(database, "EAST")
    assert "stock_in_transit" not in told
    assert "realised_fx" not in told
    assert (before, told["inventory"]) == (Decimal("18.65"), Decimal("15.98"))
    assert told["small_difference"] == Decimal("0.01")  # of four parts, 2.66 of them lost
    everything_agrees(history(database), BATCH_EVENTS)


async def test_goods_of_two_currencies_close_in_both(company: Company, database: Database) -> None:
    await network(company, east_books="GBP")
    await stocked(company, "2", "10")
    await company.has_item("bed")
    await stocked(company, "2", "20", item="bed", currency="EUR")
    for day, dollars, euros in ((TODAY, "0.70", "0.85"), (TODAY + TWO_DAYS, "0.78", "0.80")):
        for currency, rate in (("USD", dollars), ("EUR", euros)):
            await _rate(company, currency, day, rate)
    command = send(some("2"), to=NORTH)
    beds = send(some("2"), item="bed").lines
    await company.do(replace(command, lines=(*command.lines, *beds)))
    told = in_books(database, "EAST")["stock_in_transit"]
    assert told == Decimal("48.00")  # 14 and 34
    day = LATER.date()
    first = receive("2", now=LATER, on=day)
    both = (*first.lines, CountedGoods(line=2, quantity=Decimal(1)))
    await company.do(replace(first, lines=both))
    found = in_books(database, "EAST")
    assert found["stock_in_transit"] == Decimal("17.00")  # one bed: each currency by itself
    assert found["realised_fx"] == Decimal("-0.60")  # won 1.60 by dollars, lost 1.00 by euros
    await company.do(receive("1", line=2, now=LATER, on=day))
    found = in_books(database, "EAST")
    assert "stock_in_transit" not in found
    assert found["realised_fx"] == Decimal("0.40")  # won 1.60, lost 2.00
    everything_agrees(history(database), BATCH_EVENTS)


async def test_without_a_rate_of_the_day_it_left_no_difference_is_told(
    company: Company, database: Database
) -> None:
    await network(company, east_books="EUR")
    await stocked(company, "2", "10")
    await company.do(send(some("2"), to=NORTH))
    await rates(company, (TODAY + TWO_DAYS, "0.90"))
    await company.do(receive("2", now=LATER, on=LATER.date()))
    assert "realised_fx" not in in_books(database, "EAST")


async def _rate(company: Company, currency: str, day: date, rate: str) -> None:
    command = RecordExchangeRate(
        now=NOW - timedelta(days=20),
        from_currency=currency,
        to_currency="GBP",
        rate=Decimal(rate),
        starts_on=day,
        source="ecb",
        recorded_by="fred",
    )
    await company.do(command)
