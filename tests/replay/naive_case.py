"""The second opinion on a history in memory: what it finds in rows that a read model folded."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from domain.event import Recorded
from projections.projection import Row
from replay.naive.index import RECKONINGS
from replay.naive.reckoning import Key, Reckoning
from replay.naive.sample import Owner, Sample, Sampled
from tests.projections.folding import Folded

Standing = dict[Owner, dict[Key, dict[str, Decimal]]]


def second_opinion(history: Sequence[Recorded], kept: dict[str, Folded]) -> list[Sampled]:
    """Every owner of every table that is reckoned again, of these read models."""
    return [
        opinion(each, history, rows_of(kept[each.read_model], each.table))
        for each in RECKONINGS
        if each.read_model in kept
    ]


def rows_of(kept: Folded, table: str) -> list[tuple[str, Row]]:
    """The rows of a table that count, each with its tenant."""
    if table in kept.facts:
        return [(fact[0], fact[-1]) for fact in kept.facts[table]]
    return [(version[0], version[1]) for version in kept.rows[table].values()]


def opinion(
    of: Reckoning,
    history: Sequence[Recorded],
    rows: Iterable[tuple[str, Row]],
    **sample: Any,
) -> Sampled:
    """What it says of these rows; every owner of the log is in the sample, unless told."""
    standing = standing_of(of, rows)
    told = Sample(of, standing, **({"one_in": 1, "seed": 1} | sample))
    for event in history:
        if event.type in of.types:
            alone = of.told_by(event.type, event.stream)
            assert alone is None or set(of.owners(event)) == {alone}, event
            told.take(event)
    return told.compared(standing, {})


def standing_of(of: Reckoning, rows: Iterable[tuple[str, Row]]) -> Standing:
    """What the database sums up of the rows of each owner."""
    found: Standing = {}
    for tenant, row in rows:
        if row[of.owner] is None or (of.within and row[of.within[0]] not in of.within[1]):
            continue
        of_owner = found.setdefault((tenant, row[of.owner]), {})
        figures = of_owner.setdefault(tuple(row[each] for each in of.key), defaultdict(Decimal))
        for name, (first, *others) in of.figures.items():
            figures[name] += _number(row[first]) - sum(_number(row[each]) for each in others)
    return found


def _number(cell: object) -> Decimal:
    return Decimal(0) if cell is None else Decimal(str(cell))
