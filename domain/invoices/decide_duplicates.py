"""What a suspicion of a duplicate leaves: the fact with its rule, and a hold for all of them."""

from collections.abc import Iterable, Sequence

from domain.event import DocumentRef
from domain.invoices.decide_match import place_all, resolve, standing
from domain.invoices.duplicates import OF_AN_ORDER, PROVEN, Suspicion
from domain.invoices.events import (
    InvoiceDuplicateCleared,
    InvoiceDuplicateSuspected,
    InvoiceEvent,
)
from domain.invoices.hold_kinds import HoldKind
from domain.invoices.state import Invoice
from domain.match_sides import WantedHold


def suspect(suspicions: Iterable[Suspicion]) -> tuple[InvoiceDuplicateSuspected, ...]:
    """The suspicions as facts."""
    return tuple(InvoiceDuplicateSuspected(rule=each.rule, other=each.other) for each in suspicions)


def doubts(invoice: Invoice, suspicions: Sequence[Suspicion]) -> list[WantedHold]:
    """The holds: one bars the invoice from the books, the other only stops its payment."""
    found: dict[HoldKind, list[str]] = {}
    for each in suspicions:
        found.setdefault(_kind(each.rule), []).append(each.other.number)
    return [
        standing(kind, "no other", ", ".join(numbers), invoice.total)
        for kind, numbers in found.items()
    ]


def suspect_linked(invoice: Invoice, suspicions: Iterable[Suspicion]) -> tuple[InvoiceEvent, ...]:
    """What the order that it is tied to by hand tells anew; what was suspected before is known."""
    new = [
        each
        for each in suspicions
        if each.rule in OF_AN_ORDER and each.other.id not in invoice.suspected
    ]
    return (*suspect(new), *place_all(invoice, doubts(invoice, new)))


def clear_by_hand(
    invoice: Invoice, kind: HoldKind, reason_code: str, person: str
) -> tuple[InvoiceDuplicateCleared, ...]:
    """Whoever released the hold has looked at every invoice that it was about."""
    return tuple(
        InvoiceDuplicateCleared(other=each.other, reason_code=reason_code, cleared_by=person)
        for each in _standing(invoice)
        if _kind(each.rule) == kind
    )


def clear_voided(invoice: Invoice, voided: DocumentRef) -> tuple[InvoiceEvent, ...]:
    """The other one is no bill any more; the hold goes with the last of them."""
    standing_ones = _standing(invoice)
    gone = [each for each in standing_ones if each.other.id == voided.id]
    kinds = {_kind(each.rule) for each in gone}
    kept = {_kind(each.rule) for each in standing_ones if each not in gone}
    return (
        *(InvoiceDuplicateCleared(other=each.other, reason_code="other_voided") for each in gone),
        *(
            resolve(hold, "other_voided")
            for hold in invoice.holds
            if hold.kind in kinds and hold.kind not in kept
        ),
    )


def _kind(rule: str) -> HoldKind:
    return "duplicate_suspected" if rule in PROVEN else "duplicate_possible"


def _standing(invoice: Invoice) -> list[InvoiceDuplicateSuspected]:
    """Suspicions that nobody has cleared."""
    return [each for key, each in invoice.suspected.items() if key not in invoice.cleared]
