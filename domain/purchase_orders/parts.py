"""What an order carries beside its lines' prices: taxes of a line or of all, charges, discounts.

They have the kinds and names that an invoice gives to its parts (`domain/invoices/parts.py`), so
that both can be compared. A percentage follows the lines at every revision, an amount stands until
a change order moves it. What they come to is computed in `totals`.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import Field

from domain.charges import CHARGES_MAX, Apportionment
from domain.event import Value
from domain.ids import Code
from domain.money import Amount, exact
from domain.purchase_orders.part_errors import PurchaseOrderPartUnclear

PartKind = Literal["tax", "freight", "discount"]  # freight: whatever it costs to bring the goods
RowKind = Literal["tax", "tax_in_cost", "freight", "discount"]  # in cost: not given back
PartBase = Literal["lines", "so_far"]  # so far: with taxes of lines and parts stated before it

PartPercent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=4, allow_inf_nan=False)]
PARTS_MAX: Final = 30  # of an order; as many as an invoice may have
LINE_TAXES_MAX: Final = 5
ZERO: Final = Decimal(0)


class LineTax(Value):
    """A tax on one line: a percentage of its amount, or an amount on all of it."""

    tax: Code
    percent: PartPercent | None = None  # zero: it is exempt
    amount: Amount | None = None
    recoverable: PartPercent | None = None  # how much the state gives back; none: all of it


class OrderPart(Value):
    """A tax, charge or discount of the order as a whole: a percentage, or an amount."""

    charge: Code
    kind: PartKind
    percent: PartPercent | None = None
    amount: Amount | None = None
    base: PartBase | None = None  # of which the percentage is one; none: of the lines
    recoverable: PartPercent | None = None  # of a tax; none: all of it
    by: Apportionment | None = None  # by which measure lines share it; none: by value


def require_parts(parts: Sequence[OrderPart], currency: str) -> None:
    """Raises `PurchaseOrderPartUnclear` for a part that nobody could expect on a bill."""
    seen: set[str] = set()
    for each in parts:
        _require_clear(each.charge, each.percent, each.amount, currency)
        if each.kind != "tax" and (each.percent == 0 or each.recoverable is not None):
            why = "is zero" if each.percent == 0 else "is no tax, so nothing of it is given back"
            raise PurchaseOrderPartUnclear(each.charge, why)
        if each.base is not None and each.percent is None:
            raise PurchaseOrderPartUnclear(each.charge, "is an amount, which has no base")
        if each.charge in seen:
            raise PurchaseOrderPartUnclear(each.charge, "is named twice; state it once")
        seen.add(each.charge)
    charges = [each for each in parts if each.kind == "freight"]
    for found, most in ((parts, PARTS_MAX), (charges, CHARGES_MAX)):
        if len(found) > most:
            raise PurchaseOrderPartUnclear(found[-1].charge, f"is one too many: take {most}")


def require_taxes(taxes: Sequence[LineTax], currency: str) -> None:
    """The same of the taxes of one line."""
    seen: set[str] = set()
    for each in taxes:
        _require_clear(each.tax, each.percent, each.amount, currency)
        if each.tax in seen:
            raise PurchaseOrderPartUnclear(each.tax, "is named twice on one line; state it once")
        seen.add(each.tax)
    if len(taxes) > LINE_TAXES_MAX:
        raise PurchaseOrderPartUnclear(taxes[-1].tax, f"is one too many: take {LINE_TAXES_MAX}")


def _require_clear(
    charge: str, percent: Decimal | None, amount: Decimal | None, currency: str
) -> None:
    if (percent is None) == (amount is None):
        raise PurchaseOrderPartUnclear(charge, "needs either an amount or a percentage")
    if amount is not None and exact(amount, currency) <= 0:
        raise PurchaseOrderPartUnclear(charge, "must be above zero")
