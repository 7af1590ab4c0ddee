"""Tables that another declaration made: refused, told, and made anew."""

from dataclasses import replace
from typing import Final

import pytest

from adapters.postgres.read_shape import shape_of
from projections.projection import Projection, Table
from replay.errors import ReadModelOutdated, UnknownReadModel
from tests.adapters.postgres.read_support import (
    catch_up,
    execute,
    happen,
    made,
    moved,
    read_models,
    read_store,
    rebuilt,
    serving_schema,
    verified,
)
from tests.conftest import Database
from tests.projections.toys import PARTS, PRICES, TOY_BOX, TOYS

HISTORY: Final = [made("a"), made("b", tenant="south"), moved("a", "blue")]
OTHER_TABLES: Final[dict[str, tuple[Table, ...]]] = {
    "a table less": (TOYS, PARTS),
    "a column more": (replace(TOYS, columns={**TOYS.columns, "maker": "text"}), PARTS, PRICES),
    "another type": (replace(TOYS, columns={**TOYS.columns, "box": "integer"}), PARTS, PRICES),
    "another selector": (replace(TOYS, selectors=("box",)), PARTS, PRICES),
    "another order": (replace(TOYS, order=("box",)), PARTS, PRICES),
    "turned round": (replace(TOYS, descending=True), PARTS, PRICES),
    "another key": (TOYS, replace(PARTS, key=("part", "toy_id")), PRICES),
    "another name": (TOYS, PARTS, replace(PRICES, name="prices")),
}
OLDER: Final = replace(TOY_BOX, tables=OTHER_TABLES["a column more"])
FORGOTTEN: Final = replace(TOY_BOX, name="toy_shelf", tables=(replace(TOYS, name="shelf"),))


def without(projection: Projection) -> Projection:
    """The read model as one that folds nothing."""
    return replace(projection, handles={})


@pytest.mark.parametrize("change", OTHER_TABLES)
def test_every_part_of_a_declaration_shows_in_its_shape(change: str) -> None:
    assert shape_of(replace(TOY_BOX, tables=OTHER_TABLES[change])) != shape_of(TOY_BOX)


def test_the_order_of_tables_and_the_version_do_not_show_in_the_shape() -> None:
    assert shape_of(replace(TOY_BOX, tables=(PRICES, TOYS, PARTS))) == shape_of(TOY_BOX)
    assert shape_of(replace(TOY_BOX, version=7)) == shape_of(TOY_BOX)


async def test_tables_of_another_declaration_are_refused_told_and_made_anew(
    database: Database,
) -> None:
    happen(database, HISTORY)
    await catch_up(database, (OLDER,))
    async with read_store(database) as store:
        assert await store.prepare() == ["toy_box"]
        assert await store.live() == []
    ((state, reason),) = execute(database, "SELECT state, reason FROM read.projection")
    assert state == "paused"
    assert "not as the program declares them: run `purvey rebuild toy_box`" in reason
    async with read_models(database) as models:
        async with models.entered("north") as view:
            with pytest.raises(ReadModelOutdated, match="purvey rebuild toy_box"):
                await view.rows("toy_box")
            with pytest.raises(ReadModelOutdated):
                await view.answer("toy_box", "value_by_box")
        report = await verified(database)
        assert "not as the program declares them" in report.skipped["toy_box"]
        await rebuilt(database)
        async with models.entered("north") as view:
            assert [row["box"] for row in (await view.rows("toy_box")).rows] == ["blue"]
    assert (await verified(database)).skipped == {}


async def test_a_generation_from_before_shapes_were_kept_is_made_anew(database: Database) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    execute(database, "UPDATE read.projection SET shape = NULL")
    execute(database, "ALTER TABLE toy_box_g1.toys DROP COLUMN moves CASCADE")
    async with read_store(database) as store:
        assert await store.prepare() == ["toy_box"]
        await rebuilt(database)
        assert await store.prepare() == []
    report = await verified(database)
    assert (report.differences, report.skipped) == (0, {})


async def test_a_view_of_a_table_that_is_declared_no_more_goes_with_it(database: Database) -> None:
    await catch_up(database, (replace(without(TOY_BOX), tables=(*TOY_BOX.tables, RACKS)),))
    await rebuilt(database)
    assert views(database) == ["toy_parts", "toy_prices", "toys"]


async def test_a_view_stays_open_to_readers_whether_its_columns_stay_or_not(
    database: Database,
) -> None:
    columns = {name: kind for name, kind in TOYS.columns.items() if name != "moves"}
    former = replace(TOYS, columns={**columns, "moves": "text"})  # Of another type, and elsewhere.
    tables = (former, *(each for each in TOY_BOX.tables if each is not TOYS))
    await catch_up(database, (replace(without(TOY_BOX), tables=tables),))
    await rebuilt(database)
    await rebuilt(database)
    held = (
        "SELECT DISTINCT table_name FROM information_schema.role_table_grants"
        " WHERE grantee = 'purvey_read' AND table_schema = 'read' AND table_name LIKE 'toy%'"
        " ORDER BY 1"
    )
    assert [name for (name,) in execute(database, held)] == views(database)
    over = (
        "SELECT DISTINCT table_schema FROM information_schema.view_table_usage"
        " WHERE view_schema = 'read'"
    )
    assert execute(database, over) == [("toy_box_g3",)]


RACKS: Final = replace(TOYS, name="toy_racks")


def views(database: Database) -> list[str]:
    """The views over read models."""
    statement = "SELECT viewname FROM pg_views WHERE schemaname = 'read' ORDER BY 1"
    return [name for (name,) in execute(database, statement)]


async def test_a_read_model_that_is_declared_no_more_is_retired(database: Database) -> None:
    happen(database, HISTORY)
    await catch_up(database, (without(FORGOTTEN),))
    happen(database, [made("c")])
    await catch_up(database)
    told = await verified(database)
    assert told.offset == len(HISTORY) + 1, "what nobody moves must not hold the others back"
    assert told.skipped == {"toy_shelf": "the program declares no read model of this name"}
    async with read_store(database) as store:
        assert await store.retire_undeclared() == ["toy_shelf"]
        assert await store.retire_undeclared() == []
    assert (await verified(database)).skipped == {}
    assert "shelf" not in views(database)
    async with read_models(database) as models, models.entered("north") as view:
        with pytest.raises(UnknownReadModel):
            await view.rows("toy_shelf")
    await catch_up(database, (without(FORGOTTEN),))
    assert execute(
        database,
        "SELECT generation, state FROM read.projection WHERE name = 'toy_shelf' ORDER BY 1",
    ) == [(1, "retired"), (2, "live")]


async def test_a_declared_read_model_without_tables_is_told(database: Database) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    report = await verified(database, (TOY_BOX, without(FORGOTTEN)))
    assert report.skipped == {"toy_shelf": "it has no tables yet"}


@pytest.mark.parametrize(
    "alter",
    ["DROP TABLE {s}.toys CASCADE", "ALTER TABLE {s}.toys DROP COLUMN moves CASCADE"],
)
async def test_a_table_that_somebody_altered_is_a_difference(
    database: Database, alter: str
) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    execute(database, alter.format(s=serving_schema(database)))
    report = await verified(database)
    assert report.differences == 1
    (found,) = report.named_differences
    assert (found.table, found.column) == ("toys", "(table)")
    assert "does not exist" in found.live
    async with read_models(database) as models, models.entered("north") as view:
        with pytest.raises(ReadModelOutdated):
            await view.rows("toy_box")
    async with read_store(database) as store:
        assert await store.prepare() == ["toy_box"]
    ((reason,),) = execute(database, "SELECT reason FROM read.projection")
    assert "its tables lack toys.moves" in reason or "its tables lack toys.box" in reason
