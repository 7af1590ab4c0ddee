"""HTTP for what is sent in and found out about suppliers: lists, documents, bank details, risk.

An account number is checked, masked and sealed here: no command and no event holds it in the clear.
"""

from typing import Final

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest, values_of
from api.plain_numbers import PathNumber
from api.supplier_bodies import sealed_under
from api.supplier_evidence_bodies import (
    AdjudicateSupplierMatchBody,
    ProposeSupplierBankDetailsBody,
    RecordSupplierRiskBody,
    RecordSupplierScreeningBody,
    RejectSupplierBankDetailsBody,
    RejectSupplierDocumentBody,
    SubmitSupplierDocumentBody,
    VerifySupplierBankDetailsBody,
)
from domain.ids import Id
from domain.suppliers.accounts import checked_account
from domain.suppliers.evidence_commands import (
    AdjudicateSupplierMatch,
    ListLookup,
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

router: Final = command_router("/v1/suppliers", "suppliers")


@router.post("/{supplier_id}/screenings")
async def record_supplier_screening(
    supplier_id: Id, body: RecordSupplierScreeningBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records what lists of excluded companies say; a clear in one clears no other."""
    return await conversation.send(
        RecordSupplierScreening(
            supplier_id=supplier_id,
            screened_by=conversation.actor_id,
            lookups=tuple(ListLookup(**values_of(each)) for each in body.lookups),
            now=conversation.moment(body),
        )
    )


@router.post("/{supplier_id}/screenings/adjudicate")
async def adjudicate_supplier_match(
    supplier_id: Id, body: AdjudicateSupplierMatchBody, conversation: ConversationOfRequest
) -> Accepted:
    """Judges a match in a list; not by the person who found it."""
    return await conversation.send(
        AdjudicateSupplierMatch(
            supplier_id=supplier_id,
            adjudicated_by=conversation.actor_id,
            now=conversation.moment(body),
            **values_of(body, "effective_at"),
        )
    )


@router.post("/{supplier_id}/documents")
async def submit_supplier_document(
    supplier_id: Id, body: SubmitSupplierDocumentBody, conversation: ConversationOfRequest
) -> Accepted:
    """Submits a document by its hash; documents of a supplier are numbered from 1."""
    return await conversation.send(
        SubmitSupplierDocument(
            supplier_id=supplier_id,
            submitted_by=conversation.actor_id,
            now=conversation.moment(body),
            **values_of(body, "effective_at"),
        )
    )


@router.post("/{supplier_id}/documents/{document}/verify")
async def verify_supplier_document(
    supplier_id: Id, document: PathNumber, body: CommandBody, conversation: ConversationOfRequest
) -> Accepted:
    """Says that a document is genuine; not by the person who submitted it."""
    return await conversation.send(
        VerifySupplierDocument(
            supplier_id=supplier_id,
            document=document,
            verified_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{supplier_id}/documents/{document}/reject")
async def reject_supplier_document(
    supplier_id: Id,
    document: PathNumber,
    body: RejectSupplierDocumentBody,
    conversation: ConversationOfRequest,
) -> Accepted:
    """Says that a document does not count, or counts no longer."""
    return await conversation.send(
        RejectSupplierDocument(
            supplier_id=supplier_id,
            document=document,
            rejected_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{supplier_id}/credential-deadlines")
async def record_supplier_credential_deadlines(
    supplier_id: Id, body: CommandBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records which verified documents are about to expire, or have; each is told of once."""
    return await conversation.send(
        RecordSupplierCredentialDeadlines(supplier_id=supplier_id, now=conversation.moment(body))
    )


@router.post("/{supplier_id}/bank-details")
async def propose_supplier_bank_details(
    supplier_id: Id, body: ProposeSupplierBankDetailsBody, conversation: ConversationOfRequest
) -> Accepted:
    """Proposes where the supplier is paid; nothing is paid there before the call-back."""
    account = checked_account(body.scheme, body.bank, body.account)
    secret = f"{account.whole} {body.holder or ''}".strip()
    return await conversation.send(
        ProposeSupplierBankDetails(
            supplier_id=supplier_id,
            scheme=account.scheme,
            bank=account.bank,
            masked=account.masked,
            fingerprint=conversation.fingerprint(account.whole),
            currency=body.currency,
            proposed_by=conversation.actor_id,
            details=conversation.seal(secret, sealed_under(supplier_id)),
            now=conversation.moment(body),
        )
    )


@router.post("/{supplier_id}/bank-details/{bank_details}/verify")
async def verify_supplier_bank_details(
    supplier_id: Id,
    bank_details: PathNumber,
    body: VerifySupplierBankDetailsBody,
    conversation: ConversationOfRequest,
) -> Accepted:
    """Confirms bank details by a call-back; by neither proposer. They are in force some days on."""
    moment = conversation.moment(body)
    return await conversation.send(
        VerifySupplierBankDetails(
            supplier_id=supplier_id,
            bank_details=bank_details,
            verified_by=conversation.actor_id,
            contact_source=body.contact_source,
            called_on=body.called_on or moment.date(),
            now=moment,
        )
    )


@router.post("/{supplier_id}/bank-details/{bank_details}/reject")
async def reject_supplier_bank_details(
    supplier_id: Id,
    bank_details: PathNumber,
    body: RejectSupplierBankDetailsBody,
    conversation: ConversationOfRequest,
) -> Accepted:
    """Nothing is paid there; the former details stay in force."""
    return await conversation.send(
        RejectSupplierBankDetails(
            supplier_id=supplier_id,
            bank_details=bank_details,
            rejected_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{supplier_id}/risk")
async def record_supplier_risk(
    supplier_id: Id, body: RecordSupplierRiskBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records what an assessment of the supplier's risk came to."""
    return await conversation.send(
        RecordSupplierRisk(
            supplier_id=supplier_id,
            recorded_by=conversation.actor_id,
            now=conversation.moment(body),
            **values_of(body, "effective_at"),
        )
    )
