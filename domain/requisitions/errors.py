"""How a requisition says no."""

from datetime import date
from decimal import Decimal
from typing import Final

from domain.errors import Rejected


class RequisitionExists(Rejected):
    """The id names a requisition already."""

    code = "requisition.exists"

    def __init__(self, requisition_id: str) -> None:
        super().__init__(
            f"Requisition {requisition_id} exists already; create a new one under an id of its"
            " own.",
            requisition_id=requisition_id,
        )


class RequisitionNotDraft(Rejected):
    """Only a draft can be edited or submitted."""

    code = "requisition.not_draft"

    def __init__(self, number: str, status: str) -> None:
        super().__init__(
            f"Requisition {number} is {status} and cannot be edited or submitted;"
            " create a new requisition.",
            status=status,
        )


class RequisitionNotSubmitted(Rejected):
    """The requisition does not wait for this approval case."""

    code = "requisition.not_submitted"

    def __init__(self, number: str, status: str, approval_case_id: str) -> None:
        super().__init__(
            f"Requisition {number} is {status} and does not wait for approval case"
            f" {approval_case_id}; read it again.",
            status=status,
            approval_case_id=approval_case_id,
        )


_NEXT_STEPS: Final[dict[str, tuple[str, str]]] = {
    "draft": ("submit", "have its requester submit it first"),
    "submitted": ("approve", "have its approval case decided first"),
    "rejected": ("create", "have the need requested anew"),
    "withdrawn": ("create", "have the need requested anew"),
    "cancelled": ("create", "have the need requested anew"),
    "expired": ("create", "have the need requested anew"),
    "released_without_order": ("create", "it only reported a need, so request what is to come"),
    "closed": ("create", "nothing of it is left, so request what is needed beyond it"),
}


class RequisitionNotApproved(Rejected):
    """Only an approved requisition can be ordered from or cancelled by line."""

    code = "requisition.not_approved"

    def __init__(self, number: str, status: str) -> None:
        super().__init__(
            f"Requisition {number} is {status}; only an approved requisition can be ordered"
            f" or cancelled line by line: {_NEXT_STEPS[status][1]}.",
            status=status,
            next_step=_NEXT_STEPS[status][0],
        )


class RequisitionCurrencyDiffers(Rejected):
    """An order in another currency would take the request up at a price that nobody agreed to."""

    code = "requisition.currency_differs"

    def __init__(self, number: str, requested: str, ordered: str) -> None:
        super().__init__(
            f"Requisition {number} was approved in {requested}, and the order is in {ordered};"
            f" order it in {requested}, or have the need requested anew in {ordered}.",
            requested=requested,
            ordered=ordered,
        )


class RequisitionAsksForDecision(Rejected):
    """A new product is decided on; once it is in the catalogue it is requested as stock."""

    code = "requisition.asks_for_decision"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Requisition {number} asks for a decision on a new product and is never ordered;"
            " request the product once it is in the catalogue."
        )


class RequisitionOfAnother(Rejected):
    """Nobody but its requester enters, changes or ends a requisition, or a buyer on his behalf."""

    code = "requisition.of_another"

    def __init__(self, number: str, person: str, requester: str) -> None:
        super().__init__(
            f"Requisition {number} is of {requester}, not of {person}; {requester} has to do it, or"
            " somebody with the role buyer on behalf.",
            person=person,
            requester=requester,
        )


class RequisitionNotWithdrawable(Rejected):
    """It ended already, or an order took something of it."""

    code = "requisition.not_withdrawable"

    def __init__(self, number: str, obstacle: str) -> None:
        super().__init__(
            f"Requisition {number} {obstacle} and cannot be withdrawn;"
            " cancel the lines that are still open.",
            obstacle=obstacle,
        )


class RequisitionDuplicateLine(Rejected):
    """A line number names one line."""

    code = "requisition.duplicate_line"

    def __init__(self, line: int) -> None:
        super().__init__(
            f"Line {line} stands already; give the new line another number.", line=line
        )


class RequisitionUnknownLine(Rejected):
    """There is no such line."""

    code = "requisition.unknown_line"

    def __init__(self, number: str, line: int) -> None:
        super().__init__(f"Requisition {number} has no line {line}.", line=line)


class RequisitionTooManyLines(Rejected):
    """One document stays small enough to load, show and approve."""

    code = "requisition.too_many_lines"

    def __init__(self, lines_max: int) -> None:
        super().__init__(
            f"A requisition has at most {lines_max} lines; split the request.",
            lines_max=lines_max,
        )


class RequisitionWithoutLines(Rejected):
    """There is nothing to approve."""

    code = "requisition.without_lines"

    def __init__(self, number: str) -> None:
        super().__init__(f"Requisition {number} has no line; add one before submitting.")


class RequisitionQuantityNotPositive(Rejected):
    """One asks for something, or does not ask."""

    code = "requisition.quantity_not_positive"

    def __init__(self, line: int, quantity: Decimal) -> None:
        super().__init__(
            f"Line {line} asks for {quantity}; state a quantity above zero.",
            line=line,
            quantity=str(quantity),
        )


class RequisitionItemClassDiffers(Rejected):
    """The class decides who approves, so the catalogue states it, not the requester."""

    code = "requisition.item_class_differs"

    def __init__(self, line: int, stated: str, catalogued: str) -> None:
        super().__init__(
            f"Line {line} states class {stated}, the catalogue says {catalogued};"
            " use the class of the catalogue.",
            line=line,
            stated=stated,
            catalogued=catalogued,
        )


class RequisitionControlledMixed(Rejected):
    """Controlled and non-formulary items go ways of their own."""

    code = "requisition.controlled_mixed"

    def __init__(self, number: str, item_class: str) -> None:
        super().__init__(
            f"Requisition {number} mixes items of class {item_class} with other lines;"
            " request them separately.",
            item_class=item_class,
        )


class RequisitionNeedByPast(Rejected):
    """Only an emergency may have been needed before it is submitted."""

    code = "requisition.need_by_past"

    def __init__(self, need_by: date, submitted_on: date) -> None:
        super().__init__(
            f"Needed by {need_by}, submitted on {submitted_on}; change it to a later day,"
            " or request it as an emergency.",
            need_by=need_by.isoformat(),
            submitted_on=submitted_on.isoformat(),
        )


class RequisitionOverOrdered(Rejected):
    """An order wants more than is left of the line."""

    code = "requisition.over_ordered"

    def __init__(
        self, line: int, left: Decimal, wanted: Decimal, unit: str, scope: str | None = None
    ) -> None:
        whose = f" by the tolerance of the {scope.replace('_', ' ')}" if scope else ""
        super().__init__(
            f"Line {line} has {left} {unit} left{whose}, not {wanted}; take less or request more.",
            line=line,
            left=str(left),
            wanted=str(wanted),
        )


class RequisitionTooMuchToCancel(Rejected):
    """More than is left of the line."""

    code = "requisition.too_much_to_cancel"

    def __init__(self, line: int, left: Decimal, wanted: Decimal, unit: str) -> None:
        super().__init__(
            f"{wanted} {unit} cannot be cancelled on line {line}: only {left} are neither ordered"
            " nor picked nor issued; state that much or less.",
            line=line,
            left=str(left),
            wanted=str(wanted),
        )


class RequisitionUnitDiffers(Rejected):
    """The order counts in a unit that does not lead to the requested one."""

    code = "requisition.unit_differs"

    def __init__(self, line: int, requested: str, ordered: str) -> None:
        super().__init__(
            f"Line {line} was requested in {requested}, the order counts in {ordered};"
            f" order in {requested} or in a pack of it.",
            line=line,
            requested=requested,
            ordered=ordered,
        )


class RequisitionNothingOpen(Rejected):
    """Every line was ordered or cancelled."""

    code = "requisition.nothing_open"

    def __init__(self, number: str, line: int | None = None) -> None:
        place = f"Requisition {number}" if line is None else f"Line {line} of {number}"
        super().__init__(f"{place} has nothing left to order or cancel.", line=line)
