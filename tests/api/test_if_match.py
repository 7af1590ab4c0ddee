"""`If-Match`: who decided on a version that moved on is told so, however he came to be late."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import pytest

from api.wiring.database import prepare_database
from api.wiring.instance import Addresses
from tests.api.case import Story
from tests.api.office import Json, Office, offices, refused
from tests.api.running import serving
from tests.api.test_refusals import REFUSALS
from tests.conftest import SECRET, Database

NOWHERE: Final = "nats://127.0.0.1:1"
ROUNDS: Final = 6
# Of orders alone: what stops payments judges open invoices again, which waits for a read model.
HOLD: Final = {"scope": "order", "reason_code": "recall"}


@pytest.fixture
def desks(database: Database, tmp_path: Path) -> Iterator[list[Office]]:
    """The same tenant over two processes' worth of API, two connections to each."""
    prepare_database(database.url, SECRET.decode())
    addresses = Addresses(database_url=database.url, nats_url=NOWHERE, secret=SECRET.decode())
    homes = [tmp_path / "one", tmp_path / "two"]
    for home in homes:
        home.mkdir()
    with (
        serving(addresses, homes[0], alone=True) as one,
        serving(addresses, homes[1], alone=True) as two,
        offices(one, "t") as first,
        offices(one, "t") as second,
        offices(two, "t") as third,
        offices(two, "t") as fourth,
    ):
        yield [first, second, third, fourth]


@pytest.mark.parametrize(
    ("path", "body"), [("activate", {}), ("holds", HOLD)], ids=["forbidden then", "allowed then"]
)
def test_of_those_who_decided_on_one_version_all_but_one_are_told_that_it_moved_on(
    desks: list[Office], path: str, body: Json
) -> None:
    for number in range(ROUNDS):
        supplier = desks[0].do("suppliers", {"name": f"S{number}"}, "sam")["id"]
        sent = (f"suppliers/{supplier}/{path}", body, "cleo", {"If-Match": '"1"'})
        with ThreadPoolExecutor(len(desks)) as pool:
            waited = [pool.submit(each.post, *sent) for each in desks]
        answers = [each.result() for each in waited]
        late = [each for each in answers if not each.is_success]
        assert len(late) == len(desks) - 1
        for each in (*late, desks[-1].post(*sent)):
            told = refused(each, 412, "document.version_mismatch")
            assert told["values"] == {"expected": 1, "actual": 2}


def test_what_the_newest_version_forbids_is_a_conflict_with_it(desks: list[Office]) -> None:
    supplier = desks[0].do("suppliers", {"name": "A"}, "sam")["id"]
    where = f"suppliers/{supplier}/activate"
    assert desks[0].post(where, {}, "cleo", {"If-Match": '"1"'}).is_success
    for headers in ({"If-Match": '"2"'}, {"If-Match": "*"}, {}):
        refused(desks[2].post(where, {}, "cleo", headers), 409, "supplier.wrong_status")


# What is wrong with the request itself is said before any document is read.
OF_THE_REQUEST = {"request.invalid", "supplier.account_invalid"}
OF_DOCUMENTS = [
    each
    for each in REFUSALS
    if each[4] in (409, 422) and "{" in each[1] and each[5] not in OF_THE_REQUEST
]


@pytest.mark.parametrize(("actor", "route", "names", "changes", "status", "code"), OF_DOCUMENTS)
def test_who_decided_on_another_version_is_told_so_and_not_what_this_one_forbids(
    case: Story,
    actor: str,
    route: str,
    names: str | dict[str, Any],
    changes: dict[str, Any],
    status: int,
    code: str,
) -> None:
    answer = case.send_if_match('"9999"', actor, route, names, **changes)
    told = refused(answer, 412, "document.version_mismatch")
    assert told["values"]["expected"] == 9999
