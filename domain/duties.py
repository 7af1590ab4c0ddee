"""Segregation of duties on one document: who breaks which rule.

Whoever took a part in a document, as its own history tells it, is barred from certain acts on it.
Each capability says who took which part, and refuses in its own words; which parts bar which acts
is said in `duty_rules.py`. A decision that only compares its actor with one other person, where no
override helps, does so by itself: who activates what he proposed.
Duties that no history decides are roles (`application/access.py`).

An emergency may need one person for two duties. A rule that is not absolute may be overridden for
one document and one person, once (`domain/duty_overrides`); acts name the rules that are waived.
"""

from collections.abc import Collection, Mapping
from typing import Final

from domain.duty_rules import RULE_BY_NAME as RULE_BY_NAME
from domain.duty_rules import RULES as RULES
from domain.duty_rules import Act as Act
from domain.duty_rules import DutyRule as DutyRule
from domain.duty_rules import Part as Part

Participants = Mapping[Part, Collection[str]]
NONE_WAIVED: Final[Collection[str]] = frozenset()


def broken_rules(act: Act, person: str, participants: Participants) -> tuple[DutyRule, ...]:
    """Every rule that this person would break by the act; none: he may do it."""
    return tuple(
        rule for rule in RULES if rule.act == act and person in participants.get(rule.part, ())
    )


def broken_rule(
    act: Act,
    person: str,
    participants: Participants,
    waived: Collection[str] = NONE_WAIVED,
) -> DutyRule | None:
    """The first rule that stands between this person and the act; none: he may do it.

    `waived` names the rules that are overridden for him on this document; absolute ones stand.
    """
    broken = broken_rules(act, person, participants)
    standing = (rule for rule in broken if rule.is_absolute or rule.name not in waived)
    return next(standing, None)
