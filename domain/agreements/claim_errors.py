"""How a price agreement says no to claims of what was billed beyond a corrected price."""

from domain.errors import Rejected


class PriceAgreementUnknownCorrection(Rejected):
    """The agreement has no published correction of this number."""

    code = "price_agreement.unknown_correction"

    def __init__(self, number: str, correction: int) -> None:
        super().__init__(
            f"Price agreement {number} has no published correction {correction}; its history names"
            " those that it has.",
            correction=correction,
        )


class PriceAgreementNothingToClaim(Rejected):
    """The line owes nobody anything by this correction."""

    code = "price_agreement.nothing_to_claim"

    def __init__(self, order: str, line: int, correction: int, problem: str) -> None:
        super().__init__(
            f"Line {line} of order {order} {problem}, so correction {correction} gives nothing"
            " back on it; leave it out.",
            order=order,
            line=line,
            correction=correction,
        )


class PriceAgreementClaimLines(Rejected):
    """A claim names some lines, each once, and not too many."""

    code = "price_agreement.claim_lines"

    def __init__(self, problem: str, count_max: int) -> None:
        super().__init__(
            f"The claim {problem}; name 1 to {count_max} lines, each once.", count_max=count_max
        )
