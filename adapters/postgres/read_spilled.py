"""Which current rows a load has written ahead of its end, because memory is bounded.

A filter of keys (Bloom, 1970): none that was written is missed, and of the others few are looked
up for nothing, so that an event about something new asks the database nothing.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from projections.rows import MemoryTables, TenantKey

BITS: Final = 1 << 28  # 32 MiB: of 10,000,000 rows that were written, 1 in 200 others is looked up.
_MASK: Final = BITS - 1
_SHIFT: Final = 31  # A hash has 64 bits: the second place is told by the upper ones.


class SpilledKeys:
    """The keys of all read models that one process loads."""

    def __init__(self) -> None:
        self._bits = bytearray(BITS >> 3)

    def add(self, tables: MemoryTables) -> None:
        """Notes every current row of these tables."""
        bits = self._bits
        for name, rows in tables.entities.items():
            for key, current in rows.current.items():
                if current is not None:
                    told = hash((name, key))
                    first, second = told & _MASK, (told >> _SHIFT) & _MASK
                    bits[first >> 3] |= 1 << (first & 7)
                    bits[second >> 3] |= 1 << (second & 7)

    def to_fetch(
        self, tables: MemoryTables, wanted: Mapping[str, Iterable[TenantKey]]
    ) -> dict[str, list[TenantKey]]:
        """Of these keys those that are not in memory and may have been written.

        All others that are not in memory are settled: there is no such row.
        """
        bits = self._bits
        found: dict[str, list[TenantKey]] = {}
        for name, keys in wanted.items():
            rows = tables.entity(name)
            for key in keys:
                if key in rows.current:
                    continue
                told = hash((name, key))
                first, second = told & _MASK, (told >> _SHIFT) & _MASK
                if bits[first >> 3] >> (first & 7) & 1 and bits[second >> 3] >> (second & 7) & 1:
                    found.setdefault(name, []).append(key)
                else:
                    rows.absent(key)
        return found
