"""Requests for approval that are taken back and asked again."""

import re
from decimal import Decimal
from typing import Any, Final

from domain.approvals.events import ApprovalCaseRoutePlanned
from domain.approvals.state import APPROVAL_CASE
from domain.purchase_orders.commands import ChangedLine, ImplementChangeOrder
from domain.purchase_orders.control_commands import RecallPurchaseOrderSubmission
from tests.application.company import NOW, id_of
from tests.domain.scenarios.world import ORDER, Given, Reader, When, World

REQUESTER: Final = "bella"
NEXT_APPROVER: Final = "mona"
AMOUNTS: Final = {"A": Decimal(5_000), "B": Decimal(6_000)}  # What the letters stand for.


async def amount(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """A draft of this amount."""
    await world.has_order([{"qty": 1, "unit_price": AMOUNTS[told]}])


async def actor(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An order that waits for somebody who did not ask for it."""
    assert told.startswith("next approver"), told
    await amount(world, "A")
    await world.submit()


async def requester_recalls(world: World, _said: re.Match[str]) -> None:
    """Who asked takes it back."""
    await _recall(world, REQUESTER)


async def actor_recalls(world: World, _said: re.Match[str]) -> None:
    """Who should decide takes it back."""
    await _recall(world, NEXT_APPROVER)


async def change_amount(world: World, said: re.Match[str]) -> None:
    """The draft costs something else."""
    changed = ChangedLine(line=1, unit_price=AMOUNTS[said["amount"]])
    await world.company.do(
        ImplementChangeOrder(now=NOW, purchase_order_id=id_of(ORDER), lines=(changed,))
    )


async def _recall(world: World, person: str) -> None:
    await world.company.do(
        RecallPurchaseOrderSubmission(
            now=NOW, purchase_order_id=id_of(ORDER), recalled_by=person, reason_code="mistake"
        )
    )


async def request_amount(world: World) -> str:
    """The amount that the latest request shows to its approvers."""
    case_id = (await world.order()).approval_case_id
    assert case_id is not None, "somebody asked"
    planned = (await world.company.events(APPROVAL_CASE, case_id))[0]
    assert isinstance(planned, ApprovalCaseRoutePlanned), planned
    return next(letter for letter, each in AMOUNTS.items() if each == planned.facts.amount)


GIVEN: Final[dict[str, Given]] = {"amount": amount, "actor": actor}
WHEN: Final[tuple[tuple[str, When], ...]] = (
    (r"requester cancels|cancel", requester_recalls),
    (r"cancel request", actor_recalls),
    (r"change amount to (?P<amount>\w)", change_amount),
)
READERS: Final[dict[str, Reader]] = {"request_amount": request_amount}
