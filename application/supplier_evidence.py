"""What is sent in and found out about suppliers: what each command needs to know, and saves."""

from typing import Final

from application.numbers import claim, claimed_by
from application.suppliers import decided_by
from application.work import Handlers, Work
from domain.suppliers import bank_details, documents, screening
from domain.suppliers.evidence_commands import (
    AdjudicateSupplierMatch,
    ProposeSupplierBankDetails,
    RecordSupplierCredentialDeadlines,
    RecordSupplierRisk,
    RecordSupplierScreening,
    RejectSupplierBankDetails,
    RejectSupplierDocument,
    SubmitSupplierDocument,
    VerifySupplierBankDetails,
    VerifySupplierDocument,
)
from domain.suppliers.policy import SUPPLIER_POLICY
from domain.suppliers.state import SUPPLIER

ACCOUNT: Final = "supplier_account"  # The kind under which accounts are claimed, by fingerprint.


async def record_supplier_screening(work: Work, command: RecordSupplierScreening) -> None:
    """What the lists say, and how far the supplier has come by it."""
    supplier = await work.load(SUPPLIER, command.supplier_id)
    work.policies.add(SUPPLIER_POLICY.version)
    events = screening.record_screening(supplier, command)
    await work.record(SUPPLIER, command.supplier_id, events)


async def adjudicate_supplier_match(work: Work, command: AdjudicateSupplierMatch) -> None:
    """Whether it is the one in the list, and how far the supplier has come by that."""
    supplier = await work.load(SUPPLIER, command.supplier_id)
    work.policies.add(SUPPLIER_POLICY.version)
    await work.record(SUPPLIER, command.supplier_id, screening.adjudicate(supplier, command))


async def propose_supplier_bank_details(work: Work, command: ProposeSupplierBankDetails) -> None:
    """The first supplier that gives an account has it; the next one's details tell of that."""
    supplier = await work.load(SUPPLIER, command.supplier_id)
    holder = await claimed_by(work, ACCOUNT, command.fingerprint)
    events = bank_details.propose_bank_details(supplier, command, holder)
    await work.record(SUPPLIER, command.supplier_id, events)
    if holder is None:
        await claim(work, ACCOUNT, command.fingerprint, supplier.ref)


async def verify_supplier_bank_details(work: Work, command: VerifySupplierBankDetails) -> None:
    """Confirmed; the policy says from when on they are paid to."""
    supplier = await work.load(SUPPLIER, command.supplier_id)
    work.policies.add(SUPPLIER_POLICY.version)
    events = bank_details.verify_bank_details(supplier, command)
    await work.record(SUPPLIER, command.supplier_id, events)


HANDLERS: Final[Handlers] = {
    RecordSupplierScreening: record_supplier_screening,
    AdjudicateSupplierMatch: adjudicate_supplier_match,
    SubmitSupplierDocument: decided_by(documents.submit_document),
    VerifySupplierDocument: decided_by(documents.verify_document),
    RejectSupplierDocument: decided_by(documents.reject_document),
    RecordSupplierCredentialDeadlines: decided_by(documents.record_deadlines),
    ProposeSupplierBankDetails: propose_supplier_bank_details,
    VerifySupplierBankDetails: verify_supplier_bank_details,
    RejectSupplierBankDetails: decided_by(bank_details.reject_bank_details),
    RecordSupplierRisk: decided_by(screening.record_risk),
}
