"""What the routes of receipts take where lot, date or serials were entered wrong."""

from datetime import date

from pydantic import Field

from api.conversation import Body, CommandBody, values_of
from api.examples import example
from api.receipt_bodies import Day
from domain.ids import Code, LineNo, Number
from domain.quantity import Quantity
from domain.receipts.label_commands import CorrectedSerial, HeldByDepartment, LabelledLine
from domain.receipts.label_events import Udi


class CorrectedSerialBody(Body):
    """A unit that was entered under another serial than it bears."""

    was: Number
    becomes: Number


class HeldByDepartmentBody(Body):
    """How much of the line, in the base unit, a department took out of stock and has."""

    department: Code
    quantity: Quantity


class LabelledLineBody(Body):
    """What the label of the line's goods really says; what is left out was right."""

    line: LineNo
    lot: Number | None = None
    expires_on: date | None = None
    serials: tuple[CorrectedSerialBody, ...] = ()
    udis: tuple[Udi, ...] = Field(
        default=(), description="Labels scanned again: they say lot and date where left out."
    )
    departments: tuple[HeldByDepartmentBody, ...] | None = Field(
        default=None,
        description="Needed only where goods of the same label came otherwise, too; empty: all of"
        " the line's lie in the store.",
    )


class CorrectReceiptLabelsBody(CommandBody):
    """Lot, date or serials were entered wrong; quantity and money stay."""

    model_config = example(
        reason_code="mistyped", lines=[{"line": 1, "lot": "L-7", "expires_on": "2027-03-31"}]
    )

    reason_code: Code
    corrected_on: Day = None
    lines: tuple[LabelledLineBody, ...]


def labelled_line(body: LabelledLineBody) -> LabelledLine:
    """The line as the domain takes it."""
    stated = body.departments
    return LabelledLine(
        line=body.line,
        lot=body.lot,
        expires_on=body.expires_on,
        serials=tuple(CorrectedSerial(**values_of(each)) for each in body.serials),
        udis=body.udis,
        departments=None
        if stated is None
        else tuple(HeldByDepartment(**values_of(each)) for each in stated),
    )
