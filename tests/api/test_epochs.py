"""What clients are told of commands that a restored database has lost, and of the new epoch."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from adapters.system import monotonic_seconds, sleep_seconds
from api.wiring.database import catch_up, prepare_database
from api.wiring.instance import Addresses
from tests.adapters.postgres.epoch_support import begin_epoch
from tests.api.office import Office, offices, refused
from tests.api.running import serving
from tests.conftest import SECRET, Database
from tests.plain_http import WITHOUT_TLS

NOWHERE = "nats://127.0.0.1:1"
SECONDS_MAX = 30


@pytest.fixture
def addresses(database: Database) -> Addresses:
    """A database whose epoch this test may raise, without relay or projections."""
    prepare_database(database.url, SECRET.decode())
    return Addresses(database_url=database.url, nats_url=NOWHERE, secret=SECRET.decode())


@pytest.fixture
def lonely(addresses: Addresses, tmp_path: Path) -> Iterator[Office]:
    """A tenant on an API of its own."""
    with serving(addresses, tmp_path, alone=True) as running, offices(running, "t") as office:
        yield office


def propose(office: Office, name: str) -> str:
    """The token of a command that was carried out."""
    token: str = office.do("suppliers", {"name": name}, "sam")["token"]
    return token


def test_a_token_of_a_lost_command_is_told_and_not_waited_for(
    addresses: Addresses, database: Database, tmp_path: Path
) -> None:
    with serving(addresses, tmp_path, alone=True) as running, offices(running, "t") as office:
        kept, lost = propose(office, "A"), propose(office, "B")
    shared = int(kept.split(".")[1])
    asyncio.run(begin_epoch(database, shared_offset=shared))
    catch_up(addresses.database_url, addresses.secret)
    with serving(addresses, tmp_path, alone=True) as running, offices(running, "t") as office:
        told = refused(office.get("suppliers", min_position=lost), 410, "request.token_lost")
        assert told["values"] == {"min_position": lost}
        unknown = office.get("suppliers", min_position="7.1")
        refused(unknown, 410, "request.token_lost")


def test_a_token_of_a_former_epoch_that_was_kept_is_answered(
    addresses: Addresses, database: Database, tmp_path: Path
) -> None:
    with serving(addresses, tmp_path, alone=True) as running, offices(running, "t") as office:
        former = propose(office, "A")
    asyncio.run(begin_epoch(database, shared_offset=int(former.split(".")[1])))
    with serving(addresses, tmp_path, alone=True) as running, offices(running, "t") as office:
        fresh = propose(office, "B")
        assert fresh.startswith("2.")
        catch_up(addresses.database_url, addresses.secret)
        for token in (former, fresh):
            answer = office.get("suppliers", min_position=token)
            assert answer.is_success, answer.text
            assert {each["name"] for each in answer.json()["data"]} == {"A", "B"}


def test_a_token_of_the_new_epoch_for_what_was_recorded_before_it_is_answered(
    addresses: Addresses, database: Database, tmp_path: Path
) -> None:
    """As one makes it from an answer, which names the log's epoch and its position."""
    with serving(addresses, tmp_path, alone=True) as running, offices(running, "t") as office:
        position = int(propose(office, "A").split(".")[1])
    asyncio.run(begin_epoch(database, shared_offset=position))
    catch_up(addresses.database_url, addresses.secret)
    with serving(addresses, tmp_path, alone=True) as running, offices(running, "t") as office:
        for token in (f"2.{position}", "2.0"):
            answer = office.get("suppliers", min_position=token)
            assert answer.is_success, answer.text
            assert [each["name"] for each in answer.json()["data"]] == ["A"]
        late = office.get("suppliers", min_position=f"2.{position + 1}")
        refused(late, 503, "read_model.behind")


def test_an_api_process_of_the_former_epoch_leaves(lonely: Office, database: Database) -> None:
    propose(lonely, "A")
    asyncio.run(begin_epoch(database))
    deadline = monotonic_seconds() + SECONDS_MAX
    answers = set()
    while monotonic_seconds() < deadline:
        try:
            answer = httpx2.post(
                f"{lonely.client.base_url}/v1/suppliers",
                verify=WITHOUT_TLS,
                json={"name": "B"},
                headers=lonely.headers("sam"),
            )
        except httpx2.TransportError:
            break
        answers.add((answer.status_code, answer.json()["code"]))
        sleep_seconds(0.01)
    else:
        raise AssertionError("it went on")
    assert answers <= {(503, "log.epoch_changed")}
