"""What a supplier answers about its holds, its identifiers and its remit-to sites."""

from datetime import date

from domain.event import DocumentRef
from domain.rebates.policy import REBATES_MAX
from domain.suppliers.commands import (
    CloseSupplierSite,
    PlaceSupplierHold,
    RecordSupplierIdentifier,
    RecordSupplierSite,
    ReleaseSupplierHold,
    RemoveSupplierIdentifier,
)
from domain.suppliers.errors import (
    SupplierHeldAlready,
    SupplierIdentifierStands,
    SupplierNotHeld,
    SupplierNothingChanged,
    SupplierPeriodInvalid,
    SupplierRebatesFull,
    SupplierUnknownPart,
)
from domain.suppliers.events import (
    SupplierAgreementListed,
    SupplierEvent,
    SupplierHoldPlaced,
    SupplierHoldReleased,
    SupplierIdentifierRecorded,
    SupplierIdentifierRemoved,
    SupplierRebateListed,
    SupplierSiteClosed,
    SupplierSiteRecorded,
)
from domain.suppliers.evidence import StandingHold
from domain.suppliers.identifiers import checked_identifier
from domain.suppliers.state import Supplier, evolve, hold_key, identifier_key


def place_hold(supplier: Supplier, command: PlaceSupplierHold) -> tuple[SupplierEvent, ...]:
    """A hold of one scope, whatever the supplier's status: a proposed one may be suspect too."""
    today = command.now.date()
    if command.until is not None and command.until < today:
        raise SupplierPeriodInvalid(supplier.number, command.until, today, None)
    standing = supplier.holds.get(hold_key(command.scope, command.legal_entity))
    if standing is not None and standing.stands_on(today):
        raise SupplierHeldAlready(supplier.number, command.scope, command.legal_entity)
    return (
        SupplierHoldPlaced(
            scope=command.scope,
            reason_code=command.reason_code,
            until=command.until,
            legal_entity=command.legal_entity,
        ),
    )


def hold_survivor(
    survivor: Supplier, merged: Supplier, command: PlaceSupplierHold
) -> tuple[SupplierEvent, ...]:
    """A hold on a supplier that was merged stops the company where it goes on, too."""
    key = hold_key(command.scope, command.legal_entity)
    (placed,) = place_hold(merged, command)
    return inherited_holds(survivor, evolve(merged, placed), command.now.date(), only=key)


def inherited_holds(
    survivor: Supplier, merged: Supplier, on: date, *, only: str | None = None
) -> tuple[SupplierEvent, ...]:
    """The holds that stand on the merged supplier and would lack, or end sooner, here."""
    return tuple(
        SupplierHoldPlaced(
            scope=hold.scope,
            reason_code=hold.reason_code,
            until=hold.until,
            legal_entity=hold.legal_entity,
        )
        for key, hold in sorted(merged.holds.items())
        if only in (None, key)
        and hold.stands_on(on)
        and not _lasts(survivor.holds.get(key), hold, on)
    )


def _lasts(own: StandingHold | None, other: StandingHold, on: date) -> bool:
    if own is None or not own.stands_on(on):
        return False
    return own.until is None or (other.until is not None and other.until <= own.until)


def release_hold(supplier: Supplier, command: ReleaseSupplierHold) -> tuple[SupplierEvent, ...]:
    """Lifts the hold of exactly this scope; a hold of scope `all` is lifted as `all`."""
    key = hold_key(command.scope, command.legal_entity)
    if key not in supplier.holds:
        raise SupplierNotHeld(supplier.number, key, tuple(sorted(supplier.holds)))
    return (SupplierHoldReleased(scope=command.scope, legal_entity=command.legal_entity),)


def list_agreement(supplier: Supplier, agreement: DocumentRef) -> tuple[SupplierEvent, ...]:
    """An agreement that came into force is found by whoever orders here, named or not."""
    if agreement in supplier.agreements:
        return ()
    return (SupplierAgreementListed(agreement=agreement),)


def list_rebate(supplier: Supplier, rebate: DocumentRef, agreement: str) -> SupplierRebateListed:
    """A rebate that stands is found by whatever invoices do to orders under its agreement."""
    if len(supplier.rebates) >= REBATES_MAX:
        raise SupplierRebatesFull(supplier.number, REBATES_MAX)
    return SupplierRebateListed(rebate=rebate, agreement=agreement)


def record_identifier(
    supplier: Supplier, command: RecordSupplierIdentifier
) -> tuple[SupplierEvent, ...]:
    """One more number; there is one tax id and one DUNS, but a GLN or DEA number for each place."""
    value = checked_identifier(command.scheme, command.value)
    known = _known(supplier)
    if identifier_key(command.scheme, value) in known:
        raise SupplierNothingChanged(supplier.number, f"the {command.scheme} {value}")
    single = command.scheme in ("tax_id", "duns")
    former = next((each for each in known if each.startswith(f"{command.scheme} ")), None)
    if single and former is not None:
        raise SupplierIdentifierStands(supplier.number, former)
    return (
        SupplierIdentifierRecorded(
            scheme=command.scheme, value=value, recorded_by=command.recorded_by
        ),
    )


def remove_identifier(
    supplier: Supplier, command: RemoveSupplierIdentifier
) -> tuple[SupplierEvent, ...]:
    """The number is free for whoever bears it."""
    if identifier_key(command.scheme, command.value) not in _known(supplier):
        raise SupplierUnknownPart(supplier.number, command.scheme, command.value)
    return (
        SupplierIdentifierRemoved(
            scheme=command.scheme,
            value=command.value,
            removed_by=command.removed_by,
            reason_code=command.reason_code,
        ),
    )


def record_site(supplier: Supplier, command: RecordSupplierSite) -> tuple[SupplierEvent, ...]:
    """A place to send payments to, or another address of one that is there."""
    if command.address is None and supplier.sites.get(command.site) == command.country:
        raise SupplierNothingChanged(supplier.number, f"the site {command.site}")
    return (
        SupplierSiteRecorded(
            site=command.site,
            country=command.country,
            recorded_by=command.recorded_by,
            address=command.address,
        ),
    )


def close_site(supplier: Supplier, command: CloseSupplierSite) -> tuple[SupplierEvent, ...]:
    """Nothing is sent there any more."""
    if command.site not in supplier.sites:
        raise SupplierUnknownPart(supplier.number, "site", command.site)
    return (
        SupplierSiteClosed(
            site=command.site, closed_by=command.closed_by, reason_code=command.reason_code
        ),
    )


def _known(supplier: Supplier) -> set[str]:
    """All identifiers, the tax id of the proposal among them."""
    proposed = {identifier_key("tax_id", supplier.tax_id)} if supplier.tax_id else set()
    return {*supplier.identifiers, *proposed}
