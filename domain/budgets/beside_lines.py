"""What lines of an order hold of budgets beside their goods: taxes in cost, and planned freight.

Both are committed with their line. A tax that the state does not give back is spent as it is
billed: no receipt brings it. Freight is spent as the books have it: as goods bear it, and what is
billed of it beyond that. Where any line goes to stock the stock bears the freight, which is then
nobody's expense.
"""

from collections.abc import Mapping
from decimal import Decimal

from domain.budgets.commitments import ZERO, Holding
from domain.money import allocated
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.state import PurchaseOrder


class Beside:
    """Of which line a billed tax or freight is, bills do not tell: lines share it as planned."""

    def __init__(self, order: PurchaseOrder) -> None:
        self._parts: list[tuple[Mapping[int, Decimal], Mapping[int, Decimal]]] = []
        if not order.carries:
            return
        totals = order.totals
        self._add(totals.tax_in_cost, order.billed_beside("tax_in_cost"), order.currency)
        if all(line.terms.accounting == "expense" for line in order.live_lines):
            self._add(totals.freight, _freight_spent(order), order.currency)

    def planned(self, line: int) -> Decimal:
        """What the line is expected to bear of both."""
        return sum((planned.get(line, ZERO) for planned, _ in self._parts), ZERO)

    def of(self, line: Line, is_final: bool, *, all_billed: bool) -> Holding:
        """What the line holds of both; nothing is open once nothing more is billed of it."""
        total, number = Holding(), line.terms.line
        for plan, gone in self._parts:
            planned, spent = plan.get(number, ZERO), gone.get(number, ZERO)
            liquidated = min(planned, max(spent, ZERO))
            still_open = ZERO if is_final or all_billed else planned - liquidated
            total = total.plus(Holding(open=still_open, liquidated=liquidated, spent=spent))
        return total

    def _add(self, planned: Mapping[int, Decimal], spent: Decimal, currency: str) -> None:
        if any(planned.values()):
            shares = allocated(spent, list(planned.values()), currency)
            self._parts.append((planned, dict(zip(planned, shares, strict=True))))


def _freight_spent(order: PurchaseOrder) -> Decimal:
    """What goods bear, billed by whomever or not yet, and what the supplier bills beyond it."""
    borne = sum(order.charges_borne.values(), ZERO)
    cleared = borne - sum(order.charges.values(), ZERO)
    return borne + max(order.billed_beside("freight") - cleared, ZERO)
