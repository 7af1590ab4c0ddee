"""The terms of a price agreement as events carry them: prices with their breaks, and the cap.

Days are inclusive on both ends: `starts_on` is the first and `ends_on` the last day; none: open.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from domain.event import DocumentRef, Value
from domain.ids import Code, Id, LineNo
from domain.money import Amount, UnitPrice, plain
from domain.quantity import Pack, Quantity, Unit

AgreementKind = Literal["gpo", "local", "blanket", "consignment", "rate_card", "rebate"]
BeyondCap = Literal["refuse", "flag"]

Percent = Annotated[
    Decimal,
    Field(max_digits=6, decimal_places=3, ge=0, le=100, allow_inf_nan=False),
    AfterValidator(plain),
]


NoticeDays = Annotated[int, Field(ge=0, le=730)]  # before the last day: a decision is due


class PriceBreak(Value):
    """From this quantity on, in the price's own unit, one unit costs so much."""

    quantity: Quantity
    unit_price: UnitPrice


class AgreedPrice(Value):
    """What one `pack.unit` of the item costs, for whom and from when. No tier: for every member."""

    item_id: Id
    pack: Pack
    unit_price: UnitPrice
    breaks: tuple[PriceBreak, ...] = ()
    tier: Code | None = None
    facility: Code | None = None
    starts_on: date
    ends_on: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the price is agreed for this day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def overlaps(self, other: "AgreedPrice") -> bool:
        """Whether some day belongs to both."""
        return self.starts_on <= (other.ends_on or date.max) and other.starts_on <= (
            self.ends_on or date.max
        )

    @property
    def slot(self) -> tuple[str, str, str | None, str | None]:
        """For whom and what it is: on one day one price stands in it."""
        return self.item_id, self.pack.unit, self.tier, self.facility


class PriceVersion(AgreedPrice):
    """A price that two people agreed to, under its number within the agreement."""

    version: int


class GivenBack(Value):
    """What was taken off the bills of an order line so far, whatever it was for."""

    on_price: Amount  # credits that take nothing but money
    quantity: Quantity  # voided, or credited with its goods
    amount: Amount  # of that quantity


class ClaimedLine(Value):
    """What one order line was billed beyond the corrected price, less claims not yet answered."""

    purchase_order: DocumentRef
    line: LineNo
    version: int  # of the price that should have been
    quantity: Quantity  # billed, net of voids and credits
    amount_paid: Amount
    amount: Amount
    given_back: GivenBack | None = None  # before the claim; none: it did not tell


class Cap(Value):
    """How much may be ordered under the agreement: an amount, or a quantity of one unit."""

    amount: Amount | None = None
    quantity: Quantity | None = None
    unit: Unit | None = None
    allowance_percent: Percent = Decimal(0)
    beyond: BeyondCap = "refuse"

    @property
    def size(self) -> Decimal:
        """The cap as a number: of money, or of its unit."""
        return self.amount or self.quantity or Decimal(0)

    def allows(self, consumed: Decimal) -> bool:
        """Whether so much is within cap and allowance. A limit that is met is kept."""
        return consumed * 100 <= self.size * (100 + self.allowance_percent)
