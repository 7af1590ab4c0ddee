"""Which table or question the name of a query means, in a URL as on the command line."""

from typing import Final

from projections.index import PROJECTIONS
from projections.projection import Projection, Query, Table
from replay.errors import UnknownReadModel

QUESTIONS: Final = {query.name: (each, query) for each in PROJECTIONS for query in each.queries}
TABLES: Final = {table.name: (each, table) for each in PROJECTIONS for table in each.listed}


def table_named(query: str) -> tuple[Projection, Table]:
    """A read model, which means its main table, or one of its tables.

    `UnknownReadModel` names all there are.
    """
    mains = {each.name: (each, each.table(each.main)) for each in PROJECTIONS}
    named = {**TABLES, **mains}
    if query not in named:
        raise UnknownReadModel(query, named)
    return named[query]


def read_models_of(projection: Projection, query: Query) -> tuple[str, ...]:
    """The read models that a question rests on, its own first."""
    return projection.name, *query.also


def path_of(name: str) -> str:
    """Where a question, or the list of a table, is asked over HTTP."""
    words = name.replace("_", "-")
    return f"/v1/questions/{words}" if name in QUESTIONS else f"/v1/{words}"
