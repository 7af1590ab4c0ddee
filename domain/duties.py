"""Segregation of duties on one document: the table of rules, and who breaks which of them.

Whoever took a part in a document, as its own history tells it, is barred from certain acts on it.
Each capability says who took which part, and refuses in its own words; which parts bar which act is
said here and nowhere else. Duties that no history decides are roles (`application/access.py`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

Part = Literal["requester", "buyer", "editor", "unapproved_editor", "decider", "receiver"]
Act = Literal["approve", "receive", "issue", "witness"]
Participants = Mapping[Part, Collection[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRule:
    """Who took this part does not do this act on a document of these kinds."""

    name: str
    part: Part
    act: Act
    documents: tuple[str, ...]


RULES: Final = (
    DutyRule(
        name="approve_own_request",
        part="requester",
        act="approve",
        documents=("requisition", "purchase_order"),
    ),
    # Whoever changed lines, amounts or supplier since somebody last agreed to the document.
    DutyRule(
        name="approve_own_change",
        part="unapproved_editor",
        act="approve",
        documents=("requisition", "purchase_order"),
    ),
    DutyRule(
        name="approve_twice",
        part="decider",
        act="approve",
        documents=("requisition", "purchase_order"),
    ),
    # Receiving is also correcting, reversing, returning and accepting services.
    DutyRule(
        name="receive_own_order",
        part="buyer",
        act="receive",
        documents=("purchase_order",),
    ),
    DutyRule(
        name="receive_own_change",
        part="editor",
        act="receive",
        documents=("purchase_order",),
    ),
    DutyRule(
        name="issue_own_request",
        part="requester",
        act="issue",
        documents=("requisition",),
    ),
    DutyRule(
        name="witness_own_order",
        part="buyer",
        act="witness",
        documents=("receipt",),
    ),
    DutyRule(
        name="witness_own_change",
        part="editor",
        act="witness",
        documents=("receipt",),
    ),
    DutyRule(
        name="witness_own_count",
        part="receiver",
        act="witness",
        documents=("receipt",),
    ),
)


def broken_rule(act: Act, person: str, participants: Participants) -> DutyRule | None:
    """The first rule that this person would break by the act; none: he may do it."""
    barring = (rule for rule in RULES if rule.act == act)
    return next((rule for rule in barring if person in participants.get(rule.part, ())), None)
