"""Questions to an archive in SQL, answered by DuckDB straight from its files.

`events` is one tenant's history with metadata and payload as JSON; `log` holds every column of all
tenants as stored. Nothing else can be read or written: the connection reaches the archive's files
alone, and no network.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from adapters.archive.errors import ArchiveDamaged, QueryRefused
from adapters.archive.folder import refuse_changed
from adapters.archive.manifest import Manifest, read_manifest

MEMORY_MAX: Final = "2GiB"
QUERIES: Final = Path(__file__).parent / "queries"
_EVENTS: Final = """
CREATE VIEW events AS
SELECT * REPLACE (TRY_CAST(TRY(decode(metadata)) AS JSON) AS metadata,
                  TRY_CAST(TRY(decode(payload)) AS JSON) AS payload),
       split_part(stream, '/', 1) AS document, split_part(stream, '/', 2) AS document_id
  FROM log WHERE tenant = getvariable('tenant')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysed:
    """The answer, and what it rests on; `more`: there are rows beyond those asked for."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    more: bool
    manifest: Manifest


def ready_queries() -> dict[str, str]:
    """The questions that come with Purvey, by name; the comment at the top says what each tells."""
    return {path.stem: path.read_text() for path in sorted(QUERIES.glob("*.sql"))}


def what_it_tells(sql: str) -> str:
    """The comment at the top of a query, as one sentence."""
    lines = sql.splitlines()
    top = next((n for n, line in enumerate(lines) if not line.startswith("--")), len(lines))
    return " ".join(line.removeprefix("--").strip() for line in lines[:top])


def analyse(folder: Path, sql: str, tenant: str, limit: int) -> Analysed:
    """The first `limit` rows. Raises QueryRefused, ArchiveUnreadable, ArchiveDamaged."""
    manifest = read_manifest(folder)
    paths = []
    for file in manifest.files:
        refuse_changed(folder, file)
        paths.append(str((folder / file.name).absolute()))
    try:
        with _connection(paths, tenant) as connection:
            answer = connection.execute(_one_question(connection, sql))
            columns = tuple(each[0] for each in answer.description or ())
            rows = answer.fetchmany(limit + 1)
    except (duckdb.InvalidInputException, duckdb.IOException) as error:
        if any(path in str(error) for path in paths):
            raise ArchiveDamaged(folder, str(error).partition("\n")[0]) from error
        raise QueryRefused(str(error)) from error
    except duckdb.Error as error:
        raise QueryRefused(str(error)) from error
    return Analysed(columns=columns, rows=rows[:limit], more=len(rows) > limit, manifest=manifest)


def _one_question(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    """The one SELECT; COPY could write over the archive's own files."""
    statements = connection.extract_statements(sql)
    if [each.type for each in statements] != [duckdb.StatementType.SELECT]:
        raise QueryRefused("Ask one question: a single SELECT.")
    return statements[0]


def _connection(paths: Sequence[str], tenant: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        config={
            "memory_limit": MEMORY_MAX,
            "temp_directory": "",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET allowed_paths = $paths", {"paths": list(paths)})
    connection.execute("SET enable_external_access = false")
    connection.execute("SET VARIABLE tenant = $tenant", {"tenant": tenant})
    listed = ", ".join(f"'{path.replace(chr(39), chr(39) * 2)}'" for path in paths)
    connection.execute(f"CREATE VIEW log AS SELECT * FROM read_parquet([{listed}])")
    connection.execute(_EVENTS)
    connection.execute("SET lock_configuration = true")
    return connection
