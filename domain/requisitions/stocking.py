"""What the stock does for an approved requisition: most of what a hospital uses is never ordered.

Picked and issued quantities are taken from what is left of the line, as orders take theirs, so
nothing is both ordered and issued. The stock's own decision stands beside it in the same save.
"""

from collections.abc import Collection
from decimal import Decimal
from typing import Final

from domain.duties import NONE_WAIVED, broken_rule
from domain.event import DocumentRef
from domain.requisitions.commands import (
    IssueRequisitionLine,
    PickRequisitionLine,
    ReleaseRequisitionPick,
    ReturnIssuedRequisitionLine,
)
from domain.requisitions.decide import require_line
from domain.requisitions.errors import (
    RequisitionAsksForDecision,
    RequisitionNotApproved,
    RequisitionQuantityNotPositive,
)
from domain.requisitions.events import RequisitionEvent
from domain.requisitions.line_progress import LineProgress
from domain.requisitions.state import Requisition, closing, evolve
from domain.requisitions.stock_errors import (
    RequisitionNotFromStock,
    RequisitionNotIssued,
    RequisitionNotPicked,
    RequisitionOwnIssue,
    RequisitionTooMuchFromStock,
)
from domain.requisitions.stock_events import (
    RequisitionLineIssued,
    RequisitionLineIssueReturned,
    RequisitionLinePicked,
    RequisitionLinePickReleased,
)

NEVER_STOCKED: Final = frozenset({"service", "bill_only"})  # Performed, or used already.


def pick(
    requisition: Requisition,
    command: PickRequisitionLine,
    waived: Collection[str] = NONE_WAIVED,
) -> tuple[RequisitionEvent, ...]:
    """Set aside: from now on no order takes it."""
    line = stocked_line(requisition, command.line)
    _require_another(requisition, command.picked_by, waived)
    _require_orderable(requisition)
    _require_left(line, command.quantity, line.left)
    event = RequisitionLinePicked(
        line=command.line, quantity=command.quantity, picked_by=command.picked_by
    )
    return (event, *closing(evolve(requisition, event)))


def release_pick(
    requisition: Requisition, command: ReleaseRequisitionPick
) -> tuple[RequisitionEvent, ...]:
    """Back on the shelf: it may be ordered or picked again."""
    line = require_line(requisition, command.line)
    if command.quantity <= 0:
        raise RequisitionQuantityNotPositive(command.line, command.quantity)
    if command.quantity > line.picked:
        raise RequisitionNotPicked(command.line, line.picked, command.quantity)
    event = RequisitionLinePickReleased(
        line=command.line, quantity=command.quantity, reason_code=command.reason_code
    )
    return (event, *closing(evolve(requisition, event)))


def issue(
    requisition: Requisition,
    command: IssueRequisitionLine,
    stock_item: DocumentRef,
    waived: Collection[str] = NONE_WAIVED,
) -> tuple[RequisitionEvent, ...]:
    """Handed out: first what lay picked, then what is left of the line."""
    line = stocked_line(requisition, command.line)
    _require_another(requisition, command.issued_by, waived)
    if command.quantity > line.picked:
        _require_orderable(requisition)
    _require_left(line, command.quantity, line.picked + line.left)
    event = RequisitionLineIssued(
        line=command.line,
        quantity=command.quantity,
        stock_item=stock_item,
        issued_by=command.issued_by,
        issued_on=command.issued_on,
        picked=min(line.picked, command.quantity) or None,
    )
    return (event, *closing(evolve(requisition, event)))


def return_issue(
    requisition: Requisition, command: ReturnIssuedRequisitionLine, stock_item: DocumentRef
) -> tuple[RequisitionEvent, ...]:
    """What was not needed is on the shelf again, and the requester asks for it no more."""
    line = stocked_line(requisition, command.line)
    if command.quantity <= 0:
        raise RequisitionQuantityNotPositive(command.line, command.quantity)
    out = line.issued - line.issue_returned
    if command.quantity > out:
        raise RequisitionNotIssued(command.line, out, command.quantity)
    return (
        RequisitionLineIssueReturned(
            line=command.line,
            quantity=command.quantity,
            stock_item=stock_item,
            returned_by=command.returned_by,
            returned_on=command.returned_on,
        ),
    )


def stocked_line(requisition: Requisition, line: int) -> LineProgress:
    """The line, if it is one that a stock can hold; else the refusal."""
    found = require_line(requisition, line)
    if requisition.kind == "new_product":
        raise RequisitionAsksForDecision(requisition.number)
    if requisition.kind in NEVER_STOCKED:
        kind = requisition.kind.replace("_", " ")
        raise RequisitionNotFromStock(requisition.number, line, f"is of kind {kind}")
    if found.line.item_id is None:
        raise RequisitionNotFromStock(requisition.number, line, "names no item of the catalogue")
    return found


def _require_orderable(requisition: Requisition) -> None:
    if not requisition.orderable:
        raise RequisitionNotApproved(requisition.number, requisition.status)


def _require_another(requisition: Requisition, person: str, waived: Collection[str]) -> None:
    rule = broken_rule("issue", person, requisition.participants, waived)
    if rule is not None:
        raise RequisitionOwnIssue(requisition.number, person, rule.name)


def _require_left(line: LineProgress, quantity: Decimal, left: Decimal) -> None:
    if quantity <= 0:
        raise RequisitionQuantityNotPositive(line.line.line, quantity)
    if quantity > left:
        raise RequisitionTooMuchFromStock(line.line.line, left, quantity, line.line.unit)
