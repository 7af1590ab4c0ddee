"""What departments were issued and have not given back: no more than that can come back.

By department, lot and date, so that goods return as what they were when they left.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from domain.frozen import replace
from domain.stock.label_events import RelabelledIssue
from domain.stock.parcels import Parcel

ZERO: Final = Decimal(0)
KEY_SEPARATOR: Final = "\x1f"  # No department and no lot may hold it.


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """So many units of one lot that a department holds, and the serials known of them."""

    department: str
    lot: str | None
    expires_on: date | None
    quantity: Decimal = ZERO
    serials: tuple[str, ...] = ()

    @property
    def loose(self) -> Decimal:
        """Units without a serial: the others come back by name only."""
        return self.quantity - len(self.serials)


def handed_out(
    issued: Mapping[str, Issued], department: str, parcels: Iterable[Parcel]
) -> dict[str, Issued]:
    """The department holds so much more."""
    held = dict(issued)
    for parcel in parcels:
        key = _key(department, parcel)
        former = held.get(key) or Issued(
            department=department, lot=parcel.lot, expires_on=parcel.expires_on
        )
        held[key] = replace(
            former,
            quantity=former.quantity + parcel.quantity,
            serials=(*former.serials, *parcel.serials),
        )
    return held


def given_back(
    issued: Mapping[str, Issued], department: str, parcels: Iterable[Parcel]
) -> dict[str, Issued]:
    """The department holds so much less. Old histories hold returns of what nobody was issued."""
    held = dict(issued)
    for parcel in parcels:
        former = held.pop(_key(department, parcel), None)
        if former is not None and former.quantity > parcel.quantity:
            gone = frozenset(parcel.serials)
            held[_key(department, parcel)] = replace(
                former,
                quantity=former.quantity - parcel.quantity,
                serials=tuple(each for each in former.serials if each not in gone),
            )
    return held


def renamed(
    issued: Mapping[str, Issued], relabelled: Sequence[RelabelledIssue]
) -> dict[str, Issued]:
    """Departments hold goods of another label than was thought."""
    held = dict(issued)
    for each in relabelled:
        held = given_back(held, each.department, (each.taken,))
    for each in relabelled:
        held = handed_out(held, each.department, (each.placed,))
    return held


def _key(department: str, parcel: Parcel) -> str:
    return KEY_SEPARATOR.join((department, parcel.lot or "", str(parcel.expires_on or "")))
