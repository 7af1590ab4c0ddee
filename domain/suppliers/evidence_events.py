"""Facts of what was found out about a supplier: screening, documents, bank details, risk."""

from datetime import date
from typing import Annotated, ClassVar, Final

from pydantic import Field

from domain.event import DocumentRef, Event, SealedText
from domain.ids import Code, LineNo, Number, Sha256
from domain.money import Currency
from domain.suppliers.terms import (
    Adjudication,
    BankScheme,
    ContactSource,
    DocumentType,
    ExclusionList,
    Masked,
    ScreeningResult,
)

RISK_SCORE_MAX: Final = 100


class SupplierScreeningRecorded(Event):
    """The supplier was looked up in one list as it stood on its date."""

    TYPE: ClassVar[str] = "supplier.screening_recorded"
    exclusion_list: ExclusionList
    list_date: date
    result: ScreeningResult
    evidence_hash: Sha256  # of the page or file that shows it
    screened_by: Code


class SupplierMatchAdjudicated(Event):
    """Whether the entry in the list is the supplier at all."""

    TYPE: ClassVar[str] = "supplier.match_adjudicated"
    exclusion_list: ExclusionList
    list_date: date
    outcome: Adjudication
    adjudicated_by: Code
    reason_code: Code
    evidence_hash: Sha256 | None = None


class SupplierDocumentSubmitted(Event):
    """A document came in. The file is kept elsewhere; its hash tells which one it was."""

    TYPE: ClassVar[str] = "supplier.document_submitted"
    document: LineNo  # counted from 1 within the supplier
    document_type: DocumentType
    content_hash: Sha256
    submitted_by: Code
    reference: Number | None = None  # the licence's or registration's own number
    begins_on: date | None = None
    expires_on: date | None = None  # the last day on which it counts


class SupplierDocumentVerified(Event):
    """A second person found it genuine and about this supplier."""

    TYPE: ClassVar[str] = "supplier.document_verified"
    document: LineNo
    verified_by: Code


class SupplierDocumentRejected(Event):
    """It does not count, or counts no longer: its issuer may have revoked it."""

    TYPE: ClassVar[str] = "supplier.document_rejected"
    document: LineNo
    rejected_by: Code
    reason_code: Code


class SupplierCredentialExpiring(Event):
    """A document that counts will expire soon, and none follows it."""

    TYPE: ClassVar[str] = "supplier.credential_expiring"
    document: LineNo
    document_type: DocumentType
    expires_on: date


class SupplierCredentialExpired(Event):
    """A document's last day is over, and none follows it. Orders that stand are not touched."""

    TYPE: ClassVar[str] = "supplier.credential_expired"
    document: LineNo
    document_type: DocumentType
    expires_on: date


class SupplierBankDetailsProposed(Event):
    """Where the supplier asks to be paid. The account's number is masked here and sealed beside.

    `fingerprint` is the same for the same account of the tenant; `shared_with` is another supplier
    that asked for this account first.
    """

    TYPE: ClassVar[str] = "supplier.bank_details_proposed"
    bank_details: LineNo  # counted from 1 within the supplier
    scheme: BankScheme
    bank: Number  # routing number or BIC
    masked: Masked
    fingerprint: Sha256
    currency: Currency
    proposed_by: Code
    details: SealedText | None = None
    shared_with: DocumentRef | None = None
    proposed_on: date | None = None  # no call-back is older; none: never told


class SupplierBankDetailsVerified(Event):
    """Called back at a number known before, and confirmed; paid to from the stated day on."""

    TYPE: ClassVar[str] = "supplier.bank_details_verified"
    bank_details: LineNo
    verified_by: Code
    contact_source: ContactSource
    called_on: date
    in_force_from: date


class SupplierBankDetailsRejected(Event):
    """Not confirmed, or withdrawn: never paid to, or not any more."""

    TYPE: ClassVar[str] = "supplier.bank_details_rejected"
    bank_details: LineNo
    rejected_by: Code
    reason_code: Code


class SupplierRiskRecorded(Event):
    """What an assessment came to: 0 no risk, 100 the highest."""

    TYPE: ClassVar[str] = "supplier.risk_recorded"
    score: Annotated[int, Field(ge=0, le=RISK_SCORE_MAX)]
    source: Code
    assessed_on: date
    recorded_by: Code
    evidence_hash: Sha256 | None = None


ScreeningEvent = SupplierScreeningRecorded | SupplierMatchAdjudicated
DocumentEvent = (
    SupplierDocumentSubmitted
    | SupplierDocumentVerified
    | SupplierDocumentRejected
    | SupplierCredentialExpiring
    | SupplierCredentialExpired
)
BankEvent = SupplierBankDetailsProposed | SupplierBankDetailsVerified | SupplierBankDetailsRejected
EvidenceEvent = ScreeningEvent | DocumentEvent | BankEvent | SupplierRiskRecorded
EVIDENCE_EVENTS: Final = (
    SupplierScreeningRecorded,
    SupplierMatchAdjudicated,
    SupplierDocumentSubmitted,
    SupplierDocumentVerified,
    SupplierDocumentRejected,
    SupplierCredentialExpiring,
    SupplierCredentialExpired,
    SupplierBankDetailsProposed,
    SupplierBankDetailsVerified,
    SupplierBankDetailsRejected,
    SupplierRiskRecorded,
)
