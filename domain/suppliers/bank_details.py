"""What a supplier answers when it asks to be paid elsewhere.

The commonest fraud in payables is a letter that asks for just that. So a second person calls back,
at a number that was known before, and for some days after nothing is paid there: until then the
former details stay in force.
"""

from datetime import timedelta

from domain.days import NEXT_DAY, back
from domain.duties import Participants, broken_rule
from domain.event import DocumentRef
from domain.money import exponent
from domain.suppliers.errors import SupplierNothingChanged, SupplierUnknownPart, SupplierWrongStatus
from domain.suppliers.events import SupplierEvent
from domain.suppliers.evidence import Account
from domain.suppliers.evidence_commands import (
    ProposeSupplierBankDetails,
    RejectSupplierBankDetails,
    VerifySupplierBankDetails,
)
from domain.suppliers.evidence_errors import (
    SupplierBankDetailsDecided,
    SupplierBankDetailsPending,
    SupplierDateImpossible,
    SupplierDutiesMixed,
)
from domain.suppliers.evidence_events import (
    SupplierBankDetailsProposed,
    SupplierBankDetailsRejected,
    SupplierBankDetailsVerified,
)
from domain.suppliers.policy import SUPPLIER_POLICY, SupplierPolicy
from domain.suppliers.state import Supplier


def propose_bank_details(
    supplier: Supplier,
    command: ProposeSupplierBankDetails,
    claimed_by: DocumentRef | None = None,
) -> tuple[SupplierEvent, ...]:
    """Waits for the call-back. An account that another supplier gave first is told, not refused."""
    if supplier.status in ("merged", "debarred"):
        raise SupplierWrongStatus(supplier.number, supplier.status, ("not merged or debarred",))
    exponent(command.currency)  # refuses an unknown currency
    pending = supplier.evidence.pending_bank_details
    if pending is not None:
        raise SupplierBankDetailsPending(supplier.number, pending.bank_details)
    newest = supplier.evidence.newest_account
    if newest is not None and newest.fingerprint == command.fingerprint:
        raise SupplierNothingChanged(supplier.number, f"the account {newest.masked}")
    is_own = claimed_by is None or claimed_by.id == supplier.supplier_id
    return (
        SupplierBankDetailsProposed(
            bank_details=max(supplier.evidence.bank_details, default=0) + 1,
            scheme=command.scheme,
            bank=command.bank,
            masked=command.masked,
            fingerprint=command.fingerprint,
            currency=command.currency,
            proposed_by=command.proposed_by,
            details=command.details,
            shared_with=None if is_own else claimed_by,
            proposed_on=command.now.date(),
        ),
    )


def verify_bank_details(
    supplier: Supplier,
    command: VerifySupplierBankDetails,
    policy: SupplierPolicy = SUPPLIER_POLICY,
) -> tuple[SupplierEvent, ...]:
    """Confirmed by a call: paid to once the days of caution are over."""
    account = _account(supplier, command.bank_details)
    if account.status != "proposed":
        raise SupplierBankDetailsDecided(supplier.number, account.bank_details, account.status)
    _require_other_verifier(supplier, account, command.verified_by)
    today = command.now.date()
    if command.called_on > today:
        raise SupplierDateImpossible(
            supplier.number, "called_on", command.called_on, "lies in the future"
        )
    # Days are told in the zone of whoever tells them, so that of the proposal may be the next one.
    if account.proposed_on is not None and command.called_on < back(account.proposed_on, NEXT_DAY):
        problem = f"is before the details were proposed ({account.proposed_on})"
        raise SupplierDateImpossible(supplier.number, "called_on", command.called_on, problem)
    return (
        SupplierBankDetailsVerified(
            bank_details=account.bank_details,
            verified_by=command.verified_by,
            contact_source=command.contact_source,
            called_on=command.called_on,
            in_force_from=today + timedelta(days=policy.cooling_off_days),
        ),
    )


def reject_bank_details(
    supplier: Supplier, command: RejectSupplierBankDetails
) -> tuple[SupplierEvent, ...]:
    """Not confirmed, or found wrong later; the former details go on."""
    account = _account(supplier, command.bank_details)
    if account.status == "rejected":
        raise SupplierBankDetailsDecided(supplier.number, account.bank_details, account.status)
    return (
        SupplierBankDetailsRejected(
            bank_details=account.bank_details,
            rejected_by=command.rejected_by,
            reason_code=command.reason_code,
        ),
    )


def _require_other_verifier(supplier: Supplier, account: Account, person: str) -> None:
    proposed: Participants = {
        "bank_details_proposer": (account.proposed_by,),
        "supplier_proposer": (supplier.proposed_by,) if supplier.proposed_by else (),
    }
    rule = broken_rule("verify_bank_details", person, proposed)
    if rule is not None:
        did = "proposed them" if rule.part == "bank_details_proposer" else "proposed the supplier"
        raise SupplierDutiesMixed(supplier.number, person, did, "verify the bank details")


def _account(supplier: Supplier, bank_details: int) -> Account:
    account = supplier.evidence.bank_details.get(bank_details)
    if account is None:
        raise SupplierUnknownPart(supplier.number, "bank details", bank_details)
    return account
