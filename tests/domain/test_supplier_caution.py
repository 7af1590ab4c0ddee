"""When an account that money goes to deserves a second look."""

from datetime import date, timedelta
from typing import Final

from domain.suppliers.caution import bank_caution
from domain.suppliers.events import SupplierActivated, SupplierEvent, SupplierProposed
from domain.suppliers.evidence_events import (
    SupplierBankDetailsProposed,
    SupplierBankDetailsRejected,
    SupplierBankDetailsVerified,
)
from domain.suppliers.policy import SUPPLIER_POLICY
from domain.suppliers.state import SUPPLIER, Supplier
from tests.domain.orders import MEDLINE
from tests.domain.scenario import folded

FIRST_DAY: Final = date(2026, 1, 10)
CHANGED: Final = date(2026, 3, 10)  # the second account's first day
CAUTION: Final = timedelta(days=SUPPLIER_POLICY.bank_caution_days)
ONE_DAY: Final = timedelta(days=1)


def details(number: int) -> SupplierBankDetailsProposed:
    return SupplierBankDetailsProposed(
        bank_details=number,
        scheme="us_ach",
        bank="First",
        masked=f"****{number}",
        fingerprint=f"{number:064x}",
        currency="USD",
        proposed_by="adam",
        details=None,
    )


def called_back(number: int, on: date) -> SupplierBankDetailsVerified:
    return SupplierBankDetailsVerified(
        bank_details=number,
        verified_by="fay",
        contact_source="contract",
        called_on=on,
        in_force_from=on,
    )


def supplier(*events: SupplierEvent) -> Supplier:
    proposed = SupplierProposed(
        supplier_id=MEDLINE, number="S-1", name="Medline", proposed_by="adam"
    )
    return folded(SUPPLIER, proposed, SupplierActivated(activated_by="cora"), *events)


MOVED: Final = (
    details(1),
    called_back(1, FIRST_DAY),
    details(2),
    called_back(2, CHANGED),
)


def test_the_first_account_of_a_supplier_is_no_change() -> None:
    assert bank_caution(supplier(), FIRST_DAY) is None
    assert bank_caution(supplier(*MOVED[:2]), FIRST_DAY) is None


def test_a_change_that_nobody_confirmed_leaves_the_former_account_alone() -> None:
    assert bank_caution(supplier(*MOVED[:3]), CHANGED) is None


def test_another_account_is_looked_at_until_its_days_of_caution_are_over() -> None:
    moved = supplier(*MOVED)
    last = CHANGED + CAUTION - ONE_DAY
    found = bank_caution(moved, last)
    assert found is not None
    assert (found.bank_details, found.former, found.masked) == (2, "****1", "****2")
    assert (found.in_force_from, found.until) == (CHANGED, last)
    assert bank_caution(moved, last + ONE_DAY) is None
    assert bank_caution(moved, CHANGED - ONE_DAY) is not None, "the days before it is paid to count"


def test_an_account_that_was_found_wrong_asks_for_no_caution() -> None:
    wrong = SupplierBankDetailsRejected(bank_details=2, rejected_by="fay", reason_code="fraud")
    assert bank_caution(supplier(*MOVED, wrong), CHANGED) is None


def test_of_several_accounts_before_the_last_one_is_the_former() -> None:
    later = CHANGED + timedelta(days=90)
    found = bank_caution(supplier(*MOVED, details(3), called_back(3, later)), later)
    assert found is not None
    assert (found.bank_details, found.former) == (3, "****2")
