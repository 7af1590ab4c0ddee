"""Goods between facilities: at neither while they are on their way, and nobody's but the sender's.

Each command changes the shipment and the stock items in one save; in the books nothing stays.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import psycopg
import pytest

from adapters.postgres.log_reader import read, recorded
from application.errors import NotFound
from domain.accounting import journal_entries
from domain.accounting_calendars.commands import OpenAccountingPeriod
from domain.catalogue.commands import PlaceCatalogueItemRecall
from domain.duty_overrides.commands import GrantDutyOverride
from domain.event import Recorded
from domain.legal_entities.errors import LegalEntityForeignFacility
from domain.numbers.errors import NumberTaken
from domain.shipments.errors import (
    ShipmentNotKept,
    ShipmentQuantityWrong,
    ShipmentReceivedByDispatcher,
)
from domain.shipments.state import SHIPMENT
from domain.stock.errors import StockItemInsufficient
from domain.stock.state import STOCK_ITEM
from tests.application.company import NOW, TENANT, TODAY, Company, id_of
from tests.application.on_their_way import (
    CLINIC,
    NORTH,
    lose,
    pumps,
    receive,
    send,
    shipment,
    some,
    take_back,
)
from tests.application.sisters import kept, kept_at
from tests.application.test_receipts import rival
from tests.conftest import Database
from tests.projections.agreement import everything_agrees

__all__ = ["rival"]  # A fixture, which pytest finds by its name here.
EVENTS_MAX = 10_000
RACES = 5
TWO_DAYS = timedelta(days=2)
LATER = NOW + TWO_DAYS
BATCH_EVENTS = 7


def history(database: Database) -> Sequence[Recorded]:
    with psycopg.connect(database.url) as connection:
        return [recorded(row) for row in read(connection, 0, EVENTS_MAX, TENANT)]


def booked(database: Database, entity: str) -> dict[str, Decimal]:
    """Each account of the entity that is not even."""
    found: dict[str, Decimal] = {}
    for event in history(database):
        for line in journal_entries(event):
            if line.legal_entity == entity:
                moved = Decimal(line.debit) - Decimal(line.credit)
                found[line.account] = found.get(line.account, Decimal(0)) + moved
    return {account: amount for account, amount in found.items() if amount}


async def test_goods_on_their_way_are_at_neither_facility_and_still_the_senders(
    company: Company, database: Database
) -> None:
    await pumps(company)
    saved = await company.do(send(some("4")))
    assert (await kept(company)).owned == 6
    assert await company.types(STOCK_ITEM, kept_at(*CLINIC)) == []
    (line,) = (await shipment(company)).lines.values()
    assert line.left.amounts == {"USD": Decimal(40)}
    told = booked(database, "EAST")
    assert told["inventory"] == 60
    assert told["stock_in_transit"] == 40
    await company.do(receive("3", storage_location="A1"))
    assert (await kept(company, *CLINIC)).worth.amounts == {"USD": Decimal(30)}
    assert booked(database, "EAST")["stock_in_transit"] == 10
    last = await company.do(receive("1"))
    told = booked(database, "EAST")
    assert told["inventory"] == 100
    assert "stock_in_transit" not in told
    assert not (await shipment(company)).is_open
    assert last.position > saved.position
    of_shipment = (each for each in history(database) if each.aggregate == SHIPMENT.name)
    assert not [each for each in of_shipment if journal_entries(each)], "stock items book it all"
    everything_agrees(history(database), BATCH_EVENTS)


async def test_what_is_damaged_lost_and_taken_back_ends_where_it_belongs(
    company: Company, database: Database
) -> None:
    await pumps(company)
    await company.do(send(some("10")))
    assert (await kept(company)).owned == 0
    await company.do(receive("6"))
    await company.do(receive("1", disposition="rejected", reason_code="damaged"))
    await company.do(lose("1"))
    await company.do(take_back("2"))
    there, here = await kept(company, *CLINIC), await kept(company)
    assert there.on_hand("available") == 6
    assert there.on_hand("rejected") == 1
    assert here.worth.amounts == {"USD": Decimal(20)}
    told = booked(database, "EAST")
    assert told == {"inventory": 90, "inventory_adjustment": -90}  # 100 were counted in.
    everything_agrees(history(database), BATCH_EVENTS)


async def test_between_two_legal_entities_the_goods_change_books_as_they_arrive(
    company: Company, database: Database
) -> None:
    await pumps(company)
    await company.do(send(some("4"), to=NORTH))
    assert booked(database, "NHS") == {}
    assert booked(database, "EAST")["stock_in_transit"] == 40
    await company.do(receive("3"))
    assert booked(database, "NHS") == {"inventory": 30, "intercompany": -30}
    told = booked(database, "EAST")
    assert told["intercompany"] == 30
    assert told["stock_in_transit"] == 10
    await company.do(lose("1"))
    told = booked(database, "EAST")
    assert told["intercompany"] == 30
    assert "stock_in_transit" not in told
    everything_agrees(history(database), BATCH_EVENTS)


async def test_late_goods_post_where_the_books_are_open(
    company: Company, database: Database
) -> None:
    await pumps(company)
    await company.do(
        OpenAccountingPeriod(now=NOW, legal_entity="NHS", period="2026-03", opened_by="fred")
    )
    await company.do(send(some("4"), to=NORTH))
    await company.do(receive("4"))
    assert booked(database, "NHS") == {"inventory": 40, "intercompany": -40}


async def test_of_two_who_receive_the_last_of_it_one_is_told(
    company: Company, rival: Company
) -> None:
    await pumps(company, "20")
    for race in range(RACES):
        name = f"SH-{race}"
        await company.do(send(some("2"), name=name))
        await rival.do(receive("1", name=name))
        done = await asyncio.gather(
            company.sent(receive("1", name=name)),
            rival.sent(lose("1", name=name)),
            return_exceptions=True,
        )
        assert sorted(type(each).__name__ for each in done) == ["Outcome", "ShipmentQuantityWrong"]
        assert not (await shipment(company, name)).is_open


async def test_of_two_who_send_the_last_unit_off_one_is_told(
    company: Company, rival: Company
) -> None:
    await pumps(company, "1")
    await rival.do(send(some("1"), name="SH-0"))
    await rival.do(take_back("1", name="SH-0"))
    done = await asyncio.gather(
        company.sent(send(some("1"), name="SH-1")),
        rival.sent(send(some("1"), name="SH-2")),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in done) == ["Outcome", "StockItemInsufficient"]


async def test_who_dispatched_receives_under_an_override_alone_and_once(company: Company) -> None:
    await pumps(company)
    await company.do(send(some("4")))
    with pytest.raises(ShipmentReceivedByDispatcher):
        await company.do(receive("1", by="kim"))
    await company.do(
        GrantDutyOverride(
            now=NOW,
            duty_override_id=id_of("DO-1"),
            granted_by="olga",
            rule="receive_own_dispatch",
            document_kind="shipment",
            document_id=id_of("SH-1"),
            person="kim",
            reason_code="night_shift",
            expires_on=TODAY,
        )
    )
    await company.do(receive("1", by="kim"))
    with pytest.raises(ShipmentReceivedByDispatcher):
        await company.do(receive("1", by="kim"))
    assert await company.types(SHIPMENT, id_of("SH-1")) == ["dispatched", "received"]


async def test_a_lot_recalled_on_its_way_is_quarantined_where_it_comes(company: Company) -> None:
    await pumps(company, lot="L-1", expires_on=TODAY.replace(year=2028))
    await company.do(send(some("4")))
    recall = PlaceCatalogueItemRecall(
        now=NOW,
        item_id=id_of("pump"),
        recall="RC-1",
        recall_class="I",
        reason_code="defect",
        source="manufacturer",
        placed_by="rea",
        lots=("L-1",),
    )
    await company.do(recall)
    await company.do(receive("4"))
    assert (await kept(company, *CLINIC)).on_hand("quarantined") == 4


async def test_goods_leave_a_place_that_keeps_them_for_one_that_is_registered(
    company: Company,
) -> None:
    await pumps(company)
    with pytest.raises(LegalEntityForeignFacility):
        await company.do(send(some("1"), to=("EAST", "NORTH")))
    await company.has_item("bed")
    with pytest.raises(ShipmentNotKept):
        await company.do(send(some("1"), item="bed"))
    with pytest.raises(NotFound):
        await company.do(send(some("1"), item="nothing"))
    with pytest.raises(StockItemInsufficient):
        await company.do(send(some("11")))
    await company.do(send(some("1")))
    with pytest.raises(NumberTaken):
        await company.do(replace(send(some("1"), name="SH-2"), number="SH-1"))
    with pytest.raises(ShipmentQuantityWrong):
        await company.do(receive("2"))
