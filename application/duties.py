"""Overrides where people act: looked up once a rule would be broken, used up in the act's own save.

No commands: capabilities call this around their decisions. Whoever breaks no rule pays nothing: no
stream is read for him.
"""

from collections.abc import Mapping

from application.numbers import claimed_by, release
from application.work import Work
from domain.duties import Act, Participants, broken_rules
from domain.duty_overrides.decide import use
from domain.duty_overrides.state import DUTY_OVERRIDE, DutyOverride
from domain.event import DocumentRef

Waived = Mapping[str, DutyOverride]  # By the name of the rule, as decisions ask for it.


async def waived_for(
    work: Work, act: Act, person: str, document: DocumentRef, participants: Participants
) -> Waived:
    """The overrides that let this person do the act on this document in spite of his parts in it.

    Pass it to the decision, and what it decided to `record_uses`.
    """
    waived: dict[str, DutyOverride] = {}
    for rule in broken_rules(act, person, participants):
        if rule.is_absolute:
            continue
        override = await standing_override(work, rule.name, document.id, person)
        if override is not None and override.is_usable_on(work.today):
            waived[rule.name] = override
    return waived


async def record_uses(work: Work, waived: Waived, used_in: DocumentRef) -> None:
    """Each of them let the act through, and lets no other through: of two who act, one is told."""
    for override in waived.values():
        await work.record(DUTY_OVERRIDE, override.id, use(override, work.today, used_in))
        await set_free(work, override)


async def standing_override(
    work: Work, rule: str, document_id: str, person: str
) -> DutyOverride | None:
    """The override that holds the place of this rule, document and person; it may be over."""
    holder = await claimed_by(work, DUTY_OVERRIDE.name, place_of(rule, document_id, person))
    return None if holder is None else await work.load(DUTY_OVERRIDE, holder.id)


async def set_free(work: Work, override: DutyOverride) -> None:
    """Another one may take its place."""
    place = place_of(override.rule, override.document.id, override.person)
    await release(work, DUTY_OVERRIDE.name, place, override.ref)


def place_of(rule: str, document_id: str, person: str) -> str:
    """The key under which an unused override is found."""
    return f"{rule} {document_id} {person}"
