"""Numbers that banks and suppliers give: one, in whichever case somebody has typed it.

A payment that is on record as PAY-1 is no other one where it is told as pay-1, or as PAY -1. What a
document has on record is how it is told from then on.
"""

from collections.abc import Iterable

from domain.numbers.spelling import normalised


def as_on_record(reference: str, on_record: Iterable[str]) -> str:
    """The same reference as the document has it; one that it has not, as it is."""
    known = tuple(on_record)
    if reference in known:
        return reference
    alike = normalised(reference)
    return next((each for each in known if normalised(each) == alike), reference)


def is_on_record(reference: str, on_record: Iterable[str]) -> bool:
    """Whether the document has it, however it is written."""
    known = tuple(on_record)
    return as_on_record(reference, known) in known
