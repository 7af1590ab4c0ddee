"""What the system looks at when a requisition is submitted, as a pure function of what is known.

Nothing here refuses: approvers see what was found. Whether an agreement exists and an item may be
bought was decided before. The budget is checked by a service, which records its own finding.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from domain.demands.events import DemandLine, DemandStated, DemandText
from domain.demands.state import Demand
from domain.event import DocumentRef
from domain.requisitions.commands import RecordValidation
from domain.requisitions.errors import RequisitionUnknownLine
from domain.requisitions.events import RequisitionEvent
from domain.requisitions.kind_errors import RequisitionNotValidated, RequisitionOwnValidation
from domain.requisitions.kinds import NON_FORMULARY
from domain.requisitions.likeness import are_alike, in_words, words_id
from domain.requisitions.lines import RequisitionLine
from domain.requisitions.policy import REQUISITION_POLICY, RequisitionPolicy
from domain.requisitions.state import Requisition
from domain.requisitions.validation_events import (
    Check,
    RequisitionDuplicateSuspected,
    RequisitionValidationRecorded,
    ValidationCheck,
)

RECURRING: Final = frozenset({"par_replenishment", "bill_only", "emergency"})
ENDED_UNORDERED: Final = frozenset(
    {"rejected", "withdrawn", "cancelled", "expired", "released_without_order"}
)
LISTED_MAX: Final = 20  # Line numbers that one piece of evidence names.

Earlier = Mapping[str, Requisition]  # The requisitions that the demand names, by id.


def validated(
    requisition: Requisition, suspected: Sequence[RequisitionDuplicateSuspected]
) -> tuple[RequisitionEvent, ...]:
    """The checks of a submission, and each line that was probably asked for before."""
    lines = [each.line for each in requisition.lines.values()]
    unknown = [each.line for each in lines if each.item_id is None]
    off_contract = [each.line for each in lines if each.agreement is None]
    apart = [each.line for each in lines if each.item_class == NON_FORMULARY]
    again = [each.line for each in suspected]
    checks = (
        _check("catalogue", unknown, "no item of the catalogue", "every line names its item"),
        _check("agreement", off_contract, "no price agreement", "every line is under contract"),
        _check("formulary", apart, "not on the formulary", "nothing is outside the formulary"),
        _check("duplicate", again, "asked for lately", "nothing was asked for lately"),
    )
    return (RequisitionValidationRecorded(checks=checks), *suspected)


def similar(
    requisition: Requisition,
    demand: Demand | None,
    today: date,
    policy: RequisitionPolicy = REQUISITION_POLICY,
) -> tuple[DemandStated, ...]:
    """What the person asked for in the last days by others, of any of these items or words."""
    lines = [each.line for each in requisition.lines.values()]
    items = {each.item_id for each in lines}
    words = {words_id(each.description) for each in lines if each.item_id is None}
    return tuple(
        each
        for each in (() if demand is None else demand.stated)
        if (today - each.stated_on).days <= policy.duplicate_days
        and each.requisition.id != requisition.requisition_id
        and (
            not items.isdisjoint(line.item_id for line in each.lines)
            or not words.isdisjoint(text.wish for text in each.texts or ())
        )
    )


def suspected_duplicates(
    requisition: Requisition,
    demand: Demand | None,
    earlier: Earlier,
    today: date,
    policy: RequisitionPolicy = REQUISITION_POLICY,
) -> tuple[RequisitionDuplicateSuspected, ...]:
    """The lines whose like the same person asked for in the last days, and does not have yet.

    Par counts, emergencies and what was used already recur by their nature.
    """
    if demand is None or requisition.kind in RECURRING:
        return ()
    found: list[RequisitionDuplicateSuspected] = []
    recent = similar(requisition, demand, today, policy)
    for line in (each.line for each in requisition.lines.values()):
        other = _asked_before(line, recent, earlier, policy)
        if other is not None:
            found.append(other)
    return tuple(found)


def stated(
    requisition: Requisition,
    reference: DocumentRef,
    today: date,
    policy: RequisitionPolicy = REQUISITION_POLICY,
) -> tuple[DemandStated, ...]:
    """What this submission adds to the demand of its requester."""
    if requisition.report_only or requisition.kind in RECURRING:
        return ()
    lines = tuple(
        DemandLine(
            line=each.line.line,
            item_id=each.line.item_id,
            quantity=each.line.quantity,
            unit=each.line.unit,
        )
        for each in requisition.lines.values()
        if each.line.item_id is not None
    )
    free = (each.line for each in requisition.lines.values() if each.line.item_id is None)
    fact = DemandStated(
        requester_id=requisition.requester_id,
        legal_entity=requisition.legal_entity,
        facility=requisition.facility,
        department=requisition.department,
        requisition=reference,
        stated_on=today,
        kept_days=policy.duplicate_days,
        lines=lines,
        texts=tuple(in_words(line) for line in free) or None,
    )
    return (fact,)


def record(requisition: Requisition, command: RecordValidation) -> tuple[RequisitionEvent, ...]:
    """What a service or a person found about a requisition that is decided on or ordered from."""
    if requisition.status not in ("submitted", "approved"):
        raise RequisitionNotValidated(requisition.number, requisition.status)
    if command.recorded_by in requisition.participants["requester"]:
        raise RequisitionOwnValidation(requisition.number, command.recorded_by)
    if command.line is not None and command.line not in requisition.lines:
        raise RequisitionUnknownLine(requisition.number, command.line)
    check = ValidationCheck(
        check=command.check,
        outcome=command.outcome,
        evidence=command.evidence,
        line=command.line,
    )
    return (RequisitionValidationRecorded(checks=(check,), recorded_by=command.recorded_by),)


def _asked_before(
    line: RequisitionLine,
    recent: Sequence[DemandStated],
    earlier: Earlier,
    policy: RequisitionPolicy,
) -> RequisitionDuplicateSuspected | None:
    """The latest request for the like that still stands and has not come in full."""
    for request in reversed(recent):
        other = earlier[request.requisition.id]
        if other.status in ENDED_UNORDERED or other.status == "draft":
            continue
        for each in _alike(line, request, policy):
            progress = other.lines.get(each.line)
            if progress is not None and progress.state not in ("fulfilled", "cancelled"):
                return RequisitionDuplicateSuspected(
                    line=line.line,
                    other=request.requisition,
                    other_line=each.line,
                    quantity=each.quantity,
                    unit=each.unit,
                    asked_on=request.stated_on,
                    alike_by="words" if line.item_id is None else None,
                )
    return None


def _alike(
    line: RequisitionLine, request: DemandStated, policy: RequisitionPolicy
) -> Sequence[DemandLine | DemandText]:
    """What the request wants of the same item; of a wish in words, what says the same."""
    if line.item_id is not None:
        return [each for each in request.lines if each.item_id == line.item_id]
    wish = in_words(line)
    return [each for each in request.texts or () if are_alike(wish, each, policy)]


def _check(check: Check, lines: Sequence[int], found: str, clear: str) -> ValidationCheck:
    if not lines:
        return ValidationCheck(check=check, outcome="pass", evidence=clear)
    named = ", ".join(map(str, lines[:LISTED_MAX]))
    more = f" and {len(lines) - LISTED_MAX} more" if len(lines) > LISTED_MAX else ""
    return ValidationCheck(check=check, outcome="warn", evidence=f"{found}: lines {named}{more}")
