"""The clock and randomness."""

from datetime import timedelta
from uuid import RFC_4122

from adapters.system import new_token, new_uuid, sleep_seconds, utc_now

TICK_SECONDS = 0.002  # Ids tell milliseconds apart.


def test_the_clock_shows_utc() -> None:
    assert utc_now().utcoffset() == timedelta(0)


def test_an_id_is_a_version_7_uuid_of_the_present_moment() -> None:
    before = utc_now()
    identifier = new_uuid()
    after = utc_now()
    assert (identifier.version, identifier.variant) == (7, RFC_4122)
    milliseconds = identifier.int >> 80
    assert int(before.timestamp() * 1000) <= milliseconds <= int(after.timestamp() * 1000)


def test_later_ids_sort_later() -> None:
    earlier = new_uuid()
    sleep_seconds(TICK_SECONDS)
    assert earlier < new_uuid()


def test_ids_and_tokens_do_not_repeat() -> None:
    assert len({new_uuid() for _ in range(10_000)}) == 10_000
    assert len({new_token() for _ in range(1_000)}) == 1_000
