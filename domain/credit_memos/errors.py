"""How a credit memo says no. Without a reference it is held, not refused."""

from collections.abc import Iterable
from decimal import Decimal

from domain.errors import Rejected, listed
from domain.ids import LINES_MAX


class CreditMemoExists(Rejected):
    """The id names a credit memo already."""

    code = "credit_memo.exists"

    def __init__(self, credit_memo_id: str) -> None:
        super().__init__(
            f"Credit memo {credit_memo_id} exists already; give the new one its own id.",
            credit_memo_id=credit_memo_id,
        )


class CreditMemoNoLines(Rejected):
    """Nothing is given back, or by more lines than one document takes."""

    code = "credit_memo.lines_out_of_range"

    def __init__(self, lines: int) -> None:
        super().__init__(
            f"The credit memo has {lines} lines; send from 1 to {LINES_MAX}."
            " Only the reversal of a known invoice may leave them out.",
            lines=lines,
            lines_max=LINES_MAX,
        )


class CreditMemoLineRepeated(Rejected):
    """Two lines bear the same number."""

    code = "credit_memo.line_repeated"

    def __init__(self, line: int) -> None:
        super().__init__(f"Line {line} is stated twice; number each line once.", line=line)


class CreditMemoNotPositive(Rejected):
    """A credit gives something back; what asks for money is an invoice."""

    code = "credit_memo.not_positive"

    def __init__(self, what: str, value: Decimal) -> None:
        super().__init__(
            f"{what} is {value}; state what is given back as a positive figure.",
            what=what,
            value=str(value),
        )


class CreditMemoWrongBasis(Rejected):
    """A credit on price gives back no quantity, a credit on quantity gives one back."""

    code = "credit_memo.wrong_basis"

    def __init__(self, line: int, basis: str, quantity: Decimal) -> None:
        wanted = "zero" if basis == "price" else "what was given back"
        super().__init__(
            f"Line {line} of a credit on {basis} has quantity {quantity}; state {wanted}.",
            line=line,
            basis=basis,
            quantity=str(quantity),
        )


class CreditMemoUnbalanced(Rejected):
    """The total is not what its parts add up to."""

    code = "credit_memo.unbalanced"

    def __init__(self, total: Decimal, parts: Decimal) -> None:
        super().__init__(
            f"The total is {total}, lines, tax and freight add up to {parts};"
            " ask the supplier for one that adds up.",
            total=str(total),
            parts=str(parts),
        )


class CreditMemoPostedAlready(Rejected):
    """A credit memo is posted once."""

    code = "credit_memo.posted_already"

    def __init__(self, number: str) -> None:
        super().__init__(f"Credit memo {number} is posted; there is nothing to do.")


class CreditMemoReferenceMissing(Rejected):
    """Nobody has said which invoice it answers."""

    code = "credit_memo.reference_missing"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Credit memo {number} is held without a reference; post it with the invoice's id."
        )


class CreditMemoOtherReference(Rejected):
    """The document itself names another invoice."""

    code = "credit_memo.other_reference"

    def __init__(self, number: str, named: str) -> None:
        super().__init__(
            f"Credit memo {number} answers invoice {named}; post it without another reference.",
            invoice=named,
        )


class CreditMemoInvoiceNotPosted(Rejected):
    """There is nothing in the books that could be given back."""

    code = "credit_memo.invoice_not_posted"

    def __init__(self, invoice: str, status: str) -> None:
        super().__init__(
            f"Invoice {invoice} is {status} and not posted; void it, or clear its holds first.",
            invoice=invoice,
            status=status,
        )


class CreditMemoMismatch(Rejected):
    """The invoice is of another supplier, of another legal entity or in another currency."""

    code = "credit_memo.mismatch"

    def __init__(self, what: str, expected: str, actual: str) -> None:
        super().__init__(
            f"The invoice's {what} is {expected}, the credit memo's {actual};"
            " give the invoice that it answers.",
            what=what,
            expected=expected,
            actual=actual,
        )


class CreditMemoOtherFacility(Rejected):
    """It is for another facility than the invoice that it answers."""

    code = "credit_memo.other_facility"

    def __init__(self, number: str, expected: str, actual: str) -> None:
        super().__init__(
            f"Credit memo {number} is for facility {actual}, its invoice for {expected}; ask for"
            " one of that facility, or post it with other_facility where the credit is meant so.",
            expected=expected,
            actual=actual,
        )


class CreditMemoTooHigh(Rejected):
    """More would be given back, settled or paid back than is left."""

    code = "credit_memo.too_high"

    def __init__(self, what: str, asked: Decimal, left: Decimal) -> None:
        super().__init__(
            f"{what}: {asked} is more than the {left} that is left of it; state at most that.",
            what=what,
            asked=str(asked),
            left=str(left),
        )


class CreditMemoReversalPartial(Rejected):
    """A reversal gives back all that is left."""

    code = "credit_memo.reversal_partial"

    def __init__(self, total: Decimal, left: Decimal) -> None:
        super().__init__(
            f"A reversal gives back all of the {left} that is not credited yet, not {total};"
            " correct the total, or credit by quantity or price.",
            total=str(total),
            left=str(left),
        )


class CreditMemoLineUnmatched(Rejected):
    """A line answers nothing that the invoice billed."""

    code = "credit_memo.line_unmatched"

    def __init__(self, line: int, billed: Iterable[int]) -> None:
        super().__init__(
            f"Line {line} answers no line of the invoice; name an order line that it billed"
            f" ({listed(billed)}), or use the number of the invoice line.",
            line=line,
        )


class CreditMemoUnitUnclear(Rejected):
    """The quantity cannot be meant in the unit in which it counts."""

    code = "credit_memo.unit_unclear"

    def __init__(self, line: int, unit: str, billed_in: str | None) -> None:
        billed = billed_in or "no unit"
        super().__init__(
            f"Line {line} is a credit in {unit}, and what it answers was billed in {billed}: state"
            f" quantity and unit as billed, or leave the unit out and count as the order does.",
            line=line,
            unit=unit,
            billed_in=billed_in,
        )


class CreditMemoNotPosted(Rejected):
    """It is on file only: nothing can be settled with it, and nothing comes back for it."""

    code = "credit_memo.not_posted"

    def __init__(self, number: str) -> None:
        super().__init__(f"Credit memo {number} is not posted yet; post it first.")


class CreditMemoInvoiceNotPayable(Rejected):
    """The invoice could not be paid, so it is not settled with a credit either."""

    code = "credit_memo.invoice_not_payable"

    def __init__(self, invoice: str, status: str) -> None:
        super().__init__(
            f"Invoice {invoice} is {status} and cannot be settled; clear what stands against it"
            " first, or settle another invoice of the supplier.",
            invoice=invoice,
            status=status,
        )


class CreditMemoRefundRepeated(Rejected):
    """This refund is on record."""

    code = "credit_memo.refund_repeated"

    def __init__(self, number: str, refund: str) -> None:
        super().__init__(
            f"Refund {refund} of credit memo {number} is on record;"
            " give another refund its own number.",
            refund=refund,
        )


class CreditMemoSmallDifferenceCap(Rejected):
    """So much is not left on the day of what may be written off."""

    code = "credit_memo.small_difference_cap"

    def __init__(self, number: str, difference: str, left: str) -> None:
        super().__init__(
            f"The total of credit memo {number} misses its parts by {difference}, and there are"
            f" {left}; post it on another day, or ask for one that adds up.",
            difference=difference,
            left=left,
        )


class CreditMemoRecovered(Rejected):
    """The money came back without a credit memo, or was written off: this gives it back again."""

    code = "credit_memo.recovered"

    def __init__(self, what: str, recovered: Decimal, left: Decimal) -> None:
        super().__init__(
            f"{what}: a recovery gave back or wrote off {recovered} already, and a credit of {left}"
            " is left to come. Ask for one of that, or post it with beyond_recovery where it is for"
            " something else; what was written off and comes after all is credited so, on price.",
            what=what,
            recovered=str(recovered),
            left=str(left),
        )
