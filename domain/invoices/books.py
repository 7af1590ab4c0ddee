"""What finance books for invoices, credit memos and payments: what is owed, and what for."""

from collections.abc import Callable, Mapping
from typing import Final

from domain.invoices.part_books import beside_lines, cleared_sides, taxes_given_back
from domain.postings import OTHER_SIDE, Facts, Posting, Side, Sides, moves


def _invoice(data: Facts) -> Posting:
    return _billed_on(data, data["posted_on"], "debit")


def _voided(data: Facts) -> Posting | None:
    """What was never posted needs no reversal."""
    accounted = data.get("accounted")
    return None if accounted is None else _billed_on(accounted, data["voided_on"], "credit")


def _unlinked(data: Facts) -> Posting:
    """The match was wrong: all of the posting goes, and comes again with another match."""
    return _billed_on(data["accounted"], data["unlinked_on"], "credit")


def _billed_on(data: Facts, posted_on: str, side: Side) -> Posting:
    order = data.get("purchase_order")
    return Posting(_billed(data, side), data["currency"], posted_on, data["supplier_id"], order)


def _billed(data: Facts, side: Side) -> Sides:
    yield from cleared_sides(data, side)
    yield from beside_lines(data, side)
    yield "small_difference", side, data["difference"], None
    yield "tax_withheld", OTHER_SIDE[side], data.get("withheld", "0"), None
    yield "accounts_payable", OTHER_SIDE[side], data["total"], None


def _credit_memo(data: Facts) -> Posting:
    order = data.get("purchase_order")
    return Posting(_credited(data), data["currency"], data["posted_on"], data["supplier_id"], order)


def _credited(data: Facts) -> Sides:
    yield "accounts_payable", "debit", data["total"], None
    yield from cleared_sides(data, "credit")
    yield from taxes_given_back(data)
    yield "freight", "credit", data["freight"], None
    yield "discount_earned", "debit", data.get("discount", "0"), None
    yield "small_difference", "credit", data["difference"], None


def settlement(data: Facts, told: Mapping[str, str]) -> Posting | None:
    """A credit and its invoice leave payables together, where the books value them differently.

    A recovery takes off what is open of its invoice by its own entry.
    """
    if data["credit_memo"]["aggregate"] == "recovery":
        return None
    return Posting(_settled(data["amount"]), data["currency"], told["on"], told["supplier_id"])


def _settled(amount: str) -> Sides:
    yield "accounts_payable", "debit", amount, None
    yield "accounts_payable", "credit", amount, None


def _payment(day: str, side: Side) -> Callable[[Facts], Posting]:
    """What is owed goes down by the cash and the discount; a voided payment is the opposite."""

    def book(data: Facts) -> Posting:
        return Posting(_paid(data, side), data["currency"], data[day], data["supplier_id"], None)

    return book


def _paid(data: Facts, side: Side) -> Sides:
    discount = data.get("discount", "0")
    yield "accounts_payable", side, data["amount"], None
    yield "cash", OTHER_SIDE[side], data["amount"], None
    yield "accounts_payable", side, discount, None
    yield "discount_earned", OTHER_SIDE[side], discount, None


INVOICE_BOOKS: Final[dict[str, Callable[[Facts], Posting | None]]] = {
    "invoice.accounted": _invoice,
    "invoice.voided": _voided,
    "invoice.unlinked": _unlinked,
    "invoice.payment_recorded": _payment("paid_on", "debit"),
    "invoice.payment_voided": _payment("voided_on", "credit"),
    "credit_memo.accounted": _credit_memo,
    "credit_memo.refunded": moves("refunded_on", "cash", "accounts_payable"),
}
