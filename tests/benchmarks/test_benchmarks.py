"""Every benchmark runs, at next to no size, and tells what it should in the form it promises."""

from typing import Any

import orjson
import pytest
import typer

from api.cli import bench
from projections.index import PROJECTIONS
from tests.benchmarks.report import at_least, at_most, median, percentile, rounded
from tests.benchmarks.runner import BENCHMARKS
from tests.benchmarks.size import TINY

PARTS = ["benchmark", "figures", "baseline", "ratios", "goals", "machine"]
GOALS = {
    "append": {"to_stock_at_32", "to_stock_at_256", "to_row_insert_at_256"},
    "command": {"to_stock"},
    "http": {"to_in_process"},
    "load": {"loads_per_second_with_snapshot"},
    "match": {"milliseconds_per_match"},
    "import": {"commands_per_second", "pss_mb_max"},
    "project": {"p50_milliseconds", "p99_milliseconds"},
    "rebuild": {"events_per_second"},
    "relay": {"events_per_second", "relay_to_prebuilt_batches"},
    "catch_up": {"events_per_second"},
    "query": {"p95_milliseconds", "deep_to_first"},
    "verify": {"hashed_events_per_second"},
    "growth": {"pss_mb_max"},
    "as_of": {
        f"{name}_p95_ratio"
        for name in (
            *("orders_issued", "invoices_held", "approvals_by_role"),
            *("stock_by_facility", "receipts_waiting", "holds_by_role"),
        )
    },
}


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_tells_figures_baseline_ratios_goals_and_machine(name: str) -> None:
    report = orjson.loads(orjson.dumps(BENCHMARKS[name](TINY).plain()))
    assert list(report) == PARTS
    assert report["benchmark"] == name
    assert report["goals"].keys() == GOALS[name]
    assert all(goal.keys() == {"value", "goal", "met"} for goal in report["goals"].values())
    assert report["baseline"]
    assert all(ratio > 0 for ratio in report["ratios"].values())
    if name != "match":  # Which stores nothing.
        assert report["machine"]["fsync"] == "on"
        assert report["machine"]["synchronous_commit"] == "on"
    _check(report["figures"], name)


def _check(figures: dict[str, Any], name: str) -> None:
    """What was done is what was to be done, whatever the time it took."""
    if name == "import":
        outcomes = figures["accepted"] + figures["rejected"] + figures["explained"]
        assert outcomes == figures["source_events"] > 0
        assert {"import", "relay", "projections", "api", "postgres"} <= (
            figures["pss_mb_max_by_process"].keys()
        )
    if name in ("rebuild", "as_of", "catch_up", "query", "verify"):
        assert figures["log_events"] >= TINY.events
    if name == "relay":
        assert figures["log_events"] >= TINY.events // 2
    if name == "project":
        assert figures["log_events"] > 0
        assert figures["paced_events"] > 0
        assert {"relay", "projections", "postgres"} <= figures[
            "percent_of_a_core_last_round"
        ].keys()
        assert figures["milliseconds"]["p50"] <= figures["milliseconds"]["p99"]
    if name == "verify":
        assert figures["differences"] == 0
    if name == "growth":
        assert len(figures) == len(TINY.lengths)
        assert all(
            int(events) >= length for events, length in zip(figures, TINY.lengths, strict=True)
        )
    if name == "rebuild":
        assert figures["read_models"] == len(PROJECTIONS)
    if name == "as_of":
        assert all(each["p50"] <= each["p95"] for each in figures["as_of_microseconds"].values())
        assert {"every_receipt", "orders_by_month"} <= figures["as_of_microseconds"].keys()


def test_a_benchmark_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(typer.BadParameter, match="there are append, command, http, import"):
        bench.bench("apend")


def test_goals_are_met_at_their_very_value() -> None:
    assert at_least(2.0, 2.0).met
    assert not at_least(1.9, 2.0).met
    assert at_most(2.0, 2.0).met
    assert not at_most(2.1, 2.0).met


def test_figures_keep_the_digits_that_mean_something() -> None:
    assert [rounded(each) for each in (123_456.7, 0.123456, 12.0)] == [123_500, 0.1235, 12.0]
    assert median([3.0, 1.0, 2.0]) == 2.0
    assert percentile([float(each) for each in range(1, 101)], 0.95) == 95.0
