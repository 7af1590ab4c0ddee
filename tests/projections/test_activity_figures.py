"""What people did, summed up by hand over a few acts, on either clock."""

from datetime import UTC, date, datetime
from typing import Any, Final

from domain.event import Event
from projections.audit_trail import AUDIT_TRAIL
from projections.projection import Row
from tests.conftest import Database
from tests.domain.orders import ORDER, added, approved, created, issued, submitted
from tests.domain.receipts import posted
from tests.projections.by_hand import answered
from tests.projections.figure_story import at
from tests.projections.folding import MOMENT, Story

MARCH, APRIL = date(2026, 3, 31), date(2026, 4, 2)
AN_ORDER: Final = f"purchase_order/{ORDER.id}"


def acts(story: Story, on: date, actor: dict[str, str], *facts: Event, stream: str) -> Story:
    """One command of that person, in which all these facts are recorded."""
    first = len(story.events)
    at(story, on, stream, *facts, number=ORDER.number)
    for place in range(first, len(story.events)):
        event = story.events[place]
        around: dict[str, Any] = {**event.metadata, "actor": actor, "command_id": f"act-{first}"}
        story.events[place] = event._replace(metadata=around)
    return story


def person(name: str, **more: str) -> dict[str, str]:
    return {"type": "human", "id": name, **more}


def story() -> Story:
    """Bella drafts and issues in March; in April rico receives, and bella issues for somebody."""
    told = acts(Story(), MARCH, person("bella"), created(), added(), submitted(), stream=AN_ORDER)
    acts(told, MARCH, {"type": "service", "id": "router"}, approved(), stream=AN_ORDER)
    acts(told, MARCH, person("bella"), issued(), stream=AN_ORDER)
    acts(told, APRIL, person("rico"), posted(received_by="rico"), stream="receipt/one")
    return acts(told, APRIL, person("bella", on_behalf_of="boris"), issued(), stream=AN_ORDER)


def asked(database: Database, name: str = "user_activity", **chosen: str) -> list[Row]:
    return answered(database.url, AUDIT_TRAIL, story(), name, **chosen)


def counted(rows: list[Row], *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[each] for each in columns) for row in rows]


def test_what_each_did_in_a_month(database: Database) -> None:
    columns = ("month", "actor_id", "acts", "facts", "documents", "kinds", "active_days")
    assert counted(asked(database), *columns, "on_behalf") == [
        ("2026-03", "bella", 2, 4, 1, 4, 1, 0),
        ("2026-03", "router", 1, 1, 1, 1, 1, 0),
        ("2026-04", "bella", 1, 1, 1, 1, 1, 1),
        ("2026-04", "rico", 1, 1, 1, 1, 1, 0),
    ]


def test_a_persons_days_tell_the_first_and_the_last_act(database: Database) -> None:
    first, last = asked(database, actor_id="bella", by_day="true")
    assert (first["day"], last["day"]) == ("2026-03-31", "2026-04-02")
    assert first["first_at"] == first["last_at"] == "2026-03-31T09:00:00.000000Z"
    (day,) = asked(database, actor_id="bella", day="2026-04-02")
    assert (day["day"], day["facts"]) == ("2026-04-02", 1)


def test_the_kinds_of_facts_and_the_documents_behind_them(database: Database) -> None:
    chosen = {"actor_id": "bella", "month": "2026-03"}
    kinds = asked(database, "activity_by_kind", **chosen)
    assert {(row["type"], row["facts"]) for row in kinds} == {
        ("purchase_order.created", 1),
        ("purchase_order.line_added", 1),
        ("purchase_order.submitted", 1),
        ("purchase_order.issued", 1),
    }
    (behind,) = asked(
        database, "documents_acted_on", document="purchase_order", type=kinds[0]["type"], **chosen
    )
    assert (behind["document_id"], behind["number"]) == (ORDER.id, ORDER.number)


def test_by_the_recorded_clock_it_counts_when_the_system_was_told(database: Database) -> None:
    told = story()
    late, entered_at = told.events[-2], datetime(2026, 5, 4, 8, tzinfo=UTC)
    told.events[-2] = late._replace(recorded_at=entered_at)  # What rico did in April.
    months = {
        by: answered(database.url, AUDIT_TRAIL, told, "user_activity", actor_id="rico", **chosen)
        for by, chosen in (("effect", {}), ("record", {"by_recorded": "true"}))
    }
    assert {by: rows[0]["month"] for by, rows in months.items()} == {
        "effect": "2026-04",
        "record": "2026-05",
    }
    assert months["record"][0]["first_at"] == entered_at.strftime(MOMENT)
