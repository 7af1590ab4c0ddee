"""Overrides of duties: what each command needs to know, and what it saves.

`DOCUMENTS` is the index of what rules that may be overridden are about.
"""

from typing import Any, Final

from application.duties import place_of, set_free, standing_override
from application.numbers import claim
from application.work import Handlers, Work
from domain.aggregate import Aggregate
from domain.approvals.state import APPROVAL_CASE
from domain.duties import Participants
from domain.duty_overrides import decide
from domain.duty_overrides.commands import (
    GrantDutyOverride,
    ReviewDutyOverride,
    RevokeDutyOverride,
)
from domain.duty_overrides.state import DUTY_OVERRIDE
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.receipts.participants import participants_of
from domain.receipts.state import RECEIPT, Receipt
from domain.requisitions.state import REQUISITION
from domain.shipments.state import SHIPMENT, Shipment

DOCUMENTS: Final[dict[str, Aggregate[Any]]] = {
    each.name: each for each in (REQUISITION, PURCHASE_ORDER, RECEIPT, SHIPMENT)
}


async def grant_duty_override(work: Work, command: GrantDutyOverride) -> None:
    """One place for each rule, document and person: an override that is over makes room."""
    override = await work.find_or_assume_new(DUTY_OVERRIDE, command.duty_override_id)
    decide.require_overridable(command.rule, command.document_kind)
    document = await work.load(DOCUMENTS[command.document_kind], command.document_id)
    standing = await standing_override(work, command.rule, command.document_id, command.person)
    events = decide.grant(
        override,
        command,
        document.ref,
        (document.legal_entity, document.facility),
        await _participants(work, document),
        standing,
    )
    granted = await work.record(DUTY_OVERRIDE, command.duty_override_id, events)
    assert granted is not None, "every decision here is a fact"
    if standing is not None:
        await set_free(work, standing)
    place = place_of(command.rule, command.document_id, command.person)
    await claim(work, DUTY_OVERRIDE.name, place, granted.ref)


async def revoke_duty_override(work: Work, command: RevokeDutyOverride) -> None:
    """What was granted ends, and its place is free."""
    override = await work.load(DUTY_OVERRIDE, command.duty_override_id)
    await work.record(DUTY_OVERRIDE, override.id, decide.revoke(override, command))
    await set_free(work, override)


async def review_duty_override(work: Work, command: ReviewDutyOverride) -> None:
    """Judged by somebody without a part in the document, whoever has one by now."""
    override = await work.load(DUTY_OVERRIDE, command.duty_override_id)
    document = await work.load(DOCUMENTS[override.document.aggregate], override.document.id)
    participants = await _participants(work, document)
    await work.record(DUTY_OVERRIDE, override.id, decide.review(override, command, participants))


async def _participants(work: Work, document: Any) -> Participants:  # noqa: ANN401 - one of four
    """Who took which part in the document, and who decided on it."""
    if isinstance(document, Receipt):
        order = await work.load(PURCHASE_ORDER, document.purchase_order.id)
        return participants_of(document, order)
    participants: Participants = document.participants
    if isinstance(document, Shipment) or document.approval_case_id is None:
        return participants
    case = await work.load(APPROVAL_CASE, document.approval_case_id)
    return {**participants, "decider": tuple(case.decided_by)}


HANDLERS: Final[Handlers] = {
    GrantDutyOverride: grant_duty_override,
    RevokeDutyOverride: revoke_duty_override,
    ReviewDutyOverride: review_duty_override,
}
