"""Words for a moment: positions, days and times, on the recorded and the effective clock."""

from datetime import UTC, date, datetime, timedelta

import pytest

from replay.as_of import OUT_OF_ORDER_MAX, Clock, Moment, check_order, parse, resolve
from replay.errors import BeyondHistory, MomentsReversed, UnknownMoment
from tests.adapters.postgres.read_support import (
    START,
    Happening,
    execute,
    happen,
    made,
    read_models,
    read_store,
)
from tests.conftest import Database

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
CHUNK = 2_048


def at(*days: float) -> list[Happening]:
    """Events that took effect on these days after the start, in the order of the log."""
    return [
        made(f"t{n}")._replace(effective_at=START + timedelta(days=day))
        for n, day in enumerate(days)
    ]


async def moment(
    database: Database, words: str, clock: Clock = "effective", now: datetime = NOW
) -> Moment:
    async with read_models(database) as models, models.entered("north") as view:
        return await resolve(view.history, words, clock, now)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("0", 0),
        ("120", 120),
        ("2026-03-31", date(2026, 3, 31)),
        ("2026-03-31T12:00:00Z", datetime(2026, 3, 31, 12, tzinfo=UTC)),
        ("2026-03-31T12:00+02:00", datetime(2026, 3, 31, 10, tzinfo=UTC)),
        ("20260331", 20_260_331),
    ],
)
def test_words_name_a_position_a_day_or_a_time(words: str, named: int | date | datetime) -> None:
    assert parse(words) == named


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "-1",
        "1.5",
        "yesterday",
        "2026-02-30",
        "2026-03-31T12:00:00",
        "2026-13-01",
        "9" * 19,
        "١٢",
        "2026-03-31T25:00:00Z",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_other_words_are_refused_with_examples(words: str) -> None:
    with pytest.raises(UnknownMoment, match="2026-03-31T12:00:00Z"):
        parse(words)


async def test_a_position_is_taken_as_far_as_history_goes(database: Database) -> None:
    happen(database, at(1, 2, 3))
    assert (await moment(database, "3")).position == 3
    assert (await moment(database, "0")).position == 0
    with pytest.raises(BeyondHistory, match="position 3, not to 4"):
        await moment(database, "4")


async def test_a_day_is_its_end_and_today_is_now(database: Database) -> None:
    happen(database, at(0.0, 0.99, 1.0, 31))
    assert (await moment(database, "2026-01-01")).position == 2
    assert (await moment(database, "2026-01-02")).position == 3
    today = START + timedelta(days=31, hours=1)
    assert (await moment(database, "2026-02-01", now=today)).position == 4


async def test_a_time_before_the_first_event_is_position_zero(database: Database) -> None:
    happen(database, at(1))
    assert (await moment(database, "2025-01-01")).position == 0
    assert (await moment(database, "2025-01-01", "recorded")).position == 0


async def test_the_future_is_refused_on_both_clocks(database: Database) -> None:
    happen(database, at(1))
    for clock in ("recorded", "effective"):
        with pytest.raises(BeyondHistory, match="future"):
            await moment(database, "2026-06-02", clock)


async def test_the_recorded_clock_finds_the_last_event_recorded_by_then(
    database: Database,
) -> None:
    for _ in range(5):
        happen(database, at(1, 1))
    rows = execute(database, "SELECT position, recorded_at FROM log.event ORDER BY 1")
    now = rows[-1][1] + timedelta(hours=1)
    for position, recorded_at in rows:
        expected = max(p for p, r in rows if r <= recorded_at)
        assert (
            await moment(database, recorded_at.isoformat(), "recorded", now)
        ).position == expected
        before = recorded_at - timedelta(microseconds=1)
        found = await moment(database, before.isoformat(), "recorded", now)
        assert found.position == max((p for p, r in rows if r <= before), default=0)
        assert found.position < position


async def test_what_was_learned_out_of_order_is_named(database: Database) -> None:
    happen(database, at(1, 5, 2, 3, 9))
    found = await moment(database, "2026-01-04")
    assert found.position == 4
    assert [each["position"] for each in found.learned_later] == [3, 4]
    assert found.learned_later_count == 2
    first = found.learned_later[0]
    assert (first["stream"], first["type"], first["version"]) == ("toy/t2", "toy.made", 1)
    assert first["effective_at"] == "2026-01-03T00:00:00.000000Z"


async def test_what_is_counted_before_it_took_effect_is_named(database: Database) -> None:
    happen(database, at(1, 5, 2, 7, 3, 9))
    found = await moment(database, "2026-01-04")
    assert found.position == 5
    assert [each["position"] for each in found.effective_later] == [2, 4]
    assert found.effective_later_count == 2
    assert found.effective_later[0]["effective_at"] == "2026-01-06T00:00:00.000000Z"


async def test_a_history_in_order_of_effect_has_nothing_out_of_order(database: Database) -> None:
    happen(database, at(1, 2, 2, 3))
    found = await moment(database, "2026-01-03")
    assert (found.learned_later, found.effective_later) == ((), ())


def test_two_moments_are_in_order_by_position_and_by_time() -> None:
    days = [datetime(2026, 3, day, tzinfo=UTC) for day in (1, 2)]
    first, second = (Moment(position=4, clock="recorded", at=day) for day in days)
    for former, later in ((first, second), (first, first), (Moment(position=3), first)):
        check_order(former, later)
    for former, later in ((second, first), (first, Moment(position=3))):
        with pytest.raises(MomentsReversed, match="position 4"):
            check_order(former, later)


async def test_another_tenants_history_does_not_count(database: Database) -> None:
    happen(database, [made("x", tenant="south"), *at(1), made("y", tenant="south")])
    assert (await moment(database, "2026-05-01")).position == 1


async def test_long_histories_give_the_same_answers_with_and_without_their_bounds(
    database: Database,
) -> None:
    days = [n / 50 + (30 if n % 97 == 0 else 0) for n in range(2 * CHUNK + 300)]
    happen(database, at(*days))
    asked = ["2025-12-31", "2026-01-01", "2026-02-05", "2026-02-20", "2026-03-20", "2026-05-31"]
    before = [await moment(database, words) for words in asked]
    async with read_store(database) as store:
        await store.beat([])
    assert execute(database, "SELECT count(*) FROM read.chunk") == [(2,)]
    assert [await moment(database, words) for words in asked] == before
    for words, found in zip(asked, before, strict=True):
        end = datetime.fromisoformat(words).replace(tzinfo=UTC) + timedelta(days=1)
        limit = (end - START).total_seconds() / 86_400
        assert found.position == max((n for n, d in enumerate(days, 1) if d < limit), default=0)
        later = [n for n, d in enumerate(days, 1) if d >= limit]
        late = [
            n
            for n, d in enumerate(days, 1)
            if later and later[0] < n <= found.position and d < limit
        ]
        ahead = [n for n in later if n < found.position]
        assert found.effective_later_count == len(ahead)
        listed = [each["position"] for each in found.effective_later]
        assert listed == ahead[:OUT_OF_ORDER_MAX]
        assert found.learned_later_count == len(late)
        assert [each["position"] for each in found.learned_later] == late[:OUT_OF_ORDER_MAX]
