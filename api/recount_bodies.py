"""What the routes of receipts take where goods were counted wrong, or are counted again."""

from pydantic import Field

from api.conversation import Body, CommandBody
from api.examples import example
from api.receipt_bodies import Day
from domain.ids import Code, LineNo, Number
from domain.quantity import Quantity


class RecountedLineBody(Body):
    """What the line should have said."""

    line: LineNo
    quantity: Quantity
    serials: tuple[Number, ...] = Field(
        default=(), description="The units that were missed, or that were not there."
    )


class AskForRecountBody(CommandBody):
    """Why another person has to count these lines of a blind receipt again."""

    model_config = example(reason_code="differs_from_order", lines=[1])

    reason_code: Code
    lines: tuple[LineNo, ...]


class RecordRecountBody(CommandBody):
    """What the other person counted."""

    model_config = example(lines=[{"line": 1, "quantity": "4"}])

    recounted_on: Day = None
    lines: tuple[RecountedLineBody, ...]


class CorrectReceiptBody(CommandBody):
    """The receipt was counted wrong."""

    model_config = example(reason_code="miscounted", lines=[{"line": 1, "quantity": "10"}])

    reason_code: Code
    corrected_on: Day = None
    lines: tuple[RecountedLineBody, ...]
