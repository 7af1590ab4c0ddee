"""What a supplier answers about being on watch, the standing between good and stopped.

Holds, suspension and debarment prevent (`eligibility`); a watch warns, and the warning is kept by
each order that is issued under it.
"""

from domain.suppliers.commands import BeginSupplierWatch, EndSupplierWatch
from domain.suppliers.eligibility import require_not_merged
from domain.suppliers.errors import SupplierNothingChanged, SupplierPeriodInvalid
from domain.suppliers.state import Supplier
from domain.suppliers.watch_events import SupplierWatchBegun, SupplierWatchEnded, WatchEvent


def begin_watch(supplier: Supplier, command: BeginSupplierWatch) -> tuple[WatchEvent, ...]:
    """Of any status: one that is opened later is watched then. Another cause replaces the first."""
    require_not_merged(supplier)
    today = command.now.date()
    if command.review_on is not None and command.review_on < today:
        raise SupplierPeriodInvalid(supplier.number, command.review_on, today, None)
    begun = SupplierWatchBegun(
        reason_code=command.reason_code,
        begun_by=command.begun_by,
        score=command.score,
        review_on=command.review_on,
    )
    standing = supplier.watch
    if standing is not None and begun == standing.model_copy(update={"begun_by": begun.begun_by}):
        raise SupplierNothingChanged(supplier.number, "this watch")
    return (begun,)


def end_watch(supplier: Supplier, command: EndSupplierWatch) -> tuple[WatchEvent, ...]:
    """Nobody is warned any more."""
    if supplier.watch is None:
        raise SupplierNothingChanged(supplier.number, "no watch")
    return (SupplierWatchEnded(reason_code=command.reason_code, ended_by=command.ended_by),)


def inherited_watch(survivor: Supplier, merged: Supplier) -> tuple[WatchEvent, ...]:
    """They were one company: who was watched is watched where it goes on."""
    if merged.watch is None or survivor.watch is not None:
        return ()
    return (merged.watch,)
