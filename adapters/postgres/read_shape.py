"""The shape of a read model: a digest of all that its tables are made from.

A generation keeps the shape it was made by (`read.projection.shape`). Where the program declares
another one, columns may be missing or mean something else: nothing is read from those tables or
written to them until they are made anew. How rows are folded is not seen in it; that is what a
projection's `version` tells.
"""

import hashlib
from typing import Final

import orjson

from projections.projection import Projection, Table

LAYOUT: Final = 2  # Raised when `read_tables.py` makes other tables of the same declaration.


def shape_of(projection: Projection) -> str:
    """64 hexadecimal digits, the same for every process that has the same declaration."""
    tables: list[object] = [
        _plain(table) for table in sorted(projection.tables, key=lambda each: each.name)
    ]
    return hashlib.sha256(orjson.dumps([LAYOUT, tables])).hexdigest()


def _plain(table: Table) -> list[object]:
    return [
        table.name,
        table.kind,
        [[name, kind] for name, kind in table.columns.items()],
        list(table.key),
        list(table.selectors),
        list(table.order),
        table.descending,
    ]
