"""How a journal correction says no."""

from collections.abc import Mapping
from decimal import Decimal

from domain.errors import Rejected


class JournalCorrectionPostedAlready(Rejected):
    """One version of the journal corrects an entry once, until another one corrects it back."""

    code = "journal_correction.posted_already"

    def __init__(self, number: str, version: int) -> None:
        super().__init__(
            f"What {number} posted was corrected for version {version} already; nothing is left"
            " to do.",
            number=number,
            version=version,
        )


class JournalCorrectionOutOfBalance(Rejected):
    """What is added to balanced books balances."""

    code = "journal_correction.out_of_balance"

    def __init__(self, number: str, off: Mapping[str, Decimal]) -> None:
        told = ", ".join(f"{amount} {currency}" for currency, amount in off.items())
        super().__init__(
            f"The correction of what {number} posted is off by {told}; debits and credits of each"
            " currency have to be equal.",
            number=number,
        )
