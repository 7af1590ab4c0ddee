"""How a rebate says no."""

from decimal import Decimal

from domain.errors import Rejected


class RebateExists(Rejected):
    """The id names a rebate already."""

    code = "rebate.exists"

    def __init__(self, rebate_id: str) -> None:
        super().__init__(
            f"Rebate {rebate_id} exists already; give the new one its own id.", rebate_id=rebate_id
        )


class RebateWrongStatus(Rejected):
    """The terms do not stand, or stand already."""

    code = "rebate.wrong_status"

    def __init__(self, number: str, status: str, needed: str) -> None:
        super().__init__(
            f"Rebate {number} is {status}; this needs one that is {needed}.",
            status=status,
            needed=needed,
        )


class RebateTermsInvalid(Rejected):
    """Terms that nobody can reckon by."""

    code = "rebate.terms_invalid"

    def __init__(self, problem: str) -> None:
        super().__init__(f"The terms of the rebate {problem}; correct them.", problem=problem)


class RebatePoolDiffers(Rejected):
    """The rebate does not fit the pool that it names."""

    code = "rebate.pool_differs"

    def __init__(self, number: str, problem: str) -> None:
        super().__init__(
            f"Rebate {number} {problem}, so it cannot stand in that pool; propose it anew with the"
            " pool's terms, once for each entity, or without a pool.",
            problem=problem,
        )


class RebateSelfConfirmed(Rejected):
    """Proposing and confirming are duties of two people."""

    code = "rebate.self_confirmed"

    def __init__(self, number: str, person: str) -> None:
        super().__init__(
            f"{person} proposed rebate {number} and so cannot confirm it; a second person has to.",
            person=person,
        )


class RebateInvoices(Rejected):
    """Invoices are named, each once, and not too many."""

    code = "rebate.invoices_out_of_range"

    def __init__(self, problem: str, count_max: int) -> None:
        super().__init__(
            f"The request {problem}; name 1 to {count_max} invoices, each once.",
            count_max=count_max,
        )


class RebateNothingToCount(Rejected):
    """The invoices bring nothing that the rebate does not know."""

    code = "rebate.nothing_to_count"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Rebate {number} counts nothing more by these invoices: they are counted, bill nothing"
            " under its agreement, or lie outside its period."
        )


class RebateNothingEarned(Rejected):
    """What is booked is what the purchases earn."""

    code = "rebate.nothing_earned"

    def __init__(self, number: str, earned: Decimal) -> None:
        super().__init__(
            f"Rebate {number} has earned {earned}, which is booked; ask again once more is"
            " invoiced or credited.",
            earned=str(earned),
        )


class RebateNothingToClaim(Rejected):
    """All that was earned is claimed."""

    code = "rebate.nothing_to_claim"

    def __init__(self, number: str, earned: Decimal, claimed: Decimal) -> None:
        super().__init__(
            f"Of rebate {number} {earned} is earned and {claimed} claimed; book what was earned"
            " since before claiming more.",
            earned=str(earned),
            claimed=str(claimed),
        )


class RebateTooHigh(Rejected):
    """More comes than was claimed."""

    code = "rebate.too_high"

    def __init__(self, number: str, amount: Decimal, owed: Decimal) -> None:
        super().__init__(
            f"{amount} is not what may come for rebate {number}: {owed} of its claims is owed;"
            " claim the rest first, or correct the amount.",
            amount=str(amount),
            owed=str(owed),
        )


class RebatePaymentRepeated(Rejected):
    """The payment is recorded."""

    code = "rebate.payment_repeated"

    def __init__(self, number: str, payment: str) -> None:
        super().__init__(
            f"Payment {payment} for rebate {number} is recorded already; each comes once.",
            payment=payment,
        )


class RebateCreditDiffers(Rejected):
    """The credit memo is not one for this rebate."""

    code = "rebate.credit_differs"

    def __init__(self, number: str, memo: str, problem: str) -> None:
        super().__init__(
            f"Credit memo {memo} {problem}, so it does not give rebate {number}; name another one.",
            problem=problem,
        )
