"""Days are those of central Europe, where summer time begins and ends at one o'clock UTC."""

from datetime import date, datetime

import pytest

from adapters.histories.local_day import local_day


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2018-01-01T22:59:00+00:00", date(2018, 1, 1)),
        ("2018-01-01T23:00:00+00:00", date(2018, 1, 2)),
        ("2018-07-01T21:59:00+00:00", date(2018, 7, 1)),
        ("2018-07-01T22:00:00+00:00", date(2018, 7, 2)),
        ("2018-03-24T22:59:00+00:00", date(2018, 3, 24)),
        ("2018-03-25T22:00:00+00:00", date(2018, 3, 26)),  # the change was that morning
        ("2018-10-27T22:00:00+00:00", date(2018, 10, 28)),
        ("2018-10-28T22:59:00+00:00", date(2018, 10, 28)),
        ("2018-12-31T20:00:00-04:00", date(2019, 1, 1)),
    ],
)
def test_a_moment_falls_on_the_day_of_the_place(moment: str, day: date) -> None:
    assert local_day(datetime.fromisoformat(moment)) == day
