"""Orders in force that are amended: their words, and what may still be received and billed."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from domain.purchase_orders.billing import proposed_bill
from domain.purchase_orders.commands import ChangedLine, ImplementChangeOrder, OrderedLine
from domain.purchase_orders.events import PurchaseOrderChangeOrderImplemented
from domain.purchase_orders.state import PURCHASE_ORDER
from tests.application.company import NOW, id_of
from tests.domain.scenarios import refunds, returns, shelf
from tests.domain.scenarios.bills import latest
from tests.domain.scenarios.world import ORDER, Given, Reader, When, World


async def lines(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An order of these lines, in force: of things that are used up, and paid by their bill.

    Lines that say what kind they are come first, and stock is what goes on stock. What a negative
    line sends back came on an earlier order.
    """
    stated = [each if isinstance(each, dict) else {"qty": each} for each in told]
    back = [each["qty"] for each in stated if each.get("qty", 1) < 0]
    lines = [each for each in stated if each.get("qty", 1) > 0]
    world.lines, world.wanted_stage = lines, "issued"
    await world.company.has_supplier()
    ordered = [world.line(number, each) for number, each in enumerate(lines, start=1)]
    kinds = [each.get("kind") for each in lines]
    bought = (_bought(each, kind) for each, kind in zip(ordered, kinds, strict=True))
    await world.company.drafts(*bought, name=ORDER)
    await returns.came_before(world, back)


def _bought(line: OrderedLine, kind: str | None) -> OrderedLine:
    if kind is None:
        return replace(line, accounting="expense", match="two_way")
    return replace(line, accounting="stock" if kind == "stock" else "expense")


async def nothing_to_do(_world: World, _told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An order that was never amended stands so by itself."""


async def amend(world: World, said: re.Match[str]) -> None:
    """Another product and price on the first line, another quantity of both, another supplier."""
    await world.reached()
    await world.company.has_supplier(said["supplier"])
    await world.has_item("other")
    first = ChangedLine(
        line=1,
        quantity=Decimal(said["quantity"]),
        unit_price=Decimal(said["price"]),
        item_id=id_of("other"),
    )
    second = ChangedLine(line=2, quantity=Decimal(said["second"]))
    await world.company.do(
        ImplementChangeOrder(
            now=NOW,
            purchase_order_id=id_of(ORDER),
            lines=(first, second),
            supplier_id=id_of(said["supplier"]),
        )
    )
    await world.approve_all()


async def revision(world: World) -> int:
    """How often it was amended; its first issue is no amendment."""
    events = await world.company.events(PURCHASE_ORDER, id_of(ORDER))
    return len([each for each in events if isinstance(each, PurchaseOrderChangeOrderImplemented)])


async def total(world: World) -> Any:  # noqa: ANN401 - any JSON value.
    """What is credited or billed, what the order is worth, or what is in the scenario's packs."""
    if world.memos:
        return await refunds.total(world)
    if world.invoices:
        return (await latest(world)).open_amount
    return await shelf.packed(world) if "qty_pack" in world.facts else (await world.order()).amount


async def open_of_line(world: World) -> Decimal:
    """What is still expected of the first line."""
    return (await world.order()).lines[1].open_for_receiving


async def draft_invoice(world: World) -> list[dict[str, Decimal]]:
    """What the supplier may still bill, line by line: an invoice that is not on file."""
    return [
        {"qty": each.quantity, "unit_price": each.unit_price}
        for each in proposed_bill(await world.order())
    ]


_FIGURE: Final = r"[0-9.]+"
GIVEN: Final[dict[str, Given]] = {"lines": lines, "revision": nothing_to_do}
_AMENDED: Final = (
    rf"amend line1 to (?P<quantity>{_FIGURE}) @(?P<price>{_FIGURE}) of another product,"
    rf" line2 to (?P<second>{_FIGURE}), supplier (?P<supplier>\w+)"
)
WHEN: Final[tuple[tuple[str, When], ...]] = ((_AMENDED, amend),)
READERS: Final[dict[str, Reader]] = {
    "revision": revision,
    "total": total,
    "expected_receipt_qty": open_of_line,
    "draft_invoice": draft_invoice,
}
