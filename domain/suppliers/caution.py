"""When money that goes to a supplier's account deserves a second look: it goes there since lately.

The first account of a supplier is no change. One that replaces another is looked at from the day
on which it was confirmed, through the days of caution and some more: until then a fraud that the
call-back missed still comes to light, because the supplier misses his money.
"""

from datetime import date, timedelta
from typing import Final, NamedTuple

from domain.suppliers.policy import SUPPLIER_POLICY, SupplierPolicy
from domain.suppliers.state import Supplier

ONE_DAY: Final = timedelta(days=1)


class BankCaution(NamedTuple):
    """The details that replace others, and through which day payments wait."""

    bank_details: int
    former: str
    masked: str
    in_force_from: date
    until: date


def bank_caution(
    supplier: Supplier, on: date, policy: SupplierPolicy = SUPPLIER_POLICY
) -> BankCaution | None:
    """What asks for a second look on that day; none: nothing changed lately."""
    accounts = supplier.evidence.bank_details
    newest = supplier.evidence.newest_account
    if newest is None or newest.in_force_from is None:
        return None
    earlier = [
        each
        for each in accounts.values()
        if each.status == "verified" and each.bank_details < newest.bank_details
    ]
    until = newest.in_force_from + timedelta(days=policy.bank_caution_days) - ONE_DAY
    if not earlier or on > until:
        return None
    former = max(earlier, key=lambda each: each.bank_details)
    return BankCaution(
        newest.bank_details, former.masked, newest.masked, newest.in_force_from, until
    )
