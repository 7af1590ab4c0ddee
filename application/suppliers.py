"""Suppliers: what each command about their standing needs to know, and what it saves.

What is sent in and found out about them is in `supplier_evidence`.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from application.legal_entities import require_legal_entity
from application.numbers import claim, claimed_by, release
from application.supplier_standing import survivors
from application.work import Handler, Handlers, Work
from domain.event import DocumentRef
from domain.numbers.errors import NumberTaken
from domain.suppliers import decide, registers, watching
from domain.suppliers.commands import (
    ActivateSupplier,
    ActivateSupplierConditionally,
    AgreeSupplierPaymentTerms,
    BeginSupplierWatch,
    ChangeSupplierLegalEntities,
    ClassifySupplier,
    CloseSupplierSite,
    DeactivateSupplier,
    DebarSupplier,
    EndSupplierWatch,
    LiftSupplierDebarment,
    MergeSupplier,
    PlaceSupplierHold,
    ProposeSupplier,
    RecordSupplierIdentifier,
    RecordSupplierSite,
    ReinstateSupplier,
    ReleaseSupplierHold,
    RemoveSupplierIdentifier,
    SuspendSupplier,
)
from domain.suppliers.events import SupplierEvent
from domain.suppliers.identifiers import compared
from domain.suppliers.payment_terms import agree_payment_terms
from domain.suppliers.policy import SUPPLIER_POLICY
from domain.suppliers.state import SUPPLIER
from domain.suppliers.terms import IdentifierScheme


async def propose_supplier(work: Work, command: ProposeSupplier) -> None:
    """A new supplier, the only one with its number and, but for its parent, with its tax id."""
    supplier = await work.find_or_assume_new(SUPPLIER, command.supplier_id)
    parent = await work.load(SUPPLIER, command.parent_id) if command.parent_id else None
    events = decide.propose(supplier, command, parent)
    await work.record(SUPPLIER, command.supplier_id, events)
    holder = DocumentRef(aggregate=SUPPLIER.name, id=command.supplier_id, number=command.number)
    await claim(work, SUPPLIER.name, command.number, holder)
    if command.tax_id is not None:
        shares_with = parent.ref if parent and command.parent_reason_code else None
        await _claim(work, "tax_id", command.tax_id, holder, shares_with)


async def activate_supplier(work: Work, command: ActivateSupplier) -> None:
    """Opens the supplier for orders."""
    supplier = await work.load(SUPPLIER, command.supplier_id)
    work.policies.add(SUPPLIER_POLICY.version)
    events = decide.activate(supplier, command)
    await _require_entities(work, command.legal_entities)
    await work.record(SUPPLIER, command.supplier_id, events)


async def activate_supplier_conditionally(
    work: Work, command: ActivateSupplierConditionally
) -> None:
    """Opens the supplier within limits."""
    supplier = await work.load(SUPPLIER, command.supplier_id)
    work.policies.add(SUPPLIER_POLICY.version)
    events = decide.activate_conditionally(supplier, command)
    await _require_entities(work, command.legal_entities)
    await work.record(SUPPLIER, command.supplier_id, events)


async def change_supplier_legal_entities(work: Work, command: ChangeSupplierLegalEntities) -> None:
    """Open for others of our legal entities."""
    supplier = await work.load(SUPPLIER, command.supplier_id)
    events = decide.change_legal_entities(supplier, command)
    await _require_entities(work, command.legal_entities)
    await work.record(SUPPLIER, command.supplier_id, events)


async def _require_entities(work: Work, codes: Iterable[str]) -> None:
    for code in codes:
        await require_legal_entity(work, code)


async def reinstate_supplier(work: Work, command: ReinstateSupplier) -> None:
    """Opens the supplier again."""
    supplier = await work.load(SUPPLIER, command.supplier_id)
    work.policies.add(SUPPLIER_POLICY.version)
    await work.record(SUPPLIER, command.supplier_id, decide.reinstate(supplier, command))


async def merge_supplier(work: Work, command: MergeSupplier) -> None:
    """Both suppliers tell of it."""
    supplier = await work.load(SUPPLIER, command.supplier_id)
    survivor = await work.load(SUPPLIER, command.survivor_id)
    await work.record(SUPPLIER, command.supplier_id, decide.merge(supplier, command, survivor))
    noted = decide.absorb(survivor, supplier, work.today)
    await work.record(SUPPLIER, command.survivor_id, noted)


async def place_supplier_hold(work: Work, command: PlaceSupplierHold) -> None:
    """What was merged is held where it goes on, too: its survivors are the same company."""
    supplier = await work.load(SUPPLIER, command.supplier_id)
    events = registers.place_hold(supplier, command)
    if command.legal_entity is not None:
        await require_legal_entity(work, command.legal_entity)
    await work.record(SUPPLIER, command.supplier_id, events)
    async for survivor in survivors(work, supplier):
        held = registers.hold_survivor(survivor, supplier, command)
        await work.record(SUPPLIER, survivor.supplier_id, held)


async def record_supplier_identifier(work: Work, command: RecordSupplierIdentifier) -> None:
    """A number that no other supplier bears; a child may bear its parent's tax id."""
    supplier = await work.load(SUPPLIER, command.supplier_id)
    events = registers.record_identifier(supplier, command)
    await work.record(SUPPLIER, command.supplier_id, events)
    shares_with = supplier.parent if command.scheme == "tax_id" else None
    await _claim(work, command.scheme, command.value, supplier.ref, shares_with)


async def remove_supplier_identifier(work: Work, command: RemoveSupplierIdentifier) -> None:
    """The number is free again."""
    supplier = await work.load(SUPPLIER, command.supplier_id)
    events = registers.remove_identifier(supplier, command)
    await work.record(SUPPLIER, command.supplier_id, events)
    for key in dict.fromkeys((command.value, compared(command.value))):
        await release(work, _kind(command.scheme), key, supplier.ref)


async def _claim(
    work: Work,
    scheme: IdentifierScheme,
    value: str,
    holder: DocumentRef,
    shares_with: DocumentRef | None,
) -> None:
    """One supplier of a tenant bears a number, unless its holder is the one it shares with.

    Claims of before were made on the number as it was written.
    """
    kind, key = _kind(scheme), compared(value)
    other = await claimed_by(work, kind, value) or await claimed_by(work, kind, key)
    if other is not None and other.id not in (holder.id, shares_with and shares_with.id):
        raise NumberTaken(kind, value, other)
    if other is None:
        await claim(work, kind, key, holder)


def _kind(scheme: IdentifierScheme) -> str:
    """The kind under which numbers of this scheme are claimed."""
    return f"supplier_{scheme}"


def decided_by(decision: Callable[..., Sequence[SupplierEvent]]) -> Handler:
    """The handler of a command that nothing but its supplier decides."""

    async def handler(work: Work, command: Any) -> None:  # noqa: ANN401 - as the index has it
        supplier = await work.load(SUPPLIER, command.supplier_id)
        await work.record(SUPPLIER, command.supplier_id, decision(supplier, command))

    return handler


async def agree_supplier_payment_terms(work: Work, command: AgreeSupplierPaymentTerms) -> None:
    """For invoices that come from now on."""
    supplier = await work.load(SUPPLIER, command.supplier_id)
    agreed = agree_payment_terms(supplier.number, supplier.payment_terms, command)
    await work.record(SUPPLIER, command.supplier_id, (agreed,))


HANDLERS: Final[Handlers] = {
    ProposeSupplier: propose_supplier,
    ClassifySupplier: decided_by(decide.classify),
    ActivateSupplier: activate_supplier,
    ActivateSupplierConditionally: activate_supplier_conditionally,
    ChangeSupplierLegalEntities: change_supplier_legal_entities,
    SuspendSupplier: decided_by(decide.suspend),
    DeactivateSupplier: decided_by(decide.deactivate),
    ReinstateSupplier: reinstate_supplier,
    DebarSupplier: decided_by(decide.debar),
    LiftSupplierDebarment: decided_by(decide.lift_debarment),
    MergeSupplier: merge_supplier,
    PlaceSupplierHold: place_supplier_hold,
    ReleaseSupplierHold: decided_by(registers.release_hold),
    RecordSupplierIdentifier: record_supplier_identifier,
    RemoveSupplierIdentifier: remove_supplier_identifier,
    RecordSupplierSite: decided_by(registers.record_site),
    CloseSupplierSite: decided_by(registers.close_site),
    AgreeSupplierPaymentTerms: agree_supplier_payment_terms,
    BeginSupplierWatch: decided_by(watching.begin_watch),
    EndSupplierWatch: decided_by(watching.end_watch),
}
