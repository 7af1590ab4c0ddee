"""Questions over several read models: one moment for all, whatever each of them has come to."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pytest

from adapters.postgres.read_query import View
from adapters.postgres.read_serving import Answer
from adapters.postgres.read_sources import AsOf
from projections.projection import Documents, Projection, Query
from replay.errors import BeyondHistory, UnknownReadModel
from tests.adapters.postgres.read_support import (
    broken,
    catch_up,
    happen,
    lost,
    made,
    moved,
    read_models,
)
from tests.conftest import Database
from tests.projections.toys import TOY_BOX, TOY_SHOP

BOTH: Final = Query(
    name="toys_and_times",
    why="How many toys there are, and how many were made.",
    sql="SELECT (SELECT count(*) FROM {toys} toys) AS toys, coalesce((SELECT times FROM"
    " {toy_happenings} happenings WHERE type = 'toy.made'), 0) AS made",
    also=("toy_shop",),
    documents=Documents(of="toys", by={"moves": "made"}),
)
ASKED: Final = replace(TOY_BOX, queries=(*TOY_BOX.queries, BOTH))
ALL: Final[Sequence[Projection]] = (ASKED, TOY_SHOP)


async def told(view: View, as_of: AsOf | None = None) -> tuple[list[int], Answer]:
    answer = await view.answer("toy_box", BOTH.name, as_of=as_of or AsOf())
    (row,) = answer.rows
    return [row["toys"], row["made"]], answer


async def test_now_is_what_all_of_them_have_reached(database: Database) -> None:
    happen(database, [made("a"), made("b")])
    await catch_up(database, ALL)
    happen(database, [made("c"), lost("a"), moved("b", "blue")])
    seen = []
    for ahead in (ASKED, TOY_SHOP):
        await catch_up(database, (ahead,))
        async with read_models(database, ALL) as models, models.entered("north") as view:
            reached = sorted(each.position for each in view.serving.values())
            counts, answer = await told(view)
        seen.append((reached, counts, answer.position))
    assert seen == [([2, 5], [2, 2], 2), ([5, 5], [2, 3], 5)], "at first neither knows of the third"


async def test_it_stands_as_of_any_position_that_all_have_reached(database: Database) -> None:
    happen(database, [made("a"), made("b"), lost("a"), made("c")])
    await catch_up(database, ALL)
    async with read_models(database, ALL) as models, models.entered("north") as view:
        counts = [(await told(view, AsOf(position=each)))[0] for each in range(5)]
    assert counts == [[0, 0], [1, 1], [2, 2], [1, 2], [2, 3]]


async def test_it_is_refused_for_what_one_of_them_has_not_reached(database: Database) -> None:
    happen(database, [made("a")])
    await catch_up(database, ALL)
    happen(database, [made("b")])
    await catch_up(database, (ASKED,))
    async with read_models(database, ALL) as models, models.entered("north") as view:
        with pytest.raises(BeyondHistory, match="toy_shop"):
            await told(view, AsOf(position=2))


async def test_it_counts_what_either_could_not_follow(database: Database) -> None:
    happen(database, [made("a"), broken("a"), made("b", tenant="south")])
    await catch_up(database, ALL)
    async with read_models(database, ALL) as models:
        async with models.entered("north") as view:
            assert (await told(view))[1].parked == 1
        async with models.entered("south") as view:
            counts, answer = await told(view)
    assert (counts, answer.parked) == ([1, 1], 0), "another tenant's toys are nobody's business"


async def test_it_is_unknown_where_one_of_them_is(database: Database) -> None:
    await catch_up(database, (ASKED,))
    async with read_models(database, (ASKED,)) as models, models.entered("north") as view:
        with pytest.raises(UnknownReadModel):
            await told(view)
