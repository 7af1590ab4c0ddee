"""The facts of one supplier, in few words: what the tests of suppliers tell with.

Adam proposes Medline, vera looks into the lists, jude judges matches, adam sends documents in, dora
verifies them, adam proposes bank details, fay calls back, carla clears the supplier.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from domain.event import DocumentRef
from domain.suppliers.events import (
    SupplierActivated,
    SupplierConditionallyActivated,
    SupplierEvent,
    SupplierHoldPlaced,
    SupplierProposed,
    SupplierScreeningStarted,
)
from domain.suppliers.evidence_commands import ListLookup
from domain.suppliers.evidence_events import (
    SupplierBankDetailsProposed,
    SupplierBankDetailsVerified,
    SupplierDocumentSubmitted,
    SupplierDocumentVerified,
    SupplierMatchAdjudicated,
    SupplierScreeningRecorded,
)
from domain.suppliers.state import SUPPLIER, Supplier
from domain.suppliers.terms import (
    DocumentType,
    ExclusionList,
    HoldScope,
    ScreeningResult,
    Supply,
    Tier,
)
from tests.domain.scenario import folded

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
TODAY: Final = date(2026, 3, 1)
MEDLINE: Final = "5a1c7c1e-0000-4000-8000-000000000001"
ACME: Final = "5a1c7c1e-0000-4000-8000-000000000002"
HASH: Final = "0f" * 32
FEDERAL: Final[tuple[ExclusionList, ...]] = ("oig_leie", "sam", "ofac")


def day(number: int) -> date:
    """So many days from today."""
    return TODAY + timedelta(days=number)


def at(number: int) -> datetime:
    """Nine in the morning, so many days from today."""
    return NOW + timedelta(days=number)


def proposed(
    tier: Tier | None = None, *supplies: Supply, supplier_id: str = MEDLINE, number: str = "S-1"
) -> SupplierProposed:
    return SupplierProposed(
        supplier_id=supplier_id,
        number=number,
        name="Medline",
        proposed_by="adam",
        tax_id="12-345",
        tier=tier,
        supplies=supplies or None,
    )


def activated(*legal_entities: str) -> SupplierActivated:
    return SupplierActivated(activated_by="carla", legal_entities=legal_entities or None)


def conditional(cap: str = "1000", until: date | None = None, **terms: Any) -> SupplierEvent:
    values: dict[str, Any] = {"kind": "emergency", "currency": "USD", "reason_code": "flood"}
    values |= {"cap": cap, "until": until or day(30), "activated_by": "carla", **terms}
    return SupplierConditionallyActivated.model_validate(values)


def looked(
    exclusion_list: ExclusionList, result: ScreeningResult = "clear", on: date = TODAY
) -> SupplierScreeningRecorded:
    return SupplierScreeningRecorded(
        exclusion_list=exclusion_list,
        list_date=on,
        result=result,
        evidence_hash=HASH,
        screened_by="vera",
    )


def lookup(
    exclusion_list: ExclusionList, result: ScreeningResult = "clear", on: date = TODAY
) -> ListLookup:
    return ListLookup(
        exclusion_list=exclusion_list, list_date=on, result=result, evidence_hash=HASH
    )


def judged(exclusion_list: ExclusionList, outcome: str) -> SupplierMatchAdjudicated:
    return SupplierMatchAdjudicated.model_validate(
        {
            "exclusion_list": exclusion_list,
            "list_date": TODAY,
            "outcome": outcome,
            "adjudicated_by": "jude",
            "reason_code": "other_address",
        }
    )


def screened(
    *lists: ExclusionList, on: date = TODAY, first: bool = True
) -> tuple[SupplierEvent, ...]:
    """Clear in these lists, or in those of the federal government."""
    started = (SupplierScreeningStarted(),) if first else ()
    return (*started, *(looked(each, on=on) for each in lists or FEDERAL))


def submitted(
    document_type: DocumentType = "w9", expires_on: date | None = None, document: int = 1
) -> SupplierDocumentSubmitted:
    return SupplierDocumentSubmitted(
        document=document,
        document_type=document_type,
        content_hash=HASH,
        submitted_by="adam",
        expires_on=expires_on,
    )


def verified(document: int = 1) -> SupplierDocumentVerified:
    return SupplierDocumentVerified(document=document, verified_by="dora")


def papers(*types: DocumentType, expires_on: date | None = None) -> tuple[SupplierEvent, ...]:
    """Verified documents, counted from 1."""
    return tuple(
        event
        for number, each in enumerate(types, start=1)
        for event in (submitted(each, expires_on, number), verified(number))
    )


def account(number: int = 1, fingerprint: str = HASH) -> SupplierBankDetailsProposed:
    return SupplierBankDetailsProposed(
        bank_details=number,
        scheme="us_ach",
        bank="021000021",
        masked="****6789",
        fingerprint=fingerprint,
        currency="USD",
        proposed_by="adam",
        proposed_on=TODAY,
    )


def called_back(number: int = 1, on: int = 0) -> SupplierBankDetailsVerified:
    """Confirmed so many days from today; in force five days later."""
    return SupplierBankDetailsVerified(
        bank_details=number,
        verified_by="fay",
        contact_source="contract",
        called_on=day(on),
        in_force_from=day(on + 5),
    )


def held(
    scope: HoldScope, until: date | None = None, legal_entity: str | None = None
) -> SupplierHoldPlaced:
    return SupplierHoldPlaced(
        scope=scope, reason_code="sanction", until=until, legal_entity=legal_entity
    )


def active(*more: SupplierEvent) -> tuple[SupplierEvent, ...]:
    """A standard supplier with all that it needs for orders and payments."""
    return (
        proposed("standard", "goods"),
        *screened(),
        *papers("w9"),
        account(),
        called_back(on=-10),
        activated(),
        *more,
    )


def supplier(*events: SupplierEvent) -> Supplier:
    """The supplier to which all this has happened."""
    return folded(SUPPLIER, *events)


def ref(supplier_id: str = ACME, number: str = "S-2") -> DocumentRef:
    return DocumentRef(aggregate="supplier", id=supplier_id, number=number)
