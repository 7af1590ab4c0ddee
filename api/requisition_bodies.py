"""Request bodies of requisitions; the routes are in `requisitions.py`."""

from datetime import date
from typing import Annotated, Final

from pydantic import Field

from api.conversation import Body, CommandBody, values_of
from api.examples import APPROVAL_CASE, GLOVES, ITEM, PLACE, REQUISITION, SUPPLIER, example
from domain.ids import Code, Id, LineNo, Number, Text
from domain.money import Amount, Currency, UnitPrice
from domain.quantity import Quantity, Unit
from domain.requisitions.commands import ParCount, RequestedLine, StatedDistribution
from domain.requisitions.lines import Percent, RequisitionKind
from domain.requisitions.validation_events import Check, Outcome

_GLOVES: Final = {
    **GLOVES,
    "item_class": "medical_supplies",
    "unit": "BX",
    "item_id": ITEM,
    "supplier_id": SUPPLIER,
}


_SHARED: Final = [
    {"cost_centre": "ICU", "account": "supplies", "percent": "60"},
    {"cost_centre": "STEP-DOWN", "account": "supplies", "percent": "40"},
]


class DistributionBody(Body):
    """Who pays which part: percent in each part of a line, or amount in each."""

    cost_centre: Code
    account: Code
    project: Code | None = None
    grant: Code | None = None
    percent: Percent | None = None
    amount: Amount | None = None


class ParCountBody(Body):
    """What a par location counted, in the line's unit."""

    stock_on_hand: Quantity
    consumptions: Annotated[tuple[Quantity, ...], Field(max_length=60)] = Field(
        description="Of each period, adjusted for days without stock; the newest first."
    )
    max_periods: Quantity = Field(description="How many periods of use the shelf holds.")
    reason_code: Code | None = Field(
        default=None, description="Why another quantity than the suggested one is asked for."
    )


class RequestedLineBody(Body):
    """One wish: what, how much, at which expected price."""

    line: LineNo
    description: Text
    item_class: Code
    quantity: Quantity
    unit: Unit
    unit_price: UnitPrice
    item_id: Id | None = None
    supplier_id: Id | None = None
    agreement: Number | None = Field(
        default=None,
        description="Left out: the one that applies, where the line names supplier and item.",
    )
    deliver_to: Code | None = None
    need_by: date | None = None
    lot: Number | None = None
    serials: Annotated[tuple[Number, ...], Field(max_length=1_000)] = ()
    distributions: Annotated[tuple[DistributionBody, ...], Field(max_length=100)] = ()
    par_count: ParCountBody | None = None


class TermsBody(CommandBody):
    """What the requisition says as a whole; its kind decides what it has to say."""

    need_by: date | None = None
    justification: Text | None = Field(default=None, description="Sealed; it may name people.")
    deliver_to: Code | None = Field(default=None, description="A place within the facility.")
    from_facility: Code | None = Field(default=None, description="Whose stock a transfer takes.")
    clinician_id: Code | None = Field(
        default=None, description="Who called the emergency, or used what is billed only."
    )
    emergency_reason_code: Code | None = None
    used_on: date | None = None
    project: Code | None = None


class ChangeRequisitionBody(TermsBody):
    """All that the draft shall say as a whole; what is absent is not stated any more."""

    model_config = example(deliver_to="ICU-PAR-1", project="WARD-3")


class CreateRequisitionBody(TermsBody):
    """A draft, with or without its lines."""

    model_config = example(
        id=REQUISITION,
        number="REQ-3001",
        department="ICU",
        justification="Weekly use doubled.",
        lines=[{**_GLOVES, "distributions": _SHARED}],
        **PLACE,
    )

    id: Id | None = None
    number: Number | None = None
    kind: RequisitionKind = "stock"
    requester_id: Code | None = Field(
        default=None, description="Who asks: by default the caller; a buyer may name another."
    )
    legal_entity: Code
    facility: Code
    department: Code
    currency: Currency
    report_only: bool = Field(
        default=False,
        description="The need is met without an order: it is agreed to, and nothing more.",
    )
    lines: tuple[RequestedLineBody, ...] = ()


class RequisitionLineBody(CommandBody):
    """A line of the draft, as it shall read."""

    model_config = example(line={**_GLOVES, "line": 2, "quantity": "5"})

    line: RequestedLineBody


class ChangeRequisitionLineBody(RequisitionLineBody):
    """A line of the draft, as it shall read instead."""

    model_config = example(line={**_GLOVES, "line": 2, "quantity": "6"}, reason_code="recounted")

    reason_code: Code | None = Field(
        default=None, description="Needed for another quantity once it was submitted before."
    )


class CancelLineBody(CommandBody):
    """Why, and how much of what is open; without a quantity, all of it."""

    model_config = example(reason_code="no_longer_needed", quantity="2")

    reason_code: Code
    quantity: Quantity | None = None


class ValidationBody(CommandBody):
    """What a service or a person found. Evidence names no patient and no person."""

    model_config = example(
        check="budget", outcome="pass", evidence="12,400.00 USD left for ICU supplies in 2026-11"
    )

    check: Check
    outcome: Outcome
    evidence: Text
    line: LineNo | None = None


class SubmitBody(CommandBody):
    """The request for approval."""

    model_config = example(approval_case_id=APPROVAL_CASE)

    approval_case_id: Id | None = Field(default=None, description="Of the case that this opens.")


class ReasonBody(CommandBody):
    """Why."""

    model_config = example(reason_code="no_longer_needed")

    reason_code: Code


def requested(line: RequestedLineBody) -> RequestedLine:
    """The line of the command that the body states."""
    values = values_of(line, "distributions", "par_count")
    count = line.par_count
    return RequestedLine(
        **values,
        distributions=tuple(StatedDistribution(**values_of(each)) for each in line.distributions),
        par_count=None if count is None else ParCount(**values_of(count)),
    )
