"""Real histories through the real log: every event has an outcome, once, in order of effect."""

from collections import Counter
from pathlib import Path

import psycopg
import pytest

from adapters.histories.activities import Activity
from adapters.histories.errors import RefusedFile
from adapters.histories.report import Progress
from tests.adapters.histories.sample import CASES, sample
from tests.adapters.histories.traces import (
    log_counts,
    outcomes,
    run_import,
    trace,
    write_traces,
)
from tests.conftest import Database, Imported

ACCEPTED_PERCENT_MIN = 90
IN_FLIGHT = 300  # Fewer than the importer lets the log be ahead of the ledger.
A = Activity


async def test_the_sample_is_imported_with_all_sums_right(
    database: Database, imported: Imported
) -> None:
    reached: list[Progress] = []
    report = await run_import(database, imported.file, progress=reached.append)
    events = [event for each in sample() for event in each["events"]]
    assert (report.cases, report.source_events) == (CASES, len(events))
    assert report.accepted + report.rejected + report.explained == report.source_events
    counted = {name: sum(tally.values()) for name, tally in report.by_activity.items()}
    assert counted == Counter(activity for _, activity in events)
    assert sum(report.rejected_by_code.values()) == report.rejected
    meant = report.source_events - report.explained
    assert report.accepted * 100 >= meant * ACCEPTED_PERCENT_MIN
    assert reached[-1].done == reached[-1].total == report.source_events
    assert report.by_activity == imported.report.by_activity


def test_the_log_is_in_order_of_effect(imported: Imported) -> None:
    with psycopg.connect(imported.database.url) as connection:
        rows = connection.execute(
            "SELECT convert_from(metadata, 'UTF8')::json ->> 'effective_at'"
            " FROM log.event ORDER BY position"
        ).fetchall()
    moments = [moment for (moment,) in rows]
    assert moments == sorted(moments)
    assert len(moments) > len(sample())


async def test_a_second_run_imports_nothing_and_tells_the_same(
    imported: Imported, imported_copy: Database
) -> None:
    stood = log_counts(imported_copy, "demo")
    second = await run_import(imported_copy, imported.file)
    assert log_counts(imported_copy, "demo") == stood
    assert second.resumed == second.source_events
    assert second.by_activity == imported.report.by_activity
    assert second.rejected_by_code == imported.report.rejected_by_code


async def test_what_the_log_took_and_the_ledger_does_not_know_yet_is_not_done_twice(
    imported: Imported, imported_copy: Database
) -> None:
    stood = log_counts(imported_copy, "demo")
    with psycopg.connect(imported_copy.url) as connection:
        connection.execute(
            "DELETE FROM import.outcome WHERE outcome <> 'rejected' AND ordinal > %s",
            [imported.report.source_events - IN_FLIGHT],
        )
    second = await run_import(imported_copy, imported.file)
    assert log_counts(imported_copy, "demo") == stood
    assert second.resumed < second.source_events
    assert second.by_activity == imported.report.by_activity


class Stopped(Exception):
    """Somebody stops the import."""


@pytest.mark.parametrize("after", [1, 1_500])
async def test_a_stopped_import_resumes_to_what_an_undisturbed_one_comes_to(
    database: Database, imported: Imported, after: int
) -> None:
    def stop(reached: Progress) -> None:
        if reached.done >= after:
            raise Stopped

    with pytest.raises(Stopped):
        await run_import(database, imported.file, progress=stop)
    assert 0 < len(await outcomes(database, imported.file)) < len_of_sample()
    resumed = await run_import(database, imported.file)
    assert 0 < resumed.resumed < resumed.source_events
    assert resumed.by_activity == imported.report.by_activity
    assert resumed.rejected_by_code == imported.report.rejected_by_code
    assert log_counts(database, "demo") == log_counts(imported.database, "demo")


def len_of_sample() -> int:
    return sum(len(each["events"]) for each in sample())


async def test_a_refused_file_leaves_the_log_empty(database: Database, tmp_path: Path) -> None:
    good = trace("c1", A.CREATE_ORDER)
    path = write_traces(tmp_path / "traces.jsonl.gz", [good, {**good, "events": []}])
    with pytest.raises(RefusedFile):
        await run_import(database, path)
    assert log_counts(database, "demo") == {}


async def test_two_tenants_import_the_same_file_side_by_side(
    database: Database, tmp_path: Path
) -> None:
    traces = [trace("c1", A.CREATE_ORDER, A.GOODS_RECEIPT)]
    path = write_traces(tmp_path / "traces.jsonl.gz", traces)
    await run_import(database, path, tenant="east")
    await run_import(database, path, tenant="west")
    assert log_counts(database, "east") == log_counts(database, "west") != {}


async def test_another_file_finds_the_suppliers_and_items_that_stand(
    database: Database, tmp_path: Path
) -> None:
    one = trace("c1", A.CREATE_ORDER)
    await run_import(database, write_traces(tmp_path / "one.jsonl.gz", [one]))
    stood = log_counts(database, "demo")
    again = [trace("c1", A.CREATE_REQUISITION)]  # The same case draws the same supplier and item.
    report = await run_import(database, write_traces(tmp_path / "other.jsonl.gz", again))
    assert report.accepted == 1
    for fact in ("supplier.proposed", "supplier.activated", "catalogue_item.activated"):
        assert log_counts(database, "demo")[fact] == stood[fact] == 1
