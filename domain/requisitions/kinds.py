"""What each kind of requisition has to say before it is submitted.

`NEEDED` and `NEEDED_OF_LINES` are the table of kinds; everything that is missing is told at once.
Goods need a place: the facility is always stated, a par location by its own code.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from domain.catalogue.handling import CONTROLLED
from domain.requisitions.errors import RequisitionControlledMixed, RequisitionNeedByPast
from domain.requisitions.kind_errors import (
    RequisitionIncomplete,
    RequisitionProductKnown,
    RequisitionTransferWithin,
    RequisitionUsedInFuture,
)
from domain.requisitions.lines import RequisitionKind
from domain.requisitions.state import Requisition

NEEDED: Final[Mapping[RequisitionKind, tuple[str, ...]]] = {
    "stock": (),
    "non_stock": (),
    "service": (),
    "emergency": ("justification", "emergency_reason_code", "clinician_id"),
    "par_replenishment": ("deliver_to",),
    "capital": ("justification", "project"),
    "bill_only": ("clinician_id", "used_on"),
    "transfer": ("from_facility",),
    "new_product": ("justification",),
}
NEEDED_OF_LINES: Final[Mapping[RequisitionKind, tuple[str, ...]]] = {
    "par_replenishment": ("item_id", "replenishment"),
    "bill_only": ("supplier_id",),
    "transfer": ("item_id",),
}
# Kinds of which a need may be reported that is met without an order.
REPORTABLE: Final[frozenset[RequisitionKind]] = frozenset(
    {"stock", "non_stock", "par_replenishment", "service"}
)
NON_FORMULARY: Final = "non_formulary"  # The item class of what the formulary leaves out.
AFTER_THE_FACT: Final = frozenset({"emergency", "bill_only"})  # May have been needed before.
APART: Final = frozenset({CONTROLLED, NON_FORMULARY})  # Item classes with a way of their own.


def check_kind(requisition: Requisition, now: datetime) -> None:
    """Raises what the requisition as a whole still lacks, or says against its kind."""
    missing = [name for name in NEEDED[requisition.kind] if not _said(requisition, name)]
    of_lines = NEEDED_OF_LINES.get(requisition.kind, ())
    missing += [
        f"{name} of line {number}"
        for number, each in requisition.lines.items()
        for name in of_lines
        if getattr(each.line, name) is None
    ]
    if missing:
        raise RequisitionIncomplete(requisition.number, requisition.kind, missing)
    _check_against_kind(requisition, now.date())
    classes = {each.line.item_class for each in requisition.lines.values()}
    if len(classes) > 1 and classes & APART:
        raise RequisitionControlledMixed(requisition.number, min(classes & APART))
    _check_days(requisition, now.date())


def _said(requisition: Requisition, name: str) -> bool:
    if name == "justification":
        return requisition.justified
    if name == "project":
        return requisition.project is not None or all(
            each.line.distributions and all(part.project for part in each.line.distributions)
            for each in requisition.lines.values()
        )
    return getattr(requisition, name) is not None


def _check_against_kind(requisition: Requisition, today: date) -> None:
    if requisition.kind == "transfer" and requisition.from_facility == requisition.facility:
        raise RequisitionTransferWithin(requisition.facility)
    if requisition.used_on is not None and requisition.used_on > today:
        raise RequisitionUsedInFuture(requisition.used_on, today)
    if requisition.kind == "new_product":
        for number, each in requisition.lines.items():
            if each.line.item_id is not None:
                raise RequisitionProductKnown(number)


def _check_days(requisition: Requisition, today: date) -> None:
    if requisition.kind in AFTER_THE_FACT:
        return
    needed = [requisition.need_by, *(each.line.need_by for each in requisition.lines.values())]
    for day in needed:
        if day is not None and day < today:
            raise RequisitionNeedByPast(day, today)
