"""What requests about suppliers say: the bodies of the routes in `suppliers`."""

from datetime import date
from typing import Final

from pydantic import Field

from api.conversation import Body, CommandBody
from api.examples import SUPPLIER, example
from domain.ids import Code, Id, Number, Text
from domain.money import Amount, Currency
from domain.quantity import Quantity
from domain.suppliers.payment_terms import DAYS_MAX
from domain.suppliers.terms import (
    ConditionalKind,
    Country,
    HoldScope,
    IdentifierScheme,
    Supply,
    Tier,
)
from domain.suppliers.watch_events import Score

LEGAL_ENTITIES_MAX: Final = 100
SUPPLIES_MAX: Final = 20


def sealed_under(supplier_id: str) -> str:
    """The subject whose key seals what may name the people behind a supplier."""
    return f"supplier-{supplier_id}"


class ProposeSupplierBody(CommandBody):
    """A company that somebody wants to buy from. Without a tier it is `basic`."""

    model_config = example(
        id=SUPPLIER,
        number="SUP-1001",
        name="Northside Medical Supply",
        tax_id="98-7654321",
        tier="standard",
        supplies=["goods"],
    )

    id: Id | None = None
    number: Number | None = None
    name: Text
    tax_id: Number | None = None
    tier: Tier | None = None
    supplies: tuple[Supply, ...] = Field(default=(), max_length=SUPPLIES_MAX)
    parent_id: Id | None = Field(default=None, description="The company that it is a part of.")
    parent_reason_code: Code | None = Field(
        default=None, description="Why it bears the tax id of its parent."
    )


class ClassifySupplierBody(CommandBody):
    """How much has to be known of it, and what it supplies."""

    model_config = example(tier="standard", supplies=["goods", "devices"], reason_code="devices")

    tier: Tier
    supplies: tuple[Supply, ...] = Field(max_length=SUPPLIES_MAX)
    reason_code: Code


class ActivateSupplierBody(CommandBody):
    """For which legal entities; none named: for all."""

    model_config = example(legal_entities=[])

    legal_entities: tuple[Code, ...] = Field(default=(), max_length=LEGAL_ENTITIES_MAX)


class ActivateSupplierConditionallyBody(CommandBody):
    """Within what the supplier is open."""

    model_config = example(
        effective_at="2026-03-02T09:00:00Z",
        kind="emergency",
        cap="5000.00",
        currency="USD",
        until="2026-03-31",
        reason_code="flood",
        legal_entities=["NORTHSIDE"],
    )

    kind: ConditionalKind
    cap: Amount
    currency: Currency
    until: date = Field(description="The last day on which an order may be issued.")
    reason_code: Code
    legal_entities: tuple[Code, ...] = Field(default=(), max_length=LEGAL_ENTITIES_MAX)


class ChangeSupplierLegalEntitiesBody(CommandBody):
    """For which legal entities; none named: for all."""

    model_config = example(legal_entities=["NORTHSIDE"])

    legal_entities: tuple[Code, ...] = Field(max_length=LEGAL_ENTITIES_MAX)


class SuspendSupplierBody(CommandBody):
    """Why everything stops."""

    model_config = example(reason_code="fraud_alert")

    reason_code: Code


class DeactivateSupplierBody(CommandBody):
    """Why nothing is ordered any more."""

    model_config = example(reason_code="not_used")

    reason_code: Code


class ReinstateSupplierBody(CommandBody):
    """Why it goes on."""

    model_config = example(reason_code="alert_unfounded")

    reason_code: Code


class DebarSupplierBody(CommandBody):
    """Why it is excluded."""

    model_config = example(reason_code="federal_exclusion")

    reason_code: Code


class LiftSupplierDebarmentBody(CommandBody):
    """Why it may be screened again."""

    model_config = example(reason_code="exclusion_ended")

    reason_code: Code


class MergeSupplierBody(CommandBody):
    """Which supplier goes on."""

    model_config = example(survivor_id=SUPPLIER, reason_code="acquired")

    survivor_id: Id
    reason_code: Code


class HoldSupplierBody(CommandBody):
    """What stops, why, where and how long."""

    model_config = example(scope="payment", reason_code="bank_details_changed")

    scope: HoldScope
    reason_code: Code
    until: date | None = Field(default=None, description="The last day; it still stops that day.")
    legal_entity: Code | None = None


class ReleaseSupplierHoldBody(CommandBody):
    """Which hold is lifted."""

    model_config = example(scope="payment")

    scope: HoldScope
    legal_entity: Code | None = None


class BeginSupplierWatchBody(CommandBody):
    """Why whoever orders from it is warned, by which score of 100, and the day of review."""

    model_config = example(reason_code="late_deliveries", score=41, review_on="2040-01-31")

    reason_code: Code
    score: Score | None = None
    review_on: date | None = None


class EndSupplierWatchBody(CommandBody):
    """Why nobody is warned any more."""

    model_config = example(reason_code="recovered")

    reason_code: Code


class RecordSupplierIdentifierBody(CommandBody):
    """A number and who gives such numbers."""

    model_config = example(scheme="gln", value="0614141000012")

    scheme: IdentifierScheme
    value: Number


class RemoveSupplierIdentifierBody(CommandBody):
    """The number, and why it goes."""

    model_config = example(scheme="gln", value="0614141000012", reason_code="mistyped")

    scheme: IdentifierScheme
    value: Number
    reason_code: Code


class RecordSupplierSiteBody(CommandBody):
    """Where payments are sent; the address is sealed."""

    model_config = example(site="REMIT-1", country="US", address="PO Box 1201, Columbus OH 43216")

    site: Code
    country: Country
    address: Text | None = None


class CloseSupplierSiteBody(CommandBody):
    """Why nothing is sent there any more."""

    model_config = example(reason_code="moved")

    reason_code: Code


class TermShareBody(Body):
    """So much of each invoice is due so many days after its date."""

    percent: Quantity
    days: int = Field(ge=0, le=DAYS_MAX)


class AgreeSupplierPaymentTermsBody(CommandBody):
    """When invoices are due from now on; no parts: on the day that each states."""

    model_config = example(
        instalments=[{"percent": "50", "days": 0}, {"percent": "50", "days": 30}]
    )

    instalments: tuple[TermShareBody, ...]
