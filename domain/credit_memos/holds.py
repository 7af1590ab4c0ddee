"""Why a credit memo waits, and in whose hands that lies; of invoices: `domain/invoices/holds.py`.

Its hold ends as it is posted, against an invoice, or for a rebate.
"""

from typing import Final, Literal

MemoHoldKind = Literal["reference_missing", "reference_unknown", "facility_mismatch"]

# The role that sees to it. Whoever may post credit memos posts it with what was missing.
OWNERS: Final[dict[MemoHoldKind, str]] = {
    "reference_missing": "ap_clerk",
    "reference_unknown": "ap_clerk",
    "facility_mismatch": "ap_clerk",
}
OWNER_OF_OLD: Final = "ap_clerk"  # of the holds from before events said so
