"""How disputes of a rebate say no."""

from decimal import Decimal

from domain.errors import Rejected


class RebateClaimUnknown(Rejected):
    """Nothing was claimed under this number."""

    code = "rebate.claim_unknown"

    def __init__(self, number: str, claim: int, claims: int) -> None:
        super().__init__(
            f"Rebate {number} has {claims} claims and none numbered {claim}; name the claim that"
            " the supplier denies.",
            claim=claim,
            claims=claims,
        )


class RebateDisputedTooMuch(Rejected):
    """More is disputed than is owed, or nothing is."""

    code = "rebate.disputed_too_much"

    def __init__(self, number: str, amount: Decimal, left: Decimal) -> None:
        super().__init__(
            f"{amount} of rebate {number} cannot be disputed: {left} is owed and not disputed yet.",
            amount=str(amount),
            left=str(left),
        )


class RebateDisputeNotOpen(Rejected):
    """There is no such dispute, or it has ended."""

    code = "rebate.dispute_not_open"

    def __init__(self, number: str, dispute: int) -> None:
        super().__init__(
            f"Rebate {number} has no open dispute {dispute}; see which are open, and name one.",
            dispute=dispute,
        )


class RebateConcededTooMuch(Rejected):
    """More is given up than is disputed, or than is still owed."""

    code = "rebate.conceded_too_much"

    def __init__(self, number: str, dispute: int, conceded: Decimal, most: Decimal) -> None:
        super().__init__(
            f"Of dispute {dispute} of rebate {number} {conceded} cannot be conceded: it is from"
            f" nothing to {most}, what is disputed and has not come.",
            dispute=dispute,
            conceded=str(conceded),
            most=str(most),
        )


class RebateSelfConceded(Rejected):
    """Whoever claimed, or took the dispute down, does not give the money up."""

    code = "rebate.self_conceded"

    def __init__(self, number: str, person: str) -> None:
        super().__init__(
            f"{person} claimed rebate {number} or recorded its dispute, and so cannot concede it;"
            " another person has to.",
            person=person,
        )
