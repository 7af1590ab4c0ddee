"""Ready queries say what the read models say, and nothing that is asked can change an archive."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

from adapters.archive.analysis import Analysed, analyse, ready_queries, what_it_tells
from adapters.archive.errors import ArchiveDamaged, ArchiveError, QueryRefused
from adapters.archive.folder import LOCK
from adapters.archive.manifest import FILE, name_of
from adapters.embedded.servers import ServerAddresses
from adapters.vault import FileVault
from domain.event import SealedText
from domain.invoices.events import InvoiceHoldPlaced
from domain.registry import EVENTS
from domain.upcasts import FIRST_SCHEMA
from projections.cycle_times import CYCLE_TIMES
from projections.invoices import INVOICES
from projections.projection import OPEN_END
from tests.adapters.archive.archives import contents, logged, written
from tests.adapters.postgres.log_support import change, opened, save
from tests.adapters.postgres.read_support import happen, made, read_models, rebuilt
from tests.conftest import Database, Imported, copied_database

READ_MODELS: Final = (INVOICES, CYCLE_TIMES)
ROWS_MAX: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """The sample of real histories, archived, and the database with its read models."""

    folder: Path
    database: Database

    def ask(self, sql: str, tenant: str = "demo", limit: int = ROWS_MAX) -> Analysed:
        """As the command asks."""
        return analyse(self.folder, sql, tenant, limit)

    def ready(self, name: str) -> list[dict[str, Any]]:
        """The rows of a ready query by column."""
        found = self.ask(ready_queries()[name])
        return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


@pytest.fixture(scope="module")
def archived(
    servers: ServerAddresses, imported: Imported, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Archived]:
    """Made once; nothing here changes it."""
    folder = tmp_path_factory.mktemp("analysed")
    with copied_database(servers, imported.name) as database:
        asyncio.run(rebuilt(database, READ_MODELS))
        written(database, folder)
        yield Archived(folder=folder, database=database)


def answered(archived: Archived, read_model: str, query: str) -> list[dict[str, Any]]:
    """What the read model says to one of its questions."""

    async def ask() -> list[dict[str, Any]]:
        async with (
            read_models(archived.database, READ_MODELS) as models,
            models.entered("demo") as view,
        ):
            return [dict(row) for row in (await view.answer(read_model, query)).rows]

    return asyncio.run(ask())


def exact(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With figures as numbers: the read side tells decimals as text."""
    figure = re.compile(r"-?[0-9]+(\.[0-9]+)?")
    return [
        {
            name: Decimal(value) if isinstance(value, str) and figure.fullmatch(value) else value
            for name, value in row.items()
        }
        for row in rows
    ]


def test_cycle_times_are_those_of_the_read_model(archived: Archived) -> None:
    found = archived.ready("cycle_times_by_leg")
    assert [row["leg"] for row in found] == [
        *("approval", "capture_to_match", "capture_to_payment", "order_to_receipt", "req_to_order")
    ]
    assert found == exact(answered(archived, "cycle_times", "cycle_times_by_leg"))


def test_holds_by_cause_are_those_of_the_read_model(archived: Archived) -> None:
    found = archived.ready("holds_by_cause")
    assert len(found) > 3
    assert found == exact(answered(archived, "invoices", "exceptions_by_cause"))


def test_spend_is_what_the_invoices_of_the_read_model_ask_for_less_credits(
    archived: Archived,
) -> None:
    found = archived.ready("spend_by_supplier_and_month")
    with psycopg.connect(archived.database.url) as connection:
        rows = connection.execute(
            "SELECT captured_month, supplier_id, min(supplier_name), currency, count(*),"
            " sum(total), sum(credited_amount), sum(total - credited_amount)"
            " FROM invoices_g1.invoices WHERE valid_to = %s AND state <> 'voided'"
            " GROUP BY 1, 2, 4",
            [OPEN_END],
        ).fetchall()
    assert len(rows) > 20
    assert {tuple(row.values()) for row in found} == set(rows)
    assert any(row["credited"] > 0 for row in found)
    by_month = exact(answered(archived, "invoices", "invoices_by_month"))
    for month in by_month:
        which = (month["month"], month["currency"])
        mine = [row for row in found if (row["month"], row["currency"]) == which]
        assert sum(row["billed"] for row in mine) == month["amount"]
        assert sum(row["invoices"] for row in mine) == month["invoices"]


@pytest.mark.parametrize("name", ready_queries())
def test_a_ready_query_says_what_it_tells_and_reads_events_as_they_are_stored(name: str) -> None:
    sql = ready_queries()[name]
    assert what_it_tells(sql).endswith(".")
    types = set(re.findall(r"'([a-z_]+\.[a-z_]+)'", sql))
    assert types
    assert types <= EVENTS.keys()
    # An archive holds events under the schema that they were stored under: a query that reads a
    # type of a later one has to read both.
    assert {EVENTS[each].SCHEMA for each in types} == {FIRST_SCHEMA}


def test_another_tenant_is_not_seen_unless_asked_for(database: Database, tmp_path: Path) -> None:
    happen(database, [made("a"), made("b", tenant="south"), made("c", tenant="south")])
    written(database, tmp_path)
    count = "SELECT count(*), min(tenant) FROM events"
    for tenant, expected in (("north", (1, "north")), ("south", (2, "south")), ("x'y", (0, None))):
        assert analyse(tmp_path, count, tenant, 5).rows == [expected]
    every = analyse(tmp_path, "SELECT count(DISTINCT tenant) FROM log", "north", 5)
    assert every.rows == [(2,)]


def test_events_are_json_and_the_log_is_bytes(archived: Archived) -> None:
    event = logged(archived.database)[0]
    found = archived.ask(
        "SELECT \"offset\", metadata ->> 'actor' IS NOT NULL, document, document_id,"
        " payload::VARCHAR FROM events ORDER BY 1"
    )
    aggregate, _, own_id = event.stream.partition("/")
    assert found.rows[0] == (1, True, aggregate, own_id, event.payload.decode())
    stored = archived.ask('SELECT payload, leaf_hash FROM log WHERE "offset" = 1').rows
    assert stored == [(event.payload, event.leaf_hash)]


def test_sealed_text_stays_sealed_and_opens_with_the_keys_of_the_home_alone(
    database: Database, tmp_path: Path
) -> None:
    vault = FileVault(tmp_path / "keys")
    note = vault.seal("demo", "mia", "Ask Mia Berg at home")
    event = InvoiceHoldPlaced(
        hold=1, kind="manual", owner_role="ap_clerk", manual_release_allowed=True, note=note
    )

    async def record() -> None:
        async with opened(database) as log:
            await log.append(save(change("invoice/1", 0, event)))

    asyncio.run(record())
    written(database, tmp_path / "archive")
    asked = "SELECT payload -> 'note' ->> 'box', payload::VARCHAR, metadata::VARCHAR FROM events"
    ((box, payload, metadata),) = analyse(tmp_path / "archive", asked, "demo", 5).rows
    assert "Berg" not in payload + metadata
    assert vault.open("demo", SealedText(subject="mia", box=box)) == "Ask Mia Berg at home"
    assert {path.name for path in (tmp_path / "archive").iterdir()} == {FILE, LOCK, name_of(1, 1)}


def test_an_answer_is_cut_where_asked_and_says_so(archived: Archived) -> None:
    found = archived.ask('SELECT "offset" FROM log ORDER BY 1', limit=3)
    assert (found.columns, found.rows, found.more) == (("offset",), [(1,), (2,), (3,)], True)
    assert not archived.ask("SELECT 1 WHERE false").more


@pytest.mark.parametrize(
    "sql",
    [
        "COPY (SELECT 1) TO '{file}' (FORMAT parquet, USE_TMP_FILE false)",
        "COPY (SELECT 1) TO '{elsewhere}'",
        "CREATE TABLE t AS SELECT 1",
        "ATTACH '{elsewhere}' AS other",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "SELECT 1; SELECT 2",
        "SELECT * FROM read_text('{elsewhere}')",
        "SELECT * FROM read_parquet('{elsewhere}')",
        "SELECT nothing FROM events",
        "SELECT (payload ->> 'number')::INTEGER FROM events",
        "SELEC 1",
        "",
    ],
)
def test_what_is_no_question_or_reaches_elsewhere_is_refused(
    archived: Archived, tmp_path: Path, sql: str
) -> None:
    before = contents(archived.folder)
    (tmp_path / "secret").write_text("secret")
    words = {
        "file": archived.folder / name_of(1, 500),
        "elsewhere": tmp_path / "secret",
    }
    with pytest.raises(QueryRefused):
        archived.ask(sql.format(**words))
    assert contents(archived.folder) == before
    assert (tmp_path / "secret").read_text() == "secret"


def test_a_damaged_archive_is_named_instead_of_the_question(
    imported: Imported, tmp_path: Path
) -> None:
    written(imported.database, tmp_path, last=300)
    path = tmp_path / name_of(1, 300)
    path.write_bytes(bytes(path.stat().st_size))
    with pytest.raises(ArchiveDamaged, match="purvey archive verify"):
        analyse(tmp_path, "SELECT count(payload) FROM events", "demo", 5)
    path.unlink()
    with pytest.raises(ArchiveError, match="is missing"):
        analyse(tmp_path, "SELECT 1", "demo", 5)


def test_a_folder_with_a_quote_in_its_name_is_asked_like_any_other(
    imported: Imported, tmp_path: Path
) -> None:
    folder = tmp_path / "it's [a] *folder*"
    written(imported.database, folder, last=300)
    assert analyse(folder, "SELECT count(*) FROM log", "demo", 5).rows == [(300,)]
