"""The parts of an invoice's state: holds, what was let pass, credits, payments."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from domain.frozen import replace
from domain.invoices.events import InvoiceHoldLengthened, InvoiceHoldPlaced
from domain.invoices.holds import MEASURED
from domain.invoices.lines import HoldKind

ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A hold that stands. `excess` is measured for quantities, zero for other kinds.

    One that has a last day has ended after it, whether or not its release is on record yet.
    """

    hold: int
    kind: HoldKind
    line: int | None
    excess: Decimal
    placed_by: str | None
    until: date | None = None

    def ended(self, on: date) -> bool:
        """Whether its last day has passed."""
        return self.until is not None and self.until < on


class Credit(NamedTuple):
    """What was given back of one invoice line."""

    quantity: Decimal = ZERO
    amount: Decimal = ZERO


NOTHING: Final = Credit()


class Override(NamedTuple):
    """What a person let pass: a cause, and how much of it there was."""

    kind: HoldKind
    line: int | None
    excess: Decimal


class Scheduled(NamedTuple):
    """A payment that is in a run."""

    amount: Decimal
    discount: Decimal
    scheduled_by: str

    @property
    def settles(self) -> Decimal:
        """What it takes off the open amount."""
        return self.amount + self.discount


class Paid(NamedTuple):
    """A payment on record. A voided one keeps its number."""

    amount: Decimal
    discount: Decimal
    paid_by: str
    voided: bool = False
    paid_on: date | None = None

    @property
    def settles(self) -> Decimal:
        """What it took off the open amount."""
        return self.amount + self.discount


def placed(event: InvoiceHoldPlaced) -> Hold:
    """The hold as it stands from this event on."""
    measured = event.kind in MEASURED and event.expected is not None and event.actual is not None
    excess = Decimal(event.actual or 0) - Decimal(event.expected or 0) if measured else ZERO
    return Hold(
        hold=event.hold,
        kind=event.kind,
        line=event.line,
        excess=excess,
        placed_by=event.placed_by,
        until=event.until,
    )


def lasting(hold: Hold, event: InvoiceHoldLengthened) -> Hold:
    """The hold as long as this event says, if it is about this one."""
    return replace(hold, until=event.until) if hold.hold == event.hold else hold
