"""An archive goes on behind events that are the log's own, and behind no others."""

import asyncio
from pathlib import Path

import psycopg
import pytest

from adapters.archive.errors import (
    AheadOfLog,
    LogIncomplete,
    NoMoment,
    OtherHistory,
)
from adapters.embedded.servers import ServerAddresses
from adapters.postgres.tenant_pass import seal_of
from application.errors import EpochChanged
from tests.adapters.archive.archives import (
    checked,
    edit_manifest,
    events_of_all,
    forge,
    with_own_hash,
    written,
)
from tests.adapters.postgres.epoch_support import begin_epoch
from tests.adapters.postgres.read_support import happen, made, moved
from tests.adapters.postgres.test_odd_moments import ODD, write
from tests.conftest import SECRET, Database, Imported, copied_database


def test_an_archive_ahead_of_the_log_is_not_gone_on_with(
    imported: Imported, database: Database, tmp_path: Path
) -> None:
    written(imported.database, tmp_path, last=50)
    happen(database, [made("a"), moved("a", "blue")])
    with pytest.raises(AheadOfLog, match="up to offset 50, the log only up to 2"):
        written(database, tmp_path)


def test_another_log_of_the_same_length_is_not_gone_on_with(
    imported: Imported, database: Database, tmp_path: Path
) -> None:
    written(imported.database, tmp_path, last=2)
    happen(database, [made("a"), moved("a", "blue"), moved("a", "red")])
    with pytest.raises(OtherHistory, match="another event at offset 2"):
        written(database, tmp_path)


def test_an_archive_goes_on_in_a_later_epoch_that_shares_what_it_holds(
    database: Database, tmp_path: Path
) -> None:
    happen(database, [made("a"), moved("a", "blue")])
    for folder in ("shared", "replaced"):
        written(database, tmp_path / folder, last=1 if folder == "shared" else 2)
    asyncio.run(begin_epoch(database, 2, shared_offset=1))
    happen(database, [moved("a", "red")])
    manifest = written(database, tmp_path / "shared").manifest
    assert manifest is not None
    assert (manifest.epoch, [each["shared_offset"] for each in manifest.epochs]) == (2, [1])
    assert [each.epoch for each in events_of_all(tmp_path / "shared")] == [1, 1, 2]
    with pytest.raises(OtherHistory, match="epoch 1 held behind offset 1 was replaced"):
        written(database, tmp_path / "replaced")


def test_an_archive_of_an_epoch_that_the_log_never_had_is_not_gone_on_with(
    database: Database, tmp_path: Path
) -> None:
    happen(database, [made("a")])
    written(database, tmp_path)
    edit_manifest(tmp_path, lambda told: told.update(epoch=3))
    with pytest.raises(OtherHistory, match="it is of epoch 3, the log of 1"):
        written(database, tmp_path)


def test_an_epoch_that_begins_meanwhile_ends_the_run_before_a_file_is_named(
    database: Database, tmp_path: Path
) -> None:
    happen(database, [made("a"), moved("a", "blue")])

    def begin(done: int, total: int) -> None:
        del done, total
        seal = seal_of(SECRET, "purvey.epoch.1", "1 2 1 4 olga restored")
        with psycopg.connect(database.url, autocommit=True) as operator:
            operator.execute("SELECT log.start_epoch(1, 2, 1, 'olga', 'restored', %s)", [seal])

    with pytest.raises(EpochChanged):
        written(database, tmp_path / "a", reached=begin)
    assert not (tmp_path / "a").exists()


def test_a_log_that_lacks_an_event_is_archived_up_to_there_by_range(
    database: Database, tmp_path: Path
) -> None:
    happen(database, [made("a"), moved("a", "blue"), moved("a", "red")])
    with psycopg.connect(database.url, autocommit=True) as superuser:
        superuser.execute("SET event_triggers = off")
        superuser.execute("ALTER TABLE log.event DISABLE TRIGGER refuse_change")
        superuser.execute('DELETE FROM log.event WHERE "offset" = 2')
    with pytest.raises(LogIncomplete, match="no event at offset 2"):
        written(database, tmp_path)
    assert written(database, tmp_path, last=1).rows == 1


@pytest.mark.parametrize("column", ["recorded_at", "effective_at"])
@pytest.mark.parametrize("moment", ODD)
def test_a_time_that_no_calendar_has_is_named_by_its_offset(
    database: Database, tmp_path: Path, column: str, moment: str
) -> None:
    happen(database, [made("a"), moved("a", "blue"), moved("a", "red")])
    assert written(database, tmp_path / "former").rows == 3
    write(database, column, moment)
    with pytest.raises(NoMoment, match="event at offset 2 has a time outside of the years") as told:
        written(database, tmp_path / "a")
    assert told.value.code == "archive.no_moment"
    assert written(database, tmp_path / "a", last=1).rows == 1
    (fault,) = checked(tmp_path / "former", database).faults
    assert (fault.offset, f"{column} is " in fault.what) == (2, True)


def test_forged_rows_are_not_gone_on_behind(
    servers: ServerAddresses, imported: Imported, tmp_path: Path
) -> None:
    with copied_database(servers, imported.name) as database:
        written(database, tmp_path, last=10)
        forge(
            tmp_path,
            0,
            [with_own_hash(each, payload=b"{}") for each in events_of_all(tmp_path)],
        )
        with pytest.raises(OtherHistory, match="another event at offset 10"):
            written(database, tmp_path)
