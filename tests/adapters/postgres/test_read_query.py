"""Questions to the read models: filters, pages, sums, the past, and whose rows one sees."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from adapters.postgres.read_query import View
from adapters.postgres.read_sources import AsOf
from adapters.postgres.roles import Role
from replay.errors import BeyondHistory, Refused, UnfitPage, UnknownReadModel
from tests.adapters.postgres.read_support import (
    START,
    broken,
    catch_up,
    execute,
    happen,
    lost,
    made,
    moved,
    read_models,
    repriced,
)
from tests.conftest import PASSES, Database

HISTORY = [
    made("a", box="red"),
    made("b", box="red", price="2.00"),
    made("a", tenant="south", box="red"),
    moved("a", "blue"),
    repriced("b", "2.50"),
    lost("b"),
    made("c", box="blue", price="0.25"),
]


async def toys(view: View, **asked: Any) -> list[str]:
    return [row["toy_id"] for row in (await view.rows("toy_box", **asked)).rows]


async def test_a_list_is_filtered_now_and_as_of_any_position(database: Database) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    async with read_models(database) as models, models.entered("north") as view:
        assert await toys(view) == ["a", "c"]
        assert await toys(view, filters={"box": "blue"}) == ["a", "c"]
        assert await toys(view, filters={"box": "red"}, as_of=AsOf(position=2)) == ["a", "b"]
        assert await toys(view, filters={"box": "red"}, as_of=AsOf(position=3)) == ["b"]
        assert await toys(view, filters={"price": "2.5"}, as_of=AsOf(position=4)) == ["b"]
        assert await toys(view, as_of=AsOf(position=0)) == []


async def test_values_come_back_as_the_events_hold_them(database: Database) -> None:
    happen(database, [made("a", price="1.50")])
    await catch_up(database)
    async with read_models(database) as models, models.entered("north") as view:
        ((row,), position) = ((await view.rows("toy_box")).rows, view.serving["toy_box"].position)
    assert row == {
        "toy_id": "a",
        "number": "T-a",
        "box": "red",
        "price": "1.50",
        "moves": 0,
        "worn": False,
        "made_on": "2026-01-31",
        "changed_at": "2026-01-01T00:01:00.000000Z",
        "tags": {"of": ["red", None, 1], "odd": 'tab\t"\\\n'},
        "valid_from": 1,
    }
    assert position == 1


@pytest.mark.parametrize("past", [AsOf(), AsOf(position=30)], ids=["now", "as of 30"])
@pytest.mark.parametrize("table", ["toys", "toy_parts", "toy_prices"])
async def test_pages_give_every_row_once_and_in_order(
    database: Database, past: AsOf, table: str
) -> None:
    happen(database, [made(f"{n % 7}{n:02}", box="red") for n in range(40)])
    await catch_up(database)
    async with read_models(database) as models, models.entered("north") as view:
        whole = (await view.rows("toy_box", table=table, as_of=past, limit=1_000)).rows
        found, after = [], None
        while True:
            page = await view.rows("toy_box", table=table, as_of=past, after=after, limit=7)
            found += page.rows
            after = page.next
            if after is None:
                break
    assert found == whole
    assert len(whole) == (30 if past.position else 40) * (2 if table == "toy_parts" else 1)


async def test_facts_answer_on_the_effective_clock_with_all_that_is_known(
    database: Database,
) -> None:
    late = made("z")._replace(effective_at=START - timedelta(days=1))
    happen(database, [made("a"), made("b"), late])
    await catch_up(database)
    async with read_models(database) as models, models.entered("north") as view:
        past = AsOf(position=1, effective_at=START)
        assert await toys(view, table="toy_prices", as_of=past) == ["z"]
        assert await toys(view, table="toy_prices", as_of=AsOf(position=1)) == ["a"]


async def test_sums_answer_now_and_as_of_any_position(database: Database) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    async with read_models(database) as models, models.entered("north") as view:
        now = await view.answer("toy_box", "value_by_box")
        assert now.rows == [{"box": "blue", "toys": 2, "value": "1.75"}]
        dear = await view.answer("toy_box", "value_by_box", {"least": "2"}, as_of=AsOf(position=4))
        assert dear.rows == [{"box": "red", "toys": 1, "value": "2.50"}]


REFUSED: list[tuple[str, dict[str, Any], str, str]] = [
    ("toy_box", {"filters": {"colour": "red"}}, "query.unknown_column", "toy_id, number, box"),
    ("toy_box", {"filters": {"tags": "{}"}}, "query.unknown_column", "tags"),
    ("toy_box", {"filters": {"moves": "many"}}, "query.unfit_value", "whole number"),
    ("toy_box", {"filters": {"moves": str(2**40)}}, "query.unfit_value", "32 bits"),
    ("toy_box", {"filters": {"price": "NaN"}}, "query.unfit_value", "12.50"),
    ("toy_box", {"filters": {"worn": "perhaps"}}, "query.unfit_value", "true or false"),
    ("toy_box", {"filters": {"made_on": "tomorrow"}}, "query.unfit_value", "2026-03-31"),
    ("toy_box", {"filters": {"changed_at": "2026-01-01T00:00:00"}}, "query.unfit_value", "offset"),
    ("toy_box", {"filters": {"number": "a\0b"}}, "query.unfit_value", "NUL"),
    ("toy_box", {"after": "W10"}, "query.unfit_page", "next"),
    ("toy_box", {"after": "é"}, "query.unfit_page", "next"),
    ("toy_box", {"limit": 0}, "query.unfit_page", "1 to"),
    ("toy_box", {"limit": 10**6}, "query.unfit_page", "1 to"),
    ("toy_box", {"table": "cars"}, "query.unknown_read_model", "toy_parts"),
    ("toy_box", {"as_of": AsOf(position=9)}, "as_of.beyond_history", "position 1"),
    ("cars", {}, "query.unknown_read_model", "toy_box"),
]


@pytest.mark.parametrize(("name", "asked", "code", "hint"), REFUSED)
async def test_a_question_that_cannot_be_answered_is_refused_with_what_would_do(
    database: Database, name: str, asked: dict[str, Any], code: str, hint: str
) -> None:
    happen(database, [made("a")])
    await catch_up(database)
    async with read_models(database) as models, models.entered("north") as view:
        with pytest.raises(Refused) as refused:
            await view.rows(name, **asked)
    assert refused.value.code == code
    assert hint in refused.value.message


async def test_a_query_refuses_names_it_does_not_know(database: Database) -> None:
    await catch_up(database)
    async with read_models(database) as models, models.entered("north") as view:
        with pytest.raises(Refused, match="value_by_box"):
            await view.answer("toy_box", "worth")
        with pytest.raises(Refused, match="least"):
            await view.answer("toy_box", "value_by_box", {"most": "3"})


async def test_a_place_of_another_table_is_refused(database: Database) -> None:
    happen(database, [made("a"), made("b")])
    await catch_up(database)
    async with read_models(database) as models, models.entered("north") as view:
        place = (await view.rows("toy_box", limit=1)).next
        with pytest.raises(UnfitPage):
            await view.rows("toy_box", table="toy_parts", after=place)


async def test_a_tenant_without_events_sees_nothing_and_no_error(database: Database) -> None:
    happen(database, [made("a")])
    await catch_up(database)
    async with read_models(database) as models, models.entered("nobody") as view:
        assert await toys(view) == []
        with pytest.raises(BeyondHistory):
            await view.rows("toy_box", as_of=AsOf(position=1))


async def test_an_answer_counts_the_documents_that_could_not_be_followed(
    database: Database,
) -> None:
    happen(database, [made("a"), broken("a"), made("a", tenant="south")])
    await catch_up(database)
    async with read_models(database) as models:
        async with models.entered("north") as view:
            answer = await view.rows("toy_box")
            assert answer.parked == 1
            (parked,) = await view.parked()
            assert answer.parked_keys == (
                {name: parked[name] for name in ("read_model", "key", "position", "type")},
            )
            told = (parked["read_model"], parked["key"], parked["position"], parked["reason"])
            assert told == ("toy_box", "toy/a", 2, "ValueError: a broken toy")
        async with models.entered("south") as view:
            assert (await view.rows("toy_box")).parked == 0
            assert await view.parked() == []


async def test_a_read_model_without_tables_is_unknown(database: Database) -> None:
    async with read_models(database) as models, models.entered("north") as view:
        with pytest.raises(UnknownReadModel):
            await view.rows("toy_box")


@pytest.mark.parametrize("role", ["purvey_read", "purvey_audit"])
@pytest.mark.parametrize("table", ["toys", "toy_parts", "toy_prices"])
async def test_the_readers_see_the_rows_of_one_tenant_only(
    database: Database, role: Role, table: str
) -> None:
    happen(database, [*HISTORY, broken("a"), broken("a", tenant="south")])
    await catch_up(database)
    with psycopg.connect(database.role_url(role)) as connection:

        def tenants(table: str) -> list[Any]:
            statement = f"SELECT DISTINCT tenant_no FROM {table}"
            return connection.execute(statement.encode()).fetchall()

        for name in (f"toy_box_g1.{table}", "read.parked", "read.progress"):
            assert tenants(name) == []
            connection.execute("SELECT read.enter('south', %s)", [PASSES.of("south")])
            assert tenants(name) == [(2,)]
            view = connection.execute(f"SELECT count(*) FROM read.{table}".encode()).fetchone()
            assert view == ((2,) if table == "toy_parts" else (1,))
            connection.rollback()


async def test_row_level_security_lets_the_past_be_found_by_index(database: Database) -> None:
    happen(database, [made(f"t{n}") for n in range(300)])
    happen(database, [moved(f"t{n}", "blue") for n in range(300)])
    await catch_up(database)
    execute(database, "ANALYZE toy_box_g1.toys")
    with psycopg.connect(database.role_url("purvey_read")) as connection:
        connection.execute("SELECT read.enter('north', %s)", [PASSES.of("north")])
        plan = connection.execute(
            "EXPLAIN SELECT * FROM toy_box_g1.toys WHERE tenant_no = 1 AND box = 'red'"
            " AND fork = ANY ('{128,192}') AND valid_to > 150 AND valid_from <= 150"
            f" AND valid_to < {2**63 - 1}"
        ).fetchall()
    text = "\n".join(line for (line,) in plan)
    assert "fork = ANY" in text.partition("Index Cond")[2]
