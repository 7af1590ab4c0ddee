"""How an override of a duty says no."""

from collections.abc import Sequence
from datetime import date

from domain.errors import Rejected, shown


class DutyOverrideExists(Rejected):
    """The id names an override already."""

    code = "duty_override.exists"

    def __init__(self, duty_override_id: str) -> None:
        super().__init__(
            f"Override {duty_override_id} exists already; grant the new one under its own id.",
            duty_override_id=duty_override_id,
        )


class DutyOverrideUnknownRule(Rejected):
    """No such rule binds documents of this kind, or nobody may override it."""

    code = "duty_override.unknown_rule"

    def __init__(self, rule: str, document_kind: str, known: Sequence[str]) -> None:
        named = ", ".join(known) or "none"
        super().__init__(
            f"{shown(rule)} is no rule that may be overridden on a {shown(document_kind)}; there:"
            f" {named}.",
            rule=shown(rule),
            known=tuple(known),
        )


class DutyOverrideAbsolute(Rejected):
    """Two people are the whole point of this rule."""

    code = "duty_override.absolute"

    def __init__(self, rule: str) -> None:
        super().__init__(
            f"Rule {rule} is absolute and is never overridden; find a second person.", rule=rule
        )


class DutyOverrideStands(Rejected):
    """One unused override is enough."""

    code = "duty_override.stands"

    def __init__(self, rule: str, document: str, person: str, expires_on: date) -> None:
        super().__init__(
            f"{person} may break rule {rule} on {document} already, once, until {expires_on};"
            " use or revoke that override first.",
            expires_on=str(expires_on),
        )


class DutyOverridePeriodInvalid(Rejected):
    """It ends before it begins, or lasts longer than an emergency does."""

    code = "duty_override.period_invalid"

    def __init__(self, expires_on: date, first: date, last: date) -> None:
        super().__init__(
            f"An override that is granted on {first} ends between that day and {last}, not on"
            f" {expires_on}.",
            expires_on=str(expires_on),
            last=str(last),
        )


class DutyOverrideNotIndependent(Rejected):
    """Whoever grants or reviews has no hand in what the override is about."""

    code = "duty_override.not_independent"

    def __init__(self, person: str, document: str, part: str, act: str) -> None:
        super().__init__(
            f"{person} has a part in {document} ({part.replace('_', ' ')}) and so cannot {act} an"
            " override on it; somebody without a part in it has to.",
            person=person,
            part=part,
        )


class DutyOverrideWrongStatus(Rejected):
    """Only what is unused is revoked, and only a use is reviewed, once."""

    code = "duty_override.wrong_status"

    def __init__(self, document: str, status: str, needed: str) -> None:
        super().__init__(
            f"The override on {document} is {status}; this needs one that is {needed}.",
            status=status,
            needed=needed,
        )


class DutyOverrideObjectionUnexplained(Rejected):
    """Whoever objects says why."""

    code = "duty_override.objection_unexplained"

    def __init__(self, document: str) -> None:
        super().__init__(
            f"The objection to the override on {document} lacks a reason; state reason_code."
        )
