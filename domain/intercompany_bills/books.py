"""What the seller's books say of an inter-company bill: the buyer owes its total.

The buyer's books say so by the lines of the order; over both entities the two cancel out.
"""

from collections.abc import Callable
from typing import Final

from domain.postings import Facts, Posting, Sides


def _issued(data: Facts) -> Posting:
    return Posting(_owed(data), data["currency"], data["billed_on"], None, data["purchase_order"])


def _owed(data: Facts) -> Sides:
    for line in data["lines"]:
        amount, order_line = line["amount"], line["purchase_order_line"]
        yield "due_from_entities", "debit", amount, order_line
        yield "intercompany_revenue", "credit", amount, order_line


def _billed(data: Facts) -> Posting:
    """The buyer's side: what came is owed for."""
    sides = _owing(data)
    order, supplier = data["purchase_order"], data["supplier_id"]
    return Posting(sides, data["currency"], data["billed_on"], supplier, order)


def _owing(data: Facts) -> Sides:
    yield "grir", "debit", data["amount"], data["line"]
    yield "due_to_entities", "credit", data["amount"], data["line"]


INTERCOMPANY_BOOKS: Final[dict[str, Callable[[Facts], Posting]]] = {
    "intercompany_bill.issued": _issued,
    "purchase_order.line_intercompany_billed": _billed,
}
