"""`purvey analyse FOLDER [QUERY|--sql SELECT]`: questions to an archive, without the database."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Final

import typer

from adapters.archive.needs import require_analytics
from api.cli.report import (
    TENANT_DEFAULT,
    JsonFlag,
    TenantOption,
    print_json,
    print_table,
    say,
)

ROWS_DEFAULT: Final = 500
ROWS_MAX: Final = 100_000  # They are held in memory.


def analyse(
    folder: Annotated[Path, typer.Argument(help="An archive of `purvey archive`.")],
    query: Annotated[
        str | None, typer.Argument(help="A ready query; none: they are listed.")
    ] = None,
    sql: Annotated[
        str | None,
        typer.Option(help="A SELECT from `events` (one tenant, JSON) or `log` (all, as stored)."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=ROWS_MAX, help="Rows at most.")] = ROWS_DEFAULT,
    tenant: TenantOption = TENANT_DEFAULT,
    as_json: JsonFlag = False,
) -> None:
    """Ask an archive in SQL with DuckDB. It reads the archive's files and nothing else."""
    require_analytics()
    from adapters.archive import analysis

    ready = analysis.ready_queries()
    if query is not None and sql is not None:
        raise typer.BadParameter("give a ready query or --sql, not both.")
    if query is None and sql is None:
        _list(ready, as_json=as_json)
        return
    if query is not None and query not in ready:
        raise typer.BadParameter(f"there is no query {query!r}; there are {', '.join(ready)}.")
    found = analysis.analyse(folder, sql or ready[query or ""], tenant, limit)
    manifest = found.manifest
    if as_json:
        print_json(
            {
                "query": query or "sql",
                "epoch": manifest.epoch,
                "first_offset": manifest.first_offset,
                "last_offset": manifest.last_offset,
                "columns": found.columns,
                "rows": [[_plain(cell) for cell in row] for row in found.rows],
                "more": found.more,
            }
        )
        return
    title = (
        f"{query or 'sql'}, offsets {manifest.first_offset:,} to {manifest.last_offset:,} of epoch"
        f" {manifest.epoch}"
    )
    print_table(title, found.columns, [[_plain(cell) for cell in row] for row in found.rows])
    if found.more:
        say(f"There are more than {limit}; raise --limit.")


def _list(ready: dict[str, str], *, as_json: bool) -> None:
    from adapters.archive.analysis import what_it_tells

    told = {name: what_it_tells(sql) for name, sql in ready.items()}
    if as_json:
        print_json(told)
    else:
        print_table("Ready queries", ("query", "tells"), list(told.items()))


def _plain(cell: object) -> object:
    """As it is told: decimals exact and without idle zeros, times in ISO form, bytes as digits."""
    match cell:
        case Decimal():
            return f"{cell.normalize():f}"
        case datetime() | date():
            return cell.isoformat()
        case bytes():
            return cell.hex()
        case _:
            return cell
