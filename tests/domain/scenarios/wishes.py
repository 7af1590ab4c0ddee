"""What happens to requisitions in a scenario: a part of the table in `when.py`."""

import re
from decimal import Decimal
from typing import Any, Final

from domain.approvals.commands import ReturnStep
from domain.requisitions.commands import CancelRequisition, ChangeRequisitionLine, RequestedLine
from tests.application.company import EVERY_ROLE, NOW, id_of
from tests.domain.scenarios.world import ORDER, Given, When, World

CHEAP: Final = Decimal(1)  # Nobody has to agree.
DEAR: Final = Decimal(5_000)  # A manager has to.


async def request_without(world: World, said: re.Match[str]) -> None:
    """A requisition that lacks what every one needs."""
    lacking: dict[str, dict[str, Any]] = {
        "product and description": {"description": ""},
        "quantity": {"quantity": Decimal(0)},
        "location": {"facility": ""},
    }
    await world.company.submits_requisition(await world.wishes(CHEAP, **lacking[said["what"]]))


async def delete_done(world: World, _said: re.Match[str]) -> None:
    """A requisition that was ordered whole is taken away."""
    await world.company.has_supplier()
    name = await world.wishes(CHEAP)
    await world.company.submits_requisition(name)
    taken = {"qty": 1, "unit_price": 1, "requisition_id": id_of(name), "requisition_line": 1}
    await world.company.orders(world.line(1, taken), name=ORDER)
    await _cancel_requisition(world, name)


async def order_all(world: World, _said: re.Match[str]) -> None:
    """Everything that the given requisition wants is ordered."""
    wish = world.facts["requisition"]
    taken = {"requisition_id": id_of("R-1"), "requisition_line": 1, "unit_price": 1}
    await world.has_order([{**wish, **taken}])
    await world.in_force()


async def delete_draft(world: World, _said: re.Match[str]) -> None:
    """A requisition that nobody has seen is taken away."""
    await _cancel_requisition(world, await world.wishes(CHEAP))


async def submit_requisition(world: World, said: re.Match[str]) -> None:
    """A new one, or one that was sent back to whoever asked."""
    name = await world.wishes(DEAR)
    await world.company.submits_requisition(name)
    if said["state"] == "rejected":
        await _return_requisition(world, name)
        await world.company.submits_requisition(name, f"CASE 2 of {name}")


async def authorise_requisition(world: World, said: re.Match[str]) -> None:
    """Whoever has to agrees, or tries to."""
    name = await world.wishes(DEAR)
    if said["state"] == "submitted":
        await world.company.submits_requisition(name)
    await world.company.agrees("mona", id_of(f"CASE of {name}"))


async def report_only(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """A draft that tells a need and asks for no order, which a manager has to agree to."""
    await world.wishes(DEAR, report_only=told)


async def wish_state(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """The requisition has been sent to whoever has to agree."""
    assert told == "authorised", told
    await world.company.submits_requisition(world.requisitions[-1])


async def approve_wish(world: World) -> None:
    """Whoever has to agree to the latest requisition does."""
    await world.company.agrees("mona", id_of(f"CASE of {world.requisitions[-1]}"))


async def change_request(world: World, said: re.Match[str]) -> None:
    """The requester asks for another quantity after approvers have seen the first."""
    if not world.requisitions:
        name = await world.wishes(DEAR, Decimal(world.facts["requested"]))
        await world.company.submits_requisition(name)
        await _return_requisition(world, name)
    line = RequestedLine(
        line=1,
        description="Gloves",
        item_class="consumable",
        quantity=Decimal(said["quantity"]),
        unit="EA",
        unit_price=DEAR,
    )
    await world.company.do(
        ChangeRequisitionLine(
            now=NOW,
            requisition_id=id_of(world.requisitions[0]),
            line=line,
            reason_code="miscounted" if said["how"] == "with" else None,
        )
    )


async def _cancel_requisition(world: World, name: str) -> None:
    await world.company.do(
        CancelRequisition(now=NOW, requisition_id=id_of(name), reason_code="not-needed")
    )


async def _return_requisition(world: World, name: str) -> None:
    await world.company.do(
        ReturnStep(
            now=NOW,
            approval_case_id=id_of(f"CASE of {name}"),
            approver_id="mona",
            approver_type="human",
            roles=EVERY_ROLE,
            reason_code="incomplete",
        )
    )


GIVEN: Final[dict[str, Given]] = {"report_only": report_only, "state": wish_state}
WISHES: Final[tuple[tuple[str, When], ...]] = (
    (r"submit (?P<state>initiated|rejected)", submit_requisition),
    (r"authorise (?P<state>submitted|initiated)", authorise_requisition),
    (r"change to (?P<quantity>-?[0-9]+) (?P<how>with|without) reason", change_request),
    (r"submit without (?P<what>product and description|quantity)", request_without),
    (r"submit goods without (?P<what>location)", request_without),
    (r"delete done", delete_done),
    (r"delete draft", delete_draft),
    (r"order all", order_all),
)
