"""A sample of owners on its way through the log, and what it says of the rows that stand.

Some owners are drawn from the table: what is there and should not be is found. Others are drawn
from the log by the hash of their name: what should be there and is not is found, too.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from zlib import crc32

from replay.naive.reckoning import Figures, Key, Reckoning, Rows, Told, no_rows
from replay.verify import Difference

OWNERS_DEFAULT: Final = 200  # Drawn of each table.
NAMED_MAX: Final = 20  # How many differences of a table are named; all are counted.

# What comes of facts that are not there, or are of another kind.
_UNFORESEEN: Final = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)

Owner = tuple[str, str]  # tenant, and the value of the reckoning's `owner`
Stood = Mapping[Owner, Mapping[Key, Mapping[str, Decimal]]]  # the figures of a table, as it stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """What the second opinion on one table came to."""

    table: str
    owners: int  # that were reckoned again
    rows: int  # of theirs, on either side
    left_out: int  # owners of which an event is parked
    differences: int
    named: tuple[Difference, ...] = ()


class Sample:
    """One table's sample: `drawn` from it, and of the log every owner whose hash falls to it."""

    def __init__(
        self,
        reckoning: Reckoning,
        drawn: Collection[Owner],
        *,
        one_in: int,
        seed: int,
        parked: Collection[tuple[str, str]] = (),
    ) -> None:
        """`one_in`: the share of the log's owners; `parked`: tenant and partition."""
        self.reckoning = reckoning
        self._rows: dict[Owner, Rows] = {owner: no_rows() for owner in drawn}
        self._one_in = one_in
        self._seed = seed
        self._parked = parked
        self._left_out: set[Owner] = set()
        self._asked_for: dict[Owner, bool] = {}

    def may_want(self, tenant: str, event_type: str, stream: str) -> bool:
        """Whether an event of a handled type may be of an owner that is reckoned again."""
        told = self.reckoning.told_by(event_type, stream)
        if told is None:
            return True
        owner = (tenant, told)
        wanted = self._asked_for.get(owner)
        if wanted is None:
            wanted = self._asked_for[owner] = owner in self._rows or self._falls_to(owner)
        return wanted

    def take(self, event: Told) -> None:
        """Reckons one event of a handled type, in the order of the log.

        One of a form that nobody foresaw parks its document in the read model; here its owner is
        left out, if it tells whose it is.
        """
        try:
            owners = list(self.reckoning.owners(event))
        except _UNFORESEEN:
            return
        for name in owners:
            owner = (event.tenant, name)
            rows = self._rows.get(owner)
            if rows is None:
                if not self._falls_to(owner):
                    continue
                rows = self._rows[owner] = no_rows()
            try:
                self.reckoning.take(rows, name, event)
            except _UNFORESEEN:
                self._left_out.add(owner)
            if self._parked and (event.tenant, self.reckoning.partition(event)) in self._parked:
                self._left_out.add(owner)

    @property
    def owners(self) -> list[Owner]:
        """Those that were reckoned and whose read model follows."""
        return [owner for owner in self._rows if owner not in self._left_out]

    def compared(self, stood: Stood, numbers: Mapping[str, int]) -> Sampled:
        """The table's figures against those that were reckoned; `numbers` are the tenants'."""
        found: list[Difference] = []
        rows = 0
        for owner in self.owners:
            reckoned = _not_zero(self._rows[owner])
            standing = _not_zero(stood.get(owner, {}))
            rows += len(reckoned.keys() | standing.keys())
            for key in sorted(reckoned.keys() | standing.keys(), key=repr):
                told = reckoned.get(key, {}), standing.get(key, {})
                found += self._differences(owner, key, *told, numbers)
        return Sampled(
            table=self.reckoning.table,
            owners=len(self.owners),
            rows=rows,
            left_out=len(self._left_out),
            differences=len(found),
            named=tuple(found[:NAMED_MAX]),
        )

    def _falls_to(self, owner: Owner) -> bool:
        return crc32(f"{self._seed}/{owner[0]}/{owner[1]}".encode()) % self._one_in == 0

    def _differences(
        self,
        owner: Owner,
        key: Key,
        reckoned: Mapping[str, Decimal],
        standing: Mapping[str, Decimal],
        numbers: Mapping[str, int],
    ) -> list[Difference]:
        of = self.reckoning
        zero = Decimal(0)
        return [
            Difference(
                read_model=of.read_model,
                table=of.table,
                tenant_no=numbers.get(owner[0], 0),
                key={of.owner: owner[1], **dict(zip(of.key, key, strict=True))},
                column=figure,
                live=standing.get(figure, zero),
                recomputed=reckoned.get(figure, zero),
            )
            for figure in of.figures
            if standing.get(figure, zero) != reckoned.get(figure, zero)
        ]


def _not_zero(
    rows: Mapping[Key, Mapping[str, Decimal] | Figures],
) -> Mapping[Key, Mapping[str, Decimal]]:
    return {key: figures for key, figures in rows.items() if any(figures.values())}
