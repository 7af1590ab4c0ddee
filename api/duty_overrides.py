"""HTTP for overrides of duties. Rules are in `domain/duties.py` and `domain/duty_overrides`."""

from datetime import date
from typing import Final, Literal

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest
from api.examples import DUTY_OVERRIDE, PURCHASE_ORDER, example
from api.reads import add_reads
from domain.duty_overrides.commands import (
    GrantDutyOverride,
    ReviewDutyOverride,
    RevokeDutyOverride,
)
from domain.duty_overrides.events import Person, ReviewOutcome
from domain.ids import Code, Id
from projections.duty_overrides import DUTY_OVERRIDES

router: Final = command_router("/v1/duty-overrides", "duty overrides")


class GrantDutyOverrideBody(CommandBody):
    """For one rule, one document and one person, once; its last day is two weeks away at most."""

    model_config = example(
        id=DUTY_OVERRIDE,
        rule="receive_own_order",
        document_kind="purchase_order",
        document_id=PURCHASE_ORDER,
        person="ben",
        reason_code="receiver_ill",
        effective_at="2026-03-01T09:00:00Z",
        expires_on="2026-03-04",
    )

    id: Id | None = None
    rule: Code
    document_kind: Literal["requisition", "purchase_order", "receipt", "shipment"]
    document_id: Id
    person: Person
    reason_code: Code
    expires_on: date


class RevokeDutyOverrideBody(CommandBody):
    """Why it is not needed any more."""

    model_config = example(reason_code="second_person_found")

    reason_code: Code


class ReviewDutyOverrideBody(CommandBody):
    """What the reviewer thinks of the use; an objection states a reason."""

    model_config = example(outcome="objected", reason_code="receiver_was_there")

    outcome: ReviewOutcome
    reason_code: Code | None = None


@router.post("", status_code=201)
async def grant_duty_override(
    body: GrantDutyOverrideBody, conversation: ConversationOfRequest
) -> Accepted:
    """Lets one person do in an emergency what the rules keep apart. Absolute rules stand."""
    return await conversation.send(
        GrantDutyOverride(
            duty_override_id=conversation.document_id(body.id),
            granted_by=conversation.actor_id,
            rule=body.rule,
            document_kind=body.document_kind,
            document_id=body.document_id,
            person=body.person,
            reason_code=body.reason_code,
            expires_on=body.expires_on,
            now=conversation.moment(body),
        )
    )


@router.post("/{duty_override_id}/revoke")
async def revoke_duty_override(
    duty_override_id: Id, body: RevokeDutyOverrideBody, conversation: ConversationOfRequest
) -> Accepted:
    """Takes an unused override back, an expired one too."""
    return await conversation.send(
        RevokeDutyOverride(
            duty_override_id=duty_override_id,
            revoked_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{duty_override_id}/review")
async def review_duty_override(
    duty_override_id: Id, body: ReviewDutyOverrideBody, conversation: ConversationOfRequest
) -> Accepted:
    """Accepts a use or objects to it, as somebody without a part in the document."""
    return await conversation.send(
        ReviewDutyOverride(
            duty_override_id=duty_override_id,
            reviewed_by=conversation.actor_id,
            outcome=body.outcome,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


add_reads(router, DUTY_OVERRIDES, "duty_override")
