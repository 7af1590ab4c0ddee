"""How an approval case says no."""

from domain.errors import Rejected


class ApprovalCaseExists(Rejected):
    """The id names an approval case already."""

    code = "approval_case.exists"

    def __init__(self, approval_case_id: str) -> None:
        super().__init__(
            f"Approval case {approval_case_id} exists already; plan the route under a new id.",
            approval_case_id=approval_case_id,
        )


class ApprovalCaseDecided(Rejected):
    """Nothing is open any more."""

    code = "approval_case.decided"

    def __init__(self, document: str, status: str) -> None:
        super().__init__(
            f"The approval case of {document} is {status}; there is no step left to decide.",
            status=status,
        )


class ApprovalCaseOtherStepOpen(Rejected):
    """Steps are taken in order."""

    code = "approval_case.other_step_open"

    def __init__(self, step: int, open_step: int, open_role: str) -> None:
        super().__init__(
            f"Step {step} is not open; step {open_step} ({open_role}) has to be decided now.",
            step=step,
            open_step=open_step,
        )


class ApprovalCaseNotReturnable(Rejected):
    """This kind of document is not edited by whom the question is for."""

    code = "approval_case.not_returnable"

    def __init__(self, document: str, kind: str) -> None:
        super().__init__(
            f"{document} is a {kind.replace('_', ' ')} and is not returned for information;"
            " reject it, and it is a draft again.",
            kind=kind,
        )


class ApprovalCaseNotAPerson(Rejected):
    """Agreement is a person's act."""

    code = "approval_case.not_a_person"

    def __init__(self, approver_id: str, approver_type: str) -> None:
        super().__init__(
            f"{approver_id} is of type {approver_type}; only a person can decide a step,"
            " others may only recommend.",
            approver_type=approver_type,
        )


class ApprovalCaseRoleMissing(Rejected):
    """The open step belongs to another role."""

    code = "approval_case.role_missing"

    def __init__(self, role: str, held: tuple[str, ...]) -> None:
        super().__init__(
            f"The open step needs the role {role}; you hold {', '.join(held) or 'none'}.",
            role=role,
            held=held,
        )


class ApprovalCaseSelfApproval(Rejected):
    """Nobody decides what he asked for."""

    code = "approval_case.self_approval"

    def __init__(self, person: str) -> None:
        super().__init__(
            f"{person} requested the document and so cannot decide on it;"
            " another person with the role has to.",
            person=person,
        )


class ApprovalCaseOwnChange(Rejected):
    """Nobody decides what he changed."""

    code = "approval_case.own_change"

    def __init__(self, document: str, person: str) -> None:
        super().__init__(
            f"{person} changed {document} since it was last approved and so cannot decide on it;"
            " another person with the role has to.",
            person=person,
        )


class ApprovalCaseOwnSubmission(Rejected):
    """Nobody decides what he asked others to agree to."""

    code = "approval_case.own_submission"

    def __init__(self, document: str, person: str) -> None:
        super().__init__(
            f"{person} submitted {document} and so cannot decide on it; another person with the"
            " role has to.",
            person=person,
        )


class ApprovalCaseOwnBill(Rejected):
    """Nobody decides on a bill that he had a hand in."""

    code = "approval_case.own_bill"

    def __init__(self, document: str, person: str) -> None:
        super().__init__(
            f"{person} captured {document} or released a hold on it and so cannot decide on it;"
            " another person with the role has to.",
            person=person,
        )


class ApprovalCaseRepeatedApprover(Rejected):
    """Every step takes another person."""

    code = "approval_case.repeated_approver"

    def __init__(self, person: str, step: int) -> None:
        super().__init__(
            f"{person} decided step {step} already; another person has to decide this one.",
            person=person,
            step=step,
        )
