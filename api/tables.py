"""Which table the name of a query means, in a URL as on the command line."""

from projections.index import PROJECTIONS
from projections.projection import Projection, Table
from replay.errors import UnknownReadModel


def table_named(query: str) -> tuple[Projection, Table]:
    """A read model, which means its main table, or one of its tables.

    `UnknownReadModel` names all there are.
    """
    mains = {each.name: (each, each.table(each.main)) for each in PROJECTIONS}
    tables = {table.name: (each, table) for each in PROJECTIONS for table in each.listed}
    named = {**tables, **mains}
    if query not in named:
        raise UnknownReadModel(query, named)
    return named[query]
