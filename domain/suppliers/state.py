"""A supplier as its history left it. What it may be used for is in `eligibility`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, assert_never

from domain.aggregate import Aggregate
from domain.event import DocumentRef
from domain.frozen import replace
from domain.suppliers.events import (
    MasterEvent,
    StandingEvent,
    SupplierAbsorbed,
    SupplierActivated,
    SupplierAgreementListed,
    SupplierClassified,
    SupplierConditionallyActivated,
    SupplierCredentialingStarted,
    SupplierDeactivated,
    SupplierDebarmentLifted,
    SupplierDebarred,
    SupplierEvent,
    SupplierHoldPlaced,
    SupplierHoldReleased,
    SupplierIdentifierRecorded,
    SupplierIdentifierRemoved,
    SupplierLegalEntitiesChanged,
    SupplierMerged,
    SupplierProposed,
    SupplierRebateListed,
    SupplierReinstated,
    SupplierScreeningStarted,
    SupplierSiteClosed,
    SupplierSiteRecorded,
    SupplierSpendCommitted,
    SupplierSuspended,
)
from domain.suppliers.evidence import (
    Evidence,
    Limits,
    Risk,
    StandingHold,
    banked,
    documented,
    screened,
)
from domain.suppliers.evidence_events import (
    BankEvent,
    DocumentEvent,
    EvidenceEvent,
    ScreeningEvent,
    SupplierBankDetailsProposed,
    SupplierDocumentSubmitted,
    SupplierRiskRecorded,
)
from domain.suppliers.payment_terms import SupplierPaymentTermsAgreed, TermShare
from domain.suppliers.self_billing_events import (
    SupplierSelfBillingAgreed,
    SupplierSelfBillingEnded,
)
from domain.suppliers.terms import HoldScope, Supply, Tier
from domain.suppliers.watch_events import SupplierWatchBegun, SupplierWatchEnded

SupplierStatus = Literal[
    "proposed",
    "screening",
    "credentialing",
    "active",
    "conditional",
    "suspended",
    "inactive",
    "debarred",
    "merged",
]
UNCLASSIFIED: Final[Tier] = "basic"
AGREEMENTS_MAX: Final = 100  # Of one supplier; an order looks into each of them.


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """A company that wants to sell.

    `edited_by`: who changed what a second person has to agree to, since one last did.
    `legal_entities`: for which it is open; none named: for all. `identifiers`: `scheme value`.
    """

    supplier_id: str
    number: str
    name: str
    tax_id: str | None
    proposed_by: str
    status: SupplierStatus = "proposed"
    tier: Tier = UNCLASSIFIED
    supplies: tuple[Supply, ...] = ()
    parent: DocumentRef | None = None
    legal_entities: tuple[str, ...] = ()
    holds: Mapping[str, StandingHold] = field(default_factory=dict)  # by `hold_key`
    limits: Limits | None = None  # of a conditional supplier
    evidence: Evidence = field(default_factory=Evidence)
    identifiers: tuple[str, ...] = ()
    sites: Mapping[str, str] = field(default_factory=dict)  # open ones, with their country
    survivor: DocumentRef | None = None
    absorbed: tuple[DocumentRef, ...] = ()  # those merged into this one
    self_billing: SupplierSelfBillingAgreed | None = None  # its terms, while it is agreed
    ever_self_billed: bool = False  # whether it was ever agreed
    agreements: tuple[DocumentRef, ...] = ()  # that came into force with it, the latest ones
    rebates: tuple[SupplierRebateListed, ...] = ()  # that stand with it
    payment_terms: tuple[TermShare, ...] = ()  # none: invoices are due as they state
    watch: SupplierWatchBegun | None = None  # why, while whoever orders from it is warned
    ever_open: bool = False
    suspended_by: str | None = None
    debarred_by: str | None = None
    activated_by: str | None = None
    edited_by: tuple[str, ...] = ()

    # A supplier serves the whole tenant.
    legal_entity: None = None
    facility: None = None

    @property
    def ref(self) -> DocumentRef:
        """How other documents name it."""
        return DocumentRef(aggregate=SUPPLIER.name, id=self.supplier_id, number=self.number)


def hold_key(scope: HoldScope, legal_entity: str | None) -> str:
    """One hold of a scope for all, and one for each legal entity."""
    return scope if legal_entity is None else f"{scope}:{legal_entity}"


def identifier_key(scheme: str, value: str) -> str:
    """As the supplier keeps its identifiers."""
    return f"{scheme} {value}"


def evolve(state: Supplier | None, event: SupplierEvent) -> Supplier:
    """The next state."""
    if isinstance(event, SupplierProposed):
        return Supplier(
            supplier_id=event.supplier_id,
            number=event.number,
            name=event.name,
            tax_id=event.tax_id,
            proposed_by=event.proposed_by,
            tier=event.tier or UNCLASSIFIED,
            supplies=event.supplies or (),
            parent=event.parent,
            edited_by=(event.proposed_by,),
        )
    assert state is not None, "the first event proposes the supplier"
    if isinstance(event, EvidenceEvent):
        return _learned(state, event)
    if isinstance(event, MasterEvent):
        return _described(state, event)
    return _standing(state, event)


def _standing(state: Supplier, event: StandingEvent) -> Supplier:
    match event:
        case SupplierProposed():
            raise AssertionError("a supplier is proposed once")
        case SupplierScreeningStarted():
            return replace(state, status="screening")
        case SupplierCredentialingStarted():
            return replace(state, status="credentialing")
        case SupplierActivated():
            return _opened(state, event)
        case SupplierConditionallyActivated():
            limits = Limits(
                kind=event.kind, cap=event.cap, currency=event.currency, until=event.until
            )
            return replace(_opened(state, event), status="conditional", limits=limits)
        case SupplierSpendCommitted():
            assert state.limits is not None, "only what is limited is counted"
            spent = {**state.limits.spent, event.purchase_order.id: event.amount}
            return replace(state, limits=replace(state.limits, spent=spent))
        case SupplierLegalEntitiesChanged():
            return replace(state, legal_entities=event.legal_entities)
        case SupplierSuspended():
            return replace(state, status="suspended", suspended_by=event.suspended_by)
        case SupplierDeactivated():
            return replace(state, status="inactive")
        case SupplierReinstated():
            return replace(state, status="active", limits=None, edited_by=())
        case SupplierDebarred():
            return replace(state, status="debarred", debarred_by=event.debarred_by)
        case SupplierDebarmentLifted():
            return replace(state, status="screening", edited_by=(state.proposed_by,))
        case SupplierMerged():
            return replace(state, status="merged", survivor=event.survivor)
        case SupplierAbsorbed():
            return replace(state, absorbed=(*state.absorbed, event.merged))
        case _:
            assert_never(event)


def _opened(state: Supplier, event: SupplierActivated | SupplierConditionallyActivated) -> Supplier:
    return replace(
        state,
        status="active",
        activated_by=event.activated_by,
        legal_entities=event.legal_entities or (),
        limits=None,
        ever_open=True,
        edited_by=(),
    )


def _described(state: Supplier, event: MasterEvent) -> Supplier:
    match event:
        case SupplierClassified():
            classified = replace(state, tier=event.tier, supplies=event.supplies)
            return _edited(classified, event.classified_by)
        case SupplierHoldPlaced():
            hold = StandingHold(
                scope=event.scope,
                reason_code=event.reason_code,
                legal_entity=event.legal_entity,
                until=event.until,
            )
            key = hold_key(event.scope, event.legal_entity)
            return replace(state, holds={**state.holds, key: hold})
        case SupplierHoldReleased():
            gone = hold_key(event.scope, event.legal_entity)
            left = {key: hold for key, hold in state.holds.items() if key != gone}
            return replace(state, holds=left)
        case SupplierIdentifierRecorded():
            key = identifier_key(event.scheme, event.value)
            tax_id = event.value if event.scheme == "tax_id" else state.tax_id
            known = replace(state, identifiers=(*state.identifiers, key), tax_id=tax_id)
            return _edited(known, event.recorded_by)
        case SupplierIdentifierRemoved():
            key = identifier_key(event.scheme, event.value)
            tax_id = None if event.scheme == "tax_id" else state.tax_id
            others = tuple(each for each in state.identifiers if each != key)
            return _edited(replace(state, identifiers=others, tax_id=tax_id), event.removed_by)
        case SupplierSiteRecorded():
            return replace(state, sites={**state.sites, event.site: event.country})
        case SupplierSiteClosed():
            open_sites = {name: at for name, at in state.sites.items() if name != event.site}
            return replace(state, sites=open_sites)
        case SupplierAgreementListed():
            listed = (*state.agreements, event.agreement)
            return replace(state, agreements=listed[-AGREEMENTS_MAX:])
        case SupplierRebateListed():
            return replace(state, rebates=(*state.rebates, event))
        case SupplierSelfBillingAgreed():
            return replace(state, self_billing=event, ever_self_billed=True)
        case SupplierSelfBillingEnded():
            return replace(state, self_billing=None)
        case SupplierPaymentTermsAgreed():
            return replace(state, payment_terms=event.instalments)
        case SupplierWatchBegun():
            return replace(state, watch=event)
        case SupplierWatchEnded():
            return replace(state, watch=None)
        case _:
            assert_never(event)


def _learned(state: Supplier, event: EvidenceEvent) -> Supplier:
    if isinstance(event, ScreeningEvent):
        return replace(state, evidence=screened(state.evidence, event))
    if isinstance(event, DocumentEvent):
        learned = replace(state, evidence=documented(state.evidence, event))
        if isinstance(event, SupplierDocumentSubmitted):
            return _edited(learned, event.submitted_by)
        return learned
    if isinstance(event, BankEvent):
        learned = replace(state, evidence=banked(state.evidence, event))
        if isinstance(event, SupplierBankDetailsProposed):
            return _edited(learned, event.proposed_by)
        return learned
    assert isinstance(event, SupplierRiskRecorded), "the last kind of evidence"
    risk = Risk(score=event.score, source=event.source, assessed_on=event.assessed_on)
    return replace(state, evidence=replace(state.evidence, risk=risk))


def _edited(state: Supplier, person: str) -> Supplier:
    return replace(state, edited_by=tuple(sorted({*state.edited_by, person})))


SUPPLIER: Final = Aggregate(name="supplier", state=Supplier, evolve=evolve)
