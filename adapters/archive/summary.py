"""What the manifest says of a file, gathered from its events when it is written and checked."""

import hashlib
from collections.abc import Sequence
from typing import Any

from adapters.archive.columns import ArchivedEvent
from adapters.archive.manifest import TenantRange


class FileSummary:
    """Hears of every event of one file in order."""

    def __init__(self, chain: bytes) -> None:
        """`chain` is that of the file before."""
        self._chain = chain
        self._first: ArchivedEvent | None = None
        self._last: ArchivedEvent | None = None
        self._tenants: dict[str, TenantRange] = {}
        self.rows = 0

    @property
    def last_offset(self) -> int | None:
        """The offset of the newest event; none before the first."""
        return self._last.offset if self._last else None

    def add(self, events: Sequence[ArchivedEvent]) -> None:
        """The next events."""
        if events:
            self._first = self._first or events[0]
            self._last = events[-1]
        self.rows += len(events)
        for each in events:
            self._chain = hashlib.sha256(self._chain + each.leaf_hash).digest()
            known = self._tenants.get(each.tenant)
            first, rows = (known.first_position, known.rows) if known else (each.position, 0)
            self._tenants[each.tenant] = TenantRange(first, each.position, rows + 1)

    def told(self) -> dict[str, Any]:
        """By the names of `manifest.EventFile`; a file without events tells nothing."""
        if self._first is None or self._last is None:
            return {"rows": 0}
        return {
            "first_offset": self._first.offset,
            "last_offset": self._last.offset,
            "rows": self.rows,
            "first_leaf_hash": self._first.leaf_hash.hex(),
            "last_leaf_hash": self._last.leaf_hash.hex(),
            "chain": self._chain.hex(),
            "tenants": self._tenants,
        }
