"""What finance books when a recovery ends: the money that came back, or the loss of it.

Nothing is booked before: what is to come back stands on goods received, or in what was bought.
"""

from collections.abc import Callable
from typing import Final

from domain.invoices.part_books import cleared_sides, taxes_given_back
from domain.postings import Account, Facts, Posting, Sides, moves


def _ended(day: str, account: Account) -> Callable[[Facts], Posting]:
    """The claim on this account, against what a credit memo of the same lines would undo."""

    def book(data: Facts) -> Posting:
        order = data.get("purchase_order")
        sides = _sides(data, account)
        return Posting(sides, data["currency"], data[day], data["supplier_id"], order)

    return book


def _closed(data: Facts) -> Posting | None:
    """What had come back in parts, against what the credit memo left out."""
    used = data.get("accounted")
    if used is None:
        return None
    order = used.get("purchase_order")
    return Posting(_used(used), used["currency"], used["booked_on"], used["supplier_id"], order)


def _used(data: Facts) -> Sides:
    yield "supplier_refunds", "debit", data["amount"], None
    yield from cleared_sides(data, "credit")
    yield from taxes_given_back(data)


def _sides(data: Facts, account: Account) -> Sides:
    yield account, "debit", data["amount"], None
    yield "supplier_refunds", "debit", data.get("refunded_before", "0"), None
    yield "accounts_payable", "debit", data["settled"], None
    yield from cleared_sides(data, "credit")
    yield from taxes_given_back(data)


RECOVERY_BOOKS: Final[dict[str, Callable[[Facts], Posting | None]]] = {
    "recovery.partly_refunded": moves("refunded_on", "cash", "supplier_refunds"),
    "recovery.refunded": _ended("refunded_on", "cash"),
    "recovery.written_off": _ended("written_off_on", "claims_written_off"),
    "recovery.closed": _closed,
}
