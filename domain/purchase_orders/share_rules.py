"""Who is to bear a line: what may be stated, and when that may change.

A line that several bear keeps running totals, so those who bear what came before are known, and
others may bear what comes from now on. Of what one bears no total is kept.
"""

from collections.abc import Sequence
from typing import Final

from domain.purchase_orders.line_state import ZERO, Line
from domain.purchase_orders.lines import CostShare
from domain.purchase_orders.order import PurchaseOrder
from domain.purchase_orders.share_errors import (
    PurchaseOrderSharesFixed,
    PurchaseOrderSharesUnclear,
)

SHARES_MAX: Final = 100  # of one line, as a requisition may state


def require_clear(line: int, shares: Sequence[CostShare]) -> None:
    """Each bearer once, and at least one of them with a weight."""
    places = {(each.cost_centre, each.account, each.project, each.grant) for each in shares}
    if len(places) != len(shares):
        raise PurchaseOrderSharesUnclear(line, "somebody is named twice")
    if any(each.weight < ZERO for each in shares):
        raise PurchaseOrderSharesUnclear(line, "a weight is below zero")
    if shares and not any(each.weight for each in shares):
        raise PurchaseOrderSharesUnclear(
            line, "no weight is above zero; give one to each who bears it"
        )


def require_changeable(order: PurchaseOrder, line: Line, shares: Sequence[CostShare]) -> None:
    """Raises where others may not bear the line from now on; nobody: its department does."""
    number = line.terms.line
    require_clear(number, shares)
    if line.terms.accounting != "expense":
        raise PurchaseOrderSharesUnclear(number, "what it brings is used up by nobody yet")
    if line.terms.serves is not None:
        raise PurchaseOrderSharesUnclear(number, "each request that it serves pays its own part")
    if not line.ledger.untouched and len(line.terms.shares or ()) < 2:
        raise PurchaseOrderSharesFixed(order.number, number)
