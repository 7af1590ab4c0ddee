"""Tolerances: what each command needs to know, and which version an invoice is judged by."""

from typing import Final

from application.legal_entities import require_legal_entity
from application.work import Handlers, Work
from domain.catalogue.state import CATALOGUE_ITEM
from domain.suppliers.state import SUPPLIER
from domain.tolerance import DEFAULT_POLICY, Scope, TolerancePolicy
from domain.tolerances import decide
from domain.tolerances.commands import DeclineTolerances, ProposeTolerances, PublishTolerances
from domain.tolerances.state import TOLERANCE_POLICY, tolerance_policy_id


async def propose_tolerances(work: Work, command: ProposeTolerances) -> None:
    """The next version. Suppliers, items and legal entities that it names are the tenant's."""
    policy_id = tolerance_policy_id(work.tenant)
    tolerances = await work.find(TOLERANCE_POLICY, policy_id)
    events = decide.propose(tolerances, command)
    for scope, key in sorted({(each.scope, each.key or "") for each in command.limits}):
        await _require_known(work, scope, key)
    await work.record(TOLERANCE_POLICY, policy_id, events)


async def _require_known(work: Work, scope: Scope, key: str) -> None:
    match scope:
        case "supplier":
            await work.load(SUPPLIER, key)
        case "item":
            await work.load(CATALOGUE_ITEM, key)
        case "legal_entity":
            await require_legal_entity(work, key)
        case _:
            return  # A class is any word; a line may be named before there is the order.


async def publish_tolerances(work: Work, command: PublishTolerances) -> None:
    """In force from a day on."""
    policy_id = tolerance_policy_id(work.tenant)
    tolerances = await work.load(TOLERANCE_POLICY, policy_id)
    await work.record(TOLERANCE_POLICY, policy_id, decide.publish(tolerances, command))


async def decline_tolerances(work: Work, command: DeclineTolerances) -> None:
    """Never in force."""
    policy_id = tolerance_policy_id(work.tenant)
    tolerances = await work.load(TOLERANCE_POLICY, policy_id)
    await work.record(TOLERANCE_POLICY, policy_id, decide.decline(tolerances, command))


async def tolerances_in_force(work: Work) -> TolerancePolicy:
    """Those of the tenant on the day of the command; what is built in, where it has none."""
    tolerances = await work.find(TOLERANCE_POLICY, tolerance_policy_id(work.tenant))
    return tolerances.in_force(work.today) if tolerances else DEFAULT_POLICY


async def tolerances_of_version(work: Work, version: int) -> TolerancePolicy:
    """Those by which a verdict was reached once."""
    tolerances = await work.find(TOLERANCE_POLICY, tolerance_policy_id(work.tenant))
    return tolerances.of_version(version) if tolerances else DEFAULT_POLICY


HANDLERS: Final[Handlers] = {
    ProposeTolerances: propose_tolerances,
    PublishTolerances: publish_tolerances,
    DeclineTolerances: decline_tolerances,
}
