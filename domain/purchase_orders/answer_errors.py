"""How a purchase order says no to what the supplier answers, and to what is made of his answers."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from domain.errors import Rejected, listed


class PurchaseOrderAnswerUnclear(Rejected):
    """An acknowledgement leaves out what its code is about, or contradicts it."""

    code = "purchase_order.answer_unclear"

    def __init__(self, line: int, code: str, problem: str) -> None:
        super().__init__(
            f"The answer {code} to line {line} {problem}; ask the supplier, or correct it.",
            line=line,
            answer=code,
            problem=problem,
        )


class PurchaseOrderDayPassed(Rejected):
    """Goods are promised, or announced, for a day before the supplier knew of the order."""

    code = "purchase_order.day_passed"

    def __init__(self, number: str, line: int | None, day: date, first: date) -> None:
        what = f"Purchase order {number}" if line is None else f"Line {line} of order {number}"
        super().__init__(
            f"{what} cannot come on {day}, before it was issued; state a day from {first} on, or"
            " leave it out.",
            line=line,
            day=str(day),
            first=str(first),
        )


class PurchaseOrderNotOverdue(Rejected):
    """The supplier still has time, has answered, or the silence was told already."""

    code = "purchase_order.not_overdue"

    def __init__(self, number: str, what: str, due_on: date | None) -> None:
        due = f"was due on {due_on}" if due_on else "is due on no day"
        super().__init__(
            f"The answer to purchase order {number} is {what.replace('_', ' ')} and {due};"
            " it is overdue once it is pending after that day.",
            acknowledgement=what,
            due_on=str(due_on) if due_on else None,
        )


class PurchaseOrderNoSupplierChange(Rejected):
    """No proposal of this number waits: it was answered, or a later answer took its place."""

    code = "purchase_order.no_supplier_change"

    def __init__(self, number: str, change: int, waiting: Iterable[int]) -> None:
        super().__init__(
            f"Change {change} of purchase order {number} does not wait for the buyer;"
            f" these do: {listed(waiting)}.",
            change=change,
        )


class PurchaseOrderNoSubstitution(Rejected):
    """The proposal is about something else than a substitute."""

    code = "purchase_order.no_substitution"

    def __init__(self, number: str, change: int, kind: str) -> None:
        super().__init__(
            f"Change {change} of purchase order {number} is about {kind}, not a substitute;"
            " there is nothing to approve.",
            change=change,
            kind=kind,
        )


class PurchaseOrderSubstitutionNotApproved(Rejected):
    """A catalogued item is replaced only after a clinical approval."""

    code = "purchase_order.substitution_not_approved"

    def __init__(self, number: str, change: int, line: int) -> None:
        super().__init__(
            f"The substitute for line {line} of purchase order {number} (change {change}) has no"
            " clinical approval yet; somebody of value analysis has to approve it first.",
            change=change,
            line=line,
        )


class PurchaseOrderNoLinesNamed(Rejected):
    """The supplier's answer, or the shipment, is about nothing."""

    code = "purchase_order.no_lines_named"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"No line of purchase order {number} is named; name at least one that this is about."
        )


class PurchaseOrderOwnSubstitution(Rejected):
    """Who buys does not judge what patients get."""

    code = "purchase_order.substitution_by_buyer"

    def __init__(self, number: str, person: str) -> None:
        super().__init__(
            f"{person} buys on purchase order {number} and cannot approve its substitutes;"
            " another person has to.",
            person=person,
        )


class PurchaseOrderSubstitutionSelfAccepted(Rejected):
    """Who judged what patients get does not buy it."""

    code = "purchase_order.substitution_by_approver"

    def __init__(self, number: str, person: str) -> None:
        super().__init__(
            f"{person} approved this substitute of purchase order {number} clinically and cannot"
            " accept it for the order; another person has to.",
            person=person,
        )


class PurchaseOrderSubstituteUnitDiffers(Rejected):
    """Nobody knows how many of the substitute replace what was ordered."""

    code = "purchase_order.substitute_unit_differs"

    def __init__(self, line: int, ordered: str, offered: str) -> None:
        super().__init__(
            f"Line {line} counts in {ordered} and its substitute in {offered}, which do not convert"
            " exactly; the answer has to state the substitute's quantity.",
            line=line,
            ordered=ordered,
            offered=offered,
        )


class PurchaseOrderBackorderTooLarge(Rejected):
    """More is backordered, released or given up than there is."""

    code = "purchase_order.backorder_too_large"

    def __init__(self, number: str, line: int, wanted: Decimal, most: Decimal) -> None:
        super().__init__(
            f"{wanted} is too much for the back-order on line {line} of purchase order {number}:"
            f" at most {most} can be.",
            line=line,
            wanted=str(wanted),
            most=str(most),
        )


class PurchaseOrderNoBackorder(Rejected):
    """Nothing of the line is backordered."""

    code = "purchase_order.no_backorder"

    def __init__(self, number: str, line: int) -> None:
        super().__init__(
            f"Nothing of line {line} of purchase order {number} is backordered; record it first.",
            line=line,
        )
