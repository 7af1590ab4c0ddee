"""Whoever sends or awaits goods sees what is on its way, since when, and what it is worth."""

from typing import Any

from domain.catalogue.events import CatalogueItemRecallPlaced
from domain.event import Event
from projections.projection import Row
from projections.recalls import RECALLS
from projections.shipments import SHIPMENTS
from projections.stock import STOCK
from tests.conftest import Database
from tests.domain.orders import GLOVES, TODAY
from tests.domain.shipments import (
    SHIPMENT,
    arrived,
    dispatched,
    lost,
    received,
    shipped,
    taken_back,
)
from tests.domain.stock import LATE, SOON, cost
from tests.domain.stock import STOCK as GLOVES_HERE
from tests.projections.by_hand import answered
from tests.projections.folding import Folded, Story, fold

STREAM = f"shipment/{SHIPMENT.id}"
TWO = (shipped("3", "30"), shipped("2", None, line=2, lot="L-2", expires_on=SOON))


def story(*facts: Event) -> Story:
    return Story().happens(STREAM, *facts, number="SH-1")


def kept(*facts: Event) -> Folded:
    return fold(SHIPMENTS, story(*facts).events)


def test_a_shipment_is_in_transit_until_the_last_of_it_came_came_back_or_was_lost() -> None:
    first = received(arrived("1", "10"), arrived("1", "10", disposition="rejected"))
    open_still = kept(dispatched(*TWO), first, lost("1", "10")).row("shipments")
    assert (open_still["state"], open_still["lines_open"]) == ("in_transit", 1)
    assert open_still["closed_on"] is None
    second = arrived("2", None, line=2)
    done = kept(dispatched(*TWO), first, lost("1", "10"), taken_back(second)).row("shipments")
    assert (done["state"], done["lines_open"]) == ("closed", 0)
    assert done["closed_on"] == str(TODAY)


def test_each_line_says_what_became_of_it() -> None:
    came = received(arrived("1", "10"), arrived("1", "10", disposition="rejected"))
    lines = kept(dispatched(*TWO), came, lost("1", "10")).by("shipment_lines", "line")
    names = ("quantity", "arrived", "held_back", "lost", "taken_back", "in_transit")
    assert [lines[1][name] for name in names] == ["3", "2", "1", "1", "0", "0"]
    assert [lines[2][name] for name in names] == ["2", "0", "0", "0", "0", "2"]
    assert lines[1]["shipment_number"] == "SH-1"


def test_units_that_came_are_no_longer_on_their_way() -> None:
    units = shipped("2", "20", serials=("S-1", "S-2"))
    came = received(arrived("1", "10", serials=("S-1",)))
    line = kept(dispatched(units), came).row("shipment_lines")
    assert line["serials"] == ["S-2"]


def test_what_is_on_its_way_is_told_with_its_age_its_delay_and_its_worth(
    database: Database,
) -> None:
    late = TODAY.replace(day=11)
    told = story(
        dispatched(*TWO, expected_on=late), received(arrived("1", "10"), costs=(cost("10"),))
    )
    rows = _asked(database, told, "goods_in_transit", day="2026-04-02")
    names = ("line", "lot", "in_transit", "value", "currency", "days", "age", "late")
    assert [tuple(row[name] for name in names) for row in rows] == [
        (1, "L-1", "2", "20", "USD", 32, "31 to 60", 22),
        (2, "L-2", "2", None, None, 32, "31 to 60", 22),
    ]
    (here, *_) = _asked(database, told, "goods_in_transit")
    assert (here["days"], here["age"], here["late"]) == (0, "up to 30", None)
    assert _asked(database, told, "goods_in_transit", to_facility="NORTH") == []
    ages = _asked(database, told, "goods_in_transit_by_age", day="2026-04-02")
    found = [(row["currency"], row["age"], row["shipments"], row["value"]) for row in ages]
    assert found == [("USD", "31 to 60", 1, "20"), (None, "31 to 60", 1, "0")]


def test_what_expires_on_its_way_stands_among_the_lots_that_expire(database: Database) -> None:
    told = story(dispatched(*TWO), received(arrived("1", "10")))
    rows = [
        (row["lot"], row["disposition"], row["on_hand"], row["expires_on"], row["holder"])
        for row in answered(database.url, STOCK, told, "expiring_lots")
    ]
    assert rows == [
        ("L-2", "in_transit", "2", str(SOON), GLOVES_HERE.id),
        ("L-1", "in_transit", "2", str(LATE), GLOVES_HERE.id),
    ]
    soon = answered(database.url, STOCK, told, "expiring_lots", before="2026-05-01")
    assert [row["lot"] for row in soon] == ["L-2"]


def test_a_recalled_lot_is_found_on_its_way_until_it_came(database: Database) -> None:
    recall = CatalogueItemRecallPlaced(
        recall="Z-1",
        recall_class="I",
        source="fda",
        placed_by="ivan",
        reason_code="sterility",
        lots=("l-1",),
    )
    item = f"catalogue_item/{GLOVES}"
    told = story(dispatched(*TWO)).happens(item, recall, number="I-1", facility=None)
    (row,) = answered(database.url, RECALLS, told, "recall_exposure")
    names = ("shipment_id", "shipment_number", "lot", "received", "left", "facility")
    assert tuple(row[name] for name in names) == (SHIPMENT.id, "SH-1", "L-1", "3", "3", "NORTH")
    (lies,) = answered(database.url, RECALLS, told, "recall_whereabouts")
    there = ("whereabouts", "place", "lot", "quantity", "sure")
    assert [lies[name] for name in there] == ["in_transit", "SH-1", "L-1", "3", True]
    ends: tuple[Event, ...] = (
        received(arrived("1", "10")),
        lost("1", "10"),
        taken_back(arrived("1", "10")),
    )
    told.happens(STREAM, *ends, number="SH-1")
    (row,) = answered(database.url, RECALLS, told, "recall_exposure")
    assert (row["received"], row["left"]) == ("3", "0")
    assert answered(database.url, RECALLS, told, "recall_whereabouts") == []
    moves = answered(database.url, RECALLS, told, "goods_recalled")
    assert [(each["movement"], each["quantity"], each["document_number"]) for each in moves] == [
        ("dispatched", "3", "SH-1"),
        ("arrived", "-1", "SH-1"),
        ("lost", "-1", "SH-1"),
        ("came_back", "-1", "SH-1"),
    ]


def _asked(database: Database, told: Story, name: str, **given: Any) -> list[Row]:
    return answered(database.url, SHIPMENTS, told, name, **given)
