"""When two wishes in words are probably one: the same words, supplier, and about as many.

Where both name an item of the catalogue that alone tells it (`validation.py`).
"""

import re
import unicodedata
from typing import Final

from domain.demands.events import DemandText
from domain.ids import derived_id
from domain.requisitions.lines import RequisitionLine
from domain.requisitions.policy import RequisitionPolicy

_WORD: Final = re.compile(r"\w+")
_WHOLE: Final = 100  # percent


def in_words(line: RequisitionLine) -> DemandText:
    """The wish of a line that names no item, as a demand remembers it."""
    return DemandText(
        line=line.line,
        wish=words_id(line.description),
        supplier_id=line.supplier_id,
        quantity=line.quantity,
        unit=line.unit,
    )


def words_id(description: str) -> str:
    """The same for the same words in any order, case, width and punctuation."""
    folded = unicodedata.normalize("NFKC", description).casefold()
    return derived_id("wish", *sorted(_WORD.findall(folded) or (folded,)))


def are_alike(wish: DemandText, other: DemandText, policy: RequisitionPolicy) -> bool:
    """Whether they may be one: quantities differ by some percent of the larger one at the most.

    Who names no supplier may mean any.
    """
    if wish.wish != other.wish or wish.unit != other.unit:
        return False
    if None not in (wish.supplier_id, other.supplier_id) and wish.supplier_id != other.supplier_id:
        return False
    less, more = sorted((wish.quantity, other.quantity))
    return (more - less) * _WHOLE <= more * policy.duplicate_percent
