"""Whether a small difference may still be written off today, and what its writing off leaves.

One that is within its tolerance costs cents, and a hundred of them a day cost what somebody is
after: so an entity caps what it loses by them in a day, in all and to one supplier. Gains count as
losses do: whoever bills too little here may bill too much there.
"""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from domain.event import DocumentRef
from domain.legal_entities.state import Caps
from domain.match_sides import WantedHold
from domain.small_differences.events import (
    SmallDifferenceEvent,
    SmallDifferenceTakenBack,
    SmallDifferenceWrittenOff,
)
from domain.small_differences.state import ZERO, SmallDifferences


class Difference(NamedTuple):
    """What one invoice misses its parts by, either way, in the currency of the books."""

    supplier_id: str
    amount: Decimal
    currency: str


def beyond_cap(
    day: SmallDifferences | None, found: Difference, caps: Caps, exposure: Decimal
) -> WantedHold | None:
    """The hold, where nothing like this is left of the day; none: it may be written off."""
    if found.amount == 0:
        return None
    used = (day.total, day.of_supplier(found.supplier_id)) if day else (ZERO, ZERO)
    for cap, so_far, whose in zip(caps, used, ("the day's", "the supplier's"), strict=True):
        if cap is not None and so_far + found.amount > cap:
            left = max(cap - so_far, ZERO)
            return WantedHold(
                kind="small_difference_cap",
                line=None,
                expected=f"{left} {found.currency} left of {whose} {cap}",
                actual=f"{found.amount} {found.currency}",
                excess=ZERO,
                exposure=exposure,
            )
    return None


def write_off(
    legal_entity: str,
    on: date,
    invoice: DocumentRef,
    found: Difference,
    caps: Caps,
    *,
    beyond: bool,
    credit_memo: DocumentRef | None = None,
) -> tuple[SmallDifferenceEvent, ...]:
    """It counts against the caps of its day; `beyond`: a person let it pass them."""
    return (
        SmallDifferenceWrittenOff(
            legal_entity=legal_entity,
            written_off_on=on,
            invoice=invoice,
            supplier_id=found.supplier_id,
            amount=found.amount,
            currency=found.currency,
            cap=caps.entity,
            supplier_cap=caps.supplier,
            beyond=True if beyond else None,
            credit_memo=credit_memo,
        ),
    )


def take_back(
    day: SmallDifferences | None, invoice: DocumentRef
) -> tuple[SmallDifferenceEvent, ...]:
    """Gone with the invoice's posting."""
    known: Collection[str] = day.invoices if day is not None else ()
    return (SmallDifferenceTakenBack(invoice=invoice),) if invoice.id in known else ()
