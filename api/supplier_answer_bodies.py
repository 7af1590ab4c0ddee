"""Request bodies of the supplier's answers; the routes are in `supplier_answers.py`."""

from datetime import date

from pydantic import Field

from api.conversation import CommandBody
from api.examples import example
from domain.ids import Code, LineNo
from domain.purchase_orders.lines import AcknowledgedLine, Equivalence
from domain.quantity import Quantity


class AcknowledgementBody(CommandBody):
    """The supplier's answer, line by line, as X12 855 codes.

    IQ states the quantity, IP the unit price, DR the date, IS the substitute, BP the quantity that
    is shipped now, IC at least one of quantity, price and date.
    """

    model_config = example(
        lines=[{"line": 1, "code": "IB", "quantity": "8", "promised_on": "2026-04-15"}]
    )

    lines: tuple[AcknowledgedLine, ...]


class ApproveSubstitutionBody(CommandBody):
    """How the substitute compares, clinically."""

    model_config = example(equivalence="equivalent")

    equivalence: Equivalence = Field(description="equivalent, or acceptable in its place")


class AcceptSupplierChangeBody(CommandBody):
    """Nothing more, or why a price is taken that is dearer than an agreement has it."""

    model_config = example(price_override="shortage")

    price_override: Code | None = Field(
        default=None, description="Why the price is not the agreed one."
    )


class RejectSupplierChangeBody(CommandBody):
    """Why the order stands as it is."""

    model_config = example(reason_code="price_agreed")

    reason_code: Code


class BackorderBody(CommandBody):
    """What of the line comes later."""

    model_config = example(line=1, quantity="6", expected_on="2026-04-20")

    line: LineNo
    quantity: Quantity
    expected_on: date | None = None


class ReleaseBackorderBody(CommandBody):
    """What is shipped after all; by default everything."""

    model_config = example(line=1, quantity="2")

    line: LineNo
    quantity: Quantity | None = None


class CancelBackorderBody(ReleaseBackorderBody):
    """What the supplier gives up; by default everything."""

    model_config = example(line=1, quantity="1", reason_code="discontinued")

    reason_code: Code
