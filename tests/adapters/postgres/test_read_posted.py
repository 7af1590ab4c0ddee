"""A journal that other rules posted: its entries stay, and the difference is posted once."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest
from psycopg.conninfo import conninfo_to_dict

from adapters.embedded.servers import ServerAddresses
from adapters.postgres.read_rebuild import PostgresWorkshop
from adapters.system import monotonic_seconds
from api.wiring.addresses import Addresses
from api.wiring.journal_corrections import journal_corrector
from projections.journal import JOURNAL
from replay.rebuild import Progress, Rebuilt, rebuild
from tests.adapters.postgres.read_support import (
    catch_up,
    execute,
    serving_schema,
    table_rows,
    verified,
)
from tests.conftest import SECRET, Database, Imported, copied_database

FORMER: Final = JOURNAL.version - 1
POSTED_THREE: Final = (
    "SELECT document FROM {}.journal_lines WHERE account = 'inventory' ORDER BY position LIMIT 3"
)
AS_FORMER_RULES_DID: Final = (
    "UPDATE {0}.journal_lines SET account = 'expense' WHERE account = 'inventory'"
    f" AND document IN ({POSTED_THREE.format('{0}')})"
)
BALANCES: Final = (
    "SELECT account, sum(debit - credit) FROM {}.journal_lines GROUP BY account ORDER BY account"
)


async def renewed(database: Database, **asked: Any) -> Rebuilt:
    """A rebuild that may post corrections, as the command line's may."""
    addresses = Addresses(database_url=database.url, nats_url="", secret=SECRET.decode())
    url = database.role_url("purvey_project")
    declared = asked.pop("declared", JOURNAL)
    async with (
        journal_corrector(addresses) as post,
        PostgresWorkshop(url, [declared], post=post) as workshop,
    ):
        told = asked.pop("told", lambda progress: None)
        return await rebuild(workshop, monotonic_seconds, told, **asked)


@pytest.fixture(scope="module")
def kept(servers: ServerAddresses, imported: Imported) -> Iterator[str]:
    """The name of a database that holds the journal of the imported histories."""
    with copied_database(servers, imported.name) as database:
        asyncio.run(catch_up(database, [JOURNAL]))
        yield str(conninfo_to_dict(database.url)["dbname"])


@pytest.fixture
def books(servers: ServerAddresses, kept: str) -> Iterator[Database]:
    """It, for one test alone."""
    with copied_database(servers, kept) as database:
        yield database


async def posted_by_former_rules(database: Database) -> list[Any]:
    """Makes the journal what a former version posted; its balances by today's rules."""
    schema = serving_schema(database, "journal")
    wanted = execute(database, BALANCES.format(schema))
    execute(database, AS_FORMER_RULES_DID.format(schema))
    execute(database, "UPDATE read.projection SET version = %s", FORMER)
    assert execute(database, BALANCES.format(schema)) != wanted
    return wanted


def lines(database: Database) -> list[Any]:
    return table_rows(database, "journal_lines", "journal")


async def test_what_was_posted_stands_and_the_difference_is_added_at_the_end(
    books: Database,
) -> None:
    wanted = await posted_by_former_rules(books)
    before = lines(books)
    report = await renewed(books)
    assert (report.switched, report.corrections.posted) == (True, True)
    assert report.corrections.count == len(report.corrections.named) == 3
    (certificate,) = report.certificates
    assert certificate.verdict == "equal"
    after = lines(books)
    assert [each for each in after if each in before] == before
    added = [each for each in after if each not in before]
    last = max(each["position"] for each in before)
    assert {each["account"] for each in added} == {"inventory", "expense"}
    assert len(added) == 6
    assert all(each["position"] > last for each in added)
    now = execute(books, BALANCES.format(serving_schema(books, "journal")))
    assert now == wanted
    assert (await verified(books, [JOURNAL], owners=100_000)).differences == 0


async def test_the_next_rebuild_finds_nothing_to_correct(books: Database) -> None:
    await posted_by_former_rules(books)
    await renewed(books)
    again = await renewed(books)
    assert (again.switched, again.corrections.count) == (True, 0)
    execute(books, "UPDATE read.projection SET version = %s", FORMER)
    assert (await renewed(books)).corrections.count == 0
    assert (await verified(books, [JOURNAL])).differences == 0


async def test_a_dry_run_lists_what_it_would_post_and_posts_nothing(
    books: Database,
) -> None:
    await posted_by_former_rules(books)
    before = lines(books)
    report = await renewed(books, dry_run=True)
    assert (report.corrections.count, report.corrections.posted) == (3, False)
    for each in report.corrections.named:
        assert {line.account: line.debit - line.credit for line in each.lines}.keys() == {
            "inventory",
            "expense",
        }
        assert sum((line.debit - line.credit for line in each.lines), Decimal(0)) == 0
    assert lines(books) == before
    assert execute(books, CORRECTIONS) == [(0,)]


CORRECTIONS: Final = "SELECT count(*) FROM log.event WHERE type = 'journal_correction.posted'"


async def test_one_that_dies_between_posting_and_switching_is_done_again_without_doubling(
    books: Database,
) -> None:
    wanted = await posted_by_former_rules(books)

    class Died(BaseException):
        pass

    class Dying(PostgresWorkshop):
        async def take_over(self, consent: str | None = None) -> dict[str, int]:
            raise Died

        async def abandon(self) -> None:
            """A killed process tidies nothing."""

    addresses = Addresses(database_url=books.url, nats_url="", secret=SECRET.decode())
    url = books.role_url("purvey_project")
    try:
        async with (
            journal_corrector(addresses) as post,
            Dying(url, [JOURNAL], post=post) as workshop,
        ):
            await rebuild(workshop, monotonic_seconds, ignore)
    except Died:
        pass
    assert execute(books, CORRECTIONS) == [(3,)]
    report = await renewed(books)
    assert (report.switched, report.corrections.count) == (True, 0)
    assert execute(books, CORRECTIONS) == [(3,)]
    now = execute(books, BALANCES.format(serving_schema(books, "journal")))
    assert now == wanted


def ignore(progress: Progress) -> None:
    """Nobody listens."""


async def test_rows_that_somebody_changed_in_the_same_version_are_no_posted_entries(
    books: Database,
) -> None:
    await posted_by_former_rules(books)
    execute(books, "UPDATE read.projection SET version = %s", JOURNAL.version)
    report = await renewed(books)
    assert (report.switched, report.corrections.count) == (False, 0)
    assert report.unexpected == ["journal"]


async def test_columns_that_are_new_change_no_entry(books: Database) -> None:
    schema = serving_schema(books, "journal")
    execute(books, f"ALTER TABLE {schema}.journal_lines DROP COLUMN books_debit CASCADE")
    report = await renewed(books, declared=replace(JOURNAL, version=JOURNAL.version + 1))
    assert (report.switched, report.corrections.count) == (True, 0)
