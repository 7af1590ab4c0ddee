"""`purvey log`: a database that was put back to an earlier state gets an epoch of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.cli.conftest import has_settled
from tests.cli.program import PURVEY, SECONDS_MAX, Ended, Home, copied, until
from tests.cli.suppliers import has_mirror, propose, status, suppliers

pytestmark = pytest.mark.timeout(300)  # Many processes start, on whatever machine this is.


@pytest.fixture(scope="module")
def put_back(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, Ended]]:
    """An instance that runs on an older copy of its database, and how its new epoch began."""
    home = Home(tmp_path_factory.mktemp("put-back") / "home")
    with home.up():
        assert propose(home, "S-KEPT").is_success
        until(lambda: has_settled(home))
    copy = home.path / "copy"
    shutil.copytree(home.path / "postgres", copy)
    with home.up():
        assert propose(home, "S-LOST").is_success
        until(lambda: has_settled(home))
    shutil.rmtree(home.path / "postgres")
    copy.rename(home.path / "postgres")
    with home.up():
        until(lambda: status(home).get("nats") == "stream_ahead")
        assert propose(home, "S-BETWEEN").is_success
        begun = home.purvey("log", "new-epoch", "--by", "olga", "--json")
        until(lambda: status(home).get("nats") == "ok")
        yield home, begun


def test_a_database_that_was_put_back_goes_on_in_a_new_epoch(
    put_back: tuple[Home, Ended],
) -> None:
    home, begun = put_back
    assert begun.code == 0, begun.said
    report = begun.report
    assert (report["epoch"], report["former_epoch"]) == (2, 1)
    assert (report["offset"], report["shared_offset"]) == (4, 2)
    assert report["started_by"] == "olga"
    assert "stream" in report["reason"]
    assert report["stopped_consumers"] == []
    # It had grown in the former epoch before anybody noticed, so nobody knows what they saw.
    assert "suppliers" in report["rebuilt"]
    lines = Path(report["lost_events_file"]).read_bytes().splitlines()
    assert len(lines) == report["lost_events"] == 2
    assert any(b"S-LOST" in line for line in lines)
    assert Path(report["lost_events_file"]).stat().st_mode & 0o077 == 0

    until(lambda: propose(home, "S-NEW").status_code != 503)
    until(lambda: has_settled(home))
    assert home.here("status", "--json").report["epoch"] >= 2
    found = suppliers(home)
    assert {"S-KEPT", "S-BETWEEN", "S-NEW"} <= found
    assert "S-LOST" not in found
    verified = home.here("verify", "--json")
    assert (verified.code, verified.report["differences"]) == (0, 0), verified.said
    until(lambda: has_mirror(home))


def test_an_epoch_that_nothing_calls_for_is_refused_and_can_be_forced(
    put_back: tuple[Home, Ended],
) -> None:
    home, _ = put_back
    until(lambda: has_mirror(home))
    refused = home.here("log", "new-epoch")
    assert refused.code == 1
    assert "log.epoch_not_needed" in refused.said
    unexplained = home.here("log", "new-epoch", "--force")
    assert unexplained.code == 2
    assert "--reason" in unexplained.said
    forced = home.here("log", "new-epoch", "--force", "--reason", "a drill", "--json")
    assert forced.code == 0, forced.said
    assert forced.report["reason"] == "a drill"
    assert forced.report["epoch"] == forced.report["former_epoch"] + 1
    assert forced.report["shared_offset"] == forced.report["offset"]
    assert (forced.report["lost_events"], forced.report["rebuilt"]) == (0, [])
    until(lambda: propose(home, f"S-{forced.report['epoch']}").is_success)


def ledger(home: Home) -> dict[str, Any]:
    """What `purvey status` tells of the consumer of that name."""
    told: dict[str, Any] = home.here("status", "--json").report["consumers"]["ledger"]
    return told


def test_a_stopped_consumer_is_told_by_status_and_resumed(put_back: tuple[Home, Ended]) -> None:
    home, _ = put_back
    with psycopg.connect(home.addresses.database_url) as connection:
        connection.execute("INSERT INTO relay.consumer VALUES ('ledger', '{purvey.>}', 30, 1, 9)")
    told = home.here("status", "--json")
    assert told.report["consumers"]["ledger"]["state"] == "stopped"
    assert "relay.consumer_of_other_epoch" in told.said
    resumed = home.here("log", "resume-consumer", "ledger", "--json")
    assert resumed.code == 0, resumed.said
    assert resumed.report["acknowledged_offset"] == 2
    until(lambda: ledger(home)["lag_events"] > 0)  # Nobody takes what is on its way to it.
    assert ledger(home)["state"] == "live"
    assert ledger(home)["oldest"]["offset"] == 3
    assert "oldest" not in status(home)["consumers"]["ledger"], "it may be another tenant's"
    assert f"{ledger(home)['oldest']['type']} of" in home.here("status").out
    unknown = home.here("log", "resume-consumer", "nobody")
    assert unknown.code == 1
    assert "relay.unknown_consumer" in unknown.said


def test_two_new_epochs_at_once_are_one_or_follow_each_other(put_back: tuple[Home, Ended]) -> None:
    home, _ = put_back
    until(lambda: has_mirror(home))
    former = home.here("status", "--json").report["epoch"]
    words = ("log", "new-epoch", "--force", "--reason", "a drill")
    first = home.start([*PURVEY, *words])
    second = home.purvey(*words)
    assert first.wait(SECONDS_MAX) in (0, 1)
    codes = [first.returncode, second.code]
    assert codes.count(0) >= 1, second.said
    if second.code:
        assert "log.epoch_beginning" in second.said
    until(lambda: has_mirror(home))
    assert home.here("status", "--json").report["epoch"] == former + codes.count(0)


def test_a_log_is_split_far_enough_ahead_only(put_back: tuple[Home, Ended]) -> None:
    home, _ = put_back
    near = home.here("log", "split", "--at", "7")
    assert (near.code, "log.split_refused" in near.said) == (1, True)
    assert home.here("log", "split", "--at", "9" * 20).code == 2
    assert home.here("log", "split").code == 2
    assert home.here("log", "split", "--at", "7", "--undo").code == 2
    split = home.here("log", "split", "--at", "1000000", "--json")
    assert (split.code, split.report) == (
        0,
        {"closed": "event_1", "opened": "event_2", "first_offset": 1_000_000},
    )
    undo = home.here("log", "split", "--undo")
    assert (undo.code, "log.split_refused" in undo.said) == (1, True)


def test_the_census_tells_what_the_log_holds(put_back: tuple[Home, Ended]) -> None:
    home, _ = put_back
    told = home.here("log", "census", "--json")
    assert told.code == 0, told.said
    kinds = {each["type"]: each for each in told.report["types"]}
    assert sum(each["events"] for each in kinds.values()) == told.report["events"] > 0
    assert kinds["supplier.proposed"]["unreadable"] is None
    assert "supplier.proposed" in home.here("log", "census").out


def test_a_number_of_an_epoch_is_never_given_twice(tmp_path: Path, prepared: Path) -> None:
    home = Home(copied(prepared, tmp_path / "home"))
    copy = home.path / "copy"
    shutil.copytree(home.path / "postgres", copy)
    assert home.here("log", "new-epoch", "--force", "--reason", "a drill").code == 0
    shutil.rmtree(home.path / "postgres")
    shutil.rmtree(home.path / "nats")
    copy.rename(home.path / "postgres")
    again = home.here("log", "new-epoch", "--force", "--reason", "put back", "--json")
    assert (again.report["former_epoch"], again.report["epoch"]) == (1, 3)


def test_a_new_epoch_of_servers_that_are_away_ends_with_3(tmp_path: Path) -> None:
    away = Home(
        tmp_path / "home",
        PURVEY_DATABASE_URL="postgresql://nobody@127.0.0.1:1/purvey",
        PURVEY_NATS_URL="nats://127.0.0.1:1",
    )
    assert away.here("log", "new-epoch").code == 3
