"""What a supplier answers about its documents: submitted, looked at by a second person, expired."""

from datetime import date, timedelta

from domain.ids import LINE_NO_MAX
from domain.suppliers.errors import SupplierUnknownPart, SupplierWrongStatus
from domain.suppliers.events import SupplierEvent
from domain.suppliers.evidence import Paper
from domain.suppliers.evidence_commands import (
    RecordSupplierCredentialDeadlines,
    RejectSupplierDocument,
    SubmitSupplierDocument,
    VerifySupplierDocument,
)
from domain.suppliers.evidence_errors import (
    SupplierDateImpossible,
    SupplierDocumentDecided,
    SupplierDocumentIncomplete,
    SupplierDutiesMixed,
    SupplierNothingDue,
)
from domain.suppliers.evidence_events import (
    SupplierCredentialExpired,
    SupplierCredentialExpiring,
    SupplierDocumentRejected,
    SupplierDocumentSubmitted,
    SupplierDocumentVerified,
)
from domain.suppliers.identifiers import checked_identifier
from domain.suppliers.policy import SUPPLIER_POLICY, SupplierPolicy
from domain.suppliers.state import Supplier


def submit_document(
    supplier: Supplier, command: SubmitSupplierDocument, policy: SupplierPolicy = SUPPLIER_POLICY
) -> tuple[SupplierEvent, ...]:
    """One more document, that is not over yet; it counts once a second person has verified it."""
    if supplier.status in ("merged", "debarred"):
        raise SupplierWrongStatus(supplier.number, supplier.status, ("not merged or debarred",))
    kind, expires_on = command.document_type, command.expires_on
    if expires_on is None and kind in policy.expiring_types:
        raise SupplierDocumentIncomplete(supplier.number, kind, "last day (expires_on)")
    if expires_on is not None:
        _require_not_over(supplier, expires_on, command.now.date())
        begins = command.begins_on
        if begins is not None and begins > expires_on:
            problem = f"lies behind the last day, {expires_on}"
            raise SupplierDateImpossible(supplier.number, "begins_on", begins, problem)
    if kind == "dea":
        if command.reference is None:
            raise SupplierDocumentIncomplete(supplier.number, kind, "number (reference)")
        checked_identifier("dea", command.reference)
    number = max(supplier.evidence.documents, default=0) + 1
    assert number <= LINE_NO_MAX, "documents are counted"
    return (
        SupplierDocumentSubmitted(
            document=number,
            document_type=kind,
            content_hash=command.content_hash,
            submitted_by=command.submitted_by,
            reference=command.reference,
            begins_on=command.begins_on,
            expires_on=expires_on,
        ),
    )


def verify_document(
    supplier: Supplier, command: VerifySupplierDocument
) -> tuple[SupplierEvent, ...]:
    """It counts from now on."""
    paper = _paper(supplier, command.document)
    if paper.status != "submitted":
        raise SupplierDocumentDecided(supplier.number, paper.document, paper.status)
    duties = (("submitted it", paper.submitted_by), ("proposed the supplier", supplier.proposed_by))
    for did, person in duties:
        if command.verified_by == person:
            raise SupplierDutiesMixed(supplier.number, person, did, "verify a document")
    if paper.expires_on is not None:
        _require_not_over(supplier, paper.expires_on, command.now.date())
    return (SupplierDocumentVerified(document=paper.document, verified_by=command.verified_by),)


def reject_document(
    supplier: Supplier, command: RejectSupplierDocument
) -> tuple[SupplierEvent, ...]:
    """It does not count, or not any more."""
    paper = _paper(supplier, command.document)
    if paper.status == "rejected":
        raise SupplierDocumentDecided(supplier.number, paper.document, paper.status)
    return (
        SupplierDocumentRejected(
            document=paper.document,
            rejected_by=command.rejected_by,
            reason_code=command.reason_code,
        ),
    )


def record_deadlines(
    supplier: Supplier,
    command: RecordSupplierCredentialDeadlines,
    policy: SupplierPolicy = SUPPLIER_POLICY,
) -> tuple[SupplierEvent, ...]:
    """Tells once of each verified document that is about to expire, and once when it has.

    A document that is followed by another one of its type is not told of.
    """
    today = command.now.date()
    horizon = today + timedelta(days=policy.expiry_warning_days)
    due: list[SupplierEvent] = []
    for paper in supplier.evidence.documents.values():
        last = paper.expires_on
        if paper.status != "verified" or last is None or _is_followed(supplier, paper):
            continue
        number, kind = paper.document, paper.document_type
        if last < today and paper.told != "expired":
            due.append(
                SupplierCredentialExpired(document=number, document_type=kind, expires_on=last)
            )
        elif today <= last <= horizon and paper.told is None:
            due.append(
                SupplierCredentialExpiring(document=number, document_type=kind, expires_on=last)
            )
    if not due:
        raise SupplierNothingDue(supplier.number, policy.expiry_warning_days)
    return tuple(due)


def _is_followed(supplier: Supplier, paper: Paper) -> bool:
    """Whether a verified document of the type goes on without a gap where this one ends."""
    assert paper.expires_on is not None, "only what ends is followed"
    next_day = paper.expires_on + timedelta(days=1)
    following = supplier.evidence.counting(paper.document_type, next_day)
    return next(following, None) is not None


def _paper(supplier: Supplier, document: int) -> Paper:
    paper = supplier.evidence.documents.get(document)
    if paper is None:
        raise SupplierUnknownPart(supplier.number, "document", document)
    return paper


def _require_not_over(supplier: Supplier, expires_on: date, today: date) -> None:
    if expires_on < today:
        raise SupplierDateImpossible(
            supplier.number, "expires_on", expires_on, "is over: the document counts no longer"
        )
