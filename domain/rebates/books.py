"""What finance books of a rebate: what is earned, and how it comes.

What is earned lowers no stock that was bought: most of it is used by then, and which of it is left
no rebate says. A claim books nothing, for it is what was earned that is claimed; a dispute books
nothing until something of it is conceded, which takes that back.
"""

from collections.abc import Callable
from typing import Final

from domain.postings import Facts, Posting, Sides, moves


def _credited(data: Facts) -> Posting:
    return Posting(_sides(data), data["currency"], data["posted_on"], data["supplier_id"], None)


def _sides(data: Facts) -> Sides:
    yield "accounts_payable", "debit", data["total"], None
    yield "rebate_receivable", "credit", data["amount"], None
    yield "input_tax", "credit", data["tax"], None


REBATE_BOOKS: Final[dict[str, Callable[[Facts], Posting]]] = {
    "rebate.earned": moves("earned_on", "rebate_receivable", "rebate_earned"),
    "rebate.credited": _credited,
    "rebate.received": moves("received_on", "cash", "rebate_receivable"),
    "rebate.conceded": moves("conceded_on", "rebate_earned", "rebate_receivable"),
}
