"""Maps decisions on the order: each by another person, the last one issues the order."""

from typing import Final

from adapters.histories.case import Case, Happening, Maker, Mapped, Step
from adapters.histories.purchase_orders import approval_case_id, issued
from domain.approvals.commands import ApproveStep

ROLES: Final = ("manager", "director", "finance")  # In the order of the policy's steps.


def decide(case: Case, at: Happening) -> Mapped:
    """The next open step, if one is."""
    order = case.order
    if order.open_steps == 0:
        return Mapped(explained="no step is open")
    role = ROLES[order.route_steps - order.open_steps]
    submission = order.submissions
    order.open_steps -= 1
    makers: list[Maker] = [lambda: _approved(case, at, submission, role)]
    if order.open_steps == 0 and not order.is_issued:
        order.is_issued = True
        makers.append(lambda: issued(case, at))
    return Mapped(tuple(makers))


def _approved(case: Case, at: Happening, submission: int, role: str) -> Step:
    person = case.setting.person(role)
    command = ApproveStep(
        approval_case_id=approval_case_id(case, submission),
        approver_id=person,
        approver_type="human",
        roles=frozenset({role}),
        now=at.at,
    )
    return Step(command, person, role)
