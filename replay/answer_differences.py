"""What the answer to one question differs in between two moments.

Rows are matched by the columns that lead to their documents (`Query.documents`): of a figure those
that it is told by, of a list the document. Where several rows of a moment share them, it cannot be
said which became which: of these, those that only one moment has are gone or added. Pure.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from re import compile as pattern
from typing import Final

from projections.projection import Row

_NUMBER: Final = pattern(r"-?\d+(\.\d+)?")


def answer_differences(by: Sequence[str], former: Iterable[Row], later: Iterable[Row]) -> list[Row]:
    """Change, key, changed columns, and the row before and after, in the order of the answers.

    A row that was not there is none. What is in the later answer comes first.
    """
    before, after = _grouped(by, former), _grouped(by, later)
    found: list[Row] = []
    for key in dict.fromkeys((*after, *before)):
        olds, news = before.get(key, []), after.get(key, [])
        if len(olds) == len(news) == 1:
            found += _changed(by, olds[0], news[0])
        else:
            found += [_one_sided(by, "gone", each) for each in _without(olds, news)]
            found += [_one_sided(by, "added", each) for each in _without(news, olds)]
    return found


def _grouped(by: Sequence[str], rows: Iterable[Row]) -> dict[tuple[object, ...], list[Row]]:
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in by), []).append(row)
    return groups


def _changed(by: Sequence[str], old: Row, new: Row) -> list[Row]:
    columns = [name for name in new if not _same(old[name], new[name])]
    return [_told(by, "changed", columns, old, new)] if columns else []


def _one_sided(by: Sequence[str], change: str, row: Row) -> Row:
    sides = (row, None) if change == "gone" else (None, row)
    return _told(by, change, [], *sides)


def _told(
    by: Sequence[str], change: str, columns: list[str], before: Row | None, after: Row | None
) -> Row:
    row = after or before or {}
    return {
        "change": change,
        "key": {name: row[name] for name in by},
        "columns": columns,
        "before": before,
        "after": after,
    }


def _without(rows: Sequence[Row], others: Sequence[Row]) -> list[Row]:
    """The rows, less one for each equal one of the others."""
    left = list(others)
    found = []
    for row in rows:
        equal = next((each for each in left if all(_same(each[n], row[n]) for n in row)), None)
        if equal is None:
            found.append(row)
        else:
            left.remove(equal)
    return found


def _same(one: object, other: object) -> bool:
    """Whether two cells are equal; numbers are, however many places they have."""
    if one == other:
        return True
    texts = isinstance(one, str) and isinstance(other, str)
    if not texts or not _NUMBER.fullmatch(str(one)) or not _NUMBER.fullmatch(str(other)):
        return False
    return Decimal(str(one)) == Decimal(str(other))
