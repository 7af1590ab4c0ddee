"""What a new generation of a read model is, measured against the one that serves.

Both are compared at one position of each tenant's history, past versions included: first the digest
of all rows of a table, then, where the digests differ, row by row. A difference is expected where
the program declares another version than the rows that serve were made by. Where the version is the
same, the same events must give the same rows: a difference says that somebody changed rows, or that
the folding was changed without raising the version. No version explains a difference from what
`replay/naive` reckons of the events: who changes what a figure means changes both. Nor does one
explain that documents cannot be followed any more which what serves follows. Pure; the
comparisons are in `adapters/postgres/read_certify.py` and `read_sample.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from replay.naive.sample import Sampled
from replay.verify import Difference

Verdict = Literal["equal", "expected", "unexpected", "not compared"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The rows of one table in one generation. Equal rows in any order have the same digest."""

    rows: int
    digest: str  # 32 hexadecimal digits, of the columns that both generations have


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCompared:
    """One table; a side is none where its generation has no such table."""

    table: str
    live: Side | None
    rebuilt: Side | None
    differences: int  # rows that differ, or stand on one side alone
    named: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """How a new generation stands to the one that serves.

    Columns that one of them lacks are named as `table.column` and not compared. A partition that is
    parked on one side only shows as differences of its rows.
    """

    read_model: str
    generation: int
    version: int
    live_generation: int | None
    live_version: int | None
    events: int  # of all tenants, up to the positions at which both were compared
    tables: tuple[TableCompared, ...] = ()
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    parked: int = 0  # partitions of the new generation that stand still
    live_parked: int = 0
    parked_anew: tuple[str, ...] = ()  # partitions that what serves follows, tenant and key
    samples: tuple[Sampled, ...] = ()  # the second opinion on tables of money and stock
    not_compared: str | None = None  # why there was nothing to measure by
    seconds: float

    @property
    def rows(self) -> int:
        """Rows of the new generation that were compared."""
        return sum(each.rebuilt.rows for each in self.tables if each.rebuilt is not None)

    @property
    def differences(self) -> int:
        """Rows that differ from those that serve, over all tables."""
        return sum(each.differences for each in self.tables)

    @property
    def verdict(self) -> Verdict:
        """Whether the new generation may take over without anybody's consent."""
        if self.parked_anew or any(each.differences for each in self.samples):
            return "unexpected"
        if self.not_compared is not None:
            return "not compared"
        if not self.differences:
            return "equal"
        return "expected" if self.version != self.live_version else "unexpected"


def unexpected(certificates: Sequence[Certificate]) -> list[str]:
    """The read models whose rows differ although nothing that was declared explains it."""
    return [each.read_model for each in certificates if each.verdict == "unexpected"]
