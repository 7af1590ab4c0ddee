"""What a rebuild measures before it switches, and the way back after it has."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from adapters.postgres.read_rebuild import PostgresWorkshop
from adapters.postgres.read_way_back import PostgresWayBack
from adapters.system import monotonic_seconds
from projections.projection import Projection
from projections.runner import Runner
from replay.errors import KeptUnfit, NothingKept, RebuildDiffers
from replay.rebuild import Progress, RolledBack, rebuild, require_switched, roll_back
from tests.adapters.postgres.read_support import (
    broken,
    catch_up,
    eventually,
    execute,
    happen,
    made,
    moved,
    read_store,
    rebuilt,
    repriced,
    serving_schema,
    table_rows,
    verified,
)
from tests.conftest import Database
from tests.projections.toys import TOY_BOX, TOYS

HISTORY = [made("a"), made("b", tenant="south"), moved("a", "blue"), repriced("a", "3.00")]
STATES = "SELECT generation, state FROM read.projection WHERE name = 'toy_box' ORDER BY 1"
CHANGED = "UPDATE toy_box_g1.toys SET price = 9 WHERE toy_id = 'a' AND valid_from = 1"


async def begun(database: Database) -> None:
    happen(database, HISTORY)
    await catch_up(database)


async def rolled_back(
    database: Database, projections: Sequence[Projection] = (TOY_BOX,)
) -> RolledBack:
    url = database.role_url("purvey_project")
    async with PostgresWayBack(url, projections) as way_back:
        return await roll_back(way_back, monotonic_seconds)


async def test_equal_rows_have_equal_digests_whatever_the_live_one_learned_since(
    database: Database,
) -> None:
    await begun(database)
    url = database.role_url("purvey_project")

    async with PostgresWorkshop(url, [TOY_BOX]) as workshop:
        await workshop.begin()
        await workshop.load(await workshop.log_end(), lambda offset: None)
        happen(database, [moved("a", "green"), made("c"), repriced("b", "2.00", tenant="south")])
        await catch_up(database)
        (certificate,) = await workshop.compare()
        await workshop.abandon()
    assert (certificate.verdict, certificate.events) == ("equal", len(HISTORY))
    assert all(each.live == each.rebuilt for each in certificate.tables)
    assert certificate.rows == sum(each.rebuilt.rows for each in certificate.tables if each.rebuilt)
    assert certificate.rows > len(HISTORY)


async def test_a_row_that_differs_in_the_same_version_is_named_and_nothing_switches(
    database: Database,
) -> None:
    await begun(database)
    execute(database, CHANGED)
    report = await rebuilt(database)
    assert (report.switched, report.unexpected) == (False, ["toy_box"])
    (certificate,) = report.certificates
    (table,) = [each for each in certificate.tables if each.differences]
    (named,) = table.named
    assert table.live != table.rebuilt
    assert (named.table, named.key["toy_id"], named.column) == ("toys", "a", "price")
    assert (str(named.live), str(named.recomputed)) == ("9", "1.50")
    assert execute(database, STATES) == [(1, "live")]
    with pytest.raises(RebuildDiffers, match="--accept"):
        require_switched(report)


async def test_an_unexpected_difference_is_accepted_for_a_reason_that_is_kept(
    database: Database,
) -> None:
    await begun(database)
    execute(database, CHANGED)
    report = await rebuilt(database, accepted="somebody changed a price by hand")
    assert (report.switched, report.accepted) == (True, "somebody changed a price by hand")
    assert execute(database, STATES) == [(1, "retired"), (2, "live")]
    kept = "SELECT reason FROM read.projection WHERE state = 'retired'"
    assert execute(database, kept) == [("somebody changed a price by hand",)]
    assert (await verified(database)).differences == 0


async def test_a_difference_under_another_version_is_expected(database: Database) -> None:
    await begun(database)
    execute(database, CHANGED)
    report = await rebuilt(database, [replace(TOY_BOX, version=2)])
    (certificate,) = report.certificates
    assert (certificate.verdict, certificate.differences) == ("expected", 1)
    assert (certificate.live_version, certificate.version) == (1, 2)
    assert report.switched


async def test_columns_that_only_one_side_has_are_told_and_the_others_compared(
    database: Database,
) -> None:
    await begun(database)
    execute(database, "ALTER TABLE toy_box_g1.toys RENAME COLUMN made_on TO born_on")
    execute(database, "DROP TABLE toy_box_g1.toy_prices CASCADE")
    (certificate,) = (await rebuilt(database)).certificates
    assert certificate.verdict == "equal"
    assert "toys.made_on" in certificate.columns_added
    assert "toy_prices.amount" in certificate.columns_added
    assert certificate.columns_removed == ("toys.born_on",)
    live = {each.table: each.live for each in certificate.tables}
    assert live["toys"] is not None
    assert live["toy_prices"] is None


async def test_a_document_that_is_parked_on_one_side_shows(database: Database) -> None:
    happen(database, [*HISTORY, broken("a"), moved("a", "green")])
    await catch_up(database)
    passing = {**TOY_BOX.handles, "toy.broken": lambda event, tables: None}
    (certificate,) = (await rebuilt(database, [replace(TOY_BOX, handles=passing)])).certificates
    assert (certificate.live_parked, certificate.parked) == (1, 0)
    assert certificate.verdict == "unexpected"


@pytest.mark.parametrize("version", [1, 2])
async def test_a_version_that_cannot_follow_what_serves_follows_does_not_switch_unasked(
    database: Database, version: int
) -> None:
    """No version means to lose documents; one that fails on them was forgotten in a step."""
    happen(database, [*HISTORY, broken("c"), made("c")])
    await catch_up(database)
    happen(database, [broken("d")])  # What serves has not come to it yet.
    failing = {**TOY_BOX.handles, "toy.moved": TOY_BOX.handles["toy.broken"]}
    other = replace(TOY_BOX, handles=failing, version=version)
    report = await rebuilt(database, [other])
    (certificate,) = report.certificates
    assert certificate.parked_anew == ("north toy/a",)
    assert (certificate.verdict, report.switched) == ("unexpected", False)
    assert execute(database, STATES) == [(1, "live")]
    assert (await rebuilt(database, [other], accepted="a has to go")).switched


async def test_what_saw_a_history_that_was_replaced_is_no_measure(database: Database) -> None:
    await begun(database)
    execute(database, 'UPDATE read.projection SET "offset" = 99')
    report = await rebuilt(database)
    (certificate,) = report.certificates
    assert certificate.verdict == "not compared"
    assert report.switched


async def test_a_dry_run_reports_and_leaves_all_as_it_was(database: Database) -> None:
    await begun(database)
    report = await rebuilt(database, dry_run=True)
    assert (report.switched, report.unexpected) == (False, [])
    assert execute(database, STATES) == [(1, "live")]
    schemas = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'toy_box%'"
    assert execute(database, schemas) == [("toy_box_g1",)]
    views = "SELECT DISTINCT table_schema FROM information_schema.view_table_usage WHERE"
    assert execute(database, f"{views} table_schema LIKE 'toy_box%'") == [("toy_box_g1",)]


@pytest.mark.parametrize("step", ["comparing", "taking over"])
async def test_a_rebuild_that_dies_later_leaves_the_live_one_and_the_next_goes_on(
    database: Database, step: str
) -> None:
    await begun(database)

    class Died(BaseException):
        pass

    def die(progress: Progress) -> None:
        if progress.step == step:
            raise Died

    class Dying(PostgresWorkshop):
        async def abandon(self) -> None:
            """A killed process tidies nothing."""

    async with Dying(database.role_url("purvey_project"), [TOY_BOX]) as workshop:
        with pytest.raises(Died):
            await rebuild(workshop, monotonic_seconds, die)
    assert execute(database, STATES) == [(1, "live"), (2, "rebuilding")]
    await rebuilt(database)
    assert execute(database, STATES) == [(1, "retired"), (2, "live")]


async def test_what_was_replaced_serves_again_as_far_along_as_the_other_and_goes_on(
    database: Database,
) -> None:
    await begun(database)
    await rebuilt(database)
    stop = asyncio.Event()
    async with read_store(database) as store:
        running = asyncio.create_task(Runner(store, store).run(stop))
        happen(database, [moved("a", "green")])
        back = await rolled_back(database)
        assert serving_schema(database) == "toy_box_g1"
        happen(database, [made("last")])
        await eventually(
            lambda: any(row["toy_id"] == "last" for row in table_rows(database, "toys"))
        )
        stop.set()
        await running
    assert (back.generations, back.replaced) == ({"toy_box": 1}, {"toy_box": 2})
    assert execute(database, STATES) == [(1, "live"), (2, "retired")]
    assert (await verified(database)).differences == 0


async def test_the_generation_that_served_last_is_the_one_that_is_kept(database: Database) -> None:
    await begun(database)
    await rebuilt(database)
    await rolled_back(database)
    await rebuilt(database)
    assert execute(database, STATES) == [(1, "retired"), (3, "live")]


async def test_there_is_no_way_back_where_nothing_is_kept(database: Database) -> None:
    await begun(database)
    with pytest.raises(NothingKept, match="toy_box"):
        await rolled_back(database)
    assert execute(database, STATES) == [(1, "live")]


@pytest.mark.parametrize(
    "declared",
    [
        replace(TOY_BOX, version=2),
        replace(TOY_BOX, tables=(replace(TOYS, selectors=()), *TOY_BOX.tables[1:])),
    ],
    ids=["version", "shape"],
)
async def test_a_program_that_declares_otherwise_cannot_go_back(
    database: Database, declared: Projection
) -> None:
    await begun(database)
    await rebuilt(database)
    with pytest.raises(KeptUnfit, match="Generation 1 of toy_box"):
        await rolled_back(database, [declared])
    assert execute(database, STATES) == [(1, "retired"), (2, "live")]


async def test_a_way_back_that_died_is_kept_by_the_next_one(database: Database) -> None:
    await begun(database)
    await rebuilt(database)
    async with PostgresWayBack(database.role_url("purvey_project"), [TOY_BOX]) as dead:
        await dead.begin()
    assert execute(database, STATES) == [(1, "rebuilding"), (2, "live")]
    await rolled_back(database)
    assert execute(database, STATES) == [(1, "live"), (2, "retired")]
