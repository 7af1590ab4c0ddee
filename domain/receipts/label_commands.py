"""What may be asked of a receipt whose lot, date or serials were entered wrong."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.event import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedSerial:
    """A unit that was entered under another serial than it bears."""

    was: str
    becomes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldByDepartment:
    """So many base units of the line that a department took out of stock and has by now."""

    department: str
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledLine:
    """What the label of a line's goods really says; what is left out was right.

    `udis` are labels that were scanned again. `departments` need saying only where goods of the
    same label came otherwise, too; empty: all of the line's lie in the store.
    """

    line: int  # of the receipt
    lot: str | None = None
    expires_on: date | None = None
    serials: tuple[CorrectedSerial, ...] = ()
    udis: tuple[str, ...] = ()
    departments: tuple[HeldByDepartment, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectReceiptLabels(Command):
    """Lot, date or serials of goods that came were entered wrong; quantity and money stay."""

    receipt_id: str
    receiver_id: str
    corrected_on: date
    reason_code: str
    lines: tuple[LabelledLine, ...]
