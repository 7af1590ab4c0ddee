"""What requests about evidence say: the bodies of the routes in `supplier_evidence`."""

from datetime import date
from typing import Final

from pydantic import Field

from api.conversation import Body, CommandBody
from api.examples import example
from domain.ids import Code, Number, Sha256, Text
from domain.money import Currency
from domain.suppliers.evidence_events import RISK_SCORE_MAX
from domain.suppliers.terms import (
    Adjudication,
    BankScheme,
    ContactSource,
    DocumentType,
    ExclusionList,
    ScreeningResult,
)

LOOKUPS_MAX: Final = 20
_HASH: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


class LookupBody(Body):
    """What one list says, as it stood on its date."""

    exclusion_list: ExclusionList
    list_date: date
    result: ScreeningResult
    evidence_hash: Sha256


class RecordSupplierScreeningBody(CommandBody):
    """One look into each of these lists; the files that show it are kept elsewhere."""

    model_config = example(
        lookups=[
            {
                "exclusion_list": name,
                "list_date": "2026-03-01",
                "result": "clear",
                "evidence_hash": _HASH,
            }
            for name in ("oig_leie", "sam", "ofac")
        ]
    )

    lookups: tuple[LookupBody, ...] = Field(max_length=LOOKUPS_MAX)


class AdjudicateSupplierMatchBody(CommandBody):
    """Whether it is the one in the list, and why."""

    model_config = example(
        exclusion_list="sam", outcome="cleared", reason_code="other_address", evidence_hash=_HASH
    )

    exclusion_list: ExclusionList
    outcome: Adjudication
    reason_code: Code
    evidence_hash: Sha256 | None = None


class SubmitSupplierDocumentBody(CommandBody):
    """What came in; the file itself is kept elsewhere."""

    model_config = example(document_type="w9", content_hash=_HASH, begins_on="2026-01-01")

    document_type: DocumentType
    content_hash: Sha256
    reference: Number | None = Field(default=None, description="The licence's own number.")
    begins_on: date | None = None
    expires_on: date | None = Field(default=None, description="The last day on which it counts.")


class RejectSupplierDocumentBody(CommandBody):
    """Why it does not count."""

    model_config = example(reason_code="unreadable")

    reason_code: Code


class ProposeSupplierBankDetailsBody(CommandBody):
    """Where the supplier asks to be paid. Account and holder are sealed, never shown again."""

    model_config = example(
        scheme="us_ach",
        bank="021000021",
        account="000123456789",
        currency="USD",
        holder="Northside Medical Supply",
    )

    scheme: BankScheme
    bank: Number = Field(description="Routing number or BIC.")
    account: Number
    currency: Currency
    holder: Text | None = None


class VerifySupplierBankDetailsBody(CommandBody):
    """The call-back: when, and where its number came from."""

    model_config = example(contact_source="contract")

    contact_source: ContactSource
    called_on: date | None = Field(default=None, description="By default the effective day.")


class RejectSupplierBankDetailsBody(CommandBody):
    """Why nothing is paid there."""

    model_config = example(reason_code="not_confirmed")

    reason_code: Code


class RecordSupplierRiskBody(CommandBody):
    """What an assessment came to."""

    model_config = example(
        score=22, source="credit_agency", assessed_on="2026-03-01", evidence_hash=_HASH
    )

    score: int = Field(ge=0, le=RISK_SCORE_MAX, description="0 no risk, 100 the highest.")
    source: Code
    assessed_on: date
    evidence_hash: Sha256 | None = None
