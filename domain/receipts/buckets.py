"""Where goods of a posted line stand, and where they are looked for first.

Apart from the events, because read models know these words as well, and no class of an event.
"""

from typing import Final, Literal

# Where goods of a line stand: `received` is not judged yet. It may be used all the same, unless the
# line lies apart in stock until it is inspected.
Bucket = Literal["received", "quarantined", "accepted", "rejected"]
# What goes back to the supplier, and what was counted too much: where it is looked for first.
RETURNED_FIRST: Final[tuple[Bucket, ...]] = ("rejected", "quarantined", "received", "accepted")
MISCOUNTED_FIRST: Final[tuple[Bucket, ...]] = ("received", "quarantined", "accepted", "rejected")
WITNESS_PENDING: Final = "witness_pending"
