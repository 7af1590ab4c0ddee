"""What a requester may confirm at his desk, each limit with its name. One that is met is kept."""

from decimal import Decimal
from typing import Final

from domain.event import PolicyVersion
from domain.policy import APPROVAL_POLICY

DESKTOP_POLICY: Final = PolicyVersion(id="desktop_receipt", version=1)
# Of all that stands as received on the order, so that many small confirmations add up. Beyond it
# services wait for a second person, and goods are received at the dock.
DESKTOP_DOLLARS_MAX: Final = Decimal(1000)  # At the approval policy's planning rates.


def needs_second_person(amount: Decimal, currency: str) -> bool:
    """Whether the requester's word alone is not enough for so much."""
    return amount * APPROVAL_POLICY.dollars_per_unit[currency] > DESKTOP_DOLLARS_MAX
