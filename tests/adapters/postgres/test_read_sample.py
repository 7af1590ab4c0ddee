"""A mistake in the folding itself is on both sides of every comparison but one: the sample's."""

from dataclasses import replace
from typing import Final

import pytest

from domain.event import Recorded
from projections.journal import JOURNAL
from projections.projection import Projection, Tables
from replay.rebuild import Rebuilt
from tests.adapters.postgres.read_support import (
    catch_up,
    execute,
    rebuilt,
    serving_schema,
    verified,
)
from tests.conftest import Database

MISTAKEN: Final = "invoice.accounted"  # whose entries a careless change forgets


@pytest.fixture
def books(imported_copy: Database) -> Database:
    """The journal of the imported histories."""
    return imported_copy


def careless(version: int) -> Projection:
    def forget(event: Recorded, tables: Tables) -> None:
        """Nothing is booked."""

    return replace(JOURNAL, version=version, handles={**JOURNAL.handles, MISTAKEN: forget})


def tables_of(report: Rebuilt) -> dict[str, int]:
    (certificate,) = report.certificates
    return {each.table: each.differences for each in certificate.samples}


async def test_a_sample_is_reckoned_again_before_every_switch(books: Database) -> None:
    await catch_up(books, [JOURNAL])
    report = await rebuilt(books, [JOURNAL], dry_run=True)
    assert tables_of(report) == {"grir_balances": 0, "journal_lines": 0}
    assert all(each.owners > 100 for each in report.certificates[0].samples)


async def test_a_mistake_that_a_new_version_would_excuse_does_not_switch(books: Database) -> None:
    await catch_up(books, [JOURNAL])
    report = await rebuilt(books, [careless(JOURNAL.version + 1)])
    assert (report.switched, report.unexpected) == (False, ["journal"])
    assert all(tables_of(report).values())


async def test_even_the_first_generation_is_held_against_it(books: Database) -> None:
    report = await rebuilt(books, [careless(JOURNAL.version)])
    assert report.certificates[0].not_compared is not None
    assert not report.switched


async def test_verification_finds_by_it_what_recomputing_cannot(books: Database) -> None:
    wrong = careless(JOURNAL.version)
    await catch_up(books, [wrong])
    assert (await verified(books, [wrong])).differences == 0
    told = await verified(books, [wrong], owners=50)
    assert told.differences == sum(each.count for each in told.sampled.values()) > 0
    assert {each.table for each in told.named_differences} == {"grir_balances", "journal_lines"}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE {} SET purchase_order_id = 'made up ' || purchase_order_id",
        "DELETE FROM {}",
    ],
    ids=["made up", "gone"],
)
async def test_a_row_that_only_the_table_or_only_the_log_knows_is_found(
    books: Database, change: str
) -> None:
    await catch_up(books, [JOURNAL])
    execute(books, change.format(f"{serving_schema(books, 'journal')}.grir_balances"))
    told = await verified(books, [JOURNAL], owners=10)
    assert told.sampled["grir_balances"].count > 0
    assert told.sampled["journal_lines"].count == 0
