"""Figures over several read models as of the past, and the documents behind their rows."""

from typing import Final

import pytest

from adapters.postgres.read_sources import AsOf
from api.tables import QUESTIONS, TABLES
from projections.index import PROJECTIONS
from projections.projection import Query
from tests.adapters.postgres.read_support import read_models
from tests.projections.asked import BATCH_EVENTS, PAST, Asked, comparable
from tests.projections.by_hand import ASKED_OF_PREFIXES, answered_of

LEADING: Final = [
    (each.name, query) for each in PROJECTIONS for query in each.queries if query.documents
]
ROWS_TRIED: Final = 12


@pytest.mark.parametrize("share", PAST)
@pytest.mark.parametrize(("name", "query"), sorted(ASKED_OF_PREFIXES))
async def test_a_figure_as_of_a_position_is_that_of_the_history_up_to_it(
    asked: Asked, name: str, query: str, share: float
) -> None:
    position = int(len(asked.history) * share)
    past = AsOf() if share == 1.0 else AsOf(position=position)
    async with read_models(asked.database, PROJECTIONS) as models, models.entered("demo") as view:
        answer = await view.answer(name, query, as_of=past)
    (projection,) = (each for each in PROJECTIONS if each.name == name)
    known = asked.history[:position]
    expected = answered_of(asked.database.url, projection, known, query, BATCH_EVENTS)
    assert [comparable(row) for row in answer.rows] == [comparable(row) for row in expected]
    assert [list(row) for row in answer.rows] == [list(row) for row in expected]


@pytest.mark.parametrize(("name", "query"), LEADING, ids=lambda each: getattr(each, "name", each))
async def test_each_row_of_a_figure_leads_to_its_documents(
    asked: Asked, name: str, query: Query
) -> None:
    behind = query.documents
    assert behind is not None
    async with read_models(asked.database, PROJECTIONS) as models, models.entered("demo") as view:
        for row in (await view.answer(name, query.name)).rows[:ROWS_TRIED]:
            chosen = {**behind.where, **{name: row[column] for name, column in behind.by.items()}}
            assert None not in chosen.values(), "nothing is chosen by what is not known"
            if behind.of in QUESTIONS:
                found = await view.answer(QUESTIONS[behind.of][0].name, behind.of, chosen)
            else:
                found = await view.rows(TABLES[behind.of][0].name, chosen, table=behind.of)
            assert found.rows, (row, chosen)
