"""Orders that are found for an invoice: what is offered, what the rules tie, and what people do."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from domain.invoices.candidates import Candidate, candidates
from domain.invoices.commands import InvoicedLine, LinkInvoice, LinkInvoiceByRule
from domain.invoices.order_facts import before_linking
from domain.tolerances.commands import ProposeTolerances, PublishTolerances
from domain.tolerances.limits import CHECKS, ToleranceLimit
from tests.application.company import NOW, id_of
from tests.domain.scenarios import holds
from tests.domain.scenarios.bills import (
    bill,
    bill_quantity,
    latest,
    put_on_file,
    receive_all,
)
from tests.domain.scenarios.world import ORDER, PRICE, Given, Reader, When, World

ASKS: Final = "always ask"
NEVER: Final = "never receive at posting"
OTHERS: Final = re.compile(r"receive at posting except (?P<supplier>\w+)")


def lines_told(told: Sequence[Any]) -> list[dict[str, Any]]:
    """Lines as a scenario states them: a name, a name and its price, or all that is known."""
    return [_line_told(each) for each in told]


def _line_told(told: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value.
    match told:
        case str(name):
            return {"description": name, "qty": 1}
        case [name, price]:
            return {"item": name, "qty": 1, "unit_price": price}
        case {"uom": unit, "id": name}:
            return {"description": name, "uom": unit, "qty": 1}
        case {"total": total}:
            return {"qty": 1, "unit_price": total}
        case _:
            return {"qty": 1, **told}


async def nothing_to_do(_world: World, _told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """The step itself looks it up."""


async def matched_elsewhere(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """These order lines are billed by another invoice."""
    await world.in_force()
    names = {line.terms.description: n for n, line in (await world.order()).lines.items()}
    await bill(world, {names[name]: Decimal(1) for name in told})


async def invoice_unit(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An invoice of the order's supplier, in no unit that it says."""
    await world.in_force()
    await _captured(world, [{"description": "Gloves", "uom": told}], None)


async def invoice_quantity(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An invoice over so much, of no order that it names."""
    await _captured(world, [{"qty": told, "description": "Gloves"}], None)


async def policy(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """What is done about bills of what has not come.

    Purvey holds them all, and a manager answers for those that are asked about; tolerances let
    those of some suppliers pass.
    """
    others = OTHERS.fullmatch(told)
    if others is None:
        assert told in (ASKS, NEVER), told
        return
    await world.company.has_supplier(others["supplier"])
    await world.company.has_supplier("S2")
    limits = (
        *(ToleranceLimit(scope="tenant", check=each, not_checked=True) for each in CHECKS),
        ToleranceLimit(
            scope="supplier",
            key=id_of(others["supplier"]),
            check="received_quantity",
            pct_over=Decimal(0),
        ),
    )
    propose = ProposeTolerances(now=NOW, limits=limits, reason_code="agreed", proposed_by="paula")
    await world.company.do(propose)
    await world.company.do(PublishTolerances(now=NOW, version=2, published_by="peter"))


async def match_before_receipt(world: World, said: re.Match[str]) -> None:
    """A supplier bills his order before anything has come."""
    order = f"PO of {said['supplier']}"
    line = world.line(1, {"qty": 1})
    await world.company.drafts(line, name=order, supplier=said["supplier"])
    await world.company.submits(order, case=f"CASE of {order}")
    await world.company.issues(order)
    asked = {"description": "Gloves", "line": 1}
    await _captured(world, [asked], id_of(order), order=order, supplier_id=id_of(said["supplier"]))


async def match_and_ask(world: World, said: re.Match[str]) -> None:
    """So much of the first line is billed; where the policy is to ask, the answer is yes."""
    await bill_quantity(world, said)
    if world.facts.get("policy") == ASKS:
        await holds.release_hold(world)


async def match_told(world: World, _said: re.Match[str]) -> None:
    """The selection of the scenario is tied by hand, or its lines as they say themselves."""
    if "selection" in world.facts:
        await match_selection(world)
        return
    told = world.facts["invoice_lines"]
    await world.has_order([{"item": "A", "qty": 1} for _ in told])
    await world.in_force()
    lines = [{**each, "line": number} for number, each in enumerate(told, start=1)]
    await _captured(world, lines, id_of(ORDER))


async def match_selection(world: World) -> None:
    """Each invoice of the selection is tied to the order line."""
    (_, _, ordered), *invoices = (each.split() for each in world.facts["selection"])
    for item in (ordered, *(name for _, name in invoices)):
        await world.has_item(item)
    await world.has_order([{"item": ordered, "qty": 2}])
    await world.in_force()
    for _, item in invoices:
        await _captured(world, [{"item": item}], None)
        await world.company.do(
            LinkInvoice(
                now=NOW,
                invoice_id=id_of(world.invoices[-1]),
                purchase_order_id=id_of(ORDER),
                links=((1, 1),),
                linked_by="carl",
            )
        )


async def auto_match(world: World, said: re.Match[str]) -> None:
    """All that was ordered is here, and the rules look whether the invoice is for it."""
    await world.in_force()
    await receive_all(world, said)
    told = world.facts.get("invoice", {"lines": world.facts.get("invoice_lines")})
    is_named = told.get("po_ref") is not None
    lines = lines_told(told["lines"]) if told.get("lines") else lines_told([told])
    await _captured(world, lines, id_of(ORDER) if is_named else None)
    await world.company.do(
        LinkInvoiceByRule(
            now=NOW,
            invoice_id=id_of(world.invoices[-1]),
            purchase_order_ids=(id_of(ORDER),),
        ),
        person="carl",
    )


async def list_candidates(world: World, _said: re.Match[str]) -> None:
    """Another invoice of the supplier comes, where the scenario has none of its own yet."""
    if "invoice_uom" not in world.facts:
        await _captured(world, [{"description": "Gloves"}], None)


async def matched(world: World) -> bool:
    """Whether the latest invoice stands against an order, and nothing in the way."""
    return (await latest(world)).matched


async def invoice_lines(world: World) -> int:
    """How many lines are tied."""
    return len((await latest(world)).links)


async def linked_prices(world: World) -> list[Decimal]:
    """The prices of lines that are tied, or proposed to be."""
    state = await latest(world)
    return [line.unit_price for line in state.lines if line.line in state.links]


async def unlinked_prices(world: World) -> list[Decimal]:
    """Those of the others."""
    state = await latest(world)
    return [line.unit_price for line in state.lines if line.line not in state.links]


async def warnings_per_line(world: World) -> list[str]:
    """What is held against each line."""
    state = await latest(world)
    kinds = {hold.line: hold.kind for hold in state.holds}
    return [kinds[line.line] for line in state.lines]


async def offered(world: World) -> list[str]:
    """The order lines that the invoice's line may be for."""
    return sorted(each.side.description for each in await _candidates(world))


async def suggested(world: World) -> list[Decimal]:
    """How much of each receipt the invoice's line would be for."""
    (only,) = await _candidates(world)
    return list(only.receipts.values())


async def _candidates(world: World) -> tuple[Candidate, ...]:
    order, state = await world.order(), await latest(world)
    (line,) = state.lines
    return candidates(state, line, [before_linking(order, order.lines, None)])


async def _captured(
    world: World, told: Sequence[dict[str, Any]], named: str | None, **header: Any
) -> None:
    """An invoice whose lines say what is told of them, and no more."""
    lines = []
    for number, each in enumerate(told, start=1):
        price = Decimal(str(each.get("unit_price", PRICE)))
        quantity = Decimal(str(each.get("qty", 1)))
        lines.append(
            InvoicedLine(
                line=number,
                description=each.get("description"),
                item_id=id_of(each["item"]) if each.get("item") else None,
                quantity=quantity,
                unit=each.get("uom", "EA"),
                unit_price=price,
                amount=quantity * price,
                purchase_order_line=each.get("line"),
            )
        )
    await put_on_file(world, lines, purchase_order_id=named, **header)


GIVEN: Final[dict[str, Given]] = {
    "policy": policy,
    "invoice_lines": nothing_to_do,
    "selection": nothing_to_do,
}
OF_THE_ORDER: Final[dict[str, Given]] = {  # What comes after the order stands.
    "matched_elsewhere": matched_elsewhere,
    "invoice_uom": invoice_unit,
    "invoice_qty": invoice_quantity,
}
WHEN: Final[tuple[tuple[str, When], ...]] = (
    (r"auto-match", auto_match),
    (r"match invoice of (?P<quantity>[0-9.]+)", match_and_ask),
    (r"list candidates", list_candidates),
    (r"match (?P<supplier>\w+) invoice before receipt", match_before_receipt),
)
READERS: Final[dict[str, Reader]] = {
    "matched": matched,
    "invoice_lines": invoice_lines,
    "linked_prices": linked_prices,
    "unlinked_prices": unlinked_prices,
    "warnings_per_line": warnings_per_line,
    "candidates": offered,
    "suggested": suggested,
}
