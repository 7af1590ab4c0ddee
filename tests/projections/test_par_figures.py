"""Par locations below their level, worked by hand on a few counts."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.event import Event
from domain.requisitions.events import RequisitionLineAdded, RequisitionRejected
from domain.requisitions.lines import Replenishment
from projections.projection import Row
from projections.requisitions import REQUISITIONS
from tests.conftest import Database
from tests.domain.orders import id_of
from tests.domain.requisition_facts import created, line, submitted, wanted
from tests.projections.by_hand import answered
from tests.projections.figure_story import at
from tests.projections.folding import Story

MARCH: Final = date(2026, 3, 10)
LATER: Final = date(2026, 3, 17)
GLOVES, GOWNS, MASKS = (id_of(number) for number in (701, 702, 703))


def counted(item: str, number: int, on_hand: str, asked: str, par: str = "10") -> Event:
    """A line of a par location that counted so many, and asks for some."""
    count = Replenishment(
        stock_on_hand=Decimal(on_hand),
        average_consumption=Decimal(5),
        max_stock=Decimal(par),
        suggested=Decimal(asked),
    )
    stated = line(wanted(number, asked, item_id=item), "25.00")
    return RequisitionLineAdded(line=stated.model_copy(update={"replenishment": count}))


def counts(story: Story, number: int, on: date, *facts: Event, at_place: str = "ICU-1") -> Story:
    """A requisition of a par location, submitted on that day."""
    key = id_of(4000 + number)
    draft = created(kind="par_replenishment", deliver_to=at_place).model_copy(
        update={"requisition_id": key, "number": f"R-{number}"}
    )
    told = (draft, *facts, submitted("25.00"))
    return at(story, on, f"requisition/{key}", *told, number=f"R-{number}")


@pytest.fixture
def story() -> Story:
    """Of three items one is there, one is short, and one is gone and too little is asked for."""
    told = Story()
    lines = (
        counted(GLOVES, 1, "10", "1"),
        counted(GOWNS, 2, "4", "6"),
        counted(MASKS, 3, "0", "3"),
    )
    return counts(told, 1, MARCH, *lines)


def asked(database: Database, story: Story, name: str, **chosen: Any) -> list[Row]:
    return answered(database.url, REQUISITIONS, story, name, **chosen)


def test_items_below_their_par_level_by_hand(database: Database, story: Story) -> None:
    counts(story, 2, MARCH, counted(GLOVES, 1, "9", "1"), at_place="ER-1")
    emergency, intensive = asked(database, story, "par_breaches")
    assert intensive == {
        "facility": "NORTH",
        "deliver_to": "ICU-1",
        "items": 3,
        "below_par": 2,
        "below_par_pct": "66.67",
        "empty": 1,
        "uncovered": 1,
    }
    assert (emergency["deliver_to"], emergency["items"], emergency["below_par"]) == ("ER-1", 1, 1)
    assert asked(database, story, "par_breaches", facility="SOUTH") == []


def test_the_counts_behind_it_name_their_requisition(database: Database, story: Story) -> None:
    rows = asked(database, story, "par_counts", deliver_to="ICU-1", below_par=True)
    assert [(row["item_id"], row["counted"], row["asked_for"]) for row in rows] == [
        (MASKS, "0", "3"),
        (GOWNS, "4", "6"),
    ]
    assert {row["requisition_number"] for row in rows} == {"R-1"}


def test_the_latest_count_of_an_item_counts(database: Database, story: Story) -> None:
    counts(story, 2, LATER, counted(MASKS, 1, "10", "1"))
    (place,) = asked(database, story, "par_breaches")
    assert (place["items"], place["below_par"], place["empty"]) == (3, 1, 0)


def test_what_was_refused_brings_nothing(database: Database, story: Story) -> None:
    refused = RequisitionRejected(approval_case_id=id_of(9), reason_code="not_needed")
    at(story, LATER, f"requisition/{id_of(4001)}", refused, number="R-1")
    (place,) = asked(database, story, "par_breaches")
    assert (place["below_par"], place["uncovered"]) == (2, 2)
