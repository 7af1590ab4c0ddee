"""What may be sent in and found out about a supplier."""

from dataclasses import dataclass
from datetime import date

from domain.event import Command, SealedText
from domain.suppliers.terms import (
    Adjudication,
    BankScheme,
    ContactSource,
    DocumentType,
    ExclusionList,
    ScreeningResult,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLookup:
    """What one list, as it stood on its date, says about the supplier."""

    exclusion_list: ExclusionList
    list_date: date
    result: ScreeningResult
    evidence_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSupplierScreening(Command):
    """One look into each of these lists."""

    supplier_id: str
    screened_by: str
    lookups: tuple[ListLookup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjudicateSupplierMatch(Command):
    """Not by whoever screened or proposed the supplier."""

    supplier_id: str
    exclusion_list: ExclusionList
    outcome: Adjudication
    adjudicated_by: str
    reason_code: str
    evidence_hash: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitSupplierDocument(Command):
    supplier_id: str
    document_type: DocumentType
    content_hash: str
    submitted_by: str
    reference: str | None = None
    begins_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifySupplierDocument(Command):
    """Not by whoever submitted it or proposed the supplier."""

    supplier_id: str
    document: int
    verified_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectSupplierDocument(Command):
    """Also for one that was verified, and that its issuer has revoked."""

    supplier_id: str
    document: int
    rejected_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSupplierCredentialDeadlines(Command):
    """Whatever is about to expire at `now`, or has; each document is told of once."""

    supplier_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeSupplierBankDetails(Command):
    """The account's number comes masked, with its fingerprint, and sealed."""

    supplier_id: str
    scheme: BankScheme
    bank: str
    masked: str
    fingerprint: str
    currency: str
    proposed_by: str
    details: SealedText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifySupplierBankDetails(Command):
    """By a call-back; not by whoever proposed the details or the supplier."""

    supplier_id: str
    bank_details: int
    verified_by: str
    contact_source: ContactSource
    called_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectSupplierBankDetails(Command):
    supplier_id: str
    bank_details: int
    rejected_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSupplierRisk(Command):
    supplier_id: str
    score: int
    source: str
    assessed_on: date
    recorded_by: str
    evidence_hash: str | None = None
