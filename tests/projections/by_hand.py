"""A read model's question on a few events, without a log: the real fold, the real PostgreSQL."""

import re
from collections.abc import Sequence
from typing import Any, Final, Protocol

import orjson
import psycopg
from psycopg.rows import dict_row

from adapters.postgres.read_values import plain
from domain.event import Recorded
from projections.projection import Projection, Row
from tests.projections.folding import Folded, fold

# Questions about what the imported histories do not hold; asked of a few events instead.
ASKED_BY_HAND: Final = {
    ("invoices", "payments_to_make"),
    ("price_agreements", "expiring_agreements"),
    ("journal", "project_costs"),
    ("recalls", "recall_usages"),
    ("receipts", "returns_waiting"),
    ("invoices", "payments_due"),
    ("recoveries", "recoveries_by_cause"),
}
_TABLE: Final = re.compile(r"\{(\w+)\}")
_PARAMETER: Final = re.compile(r"%\((\w+)\)s")
_STAMPS: Final = {"position": "bigint", "fact": "integer", "effective_at": "timestamptz"}


class Told(Protocol):
    """A story, or whatever else happened."""

    @property
    def events(self) -> Sequence[Recorded]: ...


def answered(
    database_url: str, projection: Projection, story: Told, name: str, **given: Any
) -> list[Row]:
    """What the question answers after the story; parameters that are not given are null."""
    (query,) = (each for each in projection.queries if each.name == name)
    kept = fold(projection, story.events)
    tables = {each: _rows(kept, each) for each in _TABLE.findall(query.sql)}
    text = _PARAMETER.sub(lambda found: f"%({found[1]})s::{query.parameters[found[1]]}", query.sql)
    text = _TABLE.sub(lambda found: _source(projection, found[1]), text)
    values = {**dict.fromkeys(query.parameters), **given}
    values |= {f"rows_of_{each}": orjson.dumps(rows).decode() for each, rows in tables.items()}
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        rows = connection.execute(text.encode(), values).fetchall()
    return [{key: plain(value) for key, value in row.items()} for row in rows]


def _source(projection: Projection, name: str) -> str:
    columns = {**projection.table(name).columns, **_STAMPS}
    declared = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
    return f"(SELECT * FROM jsonb_to_recordset(%(rows_of_{name})s::jsonb) AS t({declared}))"


def _rows(kept: Folded, name: str) -> list[Row]:
    if name not in kept.facts:
        return kept.table(name)
    return [
        {**row, "position": position, "fact": fact, "effective_at": moment}
        for _, position, fact, _, moment, row in kept.facts[name]
    ]
