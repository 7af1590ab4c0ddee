"""What may be asked of a supplier. Who acts is named where duties are kept apart by it.

Whoever places or releases a hold stands in the metadata of the event alone.

What is sent in and found out about it is in `evidence_commands`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.event import Command, SealedText
from domain.suppliers.terms import ConditionalKind, HoldScope, IdentifierScheme, Supply, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeSupplier(Command):
    """`parent_id`: the company that it belongs to; with a reason it may share its tax id."""

    supplier_id: str
    number: str
    name: str
    proposed_by: str
    tax_id: str | None = None
    tier: Tier | None = None
    supplies: tuple[Supply, ...] = ()
    parent_id: str | None = None
    parent_reason_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassifySupplier(Command):
    """Not by the proposer, and whoever does cannot activate it."""

    supplier_id: str
    tier: Tier
    supplies: tuple[Supply, ...]
    classified_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivateSupplier(Command):
    """Whoever proposed or edited the supplier cannot clear it."""

    supplier_id: str
    activated_by: str
    legal_entities: tuple[str, ...] = ()  # none named: for all


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivateSupplierConditionally(Command):
    """Before its documents are there: capped, and until a day."""

    supplier_id: str
    activated_by: str
    kind: ConditionalKind
    cap: Decimal
    currency: str
    until: date
    reason_code: str
    legal_entities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSupplierLegalEntities(Command):
    supplier_id: str
    legal_entities: tuple[str, ...]  # none: for all
    changed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeSelfBilling(Command):
    """Its deliveries are billed by ourselves. Whoever records it does not bill by it."""

    supplier_id: str
    due_days: int
    recorded_by: str
    tax_percent: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSelfBilling(Command):
    """The supplier bills for itself again."""

    supplier_id: str
    reason_code: str
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendSupplier(Command):
    supplier_id: str
    suspended_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeactivateSupplier(Command):
    supplier_id: str
    deactivated_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReinstateSupplier(Command):
    """Not by whoever suspended it."""

    supplier_id: str
    reinstated_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DebarSupplier(Command):
    supplier_id: str
    debarred_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftSupplierDebarment(Command):
    """Not by whoever debarred it."""

    supplier_id: str
    lifted_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeSupplier(Command):
    """`supplier_id` turned out to be the same company as the survivor."""

    supplier_id: str
    survivor_id: str
    merged_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSupplierHold(Command):
    """`until`: the last day on which it stops; none: until it is released."""

    supplier_id: str
    scope: HoldScope
    reason_code: str
    until: date | None = None
    legal_entity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseSupplierHold(Command):
    supplier_id: str
    scope: HoldScope
    legal_entity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSupplierIdentifier(Command):
    supplier_id: str
    scheme: IdentifierScheme
    value: str
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveSupplierIdentifier(Command):
    supplier_id: str
    scheme: IdentifierScheme
    value: str
    removed_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSupplierSite(Command):
    """A remit-to address, sealed."""

    supplier_id: str
    site: str
    country: str
    recorded_by: str
    address: SealedText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseSupplierSite(Command):
    supplier_id: str
    site: str
    closed_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeSupplierPaymentTerms(Command):
    """When invoices are due from now on, in parts; none: on the day that each states."""

    supplier_id: str
    instalments: tuple[tuple[Decimal, int], ...]  # (percent of the invoice, days after its date)
    agreed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginSupplierWatch(Command):
    """`score`: of 100, that gave rise to it; `review_on`: when somebody looks at it again."""

    supplier_id: str
    reason_code: str
    begun_by: str
    score: int | None = None
    review_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSupplierWatch(Command):
    supplier_id: str
    reason_code: str
    ended_by: str
