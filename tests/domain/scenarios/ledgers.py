"""What documents put into the books: goods with the charges that they bear, transfers, bills."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from domain.accounting import JournalLine, journal_entries
from domain.charges import StatedCharge
from domain.invoices.parts import PartKind, StatedPart
from domain.postings import Account
from domain.receipts.commands import ReceivedLine
from domain.receipts.landed_costs import landed_total
from domain.stock.commands import TransferStock, Wanted
from domain.stock.state import STOCK_ITEM, stock_item_id
from tests.application.company import NOW, TODAY, id_of
from tests.domain.scenarios.bills import bill
from tests.domain.scenarios.world import ORDER, Booked, Given, Reader, When, World

_ACCOUNTS: Final[dict[Account, tuple[str, ...]]] = {  # as scenarios call them
    "accounts_payable": ("payable",),
    "expense": ("expense", "cost"),
    "input_tax": ("tax",),
    "grir": ("grni",),
}
_PLACES: Final = {"NORTH": "from", "SOUTH": "to"}  # of a transfer


async def receipt_net(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An order of one thing at that price."""
    world.wanted_stage = "approved"
    await world.has_order([{"item": "A", "qty": 1, "unit_price": told}])
    await world.reached()


async def transfer_value(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """One thing of that value is in the store, and the books of how it came are of no interest."""
    await receipt_net(world, told)
    await world.receive(ReceivedLine(purchase_order_line=1, quantity=Decimal(1)))
    world.booked.clear()


async def stated_when_posted(_world: World, _told: Any) -> None:  # noqa: ANN401 - JSON.
    """The step states it."""


def charges_of(world: World) -> tuple[StatedCharge, ...]:
    """What goods of the scenario bear."""
    return tuple(
        StatedCharge(charge=each["name"], amount=Decimal(str(each["amount"])))
        for each in world.facts.get("charges", ())
        if each["capitalised"]
    )


async def transfer(world: World, _said: re.Match[str]) -> None:
    """All of it goes to the other facility, with freight as a percentage of its value."""
    here, there = (_stock_id(world, place) for place in _PLACES)
    before = len(await world.company.events(STOCK_ITEM, here))
    freight = StatedCharge(charge="freight", percent=Decimal(world.facts["freight_pct"]))
    await world.company.do(
        TransferStock(
            now=NOW,
            stock_item_id=here,
            transfer_id=id_of("TR-1"),
            transferred_by="kim",
            transferred_on=TODAY,
            to_legal_entity="NHS",
            to_facility="SOUTH",
            wanted=Wanted(quantity=Decimal(1)),
            charges=(freight,),
        )
    )
    world.booked += [Booked(STOCK_ITEM, here, before), Booked(STOCK_ITEM, there)]


async def receive_and_bill(world: World, _said: re.Match[str]) -> None:
    """All lines come with the freight of the scenario, and are billed with it."""
    await world.reached()
    lines, freight = (await world.order()).lines, Decimal(world.facts["freight"])
    counted = (
        ReceivedLine(purchase_order_line=number, quantity=line.ordered)
        for number, line in lines.items()
    )
    await world.receive(*counted, charges=(StatedCharge(charge="freight", amount=freight),))
    await bill(world, {number: line.ordered for number, line in lines.items()}, freight=freight)


async def ledger(world: World) -> dict[str, dict[str, Decimal]]:
    """What the documents put on each account and side; what nothing is left on is not told."""
    lines = [line async for line in journal_lines(world)]
    places = {line.facility for line in lines if line.account == "inventory"}
    found: dict[str, dict[str, Decimal]] = {}
    for line in lines:
        side = "debit" if Decimal(line.debit) else "credit"
        sums = found.setdefault(_name(world, line, is_between=len(places) > 1), {})
        sums[side] = sums.get(side, Decimal(0)) + Decimal(line.debit) + Decimal(line.credit)
    return {name: sums for name, sums in found.items() if sums.get("debit") != sums.get("credit")}


async def inventory_debit(world: World) -> Decimal:
    """What stock is worth more."""
    lines = [line async for line in journal_lines(world) if line.account == "inventory"]
    return sum((Decimal(line.debit) - Decimal(line.credit) for line in lines), Decimal(0))


async def landed_per_line(world: World) -> list[Decimal]:
    """What each line of the receipt bears of charges."""
    lines = (await world.receipt()).lines.values()
    return [landed_total(line.posted) for line in lines]


async def journal_lines(world: World) -> AsyncIterator[JournalLine]:
    """The entries of the scenario's documents."""
    assert world.history is not None, "a scenario reads the log"
    above = {each.aggregate.stream(each.document_id): each.above for each in world.booked}
    for event in await world.history():
        if event.stream in above and event.version > above[event.stream]:
            for line in journal_entries(event):
                yield line


def _stock_id(world: World, place: str) -> str:
    return stock_item_id(world.company.tenant, "NHS", place, id_of("A"), "EA")


def _name(world: World, line: JournalLine, *, is_between: bool) -> str:
    """The account in the scenarios' words: charges by their own names."""
    if line.account == "inventory":
        return f"inventory_{_PLACES[line.facility or '']}" if is_between else "inventory"
    names = _ACCOUNTS.get(line.account, (line.account,))
    asked = world.wanted.get("ledger", {})
    return line.charge or next((each for each in names if each in asked), names[0])


async def bill_with_parts(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """The bill that a case speaks of and no case states: one thing that came and is used up.

    Each part is what its supplier asks for under that name; the case knows no rates.
    """
    assert told == "previous case", told
    world.wanted_stage = "approved"
    line = replace(world.line(1, {"qty": 1, "unit_price": 1250}), accounting="expense")
    await world.company.has_supplier()
    await world.company.drafts(line, name=ORDER)
    await world.reached()
    await world.receive(ReceivedLine(purchase_order_line=1, quantity=Decimal(1)))
    world.header = {
        "parts": tuple(
            StatedPart(charge=charge, kind=kind, amount=Decimal(amount))
            for charge, kind, amount in _PARTS
        ),
        "tax": Decimal("330.33"),
        "freight": Decimal(100),
        "total": Decimal(world.facts["rounded_total"]),
    }


_PARTS: Final[tuple[tuple[str, PartKind, str], ...]] = (
    ("shipping", "freight", "100"),
    ("excise", "tax", "140"),
    ("education_cess", "tax", "2.80"),
    ("sh_cess", "tax", "1.40"),
    ("cst", "tax", "29.88"),
    ("vat", "tax", "156.25"),
    ("discount", "discount", "168.03"),
    ("round_off", "rounding", "-0.30"),
)


GIVEN: Final[dict[str, Given]] = {
    "receipt_net": receipt_net,
    "transfer_value": transfer_value,
    "same_as": bill_with_parts,
    **dict.fromkeys(("charges", "freight", "freight_pct", "rounded_total"), stated_when_posted),
}
WHEN: Final[tuple[tuple[str, When], ...]] = (
    (r"post transfer receipt", transfer),
    (r"post receiving-invoice", receive_and_bill),
)
READERS: Final[dict[str, Reader]] = {
    "ledger": ledger,
    "inventory_debit": inventory_debit,
    "freight_per_line": landed_per_line,
}
