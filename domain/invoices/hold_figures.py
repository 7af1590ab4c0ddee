"""Whether a hold that is found again says something else than the one that stands.

Its figures are what its owner works by, so a hold of other figures is placed anew.
"""

from collections.abc import Mapping
from decimal import Decimal

from domain.invoices.holds import MEASURED
from domain.invoices.state import Hold
from domain.match_sides import WantedHold


def moved(hold: Hold | None, wanted: WantedHold, withheld: Mapping[int, Decimal]) -> bool:
    """More of it or less, or until another day; `withheld` is what disputes keep back, by hold.

    What a dispute withholds stays withheld until somebody resolves it, so a hold that it covers
    stands as it is unless there is more of it, or it is dearer than what is withheld.
    """
    if hold is None:
        return False
    if wanted.until != hold.until:
        return True
    if hold.hold in withheld:
        grew = hold.kind in MEASURED and wanted.excess > hold.excess
        return grew or wanted.exposure > withheld[hold.hold]
    if hold.exposure is not None and wanted.exposure != hold.exposure:
        return True
    told = (hold.expected, hold.actual)
    return told != (None, None) and told != (wanted.expected or None, wanted.actual or None)
