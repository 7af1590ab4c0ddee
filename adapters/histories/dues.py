"""What falls due between the events of the file: suppliers are looked up again, lots are recalled.

These are no events of the file: their commands count for nothing, as those that make suppliers and
items.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from adapters.histories.supplier_master import MasterStep, SupplierPlan, upkeep_steps


class Dues:
    """Gives each step out once, before the first event that is not earlier than it."""

    def __init__(
        self, tenant: str, suppliers: Mapping[str, SupplierPlan], recalls: Iterable[MasterStep]
    ) -> None:
        self._tenant = tenant
        self._suppliers = suppliers
        self._recalls = sorted(recalls, key=lambda each: each.step.command.now)
        self._recalls_given = 0
        self._kept: set[tuple[str, int, int]] = set()  # suppliers, by year and month

    def begin(self, now: datetime) -> None:
        """From the start: all suppliers have just been founded."""
        self._recalls_given = 0
        self._kept = {(name, now.year, now.month) for name in self._suppliers}

    def before(self, supplier: str, at: datetime) -> Iterator[MasterStep]:
        """What is due before an event at this moment, of a case with this supplier.

        A payment needs a recent look into the lists, and an order documents that have not expired:
        the first event of a month has the supplier looked up in that month's lists.
        """
        while self._recalls_given < len(self._recalls):
            each = self._recalls[self._recalls_given]
            if each.step.command.now > at:
                break
            self._recalls_given += 1
            yield each
        month = (supplier, at.year, at.month)
        if month not in self._kept:
            self._kept.add(month)
            yield from upkeep_steps(self._suppliers[supplier], self._tenant, at)
