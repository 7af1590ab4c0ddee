"""A buyer's change does not pay a bill that was held: what it asks for is agreed to first."""

from decimal import Decimal

from domain.approvals.commands import ApproveStep, RejectStep
from domain.purchase_orders.control_commands import RecallPurchaseOrderSubmission
from tests.application.desk import NOW
from tests.application.office import Office, billed
from tests.domain.orders import ORDER

MANAGER = frozenset({"manager"})


async def agrees(office: Office) -> None:
    await office.send(
        "mona",
        ApproveStep(
            now=NOW,
            approval_case_id=await case_of(office),
            approver_id="mona",
            approver_type="human",
            roles=MANAGER,
        ),
    )


async def refuses(office: Office) -> None:
    await office.send(
        "mona",
        RejectStep(
            now=NOW,
            approval_case_id=await case_of(office),
            approver_id="mona",
            approver_type="human",
            roles=MANAGER,
            reason_code="too_dear",
        ),
    )


async def case_of(office: Office) -> str:
    case = (await office.order()).approval_case_id
    assert case is not None
    return case


async def held_for_its_price(office: Office) -> None:
    """A hundred gloves at 10 came and are billed at 20; the buyer raises the price to that."""
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100", "20"))
    assert await office.held(1) == ("price",)
    await office.change(unit_price="20")


async def test_a_price_that_is_raised_for_a_held_bill_is_agreed_to_first(office: Office) -> None:
    await held_for_its_price(office)
    order = await office.order()
    assert (order.stage, order.amount) == ("pending_approval", Decimal(2000))
    assert await office.held(1) == ("price",)
    await agrees(office)
    assert (await office.order()).stage == "issued"
    assert await office.held(1) == ()
    await office.pay(1, "2000")


async def test_a_refused_price_leaves_the_bill_held_and_the_order_in_force(office: Office) -> None:
    await held_for_its_price(office)
    await refuses(office)
    order = await office.order()
    assert (order.stage, order.amount, order.revision) == ("issued", Decimal(1000), 3)
    assert order.lines[1].terms.unit_price == 10
    assert await office.held(1) == ("price",)
    await office.receive(2, "5")


async def test_a_recalled_price_leaves_the_bill_held_and_the_order_in_force(
    office: Office,
) -> None:
    await held_for_its_price(office)
    recalled = RecallPurchaseOrderSubmission(
        now=NOW, purchase_order_id=ORDER.id, recalled_by="bella", reason_code="slip"
    )
    await office.send("bella", recalled)
    order = await office.order()
    assert (order.stage, order.amount, order.revision) == ("issued", Decimal(1000), 3)
    assert await office.held(1) == ("price",)
    assert order.approval_case_id is None
    assert office.facts("approval_case")[-1] == "approval_case.superseded"


async def test_a_bill_that_comes_while_a_change_waits_is_matched_to_what_is_in_force(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "50")
    await office.change(unit_price="20")
    await office.capture(1, billed("25", "20"))
    await office.capture(2, billed("25", "10"))
    assert (await office.held(1), await office.held(2)) == (("price",), ())
    await agrees(office)
    assert (await office.held(1), await office.held(2)) == ((), ())
    assert (await office.order()).lines[1].ledger.cleared == Decimal(500)
