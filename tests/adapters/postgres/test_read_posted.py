"""A journal that other rules posted: its entries stay, and the difference is posted once."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest
from psycopg.conninfo import conninfo_to_dict

from adapters.embedded.servers import ServerAddresses
from adapters.postgres.read_proposals import require_postable
from adapters.postgres.read_rebuild import PostgresWorkshop
from adapters.system import monotonic_seconds
from api.wiring.addresses import Addresses
from api.wiring.journal_corrections import journal_corrector
from application.errors import EventTooLarge
from domain.journal_corrections.errors import JournalCorrectionOutOfBalance
from projections.journal import JOURNAL
from replay.posted_entries import Correction
from replay.rebuild import Progress, Rebuilt, rebuild
from tests.adapters.postgres.read_support import (
    catch_up,
    execute,
    serving_schema,
    table_rows,
    verified,
)
from tests.adapters.postgres.test_read_states import states
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
    assert lines(books) == before  # What is added comes as every fact does.
    await catch_up(books, [JOURNAL])
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
    (one, *_) = report.corrections.named
    with pytest.raises(JournalCorrectionOutOfBalance):
        require_postable(replace(one, lines=one.lines[:1]))
    with pytest.raises(EventTooLarge):
        require_postable(replace(one, stands=one.stands * 1_000))


CORRECTIONS: Final = "SELECT count(*) FROM log.event WHERE type = 'journal_correction.posted'"


class Died(Exception):
    """As if the process was killed."""


class Dying(PostgresWorkshop):
    """It tells how many corrections were posted when it was about to switch."""

    posted_before: list[Any]

    async def take_over(self, consent: str | None = None) -> dict[str, int]:
        self.posted_before = await (await self._session.execute(CORRECTIONS)).fetchall()
        return await super().take_over(consent)

    async def abandon(self) -> None:
        """A killed process tidies nothing."""


async def dies_behind_the_first_correction(database: Database) -> list[Any]:
    """A rebuild that is killed; how many were posted before it switched."""
    addresses = Addresses(database_url=database.url, nats_url="", secret=SECRET.decode())
    url = database.role_url("purvey_project")
    one_by_one = asyncio.Lock()
    posted: list[Correction] = []
    async with journal_corrector(addresses) as post:

        async def post_one(correction: Correction) -> None:
            async with one_by_one:
                if posted:
                    raise Died
                await post(correction)
                posted.append(correction)

        dying = Dying(url, [JOURNAL], post=post_one)
        async with dying:
            with pytest.raises(Died):
                await rebuild(dying, monotonic_seconds, ignore)
        return dying.posted_before


async def test_no_version_corrects_the_books_before_it_serves(books: Database) -> None:
    await posted_by_former_rules(books)
    before = lines(books)
    assert await dies_behind_the_first_correction(books) == [(0,)]
    assert execute(books, CORRECTIONS) == [(1,)]
    (serving,) = execute(books, "SELECT version FROM read.projection WHERE state = 'live'")
    assert serving == (JOURNAL.version,)
    assert lines(books) == before
    await catch_up(books, [JOURNAL])
    assert len(lines(books)) == len(before) + 2
    assert (await states(books))["journal"]["corrections_due"] == 2
    assert (await verified(books, [JOURNAL], owners=100_000)).differences == 0


async def test_what_a_rebuild_that_died_had_still_to_post_is_posted_by_the_next(
    books: Database,
) -> None:
    wanted = await posted_by_former_rules(books)
    await dies_behind_the_first_correction(books)
    dry = await renewed(books, dry_run=True)
    assert (dry.unexpected, dry.corrections.count) == ([], 0)
    assert execute(books, CORRECTIONS) == [(1,)]
    next_version = replace(JOURNAL, version=JOURNAL.version + 1)
    assert (await renewed(books, declared=next_version, dry_run=True)).corrections.count == 0
    report = await renewed(books)
    assert (report.switched, report.corrections.count) == (True, 0)
    assert execute(books, CORRECTIONS) == [(3,)]
    now = execute(books, BALANCES.format(serving_schema(books, "journal")))
    assert now == wanted
    assert "corrections_due" not in (await states(books))["journal"]
    assert (await verified(books, [JOURNAL], owners=100_000)).differences == 0


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
