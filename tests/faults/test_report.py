"""The lane says what happened and what came of it, in one report."""

from tests.faults.seed import Share, report

CASES = [
    {"kills": {"postgres": 2, "relay.page_read": 1}, "acknowledged_events": 40, "seconds": 1.4},
    {"kills": {"postgres": 1}, "acknowledged_events": 2, "seconds": 2.0},
]


def test_faults_of_all_cases_are_counted_by_kind() -> None:
    assert report(CASES, []) == [
        "      3  postgres",
        "      1  relay.page_read",
        "4 faults, 42 acknowledged events, 0 lost; 2 cases, 3 s under fire",
    ]


def test_a_case_that_failed_is_named_and_counts_for_nothing() -> None:
    *_, named, last = report(CASES[:1], ["tests/faults/test_storm.py::test_a_long_storm[2]"])
    assert "test_a_long_storm[2]: what was lost is told above" in named
    assert "0 lost in those that passed, 1 cases failed; 1 cases" in last


def test_a_share_of_anything_is_something() -> None:
    assert [Share(0.05).of(number) for number in (1, 9, 210_000)] == [1, 1, 10_500]
    assert Share(1.0).of(9) == 9
