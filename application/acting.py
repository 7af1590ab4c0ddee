"""Whoever acts, acts in his own name: the fields of commands that say who, and their check."""

import re
from dataclasses import fields
from functools import cache
from typing import Final

from application.errors import Forbidden
from domain.errors import shown
from domain.event import Actor, Command
from domain.ids import PERSON_PATTERN

_PERSON: Final = re.compile(PERSON_PATTERN)

# Whose name one field may say where another says who acts: a wish that is entered for somebody.
_ON_BEHALF: Final = {"requester_id": "entered_by"}

# The fields of commands that name who acts. Segregation of duties rests on them being true.
ACTING: Final = (
    "accepted_by",
    "activated_by",
    "adjudicated_by",
    "agreed_by",
    "approved_by",
    "approver_id",
    "asked_by",
    "assigned_by",
    "authorized_by",
    "begun_by",
    "billed_by",
    "buyer_id",
    "cancelled_by",
    "captured_by",
    "changed_by",
    "claimed_by",
    "classified_by",
    "closed_by",
    "confirmed_by",
    "consigned_by",
    "consumed_by",
    "corrected_by",
    "counted_by",
    "deactivated_by",
    "debarred_by",
    "decided_by",
    "declared_by",
    "declined_by",
    "dispatched_by",
    "drafted_by",
    "earned_by",
    "ended_by",
    "entered_by",
    "granted_by",
    "inspected_by",
    "issued_by",
    "lifted_by",
    "linked_by",
    "loaded_by",
    "merged_by",
    "moved_by",
    "opened_by",
    "paid_by",
    "picked_by",
    "placed_by",
    "proposed_by",
    "published_by",
    "quarantined_by",
    "raised_by",
    "ratified_by",
    "recalled_by",
    "received_by",
    "receiver_id",
    "recorded_by",
    "reinstated_by",
    "rejected_by",
    "released_by",
    "removed_by",
    "reopened_by",
    "requested_by",
    "requester_id",
    "returned_by",
    "reversed_by",
    "reviewed_by",
    "resolved_by",
    "revoked_by",
    "scrapped_by",
    "scheduled_by",
    "screened_by",
    "short_paid_by",
    "signed_by",
    "submitted_by",
    "suspended_by",
    "taken_back_by",
    "terminated_by",
    "transferred_by",
    "unlinked_by",
    "verified_by",
    "voided_by",
    "withdrawn_by",
    "witness_id",
    "written_back_by",
    "written_off_by",
)


def act_in_own_name(command: Command, actor: Actor) -> None:
    """Raises `Forbidden` where a person names another, or anybody an approver who is not himself.

    A service may name the person whose act it hands over from another system.
    """
    _refuse_other_spelling("actor", actor.id)
    kind: type = type(command)
    for field in _acting_fields(kind):
        named = getattr(command, field)
        if named is None:
            continue  # Nobody is named beside whom the document names already.
        if named != actor.id:
            _refuse_other_spelling(field, named)
        if getattr(command, _ON_BEHALF.get(field, ""), None) is not None:
            continue
        if named != actor.id and (actor.type == "human" or field == "approver_id"):
            raise Forbidden(
                f"{field} says {named}, but you are {actor.id}; act in your own name.",
                field=field,
            )
    if getattr(command, "approver_type", actor.type) != actor.type:
        raise Forbidden(f"approver_type has to be {actor.type}, which is what you are.")


@cache
def _acting_fields(kind: type) -> tuple[str, ...]:
    """The command's fields that name who acts: one or two of the many that there are."""
    named = {each.name for each in fields(kind)}
    return tuple(field for field in ACTING if field in named)


def _refuse_other_spelling(field: str, person: str) -> None:
    if not _PERSON.fullmatch(person):
        raise Forbidden(
            f"{field} says {shown(person)}, which is not how a person is spelled: lower-case"
            " letters a to z, digits, - and _, so that nobody is two people to the duties.",
            field=field,
        )
