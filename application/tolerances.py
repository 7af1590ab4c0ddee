"""Tolerances: what each command needs to know, and which version an invoice is judged by."""

from typing import Final

from application.work import Handlers, Work
from domain.suppliers.state import SUPPLIER
from domain.tolerance import DEFAULT_POLICY, TolerancePolicy
from domain.tolerances import decide
from domain.tolerances.commands import DeclineTolerances, ProposeTolerances, PublishTolerances
from domain.tolerances.state import TOLERANCE_POLICY, tolerance_policy_id


async def propose_tolerances(work: Work, command: ProposeTolerances) -> None:
    """The next version. A supplier that it names has to be one of the tenant's."""
    policy_id = tolerance_policy_id(work.tenant)
    tolerances = await work.find(TOLERANCE_POLICY, policy_id)
    events = decide.propose(tolerances, command)
    for supplier_id in {each.key for each in command.limits if each.scope == "supplier"}:
        await work.load(SUPPLIER, supplier_id or "")
    await work.record(TOLERANCE_POLICY, policy_id, events)


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
