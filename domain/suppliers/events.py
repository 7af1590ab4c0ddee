"""Facts of a supplier's standing. Stored names are a contract; see `state` for what they add up to.

What was found out about it (screening, documents, bank details) is in `evidence_events`.
"""

from datetime import date
from typing import ClassVar, Final

from domain.event import DocumentRef, Event, SealedText
from domain.ids import Code, Id, Number, Text
from domain.money import Amount, Currency
from domain.suppliers.evidence_events import EVIDENCE_EVENTS, EvidenceEvent
from domain.suppliers.payment_terms import SupplierPaymentTermsAgreed
from domain.suppliers.self_billing_events import SELF_BILLING_EVENTS, SelfBillingEvent
from domain.suppliers.terms import (
    ConditionalKind,
    Country,
    HoldScope,
    IdentifierScheme,
    Supply,
    Tier,
)
from domain.suppliers.watch_events import WATCH_EVENTS, WatchEvent


class SupplierProposed(Event):
    """Somebody wants to buy from this company; nothing may be ordered yet.

    Without a tier it is `basic`. A child may bear the tax id of its parent, for the stated reason.
    """

    TYPE: ClassVar[str] = "supplier.proposed"
    supplier_id: Id
    number: Number
    name: Text
    proposed_by: Code
    tax_id: Number | None = None
    tier: Tier | None = None
    supplies: tuple[Supply, ...] | None = None
    parent: DocumentRef | None = None
    parent_reason_code: Code | None = None


class SupplierClassified(Event):
    """Another tier, or other supplies: other lists and documents are asked for from now on."""

    TYPE: ClassVar[str] = "supplier.classified"
    tier: Tier
    supplies: tuple[Supply, ...]
    classified_by: Code
    reason_code: Code


class SupplierScreeningStarted(Event):
    """The supplier is compared with the lists of excluded companies."""

    TYPE: ClassVar[str] = "supplier.screening_started"


class SupplierCredentialingStarted(Event):
    """Every list that its tier asks for is clear: what is missing now are documents."""

    TYPE: ClassVar[str] = "supplier.credentialing_started"


class SupplierActivated(Event):
    """Screened and cleared: orders may be issued, for the named legal entities or for all."""

    TYPE: ClassVar[str] = "supplier.activated"
    activated_by: Code
    legal_entities: tuple[Code, ...] | None = None


class SupplierConditionallyActivated(Event):
    """Open within limits before all documents are there: for one order, or for an emergency."""

    TYPE: ClassVar[str] = "supplier.conditionally_activated"
    kind: ConditionalKind
    cap: Amount
    currency: Currency
    until: date  # the last day
    activated_by: Code
    reason_code: Code
    legal_entities: tuple[Code, ...] | None = None


class SupplierSpendCommitted(Event):
    """What an order to a conditional supplier takes of its cap; it replaces the order's former."""

    TYPE: ClassVar[str] = "supplier.spend_committed"
    purchase_order: DocumentRef
    amount: Amount
    currency: Currency


class SupplierLegalEntitiesChanged(Event):
    """For which legal entities the supplier is open; none named: for all."""

    TYPE: ClassVar[str] = "supplier.legal_entities_changed"
    legal_entities: tuple[Code, ...]
    changed_by: Code


class SupplierSuspended(Event):
    """Nothing goes on until somebody reinstates it."""

    TYPE: ClassVar[str] = "supplier.suspended"
    suspended_by: Code
    reason_code: Code


class SupplierDeactivated(Event):
    """No new orders; what was ordered is invoiced and paid."""

    TYPE: ClassVar[str] = "supplier.deactivated"
    deactivated_by: Code
    reason_code: Code


class SupplierReinstated(Event):
    """A suspended or inactive supplier is active again."""

    TYPE: ClassVar[str] = "supplier.reinstated"
    reinstated_by: Code
    reason_code: Code


class SupplierDebarred(Event):
    """Excluded by an authority or by the network: neither orders nor payments."""

    TYPE: ClassVar[str] = "supplier.debarred"
    debarred_by: Code
    reason_code: Code


class SupplierDebarmentLifted(Event):
    """It may be screened again; until it is cleared anew, nothing may be ordered."""

    TYPE: ClassVar[str] = "supplier.debarment_lifted"
    lifted_by: Code
    reason_code: Code


class SupplierMerged(Event):
    """The same company as another supplier. Its identifiers stay; orders go to the survivor."""

    TYPE: ClassVar[str] = "supplier.merged"
    survivor: DocumentRef
    merged_by: Code
    reason_code: Code


class SupplierAbsorbed(Event):
    """Another supplier was merged into this one."""

    TYPE: ClassVar[str] = "supplier.absorbed"
    merged: DocumentRef


class SupplierHoldPlaced(Event):
    """Orders, invoices, payments or all of them stop until the hold is released.

    With `until` it stops through that day; with a legal entity it stops there alone.
    """

    TYPE: ClassVar[str] = "supplier.hold_placed"
    scope: HoldScope
    reason_code: Code
    until: date | None = None
    legal_entity: Code | None = None


class SupplierHoldReleased(Event):
    """The hold of this scope, and of this legal entity where it names one, is lifted."""

    TYPE: ClassVar[str] = "supplier.hold_released"
    scope: HoldScope
    legal_entity: Code | None = None


class SupplierIdentifierRecorded(Event):
    """A number under which others know the supplier."""

    TYPE: ClassVar[str] = "supplier.identifier_recorded"
    scheme: IdentifierScheme
    value: Number
    recorded_by: Code


class SupplierIdentifierRemoved(Event):
    """The number was an error, or is no longer the supplier's."""

    TYPE: ClassVar[str] = "supplier.identifier_removed"
    scheme: IdentifierScheme
    value: Number
    removed_by: Code
    reason_code: Code


class SupplierSiteRecorded(Event):
    """Where payments are sent. The address is sealed: a sole trader's is where a person lives."""

    TYPE: ClassVar[str] = "supplier.site_recorded"
    site: Code
    country: Country
    recorded_by: Code
    address: SealedText | None = None


class SupplierSiteClosed(Event):
    """Nothing is sent there any more."""

    TYPE: ClassVar[str] = "supplier.site_closed"
    site: Code
    closed_by: Code
    reason_code: Code


class SupplierAgreementListed(Event):
    """A price agreement with the supplier came into force: orders that do not name it find it."""

    TYPE: ClassVar[str] = "supplier.agreement_listed"
    agreement: DocumentRef


class SupplierRebateListed(Event):
    """A rebate with the supplier stands: what is invoiced under its agreement is counted."""

    TYPE: ClassVar[str] = "supplier.rebate_listed"
    rebate: DocumentRef
    agreement: Number


StandingEvent = (
    SupplierProposed
    | SupplierScreeningStarted
    | SupplierCredentialingStarted
    | SupplierActivated
    | SupplierConditionallyActivated
    | SupplierSpendCommitted
    | SupplierLegalEntitiesChanged
    | SupplierSuspended
    | SupplierDeactivated
    | SupplierReinstated
    | SupplierDebarred
    | SupplierDebarmentLifted
    | SupplierMerged
    | SupplierAbsorbed
)
MasterEvent = (
    SupplierClassified
    | SupplierHoldPlaced
    | SupplierHoldReleased
    | SupplierIdentifierRecorded
    | SupplierIdentifierRemoved
    | SupplierSiteRecorded
    | SupplierSiteClosed
    | SupplierAgreementListed
    | SupplierRebateListed
    | SelfBillingEvent
    | SupplierPaymentTermsAgreed
    | WatchEvent
)
SupplierEvent = StandingEvent | MasterEvent | EvidenceEvent
EVENTS: Final = (
    SupplierProposed,
    SupplierClassified,
    SupplierScreeningStarted,
    SupplierCredentialingStarted,
    SupplierActivated,
    SupplierConditionallyActivated,
    SupplierSpendCommitted,
    SupplierLegalEntitiesChanged,
    SupplierSuspended,
    SupplierDeactivated,
    SupplierReinstated,
    SupplierDebarred,
    SupplierDebarmentLifted,
    SupplierMerged,
    SupplierAbsorbed,
    SupplierHoldPlaced,
    SupplierHoldReleased,
    SupplierIdentifierRecorded,
    SupplierIdentifierRemoved,
    SupplierSiteRecorded,
    SupplierSiteClosed,
    SupplierAgreementListed,
    SupplierRebateListed,
    *SELF_BILLING_EVENTS,
    SupplierPaymentTermsAgreed,
    *WATCH_EVENTS,
    *EVIDENCE_EVENTS,
)
