"""Invoices against orders: what a match finds, and what a person may not tie together."""

import re
from decimal import Decimal
from typing import Any, Final

from domain.invoices.commands import LinkInvoice, UnlinkInvoice
from domain.invoices.events import InvoiceHoldPlaced
from domain.invoices.state import INVOICE
from domain.receipts.commands import ReceivedLine
from tests.application.company import NOW, TODAY, id_of
from tests.domain.scenarios import found
from tests.domain.scenarios.bills import (
    bill,
    billed_line,
    latest,
    put_on_file,
)
from tests.domain.scenarios.over_receipts import receive_taking_over
from tests.domain.scenarios.world import ORDER, Given, Reader, When, World

WARNINGS: Final = {  # What a match finds, in the scenarios' words.
    "quantity_ordered": "exceeds_remaining",
    "quantity_received": "exceeds_invoiceable",
    "receipt_missing": "exceeds_invoiceable",
}


async def order_to_match(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An order of one line, of which some has come and some was billed."""
    world.wanted_stage = "approved"
    await world.has_order([{"qty": told}])
    await world.reached()
    if world.facts.get("received_qty"):
        await receive_taking_over(world, Decimal(world.facts["received_qty"]))
    if world.facts.get("previously_invoiced_qty"):
        await bill(world, {1: Decimal(world.facts["previously_invoiced_qty"])})


async def other_supplier(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An order of medline, whom the scenario calls by another name, and who else bills."""
    world.wanted_stage = "approved"
    await world.has_order([{"qty": 1}])
    await world.reached()
    await world.company.has_supplier(told)


async def receipt_of(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An order of the line that is billed and the one that came."""
    world.wanted_stage = "approved"
    names = (world.facts["invoice_line_po_line"], told)
    await world.has_order([{"item": name, "qty": 1} for name in names])
    await world.reached()
    await world.receive(ReceivedLine(purchase_order_line=2, quantity=Decimal(1)))


async def match_by_hand(world: World, said: re.Match[str]) -> None:
    """Somebody ties the other supplier's invoice to the order, or what the scenario selects."""
    if "invoice_supplier" not in world.facts:
        await found.match_told(world, said)
        return
    supplier = id_of(world.facts["invoice_supplier"])
    name = await bill(world, {1: Decimal(1)}, supplier_id=supplier, purchase_order_id=None)
    await world.company.do(
        LinkInvoice(
            now=NOW,
            invoice_id=id_of(name),
            purchase_order_id=id_of(ORDER),
            links=((1, 1),),
            linked_by="carl",
        )
    )


async def match_receipt(world: World, _said: re.Match[str]) -> None:
    """The first line is billed, whatever came."""
    await bill(world, {1: Decimal(1)})


async def bill_each_receipt(world: World, _said: re.Match[str]) -> None:
    """One invoice with a line for each receipt, which it names."""
    order = await world.order()
    lines = []
    for place, name in enumerate(world.receipts, start=1):
        (came,) = (await world.receipt(name)).lines.values()
        quantity = came.posted.quantity
        lines.append(billed_line(order, place, 1, quantity, receipt_id=id_of(name)))
    await put_on_file(world, lines)


async def matched_lines(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An invoice whose lines are matched, one for each line of the order."""
    world.wanted_stage = "approved"
    await world.has_order([{"item": name, "qty": 1} for name in told])
    await world.reached()
    await bill(world, {place: Decimal(1) for place, _ in enumerate(told, start=1)})


async def unmatch(world: World, said: re.Match[str]) -> None:
    """Somebody takes the match of one line back."""
    line = world.facts["lines_matched"].index(said["line"]) + 1
    await world.company.do(
        UnlinkInvoice(
            now=NOW,
            invoice_id=id_of(world.invoices[-1]),
            lines=(line,),
            unlinked_by="carl",
            unlinked_on=TODAY,
            reason_code="wrong_line",
        )
    )


async def still_matched(world: World) -> list[str]:
    """The lines that are tied to the order still."""
    names = world.facts["lines_matched"]
    return [names[line - 1] for line in sorted((await latest(world)).links)]


async def line_refs(world: World) -> list[str]:
    """The receipts that the lines of the latest invoice are for, by the scenario's names."""
    told = dict(zip(map(id_of, world.receipts), world.facts["receipts"], strict=True))
    links = (await latest(world)).links.values()
    return [told[each.receipt_id] for each in links if each.receipt_id is not None]


async def warnings(world: World) -> list[str]:
    """What the match held against the latest invoice, released or not."""
    events = await world.company.events(INVOICE, id_of(world.invoices[-1]))
    return sorted({WARNINGS[each.kind] for each in events if isinstance(each, InvoiceHoldPlaced)})


async def not_warnings(world: World) -> list[str]:
    """What it could have held against it, and does not."""
    return sorted({*WARNINGS.values()} - {*await warnings(world)})


GIVEN: Final[dict[str, Given]] = {
    "po_qty": order_to_match,
    "invoice_supplier": other_supplier,
    "receipt_of": receipt_of,
    "lines_matched": matched_lines,
}
WHEN: Final[tuple[tuple[str, When], ...]] = (
    (r"match", match_by_hand),
    (r"match receipt", match_receipt),
    (r"invoice both", bill_each_receipt),
    (r"unmatch (?P<line>\w+)", unmatch),
)
READERS: Final[dict[str, Reader]] = {
    "warnings": warnings,
    "not_warnings": not_warnings,
    "line_refs": line_refs,
    "still_matched": still_matched,
}
