"""How a price agreement says no to its own life: drafting, signing, ending, tiers.

Refusals of prices and of what orders draw on it stand in `price_errors`.
"""

from collections.abc import Iterable
from datetime import date

from domain.errors import Rejected


class PriceAgreementExists(Rejected):
    """The id names a price agreement already."""

    code = "price_agreement.exists"

    def __init__(self, price_agreement_id: str) -> None:
        super().__init__(
            f"Price agreement {price_agreement_id} exists already; give the new one its own id.",
            price_agreement_id=price_agreement_id,
        )


class PriceAgreementWrongStatus(Rejected):
    """The agreement has not come to the status that this asks for, or is past it."""

    code = "price_agreement.wrong_status"

    def __init__(self, number: str, status: str, needed: str) -> None:
        super().__init__(
            f"Price agreement {number} is {status}; this needs one that is {needed}.",
            status=status,
            needed=needed,
        )


class PriceAgreementInvalidPeriod(Rejected):
    """Days that cannot be: an end before its beginning, a day outside the agreement."""

    code = "price_agreement.invalid_period"

    def __init__(self, what: str, day: date, problem: str) -> None:
        super().__init__(
            f"{what} is {day.isoformat()}, which {problem}; correct the day.",
            day=day.isoformat(),
            problem=problem,
        )


class PriceAgreementInvalidCap(Rejected):
    """A cap limits either money or a quantity of one unit."""

    code = "price_agreement.invalid_cap"

    def __init__(self, problem: str) -> None:
        super().__init__(f"The cap {problem}; state one positive amount, or quantity and unit.")


class PriceAgreementUncapped(Rejected):
    """A blanket agreement ends somewhere."""

    code = "price_agreement.uncapped"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Price agreement {number} is a blanket agreement without an end; give it a cap or a"
            " last day."
        )


class PriceAgreementTooManyMembers(Rejected):
    """The agreement names more legal entities, facilities or tiers than it may."""

    code = "price_agreement.too_many_members"

    def __init__(self, field: str, count: int, count_max: int) -> None:
        super().__init__(
            f"{field} names {count}; at most {count_max} are taken: leave it empty for all.",
            field=field,
            count=count,
        )


class PriceAgreementSelfConfirmed(Rejected):
    """Proposing and confirming are duties of two people."""

    code = "price_agreement.self_confirmed"

    def __init__(self, number: str, what: str, person: str) -> None:
        super().__init__(
            f"{person} put {what} of price agreement {number} forward and so cannot confirm it;"
            " a second person has to.",
            person=person,
        )


class PriceAgreementNothingDue(Rejected):
    """The calendar asks for nothing."""

    code = "price_agreement.nothing_due"

    def __init__(self, number: str, status: str, ends_on: date | None, notice_days: int) -> None:
        ends = "has no last day" if ends_on is None else f"ends on {ends_on.isoformat()}"
        super().__init__(
            f"Price agreement {number} is {status} and {ends}; review it within {notice_days} days"
            " of its end, or after it.",
            status=status,
            ends_on=None if ends_on is None else ends_on.isoformat(),
        )


class PriceAgreementUnknownTier(Rejected):
    """The agreement has no such tier."""

    code = "price_agreement.unknown_tier"

    def __init__(self, number: str, tier: str, tiers: Iterable[str]) -> None:
        known = ", ".join(sorted(tiers)) or "none"
        super().__init__(
            f"Price agreement {number} has no tier {tier}; its tiers are: {known}.",
            tier=tier,
        )


class PriceAgreementNotEligible(Rejected):
    """The agreement does not serve this facility."""

    code = "price_agreement.not_eligible"

    def __init__(self, number: str, facility: str) -> None:
        super().__init__(
            f"Price agreement {number} does not serve facility {facility}; name one that it"
            " serves.",
            facility=facility,
        )


class PriceAgreementTierStanding(Rejected):
    """The facility asked for the tier already, or has it."""

    code = "price_agreement.tier_standing"

    def __init__(self, number: str, facility: str, tier: str, standing: str) -> None:
        super().__init__(
            f"Tier {tier} of price agreement {number} is {standing} for facility {facility}"
            " already; let it lapse first.",
            facility=facility,
            tier=tier,
        )


class PriceAgreementTierNotStanding(Rejected):
    """The facility's tier is not in the state that this needs."""

    code = "price_agreement.tier_not_standing"

    def __init__(self, number: str, facility: str, tier: str, needed: str) -> None:
        super().__init__(
            f"Tier {tier} of price agreement {number} is not {needed} for facility {facility};"
            f" only a {needed} one can be decided so.",
            facility=facility,
            tier=tier,
        )
