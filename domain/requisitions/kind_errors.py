"""How a requisition says that it does not fit its kind, its life or its accounts."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from domain.errors import Rejected


class RequisitionIncomplete(Rejected):
    """Its kind needs to be told more."""

    code = "requisition.incomplete"

    def __init__(self, number: str, kind: str, missing: Sequence[str]) -> None:
        super().__init__(
            f"A requisition of kind {kind} has to say {', '.join(missing)}; state it in"
            f" {number} before submitting.",
            kind=kind,
            missing=tuple(missing),
        )


class RequisitionTransferWithin(Rejected):
    """A transfer comes from another facility."""

    code = "requisition.transfer_within"

    def __init__(self, facility: str) -> None:
        super().__init__(
            f"The transfer is from {facility} to {facility}; name another facility, or request"
            " stock.",
            facility=facility,
        )


class RequisitionUsedInFuture(Rejected):
    """What is billed only was used already."""

    code = "requisition.used_in_future"

    def __init__(self, used_on: date, today: date) -> None:
        super().__init__(
            f"Used on {used_on}, but it is {today}; state the day on which it was used.",
            used_on=used_on.isoformat(),
            today=today.isoformat(),
        )


class RequisitionProductKnown(Rejected):
    """A new product is one that the catalogue does not have."""

    code = "requisition.product_known"

    def __init__(self, line: int) -> None:
        super().__init__(
            f"Line {line} names an item of the catalogue and so asks for no new product;"
            " request it as stock.",
            line=line,
        )


class RequisitionNotReturnable(Rejected):
    """An order took something already, so it cannot be a draft again."""

    code = "requisition.not_returnable"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Requisition {number} is ordered in part and cannot be a draft again; reject it,"
            " and cancel the order."
        )


class RequisitionReasonMissing(Rejected):
    """Approvers had seen another quantity."""

    code = "requisition.reason_missing"

    def __init__(self, line: int, former: Decimal, quantity: Decimal) -> None:
        super().__init__(
            f"Line {line} asked for {former} when it was submitted and asks for {quantity} now;"
            " state a reason_code.",
            line=line,
            former=str(former),
            quantity=str(quantity),
        )


class RequisitionNotReportable(Rejected):
    """This kind is asked for in order to get something."""

    code = "requisition.not_reportable"

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"A requisition of kind {kind} is no mere report: it was used or ordered already, moves"
            " stock or asks for a decision; leave `report_only` out.",
            kind=kind,
        )


class RequisitionNotCancellable(Rejected):
    """It ended already."""

    code = "requisition.not_cancellable"

    def __init__(self, number: str, status: str) -> None:
        super().__init__(
            f"Requisition {number} is {status} and has nothing left to cancel.", status=status
        )


class RequisitionUndecided(Rejected):
    """It was ordered in an emergency, and nobody has said yet whether rightly."""

    code = "requisition.undecided"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Requisition {number} was ordered before it was agreed to and its rest cannot be"
            " cancelled; have it decided first."
        )


class RequisitionNotExpired(Rejected):
    """Its day has not come, or it has none."""

    code = "requisition.not_expired"

    def __init__(self, number: str, obstacle: str) -> None:
        super().__init__(
            f"Requisition {number} {obstacle} and does not expire; cancel it if it is no longer"
            " wanted.",
            obstacle=obstacle,
        )


class RequisitionRatificationNotDue(Rejected):
    """The emergency was agreed to, or may be agreed to in time still."""

    code = "requisition.ratification_not_due"

    def __init__(self, number: str, obstacle: str) -> None:
        super().__init__(
            f"Requisition {number} {obstacle}; there is no missed ratification to record.",
            obstacle=obstacle,
        )


class RequisitionDistributionUnbalanced(Rejected):
    """The parts are not the whole."""

    code = "requisition.distribution_unbalanced"

    def __init__(self, line: int, stated: str, wanted: str) -> None:
        super().__init__(
            f"The distributions of line {line} add up to {stated}, not to {wanted}; correct them.",
            line=line,
            stated=stated,
            wanted=wanted,
        )


class RequisitionDistributionMixed(Rejected):
    """Percentages and amounts side by side have no one sum."""

    code = "requisition.distribution_mixed"

    def __init__(self, line: int) -> None:
        super().__init__(
            f"The distributions of line {line} have to state either percent in each or amount in"
            " each.",
            line=line,
        )


class RequisitionDistributionRepeated(Rejected):
    """One place in the books pays one part."""

    code = "requisition.distribution_repeated"

    def __init__(self, line: int, cost_centre: str, account: str) -> None:
        super().__init__(
            f"Line {line} names cost centre {cost_centre} with account {account} twice; state the"
            " sum of both.",
            line=line,
            cost_centre=cost_centre,
            account=account,
        )


class RequisitionDistributionNegative(Rejected):
    """A part is something, or it is not stated."""

    code = "requisition.distribution_negative"

    def __init__(self, line: int, part: Decimal) -> None:
        super().__init__(
            f"A distribution of line {line} states {part}; state something above zero.",
            line=line,
            part=str(part),
        )


class RequisitionParCountWrong(Rejected):
    """The count cannot be."""

    code = "requisition.par_count_wrong"

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"The par count of line {line} {why}; count again.", line=line)


class RequisitionParReasonMissing(Rejected):
    """Another quantity than the suggested one has a reason."""

    code = "requisition.par_reason_missing"

    def __init__(self, line: int, suggested: Decimal, quantity: Decimal) -> None:
        super().__init__(
            f"The par count of line {line} suggests {suggested}, and {quantity} is asked for;"
            " state a reason_code in par_count.",
            line=line,
            suggested=str(suggested),
            quantity=str(quantity),
        )


class RequisitionNotValidated(Rejected):
    """Nobody decides on it, and nothing is ordered from it."""

    code = "requisition.not_validated"

    def __init__(self, number: str, status: str) -> None:
        super().__init__(
            f"Requisition {number} is {status}; record what you found while it is submitted or"
            " approved.",
            status=status,
        )


class RequisitionOwnValidation(Rejected):
    """Who asks does not vouch for it."""

    code = "requisition.own_validation"

    def __init__(self, number: str, person: str) -> None:
        super().__init__(
            f"{person} asked for {number} and does not record its checks; another person or"
            " service has to.",
            person=person,
        )
