"""The rows of an answer have one order, however those of its tables happen to lie."""

from collections.abc import Callable, Sequence
from typing import Final

import pytest
from psycopg import sql

from adapters.postgres.read_sources import AsOf, Mode, Source
from projections.index import PROJECTIONS
from projections.projection import Row
from tests.adapters.postgres.read_support import read_models
from tests.projections.asked import Asked

QUESTIONS: Final = [(each.name, query.name) for each in PROJECTIONS for query in each.queries]


def lying(direction: str) -> Callable[[Source, Mode], sql.Composable]:
    """A table's rows as they are found by a plan that comes to them in that direction."""
    found = Source.rows

    def rows(source: Source, mode: Mode) -> sql.Composable:
        text = sql.SQL("SELECT * FROM ({}) found ORDER BY found {}")
        return text.format(found(source, mode), sql.SQL(direction))

    return rows


async def answers(asked: Asked) -> dict[str, Sequence[Row]]:
    async with (
        read_models(asked.database, PROJECTIONS) as models,
        models.entered("demo") as view,
    ):
        return {
            name: (await view.answer(read_model, name, as_of=AsOf())).rows
            for read_model, name in QUESTIONS
        }


async def test_rows_of_the_same_rank_keep_their_order(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    for direction in ("ASC", "DESC"):
        with monkeypatch.context() as lies:
            lies.setattr(Source, "rows", lying(direction))
            told.append(await answers(asked))
    by_chance = [name for name, rows in told[0].items() if rows != told[1][name]]
    assert not by_chance, "their ORDER BY leaves rows of the same rank to chance"
