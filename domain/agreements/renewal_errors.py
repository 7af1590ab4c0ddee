"""How a price agreement says no to being renewed."""

from datetime import date

from domain.errors import Rejected


class PriceAgreementRenewalStanding(Rejected):
    """Something follows the agreement already."""

    code = "price_agreement.renewal_standing"

    def __init__(self, number: str, successor: str) -> None:
        super().__init__(
            f"Price agreement {number} is renewed as {successor} already; change that one, or"
            " terminate it first.",
            successor=successor,
        )


class PriceAgreementRenewalStartMissing(Rejected):
    """An open agreement ends where its successor says."""

    code = "price_agreement.renewal_start_missing"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Price agreement {number} has no last day; give `starts_on`, on which the one that"
            " follows begins and this one ends."
        )


class PriceAgreementRenewalGap(Rejected):
    """Days between the two would belong to neither."""

    code = "price_agreement.renewal_gap"

    def __init__(self, number: str, first: date, follows: date) -> None:
        super().__init__(
            f"{first.isoformat()} leaves days behind the end of price agreement {number} without"
            f" an agreement; begin by {follows.isoformat()}.",
            starts_on=first.isoformat(),
            latest=follows.isoformat(),
        )


class PriceAgreementRenewalOverlaps(Rejected):
    """Days that have come belong to the former agreement."""

    code = "price_agreement.renewal_overlaps"

    def __init__(self, number: str, first: date) -> None:
        super().__init__(
            f"{first.isoformat()} has come, and price agreement {number} covers it; begin later,"
            " or on the day after its last one.",
            starts_on=first.isoformat(),
        )
