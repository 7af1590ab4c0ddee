"""How a recovery says no."""

from decimal import Decimal

from domain.errors import Rejected


class RecoveryExists(Rejected):
    """The id names a recovery already."""

    code = "recovery.exists"

    def __init__(self, recovery_id: str) -> None:
        super().__init__(
            f"Recovery {recovery_id} exists already; give the new one its own id.",
            recovery_id=recovery_id,
        )


class RecoveryNothingPaid(Rejected):
    """What was not paid is not got back: it is held, credited or voided."""

    code = "recovery.nothing_paid"

    def __init__(self, invoice: str) -> None:
        super().__init__(
            f"Of what was too much on invoice {invoice} nothing is paid; hold or void the invoice,"
            " or have it credited.",
            invoice=invoice,
        )


class RecoveryNegative(Rejected):
    """A claim asks for money: less than nothing of one line would hide what another asks."""

    code = "recovery.negative"

    def __init__(self, what: str, value: Decimal) -> None:
        super().__init__(
            f"{what} is {value}; state what was paid too much, as a positive figure, and leave"
            " out what was not.",
            what=what,
            value=str(value),
        )


class RecoveryOpenAlready(Rejected):
    """Goods and receipts, or another person, have something of the invoice claimed already."""

    code = "recovery.open_already"

    def __init__(self, invoice: str, claim: Decimal) -> None:
        super().__init__(
            f"{claim} of invoice {invoice} is being got back already; settle that one first.",
            invoice=invoice,
            claim=str(claim),
        )


class RecoveryNotOpen(Rejected):
    """Nothing is to come back any more."""

    code = "recovery.not_open"

    def __init__(self, number: str, status: str) -> None:
        super().__init__(
            f"The recovery of invoice {number} is over ({status.replace('_', ' ')}); there is"
            " nothing to do.",
            status=status,
        )


class RecoveryDuplicateUnclear(Rejected):
    """What was paid twice names the other invoice, and nothing else does."""

    code = "recovery.duplicate_unclear"

    def __init__(self) -> None:
        super().__init__(
            "State duplicate_of, another invoice of the supplier, with the cause duplicate_paid"
            " and with no other."
        )


class RecoveryRefundRepeated(Rejected):
    """The number has been recorded before."""

    code = "recovery.refund_repeated"

    def __init__(self, number: str, refund: str) -> None:
        super().__init__(
            f"Refund {refund} of what invoice {number} was paid too much is on record; one that"
            " came later has a number of its own.",
            refund=refund,
        )


class RecoveryAmountDiffers(Rejected):
    """A refund without a credit memo is of the claim, or of a part of it."""

    code = "recovery.amount_differs"

    def __init__(self, amount: Decimal, claim: Decimal) -> None:
        super().__init__(
            f"{amount} came back, {claim} is outstanding; record at most that, or capture a credit"
            " memo for what the supplier agrees to, and record the refund of that.",
            amount=str(amount),
            claim=str(claim),
        )


class RecoveryNotByHand(Rejected):
    """It stands as long as its cause, until it is credited, paid back or written off."""

    code = "recovery.not_by_hand"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Goods or receipts opened the recovery of invoice {number}; it ends with its cause, or"
            " is credited, paid back or written off.",
            number=number,
        )


class RecoveryOwnOpening(Rejected):
    """Whoever said that money is to come back does not say that it need not."""

    code = "recovery.own_opening"

    def __init__(self, person: str) -> None:
        super().__init__(
            f"{person} opened this recovery and so cannot close it; another person has to.",
            person=person,
        )


class RecoveryOtherCredit(Rejected):
    """The credit memo gives back something else."""

    code = "recovery.other_credit"

    def __init__(self, memo: str, why: str) -> None:
        super().__init__(
            f"Credit memo {memo} {why}; name the posted one that gives the claim back.", memo=memo
        )
