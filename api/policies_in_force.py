"""Which versions of policies are in force at the moment of an answer, by what it is made of.

Tolerances are decided by people: their version is read from their own facts, known at the position,
for the day on the clock that is asked on. The others are built into the program. Of one that has
had a single version that one was in force always; of one that was changed, answers about the past
say nothing: each row's history says by which it was decided.
"""

from collections.abc import Iterable
from datetime import UTC, date
from typing import Final

from api.wiring.history import day_of
from api.wiring.service import AsOf, View
from domain.catalogue.committees import COMMITTEE_POLICY
from domain.event import PolicyVersion
from domain.expense_policy import EXPENSE_POLICY
from domain.policy import APPROVAL_POLICY
from domain.purchase_orders.policy import SUPPLIER_CHANGE_POLICY
from domain.receipts.policy import DESKTOP_POLICY
from domain.requisitions.policy import REQUISITION_POLICY
from domain.suppliers.policy import SUPPLIER_POLICY
from domain.tolerance import DEFAULT_POLICY
from projections.tolerance_policies import TOLERANCE_POLICIES
from replay.as_of import Moment

VERSIONS_MAX: Final = 500  # Of the tolerances that a tenant ever published.
STOPPED: Final = ("paused", "failed")
TOLERANCE: Final = DEFAULT_POLICY.version
_APPROVAL: Final = APPROVAL_POLICY.version
# By read model, what the verdicts, routes and refusals go by that its rows tell of.
RESTS_ON: Final[dict[str, tuple[PolicyVersion, ...]]] = {
    "approvals": (_APPROVAL,),
    "budget_lines": (_APPROVAL,),
    "catalogue_items": (COMMITTEE_POLICY.version,),
    "invoices": (TOLERANCE, EXPENSE_POLICY.version),
    "purchase_orders": (TOLERANCE, _APPROVAL, SUPPLIER_CHANGE_POLICY),
    "receipts": (TOLERANCE, DESKTOP_POLICY),
    "recoveries": (TOLERANCE,),
    "requisitions": (TOLERANCE, _APPROVAL, REQUISITION_POLICY.version),
    "suppliers": (SUPPLIER_POLICY.version,),
    "tolerance_policies": (TOLERANCE,),
}


def waited_for(view: View, names: Iterable[str]) -> tuple[str, ...]:
    """These read models, and the one of tolerances where they go by these and it is moving."""
    asked, serving = tuple(names), view.serving.get(TOLERANCE_POLICIES.name)
    moves = serving is not None and serving.state not in STOPPED
    by_tolerances = any(TOLERANCE in RESTS_ON.get(each, ()) for each in asked)
    beside = (TOLERANCE_POLICIES.name,) if moves and by_tolerances else ()
    return tuple(dict.fromkeys((*asked, *beside)))


async def policies_in_force(
    view: View, names: Iterable[str], moment: Moment | None
) -> dict[str, int]:
    """By policy, its version in force at the moment, for an answer of these read models."""
    wanted = {policy.id: policy for each in names for policy in RESTS_ON.get(each, ())}
    told = {
        name: policy.version
        for name, policy in wanted.items()
        if moment is None or policy.version == 1
    }
    told.pop(TOLERANCE.id, None)
    if TOLERANCE.id in wanted and _is_known(view, moment):
        told[TOLERANCE.id] = await _tolerances(view, moment)
    return dict(sorted(told.items()))


def _is_known(view: View, moment: Moment | None) -> bool:
    """Whether the read model of tolerances can tell of the moment; no answer waits for it longer
    than for its own.
    """
    serving = view.serving.get(TOLERANCE_POLICIES.name)
    if serving is None or TOLERANCE_POLICIES.name in view.outdated:
        return False
    if moment is None:
        return serving.state not in STOPPED
    return serving.position >= moment.position


async def _tolerances(view: View, moment: Moment | None) -> int:
    known = AsOf(position=None if moment is None else moment.position)
    answer = await view.rows(
        TOLERANCE_POLICIES.name,
        {"state": "published"},
        table="tolerance_versions",
        as_of=known,
        limit=VERSIONS_MAX,
    )
    if not answer.rows:
        return TOLERANCE.version
    day = (await _day(view, moment)).isoformat()
    begun = [row for row in answer.rows if row["effective_from"] <= day]
    newest = max(begun, key=lambda row: (row["effective_from"], row["version"]), default=None)
    return TOLERANCE.version if newest is None else int(newest["version"])


async def _day(view: View, moment: Moment | None) -> date:
    """The day of the moment: of a position, that of the last fact by then."""
    at = None if moment is None else moment.effective_at or moment.at
    if at is not None:
        return at.astimezone(UTC).date()
    return await day_of(view, None if moment is None else moment.position)
