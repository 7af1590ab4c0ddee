"""How one table is reckoned again: whose rows an event moves, and by how much.

Rows are sums. An owner (an order, a stock item, a document) has rows by key, each with its figures;
a row whose figures are all zero is no row, on either side.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

Key = tuple[str | int | None, ...]
Figures = defaultdict[str, Decimal]
Rows = defaultdict[Key, Figures]


class Told(Protocol):
    """An event as the log holds it, decoded."""

    @property
    def tenant(self) -> str: ...
    @property
    def stream(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def metadata(self) -> Mapping[str, Any]: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """One table, or that part of it where the column `within[0]` is one of `within[1]`.

    `figures`: by name the column, less the others named, each summed over the rows of a key.
    `take` adds what one event does to the rows of an owner; `owners` says whose it moves.
    `told_by` is the owner where type and stream alone tell it: no other event of that type needs to
    be taken apart to know that it is not asked for.
    `partition` is the unit that is parked when the read model cannot project an event.
    """

    read_model: str
    table: str
    why: str  # what it counts again, in one sentence
    owner: str  # the column by which rows are drawn
    key: tuple[str, ...]  # the columns that tell the rows of one owner apart
    figures: Mapping[str, tuple[str, ...]]
    types: Collection[str]
    owners: Callable[[Told], Iterable[str]]
    take: Callable[[Rows, str, Told], None]
    partition: Callable[[Told], str]
    told_by: Callable[[str, str], str | None] = lambda _type, _stream: None
    within: tuple[str, tuple[str, ...]] | None = None


def no_rows() -> Rows:
    """The rows of an owner before its first event."""
    return defaultdict(lambda: defaultdict(Decimal))


def document_of(event: Told) -> str:
    """The id of the event's document."""
    return id_of(event.stream)


def id_of(stream: str) -> str:
    """The id in the name of a document's stream."""
    return stream.partition("/")[2]
