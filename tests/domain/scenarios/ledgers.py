"""What documents put into the books: goods with the charges that they bear, transfers, bills."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from domain.accounting import JournalLine, journal_entries
from domain.charges import StatedCharge
from domain.event import Recorded
from domain.postings import Account
from domain.receipts.commands import ReceivedLine
from domain.receipts.landed_costs import landed_total
from domain.stock.commands import TransferStock, Wanted
from domain.stock.state import STOCK_ITEM, stock_item_id
from tests.application.company import NOW, TODAY, id_of
from tests.domain.scenarios.bills import bill
from tests.domain.scenarios.world import Booked, Given, Reader, When, World

_ACCOUNTS: Final[dict[Account, str]] = {
    "accounts_payable": "payable",
    "input_tax": "tax",
    "grir": "grni",
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
    lines = [line async for line in _lines(world)]
    places = {line.facility for line in lines if line.account == "inventory"}
    found: dict[str, dict[str, Decimal]] = {}
    for line in lines:
        side = "debit" if Decimal(line.debit) else "credit"
        sums = found.setdefault(_name(line, len(places) > 1), {})
        sums[side] = sums.get(side, Decimal(0)) + Decimal(line.debit) + Decimal(line.credit)
    return {name: sums for name, sums in found.items() if sums.get("debit") != sums.get("credit")}


async def inventory_debit(world: World) -> Decimal:
    """What stock is worth more."""
    lines = [line async for line in _lines(world) if line.account == "inventory"]
    return sum((Decimal(line.debit) - Decimal(line.credit) for line in lines), Decimal(0))


async def landed_per_line(world: World) -> list[Decimal]:
    """What each line of the receipt bears of charges."""
    lines = (await world.receipt()).lines.values()
    return [landed_total(line.posted) for line in lines]


async def _lines(world: World) -> AsyncIterator[JournalLine]:
    """The entries of the scenario's documents; where their facts stand is of no matter to them."""
    for each in world.booked:
        state = await world.company.state(each.aggregate, each.document_id)
        events = await world.company.events(each.aggregate, each.document_id)
        for event in events[each.above :]:
            recorded = Recorded(
                epoch=1,
                offset=1,
                tenant=world.company.tenant,
                position=1,
                stream=each.aggregate.stream(each.document_id),
                version=1,
                type=event.TYPE,
                recorded_at=datetime(2026, 3, 1, tzinfo=UTC),
                metadata={
                    "event_id": each.document_id,
                    "number": state.number,
                    "legal_entity": state.legal_entity,
                    "facility": state.facility,
                },
                data=event.model_dump(mode="json", exclude_none=True),
            )
            for line in journal_entries(recorded):
                yield line


def _stock_id(world: World, place: str) -> str:
    return stock_item_id(world.company.tenant, "NHS", place, id_of("A"), "EA")


def _name(line: JournalLine, is_between: bool) -> str:
    """The account in the scenarios' words: charges by their own names."""
    if line.account == "inventory":
        return f"inventory_{_PLACES[line.facility or '']}" if is_between else "inventory"
    return line.charge or _ACCOUNTS.get(line.account, line.account)


GIVEN: Final[dict[str, Given]] = {
    "receipt_net": receipt_net,
    "transfer_value": transfer_value,
    **dict.fromkeys(("charges", "freight", "freight_pct"), stated_when_posted),
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
