"""What a supplier answers when somebody has looked it up in the lists of excluded companies.

A clear in one list says nothing about another. Whoever finds it in a list cannot say away what he
found: an open match is judged by another person, and until then no later look counts as clear.
"""

from domain.days import days_of_deeds
from domain.suppliers.eligibility import missing_lists
from domain.suppliers.errors import SupplierMatchOpen, SupplierWrongStatus
from domain.suppliers.events import (
    SupplierCredentialingStarted,
    SupplierEvent,
    SupplierScreeningStarted,
)
from domain.suppliers.evidence_commands import (
    AdjudicateSupplierMatch,
    ListLookup,
    RecordSupplierRisk,
    RecordSupplierScreening,
)
from domain.suppliers.evidence_errors import (
    SupplierDateImpossible,
    SupplierDutiesMixed,
    SupplierListOutdated,
    SupplierNoMatch,
    SupplierNothingScreened,
)
from domain.suppliers.evidence_events import (
    SupplierMatchAdjudicated,
    SupplierRiskRecorded,
    SupplierScreeningRecorded,
)
from domain.suppliers.policy import SUPPLIER_POLICY, SupplierPolicy
from domain.suppliers.state import SUPPLIER, Supplier


def record_screening(
    supplier: Supplier, command: RecordSupplierScreening, policy: SupplierPolicy = SUPPLIER_POLICY
) -> tuple[SupplierEvent, ...]:
    """One fact for each list; a supplier that is being set up moves on with what they say."""
    if supplier.status == "merged":
        raise SupplierWrongStatus(supplier.number, supplier.status, ("not merged",))
    if command.screened_by == supplier.proposed_by:
        raise SupplierDutiesMixed(
            supplier.number, command.screened_by, "proposed it", "record a screening"
        )
    if not command.lookups:
        raise SupplierNothingScreened(supplier.number, "no list was looked into")
    if len({each.exclusion_list for each in command.lookups}) < len(command.lookups):
        raise SupplierNothingScreened(supplier.number, "a list is named twice")
    for each in command.lookups:
        _check(supplier, each, command)
    looked = tuple(
        SupplierScreeningRecorded(
            exclusion_list=each.exclusion_list,
            list_date=each.list_date,
            result=each.result,
            evidence_hash=each.evidence_hash,
            screened_by=command.screened_by,
        )
        for each in command.lookups
    )
    started = (SupplierScreeningStarted(),) if supplier.status == "proposed" else ()
    return _with_stage(supplier, (*started, *looked), policy)


def adjudicate(
    supplier: Supplier, command: AdjudicateSupplierMatch, policy: SupplierPolicy = SUPPLIER_POLICY
) -> tuple[SupplierEvent, ...]:
    """Another person says whether it is the one in the list; a later judgement may differ."""
    found = supplier.evidence.screenings.get(command.exclusion_list)
    if found is None or found.is_clear or found.outcome == command.outcome:
        raise SupplierNoMatch(supplier.number, command.exclusion_list)
    for did, person in (("screened it", found.screened_by), ("proposed it", supplier.proposed_by)):
        if command.adjudicated_by == person:
            raise SupplierDutiesMixed(supplier.number, person, did, "judge a match")
    judged = SupplierMatchAdjudicated(
        exclusion_list=command.exclusion_list,
        list_date=found.list_date,
        outcome=command.outcome,
        adjudicated_by=command.adjudicated_by,
        reason_code=command.reason_code,
        evidence_hash=command.evidence_hash,
    )
    return _with_stage(supplier, (judged,), policy)


def record_risk(supplier: Supplier, command: RecordSupplierRisk) -> tuple[SupplierEvent, ...]:
    """The newest assessment."""
    if command.assessed_on > command.now.date():
        raise SupplierDateImpossible(
            supplier.number, "assessed_on", command.assessed_on, "lies in the future"
        )
    if command.assessed_on < days_of_deeds(command.now)[0]:
        problem = "is longer ago than evidence is kept"
        raise SupplierDateImpossible(supplier.number, "assessed_on", command.assessed_on, problem)
    return (
        SupplierRiskRecorded(
            score=command.score,
            source=command.source,
            assessed_on=command.assessed_on,
            recorded_by=command.recorded_by,
            evidence_hash=command.evidence_hash,
        ),
    )


def _check(supplier: Supplier, lookup: ListLookup, command: RecordSupplierScreening) -> None:
    if lookup.list_date > command.now.date():
        raise SupplierDateImpossible(
            supplier.number, "list_date", lookup.list_date, "lies in the future"
        )
    known = supplier.evidence.screenings.get(lookup.exclusion_list)
    if known is None:
        return
    if lookup.list_date < known.list_date:
        raise SupplierListOutdated(
            supplier.number, lookup.exclusion_list, lookup.list_date, known.list_date
        )
    if lookup.result == "clear" and not known.is_clear:
        raise SupplierMatchOpen(supplier.number, (lookup.exclusion_list,))


def _with_stage(
    supplier: Supplier, events: tuple[SupplierEvent, ...], policy: SupplierPolicy
) -> tuple[SupplierEvent, ...]:
    """And on to credentialing when all lists are clear, or back when one is not any more."""
    after = supplier
    for event in events:
        after = SUPPLIER.evolve(after, event)
    is_clear = not missing_lists(after, policy) and not after.evidence.open_matches
    if after.status == "screening" and is_clear:
        return (*events, SupplierCredentialingStarted())
    if after.status == "credentialing" and not is_clear:
        return (*events, SupplierScreeningStarted())
    return events
