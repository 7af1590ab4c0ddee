"""What happens in a scenario: one function for each phrase, which sends public commands."""

import re
from decimal import Decimal
from typing import Final

from domain.purchase_orders.commands import (
    AddPurchaseOrderLine,
    CancelPurchaseOrderLine,
    ChangedLine,
    ClosePurchaseOrderLine,
    ImplementChangeOrder,
    IssuePurchaseOrder,
    OrderedLine,
    ReopenPurchaseOrderLine,
)
from domain.receipts.commands import ReceivedLine, ReverseReceipt
from tests.application.company import EACH, NOW, TODAY, id_of
from tests.domain.scenarios import (
    advances,
    agreements,
    amendments,
    asking,
    bills,
    carried,
    figures,
    found,
    holds,
    instalments,
    ledgers,
    matches,
    over_receipts,
    projects,
    proposals,
    refunds,
    reordered,
    returns,
)
from tests.domain.scenarios.grouped import order_together
from tests.domain.scenarios.ledgers import charges_of
from tests.domain.scenarios.wishes import CHEAP, WISHES, approve_wish
from tests.domain.scenarios.world import CASE, ORDER, When, World


async def approve(world: World, _said: re.Match[str]) -> None:
    """Whoever has to agrees to the scenario's requisition, or to its order, which is issued."""
    if world.requisitions:
        await approve_wish(world)
        return
    await world.in_force()


async def receive(world: World, said: re.Match[str]) -> None:
    """So much of the first line arrives, or of each line where the scenario tells them alike."""
    await world.reached()
    quantity = Decimal(said["quantity"])
    lines = (await world.order()).lines if world.alike else (1,)
    await world.receive(
        *(ReceivedLine(purchase_order_line=line, quantity=quantity) for line in lines)
    )


async def receive_as_told(world: World, _said: re.Match[str]) -> None:
    """The receipt line of the scenario, counted and judged at the desk; else what is open."""
    if "cases" in world.facts:
        await proposals.save_receipts(world)
        return
    if "receipt_line" not in world.facts:
        over = Decimal(world.facts.get("over_receipt", 0))
        quantity = (await world.order()).lines[1].open_for_receiving + over
        counted = ReceivedLine(purchase_order_line=1, quantity=quantity)
        await world.receive(counted, charges=charges_of(world))
        return
    told = world.facts["receipt_line"]
    count, rejected = int(told["received"]), int(told["rejected"])
    serials = tuple(f"S{number}" for number in range(1, count + 1))
    await world.receive(
        ReceivedLine(
            purchase_order_line=1,
            quantity=Decimal(count),
            accepted=Decimal(told["accepted"]),
            rejected=Decimal(rejected),
            serials=serials,
            rejected_serials=serials[count - rejected :],
            storage_location=told.get("accept_location"),
            rejected_location=told.get("reject_location"),
            reason_code="damaged",
        )
    )


async def receive_before_approval(world: World, _said: re.Match[str]) -> None:
    """Goods come for an order that nobody approved."""
    await world.receive(ReceivedLine(purchase_order_line=1, quantity=Decimal(1)))


async def cancel_receipt(world: World, said: re.Match[str]) -> None:
    """The receipt of this quantity, or the only one, was an error; it brought all that is open."""
    wanted = said["quantity"]
    if not world.receipts:
        await world.reached()
        await bills.receive_all(world, said)
    names = [
        name
        for name in world.receipts
        if wanted is None
        or sum(line.posted.quantity for line in (await world.receipt(name)).lines.values())
        == Decimal(wanted)
    ]
    await world.company.do(
        ReverseReceipt(
            now=NOW,
            receipt_id=id_of(names[-1]),
            receiver_id="rico",
            reversed_on=TODAY,
            reason_code="wrong-order",
        )
    )


async def send_back(world: World, said: re.Match[str]) -> None:
    """So much goes back to the supplier."""
    await world.send_back(Decimal(said["quantity"]), world.receipts[-1])


async def send_back_all(world: World, _said: re.Match[str]) -> None:
    """Whatever the receipt brought goes back."""
    (line,) = (await world.receipt()).lines.values()
    await world.send_back(line.left, world.receipts[-1], serials=line.left_serials)


async def remove_line(world: World, said: re.Match[str]) -> None:
    """One line, by its number or by its item, is no longer wanted."""
    await world.reached()
    number = next(
        number
        for number, line in (await world.order()).lines.items()
        if said["line"] in (str(number), line.terms.description)
    )
    await world.company.do(
        CancelPurchaseOrderLine(
            now=NOW, purchase_order_id=id_of(ORDER), line=number, reason_code="not-needed"
        )
    )
    await world.approve_all()


async def nothing_more(world: World, _said: re.Match[str]) -> None:
    """The buyer wants no other delivery of the first line in place of the one taken back."""
    await world.company.do(
        CancelPurchaseOrderLine(
            now=NOW, purchase_order_id=id_of(ORDER), line=1, reason_code="not-needed"
        )
    )


async def add_line(world: World, said: re.Match[str]) -> None:
    """One more line of an item that the catalogue knows."""
    await world.reached()
    await world.has_item(said["item"])
    line = OrderedLine(
        line=len((await world.order()).lines) + 1,
        description=said["item"],
        item_class="consumable",
        quantity=Decimal(said["quantity"]),
        pack=EACH,
        unit_price=Decimal(said["price"]),
        item_id=id_of(said["item"]),
    )
    await world.company.do(AddPurchaseOrderLine(now=NOW, purchase_order_id=id_of(ORDER), line=line))
    await world.approve_all()


async def change_quantity(world: World, said: re.Match[str]) -> None:
    """Another quantity for the first line of an order in force."""
    await world.reached()
    changed = ChangedLine(line=1, quantity=Decimal(said["quantity"]))
    await world.company.do(
        ImplementChangeOrder(now=NOW, purchase_order_id=id_of(ORDER), lines=(changed,))
    )
    await world.approve_all()


async def close_order(world: World, _said: re.Match[str]) -> None:
    """Nothing more is expected of any line."""
    for number in (await world.order()).lines:
        await world.company.do(
            ClosePurchaseOrderLine(
                now=NOW,
                purchase_order_id=id_of(ORDER),
                line=number,
                side="receiving",
                reason_code="no-more",
            )
        )


async def release(world: World, _said: re.Match[str]) -> None:
    """Somebody lets the payment of an invoice go or, where none is told of, hands the order out."""
    if world.invoices:
        await holds.release_hold(world)
        return
    await world.company.do(IssuePurchaseOrder(now=NOW, purchase_order_id=id_of(ORDER)))


async def reopen(world: World, _said: re.Match[str]) -> None:
    """Somebody takes the order back by himself."""
    await world.company.do(
        ReopenPurchaseOrderLine(now=NOW, purchase_order_id=id_of(ORDER), line=1, undo="receiving")
    )


async def submit(world: World, _said: re.Match[str]) -> None:
    """The buyer asks for approval."""
    await world.submit()


async def one_approves(world: World, _said: re.Match[str]) -> None:
    """The first who has to agree agrees."""
    await world.company.agrees("mona", id_of(CASE))


async def one_rejects(world: World, _said: re.Match[str]) -> None:
    """The next who has to agree refuses."""
    await world.company.refuses("dirk", id_of(CASE))


async def save_order(world: World, _said: re.Match[str]) -> None:
    """An order that ships to where the scenario says."""
    told = world.facts["po"]
    await world.company.drafts(
        world.line(1, {"qty": 1}),
        name=ORDER,
        legal_entity=told["entity"],
        facility=f"{told['ship_to_entity']}-SITE",
    )


async def create_order(world: World, _said: re.Match[str]) -> None:
    """An order to the supplier is drafted, approved and issued."""
    if "requests" in world.facts:
        await order_together(world)
        return
    await world.company.orders(world.line(1, {"qty": 1}), name=ORDER)


async def submit_something(world: World, said: re.Match[str]) -> None:
    """The buyer asks for approval of his order, or a requester of what needs none."""
    if world.facts.get("skip_authorisation"):
        await world.company.submits_requisition(await world.wishes(CHEAP))
    else:
        await submit(world, said)


async def compute(_world: World, _said: re.Match[str]) -> None:
    """Figures are computed when they are read."""


_QUANTITY: Final = r"(?P<quantity>[0-9.]+)"
WHEN: Final[tuple[tuple[str, When], ...]] = (
    (r"approve( PO)?|confirm", approve),
    (rf"receive {_QUANTITY}( each| \(R[0-9]+\))?", receive),
    (rf"cancel (the )?receipt( of {_QUANTITY})?", cancel_receipt),
    (r"amend: (delete line|remove line) (?P<line>\w+)", remove_line),
    (rf"amend: add line (?P<item>\w+) qty {_QUANTITY} @(?P<price>[0-9.]+)", add_line),
    (rf"amend qty to {_QUANTITY}", change_quantity),
    (r"close PO", close_order),
    (r"save PO", save_order),
    (r"create PO", create_order),
    (r"(save|post) receipt", receive_as_told),
    (rf"return {_QUANTITY}", send_back),
    (r"return (S1|to supplier)", send_back_all),
    (r"receive or invoice", receive_before_approval),
    (r"release", release),
    (r"reopen", reopen),
    (r"submit", submit_something),
    (r"intermediate approves", one_approves),
    (r"final rejects", one_rejects),
    (r"ignore receipt exception", nothing_more),
    (r"compute|adjust|cap|evaluate|propose next invoice|suggest", compute),
    *WISHES,
    *advances.WHEN,
    *agreements.WHEN,
    *asking.WHEN,
    *over_receipts.WHEN,
    *bills.WHEN,
    *instalments.WHEN,
    *refunds.WHEN,
    *ledgers.WHEN,
    *projects.WHEN,
    *matches.WHEN,
    *amendments.WHEN,
    *carried.WHEN,
    *proposals.WHEN,
    *found.WHEN,
    *returns.WHEN,
    *reordered.WHEN,
    *figures.WHEN,
)
