"""What differs between two moments of a history, told from the rows that it leaves in memory."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from domain.event import Recorded
from projections.projection import Projection, Row, Table
from tests.projections.folding import fold

BATCH_EVENTS = 500
Told = tuple[str, tuple[Any, ...], tuple[str, ...]]


def expected_differences(
    projection: Projection, history: Sequence[Recorded], former: int, later: int
) -> dict[str, list[Told]]:
    """Change, key and columns of each difference, by table."""
    kept = [fold(projection, history[:position], BATCH_EVENTS) for position in (former, later)]
    found: dict[str, list[Told]] = {}
    for table in projection.listed:
        if table.kind == "fact":
            _, facts = (each.facts[table.name] for each in kept)
            old = len(kept[0].facts[table.name])
            found[table.name] = [("added", (), ())] * (len(facts) - old)
        else:
            found[table.name] = _entities(table, *(each.table(table.name) for each in kept))
    return found


def told(table: Table, differences: Sequence[Row]) -> list[Told]:
    """The same of what was answered; the key of a fact is where it stands in the log."""
    return [
        (
            each["change"],
            tuple(each["key"].values()) if table.kind == "entity" else (),
            tuple(each["columns"]),
        )
        for each in differences
    ]


def _entities(table: Table, before: Sequence[Row], after: Sequence[Row]) -> list[Told]:
    former, later = ({_key(table, row): row for row in rows} for rows in (before, after))
    found: list[Told] = [("gone", key, ()) for key in former.keys() - later.keys()]
    found += [("added", key, ()) for key in later.keys() - former.keys()]
    for key in former.keys() & later.keys():
        names = tuple(
            name
            for name, kind in table.columns.items()
            if _value(kind, former[key][name]) != _value(kind, later[key][name])
        )
        if names:
            found.append(("changed", key, names))
    return found


def _key(table: Table, row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in table.key)


def _value(kind: str, value: Any) -> Any:  # noqa: ANN401 - any cell
    return Decimal(value) if kind == "numeric" and value is not None else value
