"""Differences between two moments: what came, what went, what reads otherwise, page by page."""

from datetime import timedelta
from typing import Any

import pytest

from adapters.postgres.read_differences import Between
from adapters.postgres.read_query import View
from adapters.postgres.read_sources import AsOf
from replay.errors import BeyondHistory, Refused, UnfitPage
from tests.adapters.postgres.read_support import (
    START,
    catch_up,
    happen,
    lost,
    made,
    moved,
    read_models,
    repriced,
)
from tests.conftest import Database

HISTORY = [
    made("a", box="red"),
    made("b", box="red", price="2.00"),
    made("z", tenant="south"),
    moved("a", "blue"),
    repriced("b", "2.50"),
    lost("b"),
    made("c", box="blue", price="0.25"),
    moved("a", "red"),
    repriced("c", "0.250"),
]  # Of the north: eight positions.
EVERY = [(former, later) for former in range(9) for later in range(former, 9)]


def between(former: int, later: int) -> Between:
    return Between(AsOf(position=former), AsOf(position=later))


async def told(view: View, former: int, later: int, **asked: Any) -> list[tuple[Any, ...]]:
    answer = await view.differences("toy_box", between(former, later), **asked)
    return [(each["change"], *each["key"].values(), each["columns"]) for each in answer.rows]


async def test_rows_are_added_gone_or_changed_between_two_positions(database: Database) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    async with read_models(database) as models, models.entered("north") as view:
        assert await told(view, 0, 2) == [("added", "a", []), ("added", "b", [])]
        assert await told(view, 2, 4) == [
            ("changed", "a", ["box", "moves", "changed_at"]),
            ("changed", "b", ["price"]),
        ]
        assert await told(view, 2, 6) == [
            ("changed", "a", ["box", "moves", "changed_at"]),
            ("gone", "b", []),
            ("added", "c", []),
        ]
        answer = await view.differences("toy_box", between(2, 3))
    (one,) = answer.rows
    assert (one["before"]["box"], one["after"]["box"]) == ("red", "blue")
    assert (one["before"]["valid_from"], one["after"]["valid_from"]) == (1, 3)
    assert one["after"]["tags"] == {"of": ["red", None, 1], "odd": 'tab\t"\\\n'}


async def test_what_came_and_went_in_between_and_equal_numbers_are_no_difference(
    database: Database,
) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    async with read_models(database) as models, models.entered("north") as view:
        assert await told(view, 0, 5) == [("added", "a", [])]
        assert await told(view, 7, 8) == [], "0.25 and 0.250 are one price"
        assert await told(view, 4, 4) == []


@pytest.mark.parametrize("filters", [{}, {"box": "red"}, {"price": "2.5"}], ids=str)
@pytest.mark.parametrize("table", ["toys", "toy_parts"])
async def test_the_former_list_and_the_differences_make_the_later_list(
    database: Database, table: str, filters: dict[str, str]
) -> None:
    if table == "toy_parts":
        filters = {}
    happen(database, HISTORY)
    await catch_up(database)
    async with read_models(database) as models, models.entered("north") as view:
        for former, later in EVERY:
            lists = [
                (await view.rows("toy_box", filters, table=table, as_of=AsOf(position=each))).rows
                for each in (former, later)
            ]
            found = (
                await view.differences("toy_box", between(former, later), filters, table=table)
            ).rows
            gone = [each["before"] for each in found if each["before"]]
            came = [each["after"] for each in found if each["after"]]
            kept = [row for row in lists[0] if row not in gone]
            # A row written anew with equal numbers is no difference, and not the same text.
            assert {_plain(row) for row in [*kept, *came]} == {_plain(row) for row in lists[1]}
            assert all(row in lists[0] for row in gone)


def _plain(row: dict[str, Any]) -> str:
    same = {"valid_from": None, "price": row.get("price", "").rstrip("0")}
    return str(sorted((row | same).items()))


async def test_facts_are_added_by_position_or_by_effect(database: Database) -> None:
    late = made("late")._replace(effective_at=START - timedelta(days=1))
    happen(database, [made("a"), made("b"), late])
    await catch_up(database)
    async with read_models(database) as models, models.entered("north") as view:
        facts = {"table": "toy_prices"}
        assert await told(view, 1, 3, **facts) == [("added", 2, 1, []), ("added", 3, 1, [])]
        days = [AsOf(position=0, effective_at=START - timedelta(days=each)) for each in (2, 1)]
        by_effect = await view.differences("toy_box", Between(*days), table="toy_prices")
        assert [each["after"]["toy_id"] for each in by_effect.rows] == ["late"]
        mixed = Between(AsOf(position=1), AsOf(position=2, effective_at=START))
        by_position = await view.differences("toy_box", mixed, table="toy_prices")
        assert [each["after"]["toy_id"] for each in by_position.rows] == ["b"]


@pytest.mark.parametrize("table", ["toys", "toy_parts", "toy_prices"])
async def test_pages_give_every_difference_once_and_by_key(database: Database, table: str) -> None:
    happen(database, [made(f"{n % 7}{n:02}", box="red") for n in range(40)])
    await catch_up(database)
    async with read_models(database) as models, models.entered("north") as view:
        moments = between(10, 30)
        whole = (await view.differences("toy_box", moments, table=table, limit=1_000)).rows
        found, after = [], None
        while True:
            page = await view.differences("toy_box", moments, table=table, after=after, limit=7)
            found += page.rows
            after = page.next
            if after is None:
                break
    assert found == whole
    assert len(whole) == 20 * (2 if table == "toy_parts" else 1)
    keys = [tuple(each["key"].values()) for each in whole]
    assert keys == sorted(keys)


async def test_what_cannot_be_compared_is_refused(database: Database) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    async with read_models(database) as models, models.entered("north") as view:
        with pytest.raises(BeyondHistory):
            await view.differences("toy_box", between(0, 99))
        with pytest.raises(Refused, match="colour"):
            await view.differences("toy_box", between(0, 2), {"colour": "red"})
        with pytest.raises(Refused, match="moves"):
            await view.differences("toy_box", between(0, 2), {"moves": "many"})
        with pytest.raises(Refused, match="cars"):
            await view.differences("toy_box", between(0, 2), table="cars")
        with pytest.raises(UnfitPage):
            await view.differences("toy_box", between(0, 2), limit=0)
        place = (await view.rows("toy_box", limit=1)).next
        with pytest.raises(UnfitPage):
            await view.differences("toy_box", between(0, 2), after=place)


async def test_a_tenant_sees_its_own_differences_only(database: Database) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    async with read_models(database) as models, models.entered("south") as view:
        assert await told(view, 0, 1) == [("added", "z", [])]
