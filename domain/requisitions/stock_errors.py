"""How a requisition says no to the stock."""

from decimal import Decimal

from domain.errors import Rejected


class RequisitionNotFromStock(Rejected):
    """The stock holds catalogued goods for those who use them."""

    code = "requisition.not_from_stock"

    def __init__(self, number: str, line: int, why: str) -> None:
        super().__init__(
            f"Line {line} of {number} {why} and is not issued from stock; order it.",
            line=line,
        )


class RequisitionMovesStock(Rejected):
    """A transfer is issued from the other facility's stock, never bought."""

    code = "requisition.moves_stock"

    def __init__(self, number: str, from_facility: str) -> None:
        super().__init__(
            f"Requisition {number} is a transfer; issue it from the stock of {from_facility}, or"
            " request stock to be ordered.",
            from_facility=from_facility,
        )


class RequisitionOwnIssue(Rejected):
    """Who asks for goods does not hand them to himself."""

    code = "requisition.own_issue"

    def __init__(self, number: str, person: str, rule: str) -> None:
        super().__init__(
            f"{person} asked for {number} and does not hand it out; another person has to, or rule"
            f" {rule} be overridden for {person} first.",
            person=person,
            rule=rule,
        )


class RequisitionNotPicked(Rejected):
    """Less lies ready."""

    code = "requisition.not_picked"

    def __init__(self, line: int, picked: Decimal, wanted: Decimal) -> None:
        super().__init__(
            f"Of line {line} {picked} lies picked, not {wanted}; release what is there.",
            line=line,
            picked=str(picked),
            wanted=str(wanted),
        )


class RequisitionNotIssued(Rejected):
    """More comes back than went out."""

    code = "requisition.not_issued"

    def __init__(self, line: int, out: Decimal, returned: Decimal) -> None:
        super().__init__(
            f"Of line {line} {out} is with the requester, and {returned} cannot come back;"
            " return less.",
            line=line,
            out=str(out),
            returned=str(returned),
        )


class RequisitionTooMuchFromStock(Rejected):
    """The stock hands out what was asked for and is not ordered, no more."""

    code = "requisition.too_much_from_stock"

    def __init__(self, line: int, left: Decimal, wanted: Decimal, unit: str) -> None:
        super().__init__(
            f"Line {line} has {left} {unit} left to take from stock, not {wanted}; take less or"
            " request more.",
            line=line,
            left=str(left),
            wanted=str(wanted),
        )
