"""What a supplier answers on its way from proposal to orders, and when it is stopped.

Holds, identifiers and sites are decided in `registers`, evidence in `screening`, `documents` and
`bank_details`. What it may be used for is in `eligibility`.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final, TypeVar

from domain.errors import InvalidValue
from domain.money import exact
from domain.suppliers.commands import (
    ActivateSupplier,
    ActivateSupplierConditionally,
    ChangeSupplierLegalEntities,
    ClassifySupplier,
    DeactivateSupplier,
    DebarSupplier,
    LiftSupplierDebarment,
    MergeSupplier,
    ProposeSupplier,
    ReinstateSupplier,
    SuspendSupplier,
)
from domain.suppliers.eligibility import missing_documents, missing_lists, require_not_merged
from domain.suppliers.errors import (
    SupplierCapNotPositive,
    SupplierExists,
    SupplierMatchOpen,
    SupplierMergeRefused,
    SupplierNothingChanged,
    SupplierPeriodInvalid,
    SupplierRequirementsMissing,
    SupplierSelfCleared,
    SupplierWrongStatus,
)
from domain.suppliers.events import (
    SupplierAbsorbed,
    SupplierActivated,
    SupplierClassified,
    SupplierConditionallyActivated,
    SupplierDeactivated,
    SupplierDebarmentLifted,
    SupplierDebarred,
    SupplierEvent,
    SupplierLegalEntitiesChanged,
    SupplierMerged,
    SupplierProposed,
    SupplierReinstated,
    SupplierSuspended,
)
from domain.suppliers.policy import SUPPLIER_POLICY, SupplierPolicy
from domain.suppliers.registers import inherited_holds
from domain.suppliers.state import Supplier, SupplierStatus
from domain.suppliers.watching import inherited_watch

_BEFORE: Final[tuple[SupplierStatus, ...]] = ("proposed", "screening", "credentialing")

Word = TypeVar("Word", bound=str)


def propose(
    supplier: Supplier | None, command: ProposeSupplier, parent: Supplier | None = None
) -> tuple[SupplierEvent, ...]:
    """A new supplier; it cannot be used before it is cleared."""
    if supplier is not None:
        raise SupplierExists(command.supplier_id)
    if command.parent_reason_code is not None and parent is None:
        raise InvalidValue("parent_reason_code", "says why of no parent; name it in parent_id")
    if parent is not None:
        require_not_merged(parent)
    return (
        SupplierProposed(
            supplier_id=command.supplier_id,
            number=command.number,
            name=command.name,
            proposed_by=command.proposed_by,
            tax_id=command.tax_id,
            tier=command.tier,
            supplies=_each_once(command.supplies) or None,
            parent=parent.ref if parent else None,
            parent_reason_code=command.parent_reason_code,
        ),
    )


def classify(supplier: Supplier, command: ClassifySupplier) -> tuple[SupplierEvent, ...]:
    """Corrects what the proposer said; who does so has edited, and cannot activate."""
    _require_status(supplier, *_BEFORE, "active", "conditional", "suspended", "inactive")
    _require_other(supplier, command.classified_by, (supplier.proposed_by,), "proposed", "classify")
    supplies = _each_once(command.supplies)
    if (command.tier, supplies) == (supplier.tier, supplier.supplies):
        raise SupplierNothingChanged(supplier.number, f"tier {command.tier} and these supplies")
    return (
        SupplierClassified(
            tier=command.tier,
            supplies=supplies,
            classified_by=command.classified_by,
            reason_code=command.reason_code,
        ),
    )


def activate(
    supplier: Supplier, command: ActivateSupplier, policy: SupplierPolicy = SUPPLIER_POLICY
) -> tuple[SupplierEvent, ...]:
    """Cleared by somebody other than the proposer, once nothing that its tier asks for lacks."""
    _require_status(supplier, *_BEFORE, "conditional")
    _require_second_person(supplier, command.activated_by)
    _require_complete(supplier, command.now.date(), policy)
    return (
        SupplierActivated(
            activated_by=command.activated_by,
            legal_entities=_each_once(command.legal_entities) or None,
        ),
    )


def activate_conditionally(
    supplier: Supplier,
    command: ActivateSupplierConditionally,
    policy: SupplierPolicy = SUPPLIER_POLICY,
) -> tuple[SupplierEvent, ...]:
    """Open before its documents are there, but never before it was screened."""
    _require_status(supplier, *_BEFORE, "conditional", "inactive")
    _require_second_person(supplier, command.activated_by)
    _require_no_match(supplier)
    lists = missing_lists(supplier, policy)
    if lists:
        raise SupplierRequirementsMissing(supplier.number, lists, ())
    today = command.now.date()
    latest = today + timedelta(days=policy.conditional_days_max)
    if not today <= command.until <= latest:
        raise SupplierPeriodInvalid(supplier.number, command.until, today, latest)
    cap = exact(command.cap, command.currency)
    if cap <= 0:
        raise SupplierCapNotPositive(supplier.number, cap, command.currency)
    return (
        SupplierConditionallyActivated(
            kind=command.kind,
            cap=cap,
            currency=command.currency,
            until=command.until,
            activated_by=command.activated_by,
            reason_code=command.reason_code,
            legal_entities=_each_once(command.legal_entities) or None,
        ),
    )


def change_legal_entities(
    supplier: Supplier, command: ChangeSupplierLegalEntities
) -> tuple[SupplierEvent, ...]:
    """Opens it for others, or closes it for some; orders that stand are not touched."""
    _require_status(supplier, "active", "conditional", "suspended")
    _require_other(supplier, command.changed_by, (supplier.proposed_by,), "proposed", "open")
    chosen = _each_once(command.legal_entities)
    if chosen == supplier.legal_entities:
        raise SupplierNothingChanged(supplier.number, "these legal entities")
    return (SupplierLegalEntitiesChanged(legal_entities=chosen, changed_by=command.changed_by),)


def suspend(supplier: Supplier, command: SuspendSupplier) -> tuple[SupplierEvent, ...]:
    """Nothing goes on, neither orders nor payments, until it is reinstated."""
    _require_status(supplier, "active", "conditional", "inactive")
    return (SupplierSuspended(suspended_by=command.suspended_by, reason_code=command.reason_code),)


def deactivate(supplier: Supplier, command: DeactivateSupplier) -> tuple[SupplierEvent, ...]:
    """No new orders."""
    _require_status(supplier, *_BEFORE, "active", "conditional", "suspended")
    return (
        SupplierDeactivated(deactivated_by=command.deactivated_by, reason_code=command.reason_code),
    )


def reinstate(
    supplier: Supplier, command: ReinstateSupplier, policy: SupplierPolicy = SUPPLIER_POLICY
) -> tuple[SupplierEvent, ...]:
    """Active again, if nothing lacks; by neither who stopped it nor who edited it since."""
    _require_status(supplier, "suspended", "inactive")
    stopped_by = (supplier.suspended_by,) if supplier.status == "suspended" else ()
    person = command.reinstated_by
    _require_other(supplier, person, stopped_by, "suspended", "reinstate")
    _require_second_person(supplier, person)
    _require_complete(supplier, command.now.date(), policy)
    return (SupplierReinstated(reinstated_by=person, reason_code=command.reason_code),)


def debar(supplier: Supplier, command: DebarSupplier) -> tuple[SupplierEvent, ...]:
    """Excluded, wherever it stands."""
    if supplier.status in ("debarred", "merged"):
        raise SupplierWrongStatus(supplier.number, supplier.status, ("not debarred or merged",))
    return (SupplierDebarred(debarred_by=command.debarred_by, reason_code=command.reason_code),)


def lift_debarment(supplier: Supplier, command: LiftSupplierDebarment) -> tuple[SupplierEvent, ...]:
    """It goes back to screening, and through every check again."""
    _require_status(supplier, "debarred")
    _require_other(supplier, command.lifted_by, (supplier.debarred_by,), "debarred", "lift that")
    return (SupplierDebarmentLifted(lifted_by=command.lifted_by, reason_code=command.reason_code),)


def merge(
    supplier: Supplier, command: MergeSupplier, survivor: Supplier
) -> tuple[SupplierEvent, ...]:
    """Orders go to the survivor from now on; identifiers and what was ordered stay here."""
    if supplier.supplier_id == survivor.supplier_id:
        raise SupplierMergeRefused(supplier.number, "it cannot survive itself")
    if supplier.status in ("merged", "debarred", "suspended"):
        raise SupplierMergeRefused(supplier.number, f"it is {supplier.status}")
    if survivor.survivor is not None:
        target = survivor.survivor.number
        raise SupplierMergeRefused(
            supplier.number, f"{survivor.number} was itself merged into {target}; name that one"
        )
    if survivor.status != "active":
        raise SupplierMergeRefused(
            supplier.number,
            f"{survivor.number} is {survivor.status}, and only an active one goes on",
        )
    proposers = (supplier.proposed_by, survivor.proposed_by)
    _require_other(supplier, command.merged_by, proposers, "proposed", "merge")
    return (
        SupplierMerged(
            survivor=survivor.ref, merged_by=command.merged_by, reason_code=command.reason_code
        ),
    )


def absorb(survivor: Supplier, merged: Supplier, on: date) -> tuple[SupplierEvent, ...]:
    """What the survivor notes, and the holds that bind it now: they were on the same company."""
    return (
        SupplierAbsorbed(merged=merged.ref),
        *inherited_holds(survivor, merged, on),
        *inherited_watch(survivor, merged),
    )


def _require_complete(supplier: Supplier, on: date, policy: SupplierPolicy) -> None:
    _require_no_match(supplier)
    lists = missing_lists(supplier, policy)
    documents = missing_documents(supplier, on, policy)
    if lists or documents:
        raise SupplierRequirementsMissing(supplier.number, lists, documents)


def _require_no_match(supplier: Supplier) -> None:
    if supplier.evidence.open_matches:
        raise SupplierMatchOpen(supplier.number, supplier.evidence.open_matches)


def _require_second_person(supplier: Supplier, person: str) -> None:
    _require_other(supplier, person, (supplier.proposed_by,), "proposed", "activate it")
    _require_other(supplier, person, supplier.edited_by, "edited", "activate it")


def _require_other(
    supplier: Supplier, person: str, others: Iterable[str | None], did: str, act: str
) -> None:
    if person in others:
        raise SupplierSelfCleared(supplier.number, person, did, act)


def _require_status(supplier: Supplier, *wanted: SupplierStatus) -> None:
    if supplier.status not in wanted:
        raise SupplierWrongStatus(supplier.number, supplier.status, wanted)


def _each_once(values: Iterable[Word]) -> tuple[Word, ...]:
    return tuple(sorted(set(values)))
