"""How short pay says no where it would withhold twice, or write back half of it."""

from decimal import Decimal

from domain.errors import Rejected


class InvoiceWithheldAlready(Rejected):
    """More than the holds cost beside what open disputes withhold would be withheld twice."""

    code = "invoice.withheld_already"

    def __init__(self, number: str, amount: Decimal, disputed: Decimal, needed: Decimal) -> None:
        wanted = f"state {needed} in all" if needed else "state no lines and no amount"
        super().__init__(
            f"Of invoice {number} {disputed} is withheld already, and its holds cost {needed} more"
            f" with their tax; {wanted}, instead of {amount}. What is withheld for another reason"
            " is a dispute of its own.",
            amount=str(amount),
            disputed=str(disputed),
            needed=str(needed),
        )


class InvoiceUnitsNotWrittenBack(Rejected):
    """Goods that did not come would stand as billed for ever."""

    code = "invoice.units_not_written_back"

    def __init__(self, number: str, line: int, kind: str) -> None:
        super().__init__(
            f"Line {line} of invoice {number} is withheld because of units that are billed and not"
            f" here ({kind.replace('_', ' ')}); state how many of them are not billed any more.",
            line=line,
        )
