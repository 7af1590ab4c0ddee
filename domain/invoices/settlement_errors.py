"""How an invoice says no to holds, releases, payments and voiding."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from domain.errors import Rejected


class InvoiceSettled(Rejected):
    """Nothing is open, so nothing can be held or paid."""

    code = "invoice.settled"

    def __init__(self, number: str) -> None:
        super().__init__(f"Nothing of invoice {number} is open; there is nothing to do.")


class InvoiceJudgedAlready(Rejected):
    """Nothing that the verdict rests on has changed."""

    code = "invoice.judged_already"

    def __init__(self, number: str, tolerance_version: int) -> None:
        super().__init__(
            f"Invoice {number} was judged by all that is in force now (version"
            f" {tolerance_version} of the tolerances); change the cause of a hold first.",
            tolerance_version=tolerance_version,
        )


class InvoiceNotLinked(Rejected):
    """There is no match to take back."""

    code = "invoice.not_linked"

    def __init__(self, number: str) -> None:
        super().__init__(f"Invoice {number} is not linked to an order; there is nothing to undo.")


class InvoiceOnHold(Rejected):
    """Holds stand between the invoice and its payment."""

    code = "invoice.on_hold"

    def __init__(self, number: str, kinds: Iterable[str]) -> None:
        names = tuple(dict.fromkeys(kinds))
        causes = ", ".join(name.replace("_", " ") for name in names)
        super().__init__(
            f"Invoice {number} is on hold ({causes}); clear the causes or have the holds released.",
            holds=names,
        )


class InvoiceBankAccountChanged(Rejected):
    """The money would go to an account that replaced another lately, and nobody has looked."""

    code = "invoice.bank_account_changed"

    def __init__(self, number: str, account: str, until: date | None) -> None:
        super().__init__(
            f"The supplier of invoice {number} has {account}; wait until {until} has passed, or"
            " have the invoice judged again and a manager release the hold.",
            until=None if until is None else until.isoformat(),
        )


class InvoiceHeldAlready(Rejected):
    """A person has stopped the payment before."""

    code = "invoice.held_already"

    def __init__(self, number: str, hold: int) -> None:
        super().__init__(
            f"Invoice {number} is held by hand already (hold {hold}); release that one first.",
            hold=hold,
        )


class InvoiceHoldUntilPast(Rejected):
    """The last day of the hold has passed before it begins."""

    code = "invoice.hold_until_past"

    def __init__(self, until: date, today: date) -> None:
        super().__init__(
            f"A hold until {until} would have ended already; its last day is {today} or later.",
            until=until.isoformat(),
        )


class InvoiceHoldNotLengthened(Rejected):
    """The hold would not last longer than it does."""

    code = "invoice.hold_not_lengthened"

    def __init__(self, hold: int, until: date | None) -> None:
        lasts = f"until {until}" if until else "until another person releases it"
        super().__init__(
            f"Hold {hold} lasts {lasts}; it can only be made to last longer. To end it sooner, have"
            " another person release it.",
            hold=hold,
        )


class InvoiceHoldNotByHand(Rejected):
    """The hold stands as long as its cause."""

    code = "invoice.hold_not_by_hand"

    def __init__(self, hold: int, kind: str) -> None:
        super().__init__(
            f"Hold {hold} ({kind.replace('_', ' ')}) stands as long as its cause; only a hold by"
            " hand has a last day.",
            hold=hold,
        )


class InvoiceUnknownHold(Rejected):
    """No such hold stands."""

    code = "invoice.unknown_hold"

    def __init__(self, number: str, hold: int, holds: Iterable[int]) -> None:
        known = ", ".join(str(each) for each in holds) or "none"
        super().__init__(
            f"No hold {hold} stands on invoice {number}; those that stand: {known}.", hold=hold
        )


class InvoiceHoldNotReleasable(Rejected):
    """Only the end of its cause releases this hold."""

    code = "invoice.hold_not_releasable"

    def __init__(self, kind: str, remedy: str) -> None:
        super().__init__(
            f"A hold for {kind.replace('_', ' ')} is not released by hand: {remedy}.", kind=kind
        )


class InvoiceHoldOtherRole(Rejected):
    """The hold belongs to another duty."""

    code = "invoice.hold_other_role"

    def __init__(self, kind: str, releasers: Iterable[str]) -> None:
        names = sorted(releasers)
        super().__init__(
            f"A hold for {kind.replace('_', ' ')} is released by {' or '.join(names)};"
            " ask one of them.",
            kind=kind,
            roles=names,
        )


class InvoiceDutiesMixed(Rejected):
    """One person may not do both on the same invoice."""

    code = "invoice.duties_mixed"

    def __init__(self, person: str, did: str, wants: str) -> None:
        super().__init__(
            f"{person} {did} and so cannot {wants}; another person has to.",
            person=person,
            did=did,
            wants=wants,
        )


class InvoiceSupplierStopped(Rejected):
    """Something stands against paying this supplier at all."""

    code = "invoice.supplier_stopped"

    def __init__(self, number: str, obstacle: str) -> None:
        super().__init__(
            f"The supplier of invoice {number} is {obstacle}; clear the supplier first.",
            obstacle=obstacle,
        )


class InvoicePaymentNotPositive(Rejected):
    """A payment must be more than nothing."""

    code = "invoice.payment_not_positive"

    def __init__(self, amount: Decimal) -> None:
        super().__init__(
            f"The payment is {amount}; state an amount above zero.", amount=str(amount)
        )


class InvoicePaymentTooHigh(Rejected):
    """More than is open would be paid."""

    code = "invoice.payment_too_high"

    def __init__(self, number: str, amount: Decimal, open_amount: Decimal) -> None:
        super().__init__(
            f"{amount} is more than the {open_amount} that is open on invoice {number};"
            " pay at most that.",
            amount=str(amount),
            open_amount=str(open_amount),
        )


class InvoicePaymentRepeated(Rejected):
    """This payment is on record."""

    code = "invoice.payment_repeated"

    def __init__(self, number: str, payment: str) -> None:
        super().__init__(
            f"Payment {payment} of invoice {number} is on record;"
            " give another payment its own number.",
            payment=payment,
        )


class InvoicePaidAlready(Rejected):
    """Money or credits have moved: to take the invoice back would lose them."""

    code = "invoice.paid"

    def __init__(self, number: str, paid: Decimal, credited: Decimal) -> None:
        super().__init__(
            f"Of invoice {number} {paid} was paid and {credited} credited, so it is neither voided"
            " nor unlinked any more; capture a credit memo instead.",
            paid=str(paid),
            credited=str(credited),
        )


class InvoiceLineOverWithheld(Rejected):
    """Only what is left of a line, neither credited nor withheld yet, can be withheld."""

    code = "invoice.line_over_withheld"

    def __init__(self, number: str, line: int, amount: Decimal, left: Decimal) -> None:
        super().__init__(
            f"{amount} cannot be withheld of the {left} that is left of line {line} of invoice"
            f" {number}, without tax; state more than nothing and at most that.",
            line=line,
            amount=str(amount),
            left=str(left),
        )


class InvoiceShortPayTooLittle(Rejected):
    """The rest would still cost more than it may."""

    code = "invoice.short_pay_too_little"

    def __init__(
        self, number: str, withheld: Decimal, missing: Decimal, kinds: Iterable[str]
    ) -> None:
        causes = ", ".join(dict.fromkeys(each.replace("_", " ") for each in kinds))
        super().__init__(
            f"{withheld} does not cover the holds of invoice {number} ({causes}); withhold"
            f" {missing} more.",
            withheld=str(withheld),
            missing=str(missing),
        )


class InvoiceUnknownLineWithheld(Rejected):
    """The dispute withholds nothing of the line."""

    code = "invoice.unknown_line_withheld"

    def __init__(self, number: str, line: int, known: Iterable[int]) -> None:
        named = ", ".join(str(each) for each in known)
        super().__init__(
            f"The dispute withholds nothing of line {line} of invoice {number}; lines that it does"
            f" withhold: {named}.",
            line=line,
        )
