"""Cycle times in hours and business hours, worked by hand over a weekend."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.embedded.servers import ServerAddresses
from domain.approvals.events import ApprovalCaseApproved, ApprovalCaseStepApproved
from domain.event import Event
from domain.legal_entities.events import LegalEntityHolidaysSet
from projections.business_hours import business_hours
from projections.cycle_times import CYCLE_TIMES
from projections.legal_entities import LEGAL_ENTITIES
from projections.projection import Row
from tests.conftest import Database
from tests.domain import requisition_facts as wishes
from tests.domain.orders import received
from tests.domain.test_approvals import CASE, planned
from tests.projections.by_hand import answered
from tests.projections.figure_story import at, of_order, order_ref, orders
from tests.projections.folding import Story, fold
from tests.projections.test_supplier_performance import acknowledged, answer

FRIDAY: Final = date(2026, 3, 6)
MONDAY, TUESDAY, WEDNESDAY = (FRIDAY + timedelta(days) for days in (3, 4, 5))


@pytest.fixture
def story() -> Story:
    """Issued on Friday at nine; answered on Monday at nine; comes on Tuesday and Wednesday."""
    told = orders(Story(), 1, FRIDAY)
    of_order(told, 1, MONDAY, acknowledged(answer(1, "IA")), hour=9)
    of_order(told, 1, TUESDAY, received("60", "600"), hour=12)
    of_order(told, 1, WEDNESDAY, received("40", "400"), hour=8)
    return told


def hours(database: Database, story: Story, **chosen: Any) -> dict[str, tuple[float, float]]:
    rows = answered(database.url, CYCLE_TIMES, story, "cycles_ended", **chosen)
    return {row["leg"]: (float(row["hours"]), float(row["business_hours"])) for row in rows}


def test_an_order_line_is_answered_and_comes_bit_by_bit(database: Database, story: Story) -> None:
    assert hours(database, story) == {
        "order_to_answer": (72, 9),  # Eight hours of Friday, one of Monday.
        "order_to_first_receipt": (99, 21),
        "order_to_last_receipt": (119, 26),  # Nothing of Wednesday.
    }


def test_other_hours_and_another_zone_change_business_hours_alone(
    database: Database, story: Story
) -> None:
    assert hours(database, story, opens=0, closes=24)["order_to_answer"] == (72, 24)
    assert hours(database, story, opens=17, closes=8)["order_to_answer"] == (72, 0)
    # In New York it is four on Friday, and, with summer time, five on Monday and eight on Tuesday.
    east = hours(database, story, zone="America/New_York")
    assert (east["order_to_answer"], east["order_to_first_receipt"]) == ((72, 9), (99, 18))


def test_holidays_of_the_facility_or_else_of_its_entity_are_no_business_hours(
    database: Database, story: Story
) -> None:
    def kept(*days: date, year: int = 2026, facility: str | None = None) -> Event:
        return LegalEntityHolidaysSet(year=year, days=days, reason_code="board", facility=facility)

    def said(on: date, *facts: Event) -> None:
        at(story, on, "legal_entity/nhs", *facts, number="NHS")

    def spans() -> list[float]:
        return sorted(spent for _, spent in hours(database, story).values())

    said(FRIDAY, kept(FRIDAY + timedelta(1), MONDAY), kept(date(2025, 12, 25), year=2025))
    # Monday is off: one hour of it until the answer, nine of it and Tuesday's four until it came.
    assert spans() == [8, 12, 17]
    said(FRIDAY, kept(TUESDAY, facility="SOUTH"))
    assert spans() == [8, 12, 17], "another facility's"
    said(TUESDAY, kept(TUESDAY, facility="NORTH"))
    assert spans() == [9, 17, 17], "its own, in place of its entity's"
    said(TUESDAY, kept(facility="NORTH"))
    assert spans() == [9, 21, 26], "it works on all days"
    (of_entity,) = (row for row in calendars(story) if (row["facility"], row["year"]) == ("", 2026))
    assert of_entity["days"] == ["2026-03-07", "2026-03-09"]


def calendars(story: Story) -> list[Row]:
    return fold(LEGAL_ENTITIES, story.events).table("holidays")


def test_what_has_not_come_whole_has_no_last_receipt(database: Database) -> None:
    told = of_order(orders(Story(), 1, FRIDAY), 1, MONDAY, received("60", "600"))
    assert hours(database, told).keys() == {"order_to_first_receipt"}


def test_a_request_waits_for_the_issue_of_its_order_and_emergencies_are_apart(
    database: Database, story: Story
) -> None:
    facts = (wishes.created(), wishes.added(), wishes.submitted(), wishes.approved())
    at(story, FRIDAY - timedelta(1), f"requisition/{wishes.ID}", *facts, number="R-1", hour=16)
    taken = wishes.ordered(1, "10", 1)
    ordered = taken.model_copy(update={"purchase_order": order_ref(1)})
    at(story, FRIDAY, f"requisition/{wishes.ID}", ordered, number="R-1")
    # From four on Thursday to nine on Friday.
    assert hours(database, story)["request_to_order"] == (17, 2)
    assert "request_to_order" not in hours(database, story, emergency=True)


def test_each_step_of_an_approval_counts_from_the_one_before(database: Database) -> None:
    case, told = f"approval_case/{CASE}", Story()
    route = planned("30000")
    at(told, FRIDAY, case, route, number="R-1", hour=9)
    for step, on, role in ((1, FRIDAY, "manager"), (2, MONDAY, "director")):
        decided = ApprovalCaseStepApproved(step=step, role=role, approver_id="mia")
        at(told, on, case, decided, number="R-1", hour=10)
    at(told, MONDAY, case, ApprovalCaseApproved(), number="R-1", hour=10)
    rows = answered(database.url, CYCLE_TIMES, told, "cycle_times_in_hours")
    assert [
        (row["role"], row["ended"], row["hours_p50"], row["business_hours_p90"]) for row in rows
    ] == [
        ("director", 1, "72.00", "9.00"),
        ("manager", 1, "1.00", "1.00"),
    ]


def test_approval_times_are_added_up_by_approver_and_version_of_the_policy(
    database: Database,
) -> None:
    told = Story()
    for number, (approver, spent) in enumerate((("mia", 1), ("mia", 3), ("max", 5)), 1):
        case = f"approval_case/{CASE[:-1]}{number}"
        route = planned("30000").model_copy(update={"approval_case_id": f"{CASE[:-1]}{number}"})
        at(told, FRIDAY, case, route, number=f"R-{number}", hour=9)
        decided = ApprovalCaseStepApproved(step=1, role="manager", approver_id=approver)
        at(told, FRIDAY, case, decided, number=f"R-{number}", hour=9 + spent)
    rows = answered(database.url, CYCLE_TIMES, told, "approval_times")
    assert [
        (row["role"], row["approver_id"], row["steps"], row["hours"], row["hours_p90"])
        for row in rows
    ] == [("manager", "max", 1, "5.00", "5.00"), ("manager", "mia", 2, "4.00", "3.00")]
    assert {row["policy_version"] for row in rows} == {planned("30000").policy.version}
    behind = answered(database.url, CYCLE_TIMES, told, "cycles_ended", approver_id="mia")
    assert sum(Decimal(row["hours"]) for row in behind) == 4


def test_half_and_nine_of_ten_are_done_within(database: Database) -> None:
    told = Story()
    for number in range(1, 11):
        orders(told, number, MONDAY)
        of_order(told, number, MONDAY, received("100", "1000"), hour=9 + number)
    rows = answered(database.url, CYCLE_TIMES, told, "cycle_times_in_hours", month="2026-03")
    told_of: dict[str, Row] = {row["leg"]: row for row in rows}
    last = told_of["order_to_last_receipt"]
    assert (last["ended"], last["hours_p50"], last["hours_p90"]) == (10, "5.00", "9.00")
    assert last["business_hours_p90"] == "8.00"  # Until five.
    assert answered(database.url, CYCLE_TIMES, told, "cycle_times_in_hours", month="2026-04") == []


DAYS: Final = st.dates(date(1999, 12, 1), date(2030, 1, 1))
HOURS: Final = st.integers(0, 24)
MINUTES_OF_DAY: Final = 24 * 60


@given(DAYS, st.integers(0, MINUTES_OF_DAY - 1), st.integers(0, 40 * MINUTES_OF_DAY), HOURS, HOURS)
def test_business_hours_are_those_that_a_walk_through_the_minutes_counts(
    servers: ServerAddresses, day: date, minute: int, minutes: int, opens: int, closes: int
) -> None:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minute)
    end = start + timedelta(minutes=minutes)
    spans = business_hours("start_at", "end_at")
    with psycopg.connect(servers.database_url) as connection:
        (found,) = connection.execute(
            f"SELECT {spans} FROM (SELECT %s::timestamptz AS start_at,"
            " %s::timestamptz AS end_at, %s::integer AS opens,"
            " %s::integer AS closes, 'UTC'::text AS zone) office".encode(),
            [start, end, opens, closes],
        ).fetchone() or (None,)
    walked = sum(
        at.weekday() < 5 and opens <= at.hour < closes
        for at in (start + timedelta(minutes=each) for each in range(minutes))
    )
    assert round(Decimal(found) * 60) == walked
