"""One spelling for invoice numbers that look alike, so that a document cannot be paid twice.

Rule R1: the same number of the same supplier, without a time window. Compatibility forms are
folded; soft hyphens, spaces, punctuation and leading zeros do not make another number.
"""

import unicodedata
from typing import Final

RULE_NUMBER: Final = "same_number"


def claim_key(supplier_id: str, number: str) -> str:
    """What is claimed for an invoice: its supplier and the normalised number."""
    return f"{supplier_id}:{normalised_number(number)}"


def normalised_number(number: str) -> str:
    """Letters and digits in upper case, without leading zeros; the text itself if none is left."""
    folded = unicodedata.normalize("NFKC", number).upper()
    kept = "".join(each for each in folded if each.isalnum())
    return kept.lstrip("0") or kept or folded
