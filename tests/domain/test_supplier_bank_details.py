"""Where a supplier is paid changes by a call-back of a second person, and some days later."""

from dataclasses import replace
from datetime import date
from typing import Final

import pytest

from domain.money import UnknownCurrency
from domain.suppliers.accounts import checked_account
from domain.suppliers.bank_details import (
    propose_bank_details,
    reject_bank_details,
    verify_bank_details,
)
from domain.suppliers.eligibility import obstacle
from domain.suppliers.errors import (
    SupplierNothingChanged,
    SupplierUnknownPart,
    SupplierWrongStatus,
)
from domain.suppliers.events import SupplierDebarred
from domain.suppliers.evidence_commands import (
    ProposeSupplierBankDetails,
    RejectSupplierBankDetails,
    VerifySupplierBankDetails,
)
from domain.suppliers.evidence_errors import (
    SupplierAccountInvalid,
    SupplierBankDetailsDecided,
    SupplierBankDetailsPending,
    SupplierDateImpossible,
    SupplierDutiesMixed,
)
from domain.suppliers.evidence_events import (
    SupplierBankDetailsProposed,
    SupplierBankDetailsRejected,
)
from domain.suppliers.state import SUPPLIER
from domain.suppliers.terms import BankScheme
from tests.domain.scenario import given
from tests.domain.suppliers import (
    HASH,
    MEDLINE,
    NOW,
    TODAY,
    account,
    activated,
    called_back,
    day,
    proposed,
    ref,
    supplier,
)

PROPOSED: Final = proposed()
OTHER: Final = "1e" * 32
PROPOSE: Final = ProposeSupplierBankDetails(
    now=NOW,
    supplier_id=MEDLINE,
    scheme="us_ach",
    bank="021000021",
    masked="****6789",
    fingerprint=HASH,
    currency="USD",
    proposed_by="adam",
)
REJECTED: Final = SupplierBankDetailsRejected(
    bank_details=1, rejected_by="fay", reason_code="unknown"
)


def verify_by(person: str, number: int = 1, called_on: date = TODAY) -> VerifySupplierBankDetails:
    return VerifySupplierBankDetails(
        now=NOW,
        supplier_id=MEDLINE,
        bank_details=number,
        verified_by=person,
        contact_source="contract",
        called_on=called_on,
    )


def reject(number: int = 1) -> RejectSupplierBankDetails:
    return RejectSupplierBankDetails(
        now=NOW,
        supplier_id=MEDLINE,
        bank_details=number,
        rejected_by="fay",
        reason_code="unknown",
    )


def test_bank_details_wait_for_their_call_back() -> None:
    state = given(SUPPLIER, PROPOSED).when(propose_bank_details, PROPOSE).then(account())
    assert state.evidence.pending_bank_details is not None
    given(SUPPLIER, PROPOSED, account()).when(
        propose_bank_details, replace(PROPOSE, fingerprint=OTHER)
    ).rejected(SupplierBankDetailsPending, bank_details=1)


def test_an_account_that_another_supplier_gave_first_is_told_and_not_refused() -> None:
    shared = account().model_copy(update={"shared_with": ref()})
    given(SUPPLIER, PROPOSED).when(propose_bank_details, PROPOSE, ref()).then(shared)
    own = ref(MEDLINE, "S-1")
    given(SUPPLIER, PROPOSED).when(propose_bank_details, PROPOSE, own).then(account())


def test_the_account_that_is_in_force_is_not_proposed_again() -> None:
    verified = given(SUPPLIER, PROPOSED, account(), called_back())
    verified.when(propose_bank_details, PROPOSE).rejected(SupplierNothingChanged)
    given(SUPPLIER, PROPOSED, account(), REJECTED).when(propose_bank_details, PROPOSE).then(
        account(2)
    )


def test_an_unknown_currency_and_a_debarred_supplier_are_refused() -> None:
    given(SUPPLIER, PROPOSED).when(propose_bank_details, replace(PROPOSE, currency="XXX")).rejected(
        UnknownCurrency
    )
    debarred = SupplierDebarred(debarred_by="cleo", reason_code="excluded")
    given(SUPPLIER, PROPOSED, debarred).when(propose_bank_details, PROPOSE).rejected(
        SupplierWrongStatus
    )


def test_neither_proposer_calls_back() -> None:
    by_sam = account().model_copy(update={"proposed_by": "sam"})
    history = given(SUPPLIER, PROPOSED, by_sam)
    for person, did in (("sam", "proposed them"), ("adam", "proposed the supplier")):
        history.when(verify_bank_details, verify_by(person)).rejected(
            SupplierDutiesMixed, person=person, did=did
        )
    history.when(verify_bank_details, verify_by("fay")).then(called_back())


def test_a_call_of_tomorrow_has_not_been_made() -> None:
    given(SUPPLIER, PROPOSED, account()).when(
        verify_bank_details, verify_by("fay", called_on=day(1))
    ).rejected(SupplierDateImpossible, field="called_on")


def test_a_call_before_the_details_were_proposed_confirms_nothing_of_them() -> None:
    waits = given(SUPPLIER, PROPOSED, account())
    waits.when(verify_bank_details, verify_by("fay", called_on=day(-2))).rejected(
        SupplierDateImpossible, field="called_on"
    )
    waits.when(verify_bank_details, verify_by("fay", called_on=day(-1))).then(
        called_back().model_copy(update={"called_on": day(-1)})
    )
    untold = account().model_copy(update={"proposed_on": None})  # From before it was told.
    given(SUPPLIER, PROPOSED, untold).when(
        verify_bank_details, verify_by("fay", called_on=day(-9))
    ).then(called_back().model_copy(update={"called_on": day(-9)}))


def test_bank_details_are_decided_once_but_verified_ones_may_be_withdrawn() -> None:
    history = given(SUPPLIER, PROPOSED, account(), called_back())
    history.when(verify_bank_details, verify_by("fay")).rejected(SupplierBankDetailsDecided)
    history.when(reject_bank_details, reject()).then(REJECTED)
    gone = given(SUPPLIER, PROPOSED, account(), REJECTED)
    gone.when(reject_bank_details, reject()).rejected(SupplierBankDetailsDecided)
    gone.when(verify_bank_details, verify_by("fay", 7)).rejected(SupplierUnknownPart, name="7")


def test_payment_opens_when_the_days_of_caution_are_over() -> None:
    held_back = supplier(PROPOSED, activated(), account(), called_back())
    assert obstacle(held_back, "payment", on=day(4)) == f"paid from {day(5)} on"
    assert obstacle(held_back, "payment", on=day(5)) is None
    waiting = supplier(PROPOSED, activated(), account())
    assert obstacle(waiting, "payment", on=day(99)) == "without verified bank details"


def test_the_former_details_stay_in_force_until_the_new_ones_are() -> None:
    first = (PROPOSED, activated(), account(), called_back(on=-30))
    changing = supplier(*first, account(2, OTHER), called_back(2, on=0))
    assert [
        found.bank_details if (found := changing.evidence.account_on(day(number))) else None
        for number in (-26, -25, 0, 4, 5)
    ] == [None, 1, 1, 1, 2]
    assert obstacle(changing, "payment", on=day(4)) is None


def test_who_was_rejected_and_needs_none_is_paid_as_before() -> None:
    assert obstacle(supplier(PROPOSED, activated(), account(), REJECTED), "payment", on=TODAY) is (
        None
    )


@pytest.mark.parametrize("masked", ["000123456789", "***6789", "****67890", "6789", "****67 9"])
def test_no_fact_can_hold_a_whole_account_number(masked: str) -> None:
    told = account().model_dump(exclude_none=True) | {"masked": masked}
    with pytest.raises(ValueError, match="masked"):
        SupplierBankDetailsProposed.model_validate(told)


# Scheme, bank, account, and what may be seen; or the field that cannot be right.
ACCOUNTS: Final = """
    us_ach  021000021    000123456789             ****6789
    us_ach  0210-00021   12345678                 ****5678
    us_ach  021000021    1234567                  ****
    us_ach  021000022    000123456789             !bank
    us_ach  000000000    000123456789             !bank
    us_ach  DEUTDEFF     000123456789             !bank
    us_ach  021000021    12                       !account
    us_ach  021000021    1234_5678                !account
    iban    DEUTDEFF     DE89370400440532013000   ****3000
    iban    deutdeff500  de89-3704-0044-0532-0130-00  ****3000
    iban    DEUTDEFF     DE88370400440532013000   !account
    iban    DEUTDEFF     12345678                 !account
    iban    021000021    DE89370400440532013000   !bank
    other   NDEASESS     123456789012             ****9012
    other   NDEA         123456789012             !bank
"""


@pytest.mark.parametrize("row", ACCOUNTS.strip().splitlines())
def test_accounts_are_checked_and_masked(row: str) -> None:
    scheme, bank, number, expected = row.split()
    known: dict[str, BankScheme] = {"us_ach": "us_ach", "iban": "iban", "other": "other"}
    if expected.startswith("!"):
        with pytest.raises(SupplierAccountInvalid) as caught:
            checked_account(known[scheme], bank, number)
        assert caught.value.values["field"] == expected[1:]
        assert number not in caught.value.message
        return
    checked = checked_account(known[scheme], bank, number)
    assert checked.masked == expected
    assert checked.whole.endswith(checked.account)


def test_one_account_has_one_spelling() -> None:
    spellings = ("DE89 3704 0044 0532 0130 00", "de89370400440532013000")
    assert len({checked_account("iban", "DEUTDEFF", each) for each in spellings}) == 1
