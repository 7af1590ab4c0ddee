"""The limits that price agreements keep, each with its name."""

from typing import Final

EXPIRY_NOTICE_DAYS: Final = 90  # So long a contract master needs to negotiate a successor.
PRICES_MAX: Final = 100  # Of one proposal: its event stays far below what one may weigh.
BREAKS_MAX: Final = 10  # Of one price.
VERSIONS_MAX: Final = 10_000  # Of one agreement: its state is folded whole.
CLAIM_LINES_MAX: Final = 200  # Of one claim; several claims may follow from one correction.
MEMBERS_MAX: Final = 200  # Legal entities, facilities and tiers that one agreement names.
RENEWED_PRICES_MAX: Final = 1_000  # That one renewal takes over: ten proposals.
