"""What finance books for prepayments: an advance until an invoice uses it up, or it comes back."""

from collections.abc import Callable
from typing import Final

from domain.postings import Facts, Posting, moves

PREPAYMENT_BOOKS: Final[dict[str, Callable[[Facts], Posting]]] = {
    "prepayment.paid": moves("paid_on", "supplier_advances", "cash"),
    "prepayment.credited": moves("credited_on", "cash", "supplier_advances", "refunded"),
    "prepayment.applied": moves("applied_on", "accounts_payable", "supplier_advances"),
}
