"""What is known of a supplier in parts: its screenings, documents, bank details, holds and limits.

Each is frozen and says of itself what it is worth; `eligibility` says what follows for orders and
payments, `policy` what has to be there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, Literal, assert_never

from domain.frozen import replace
from domain.suppliers.evidence_events import (
    BankEvent,
    DocumentEvent,
    ScreeningEvent,
    SupplierBankDetailsProposed,
    SupplierBankDetailsRejected,
    SupplierBankDetailsVerified,
    SupplierCredentialExpired,
    SupplierCredentialExpiring,
    SupplierDocumentRejected,
    SupplierDocumentSubmitted,
    SupplierDocumentVerified,
    SupplierMatchAdjudicated,
    SupplierScreeningRecorded,
)
from domain.suppliers.terms import (
    Adjudication,
    BankScheme,
    ConditionalKind,
    DocumentType,
    ExclusionList,
    HoldScope,
    ScreeningResult,
)

Verdict = Literal["submitted", "verified", "rejected"]
ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """The latest look into one list."""

    list_date: date
    result: ScreeningResult
    screened_by: str
    outcome: Adjudication | None = None
    adjudicated_by: str | None = None

    @property
    def is_clear(self) -> bool:
        """Not in the list, or found not to be the one that is."""
        return (self.outcome or self.result) in ("clear", "cleared")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document as it stands: submitted, then verified or rejected."""

    document: int
    document_type: DocumentType
    submitted_by: str
    begins_on: date | None = None
    expires_on: date | None = None
    status: Verdict = "submitted"
    verified_by: str | None = None
    told: Literal["expiring", "expired"] | None = None  # what was recorded of its last day

    def counts_on(self, day: date) -> bool:
        """Verified, begun, and not over: the last day counts."""
        begun = self.begins_on is None or self.begins_on <= day
        over = self.expires_on is not None and self.expires_on < day
        return self.status == "verified" and begun and not over


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Bank details as they stand: proposed, then verified or rejected."""

    bank_details: int
    scheme: BankScheme
    bank: str
    masked: str
    fingerprint: str
    currency: str
    proposed_by: str
    proposed_on: date | None = None
    status: Literal["proposed", "verified", "rejected"] = "proposed"
    verified_by: str | None = None
    in_force_from: date | None = None

    def in_force_on(self, day: date) -> bool:
        """Verified, and past the days in which a fraud would still come to light."""
        return (
            self.status == "verified"
            and self.in_force_from is not None
            and self.in_force_from <= day
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingHold:
    """What stops, where, why, and through which day."""

    scope: HoldScope
    reason_code: str
    legal_entity: str | None = None
    until: date | None = None

    def stands_on(self, day: date) -> bool:
        """A hold until today still stops today."""
        return self.until is None or day <= self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Within what a conditional supplier is open; `spent` is by order."""

    kind: ConditionalKind
    cap: Decimal
    currency: str
    until: date
    spent: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def spent_in_all(self) -> Decimal:
        """What all its orders take."""
        return sum(self.spent.values(), ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """The latest assessment."""

    score: int
    source: str
    assessed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that was found out, and all that was sent in."""

    screenings: Mapping[ExclusionList, Screening] = field(default_factory=dict)
    documents: Mapping[int, Paper] = field(default_factory=dict)
    bank_details: Mapping[int, Account] = field(default_factory=dict)
    risk: Risk | None = None

    @property
    def open_matches(self) -> tuple[ExclusionList, ...]:
        """The lists that the supplier is in, or may be in."""
        return tuple(name for name, each in sorted(self.screenings.items()) if not each.is_clear)

    @property
    def pending_bank_details(self) -> Account | None:
        """Those that wait for the call-back."""
        waiting = (each for each in self.bank_details.values() if each.status == "proposed")
        return next(waiting, None)

    @property
    def newest_account(self) -> Account | None:
        """The details that were verified last, in force or soon."""
        verified = (each for each in self.bank_details.values() if each.status == "verified")
        return max(verified, key=lambda each: each.bank_details, default=None)

    def account_on(self, day: date) -> Account | None:
        """Where the supplier is paid on that day: the newest details that are in force."""
        every = (each for each in self.bank_details.values() if each.in_force_on(day))
        return max(every, key=lambda each: each.bank_details, default=None)

    def counting(self, kind: DocumentType, day: date) -> Iterator[Paper]:
        """The documents of this type that count on that day."""
        return (
            each
            for each in self.documents.values()
            if each.document_type == kind and each.counts_on(day)
        )


def screened(evidence: Evidence, event: ScreeningEvent) -> Evidence:
    """With one more look into a list, or with the judgement on what it showed."""
    match event:
        case SupplierScreeningRecorded():
            looked = Screening(
                list_date=event.list_date, result=event.result, screened_by=event.screened_by
            )
        case SupplierMatchAdjudicated():
            looked = replace(
                evidence.screenings[event.exclusion_list],
                outcome=event.outcome,
                adjudicated_by=event.adjudicated_by,
            )
        case _:
            assert_never(event)
    return replace(evidence, screenings={**evidence.screenings, event.exclusion_list: looked})


def documented(evidence: Evidence, event: DocumentEvent) -> Evidence:
    """With one more document, or another standing of one."""
    match event:
        case SupplierDocumentSubmitted():
            paper = Paper(
                document=event.document,
                document_type=event.document_type,
                submitted_by=event.submitted_by,
                begins_on=event.begins_on,
                expires_on=event.expires_on,
            )
        case SupplierDocumentVerified():
            known = evidence.documents[event.document]
            paper = replace(known, status="verified", verified_by=event.verified_by)
        case SupplierDocumentRejected():
            paper = replace(evidence.documents[event.document], status="rejected")
        case SupplierCredentialExpiring():
            paper = replace(evidence.documents[event.document], told="expiring")
        case SupplierCredentialExpired():
            paper = replace(evidence.documents[event.document], told="expired")
        case _:
            assert_never(event)
    return replace(evidence, documents={**evidence.documents, event.document: paper})


def banked(evidence: Evidence, event: BankEvent) -> Evidence:
    """With other bank details, or another standing of them."""
    match event:
        case SupplierBankDetailsProposed():
            account = Account(
                bank_details=event.bank_details,
                scheme=event.scheme,
                bank=event.bank,
                masked=event.masked,
                fingerprint=event.fingerprint,
                currency=event.currency,
                proposed_by=event.proposed_by,
                proposed_on=event.proposed_on,
            )
        case SupplierBankDetailsVerified():
            account = replace(
                evidence.bank_details[event.bank_details],
                status="verified",
                verified_by=event.verified_by,
                in_force_from=event.in_force_from,
            )
        case SupplierBankDetailsRejected():
            account = replace(evidence.bank_details[event.bank_details], status="rejected")
        case _:
            assert_never(event)
    details = {**evidence.bank_details, event.bank_details: account}
    return replace(evidence, bank_details=details)
