"""What a supplier may be used for on a day: asked by orders, invoices and payments.

Orders are judged on the day on which they are issued and never again: a credential that expires
later blocks the next order, not this one. `people_who` tells others whose duties are spent here.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

from domain.event import DocumentRef
from domain.suppliers.errors import (
    SupplierCapCurrency,
    SupplierCapExceeded,
    SupplierMergedInto,
    SupplierNotEligible,
    SupplierOneOrderOnly,
)
from domain.suppliers.events import SupplierEvent, SupplierSpendCommitted
from domain.suppliers.policy import SUPPLIER_POLICY, SupplierPolicy
from domain.suppliers.state import Supplier, SupplierStatus
from domain.suppliers.terms import DocumentType, ExclusionList, HoldScope, Purpose

Duty = Literal["proposed", "edited", "documents", "bank_details", "screened", "cleared"]

_NOT_YET: Final[frozenset[SupplierStatus]] = frozenset({"proposed", "screening", "credentialing"})
_STOPPED: Final[frozenset[SupplierStatus]] = frozenset({"suspended", "debarred"})
_NO_ORDERS: Final[frozenset[SupplierStatus]] = frozenset({"inactive", "merged"})


def obstacle(
    supplier: Supplier,
    purpose: Purpose,
    *,
    on: date,
    legal_entity: str | None = None,
    policy: SupplierPolicy = SUPPLIER_POLICY,
) -> str | None:
    """What stands against the purpose on that day, for that legal entity: the first thing found."""
    return next(_obstacles(supplier, purpose, on, legal_entity, policy), None)


def obstacle_of_survivor(
    survivor: Supplier,
    purpose: Purpose,
    *,
    on: date,
    legal_entity: str | None = None,
    policy: SupplierPolicy = SUPPLIER_POLICY,
) -> str | None:
    """What stands against bills of a supplier that was merged into this one: the same company.

    Papers and bank details are those of the supplier that is billed for and paid.
    """
    if survivor.status in _STOPPED:
        return f"merged into {survivor.number}, which is {survivor.status}"
    found = list(_of_holds(survivor, purpose, on, legal_entity, policy))
    if purpose == "payment":
        found += [f"found in the list {name}" for name in survivor.evidence.open_matches]
    return f"merged into {survivor.number}, which is {found[0]}" if found else None


def require_eligible(
    supplier: Supplier, purpose: Purpose, *, on: date, legal_entity: str | None = None
) -> None:
    """Raises, naming the obstacle or the survivor, unless the supplier may be used so."""
    if purpose == "order":
        require_not_merged(supplier)
    found = obstacle(supplier, purpose, on=on, legal_entity=legal_entity)
    if found is not None:
        raise SupplierNotEligible(supplier.number, purpose, found)


def require_not_merged(supplier: Supplier) -> None:
    """Raises `SupplierMergedInto`, naming the survivor."""
    if supplier.survivor is not None:
        raise SupplierMergedInto(supplier.number, supplier.survivor)


def commit_spend(
    supplier: Supplier, order: DocumentRef, amount: Decimal, currency: str
) -> tuple[SupplierEvent, ...]:
    """What an order takes of a conditional supplier's cap; nothing is counted of any other.

    The order's amount replaces what it took before. Taking less is always possible.
    """
    limits = supplier.limits
    if supplier.status != "conditional" or limits is None:
        return ()
    before = limits.spent.get(order.id, Decimal(0))
    if currency != limits.currency and amount > 0:  # The same figure in it is another amount.
        raise SupplierCapCurrency(supplier.number, currency, limits.currency)
    if amount == before and order.id in limits.spent:
        return ()
    if limits.kind == "one_time" and limits.spent.keys() - {order.id}:
        raise SupplierOneOrderOnly(supplier.number)
    left = limits.cap - limits.spent_in_all + before
    if amount > max(left, before):
        raise SupplierCapExceeded(supplier.number, amount, left, currency)
    return (SupplierSpendCommitted(purchase_order=order, amount=amount, currency=currency),)


def missing_lists(supplier: Supplier, policy: SupplierPolicy) -> tuple[ExclusionList, ...]:
    """The mandatory lists in which nobody has looked, or that are not clear."""
    known = supplier.evidence.screenings
    return tuple(
        name
        for name in policy.lists(supplier.tier, supplier.supplies)
        if name not in known or not known[name].is_clear
    )


def missing_documents(
    supplier: Supplier, on: date, policy: SupplierPolicy
) -> tuple[DocumentType, ...]:
    """The mandatory documents of which none counts on that day."""
    return tuple(
        kind
        for kind in policy.documents(supplier.tier, supplier.supplies)
        if next(supplier.evidence.counting(kind, on), None) is None
    )


def stale_lists(supplier: Supplier, on: date, policy: SupplierPolicy) -> tuple[ExclusionList, ...]:
    """The mandatory lists whose last look is too old for a payment on that day."""
    oldest = on - timedelta(days=policy.payment_screening_days_max)
    known = supplier.evidence.screenings
    return tuple(
        name
        for name in policy.lists(supplier.tier, supplier.supplies)
        if name in known and known[name].list_date < oldest
    )


def people_who(supplier: Supplier, *duties: Duty) -> frozenset[str]:
    """Who did any of this for the supplier, at any time: `edited` since it was last cleared.

    A proposer does not capture its invoices; whoever changed or verified its bank details does not
    pay it.
    """
    evidence = supplier.evidence
    papers, accounts = evidence.documents.values(), evidence.bank_details.values()
    looks = evidence.screenings.values()
    by_duty: dict[Duty, list[str | None]] = {
        "proposed": [supplier.proposed_by],
        "edited": [*supplier.edited_by],
        "documents": [*(e.submitted_by for e in papers), *(e.verified_by for e in papers)],
        "bank_details": [*(e.proposed_by for e in accounts), *(e.verified_by for e in accounts)],
        "screened": [*(e.screened_by for e in looks), *(e.adjudicated_by for e in looks)],
        "cleared": [supplier.activated_by],
    }
    return frozenset(person for duty in duties for person in by_duty[duty] if person is not None)


def _obstacles(
    supplier: Supplier,
    purpose: Purpose,
    on: date,
    legal_entity: str | None,
    policy: SupplierPolicy,
) -> Iterator[str]:
    yield from _of_status(supplier, purpose, on)
    yield from _of_holds(supplier, purpose, on, legal_entity, policy)
    if purpose == "invoice":
        return
    for name in supplier.evidence.open_matches:
        yield f"found in the list {name}, which nobody has cleared"
    if purpose == "order":
        yield from _of_orders(supplier, on, legal_entity, policy)
    else:
        yield from _of_payments(supplier, on, policy)


def _of_status(supplier: Supplier, purpose: Purpose, on: date) -> Iterator[str]:
    status = supplier.status
    if status in _NOT_YET or status in _STOPPED:
        yield status
    if status in _NO_ORDERS and (purpose == "order" or not supplier.ever_open):
        yield status
    limits = supplier.limits
    if status == "conditional" and purpose == "order" and limits and limits.until < on:
        yield f"open only until {limits.until}"


def _of_holds(
    supplier: Supplier,
    purpose: Purpose,
    on: date,
    legal_entity: str | None,
    policy: SupplierPolicy,
) -> Iterator[str]:
    scopes: set[HoldScope] = {purpose, "all"}
    if purpose == "order" and policy.invoice_hold_stops_orders:
        scopes.add("invoice")
    if purpose == "invoice":  # It is posted all the same; what waits is its payment.
        scopes.add("payment")
    for _, hold in sorted(supplier.holds.items()):
        here = hold.legal_entity is None or hold.legal_entity == legal_entity
        if hold.scope in scopes and here and hold.stands_on(on):
            where = f" at {hold.legal_entity}" if hold.legal_entity else ""
            until = f" through {hold.until}" if hold.until else ""
            yield f"on hold{where}{until} ({hold.reason_code})"


def _of_orders(
    supplier: Supplier, on: date, legal_entity: str | None, policy: SupplierPolicy
) -> Iterator[str]:
    chosen = supplier.legal_entities
    if chosen and legal_entity is not None and legal_entity not in chosen:
        yield f"open only for {', '.join(chosen)}"
    for name in missing_lists(supplier, policy):
        yield f"not screened against the list {name}"
    if supplier.status == "active":
        for kind in missing_documents(supplier, on, policy):
            yield f"without a valid document of type {kind}"


def _of_payments(supplier: Supplier, on: date, policy: SupplierPolicy) -> Iterator[str]:
    for name in missing_lists(supplier, policy):
        yield f"not screened against the list {name}"
    for name in stale_lists(supplier, on, policy):
        screened = supplier.evidence.screenings[name].list_date
        yield f"screened too long ago against the list {name} of {screened}"
    sent = [e for e in supplier.evidence.bank_details.values() if e.status != "rejected"]
    if supplier.tier not in policy.bank_details_tiers and not sent:
        return
    if supplier.evidence.account_on(on) is None:
        waiting = [each.in_force_from for each in sent if each.status == "verified"]
        first = min((day for day in waiting if day is not None), default=None)
        yield f"paid from {first} on" if first else "without verified bank details"
