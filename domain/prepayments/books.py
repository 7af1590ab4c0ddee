"""What finance books for prepayments: an advance until an invoice uses it up, or it comes back."""

from collections.abc import Callable
from typing import Final

from domain.postings import Account, Facts, Posting, Sides


def _moves(
    day: str, debit: Account, credit: Account, figure: str = "amount"
) -> Callable[[Facts], Posting]:
    """One figure from one account to another."""

    def book(data: Facts) -> Posting:
        sides = _sides(debit, credit, data[figure])
        return Posting(sides, data["currency"], data[day], data["supplier_id"], None)

    return book


def _sides(debit: Account, credit: Account, amount: str) -> Sides:
    yield debit, "debit", amount, None
    yield credit, "credit", amount, None


PREPAYMENT_BOOKS: Final[dict[str, Callable[[Facts], Posting]]] = {
    "prepayment.paid": _moves("paid_on", "supplier_advances", "cash"),
    "prepayment.credited": _moves("credited_on", "cash", "supplier_advances", "refunded"),
    "prepayment.applied": _moves("applied_on", "accounts_payable", "supplier_advances"),
}
