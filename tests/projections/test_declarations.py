"""Every read model's declaration is sound: the tables can be made, and nothing is named twice."""

import re
from pathlib import Path

import pytest

from adapters.postgres.read_tables import ENTITY_COLUMNS, FACT_COLUMNS, SELECTOR_TYPES
from api.reading import MOMENT_PARAMETERS
from api.tables import QUESTIONS, TABLES, path_of
from projections.index import PROJECTIONS
from projections.projection import Projection
from tests.conftest import Database
from tests.projections.by_hand import columns_of
from tests.projections.toys import TOY_BOX

ROUTES = Path("tests/golden/routes.txt")
NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
PARAMETERS = {"of", "from", "to", "after", "limit", *MOMENT_PARAMETERS}  # Never filters.
SYSTEM_COLUMNS = {"tenant_no", *ENTITY_COLUMNS, *FACT_COLUMNS}
TABLES_OF = {each.name: {table.name for table in each.listed} for each in PROJECTIONS}
every_read_model = pytest.mark.parametrize(
    "projection", [*PROJECTIONS, TOY_BOX], ids=lambda each: each.name
)


def test_read_models_and_their_tables_have_names_of_their_own() -> None:
    names = [each.name for each in PROJECTIONS]
    tables = [table.name for each in PROJECTIONS for table in each.listed]
    assert len(names) == len(set(names))
    assert len(tables) == len(set(tables))
    assert not {"projection", "progress", "parked", "chunk"} & set(tables), "tables of the registry"


@every_read_model
def test_its_names_are_short_and_plain(projection: Projection) -> None:
    for table in projection.listed:
        for name in (projection.name, table.name, *table.columns):
            assert NAME.fullmatch(name), name


@every_read_model
def test_key_order_and_selectors_are_columns_that_an_index_can_hold(projection: Projection) -> None:
    for table in projection.listed:
        assert {*table.key, *table.order, *table.selectors} <= table.columns.keys()
        assert not SYSTEM_COLUMNS & table.columns.keys()
        assert not PARAMETERS & table.columns.keys()
        assert {table.columns[name] for name in table.selectors} <= SELECTOR_TYPES
        assert {table.columns[name] for name in table.key} <= {"text", "integer", "bigint"}
        assert bool(table.key) == (table.kind == "entity")
        assert table.kind == "entity" or not table.order


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_says_where_the_documents_behind_its_rows_are(
    database: Database, name: str
) -> None:
    projection, query = QUESTIONS[name]
    behind = query.documents
    if behind.of in QUESTIONS:
        chosen_by = QUESTIONS[behind.of][1].parameters.keys()
    else:
        chosen_by = TABLES[behind.of][1].columns.keys()
    assert behind.by, "a row chooses something"
    assert behind.by.keys() | behind.where.keys() <= chosen_by
    assert {*behind.by.values()} <= columns_of(database.url, projection, name)


@pytest.mark.parametrize("name", QUESTIONS)
def test_from_every_question_documents_are_reached_by_way_of_others(name: str) -> None:
    passed = [name]
    while passed[-1] in QUESTIONS:
        passed.append(QUESTIONS[passed[-1]][1].documents.of)
        assert passed[-1] not in passed[:-1], "it leads round in a circle"
    assert passed[-1] in TABLES


def test_the_documents_behind_a_row_can_be_asked_for_over_http() -> None:
    routes = {tuple(line.split()[2:4]) for line in ROUTES.read_text().splitlines()}
    behind = {query.documents.of for _, query in QUESTIONS.values()}
    assert [each for each in behind if ("GET", path_of(each)) not in routes] == []


@every_read_model
def test_its_main_table_exists_and_its_queries_name_their_parameters(
    projection: Projection,
) -> None:
    tables = {table.name for table in projection.listed}
    assert projection.main in tables
    for query in projection.queries:
        named = set(re.findall(r"\{(\w+)\}", query.sql))
        also = {table for name in query.also for table in TABLES_OF[name]}
        assert named <= tables | also
        assert all(TABLES_OF[name] & named for name in query.also), "it names what it does not read"
        assert set(re.findall(r"%\((\w+)\)s", query.sql)) == query.parameters.keys()


COLUMNS_OF = {table.name: table.columns for each in PROJECTIONS for table in each.listed}


def test_questions_have_names_of_their_own() -> None:
    names = [query.name for each in PROJECTIONS for query in each.queries]
    assert len(names) == len(set(names))
    assert not set(names) & (COLUMNS_OF.keys() | TABLES_OF.keys())
