"""The office of `office.py` with a store: the gloves of `PO-1` are kept, issued and valued."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from application.handle import Context
from application.tips import Tips
from application.work import Work
from domain.accounting import journal_entries
from domain.catalogue.events import (
    CatalogueItemActivated,
    CatalogueItemEvent,
    CatalogueItemRequested,
)
from domain.event import Actor, Recorded
from domain.registry import AGGREGATES, EVENTS
from domain.stock.commands import IssueStock, Wanted
from domain.stock.state import STOCK_ITEM, StockItem, stock_item_id
from tests.application.desk import NOW, TODAY
from tests.application.office import Office
from tests.domain.orders import BOX, GLOVES, added

ZERO: Final = Decimal(0)
ON_STOCK: Final = ("inventory", "receiving_inspection")


def stock_of(office: Office) -> str:
    return stock_item_id(office.tenant, "NHS", "NORTH", GLOVES, "EA")


async def opens(office: Office, *facts: CatalogueItemEvent, **terms: Any) -> None:
    """The gloves are catalogued, and a hundred of them ordered for stock."""
    await catalogued(office, *facts)
    await office.open(added(item_id=GLOVES, **terms))


async def catalogued(office: Office, *facts: CatalogueItemEvent) -> None:
    """The gloves may be ordered for stock."""
    requested = CatalogueItemRequested(
        item_id=GLOVES,
        number="I-1",
        description="Gloves",
        item_class="consumable",
        base_unit="EA",
        packs=(BOX,),
        controls=(),
    )
    item = f"catalogue_item/{GLOVES}"
    await office.told(item, requested, CatalogueItemActivated(), *facts)


def issuing(office: Office, quantity: str) -> IssueStock:
    return IssueStock(
        now=NOW,
        stock_item_id=stock_of(office),
        issued_by="kim",
        department="ICU",
        issued_on=TODAY,
        wanted=Wanted(quantity=Decimal(quantity)),
    )


def as_kim(office: Office) -> Context:
    """The keeper of the store."""
    kim = Actor(type="human", id="kim")
    return replace(office.context("rita"), actor=kim, roles=frozenset({"stock_keeper"}))


async def issue(office: Office, quantity: str) -> None:
    await office.application.handle(issuing(office, quantity), as_kim(office))


async def stock(office: Office) -> StockItem:
    return await Work(office.log, Tips(), office.tenant).load(STOCK_ITEM, stock_of(office))


def worth(office: Office) -> list[Decimal]:
    """What stands on stock, and what is price variance."""
    inventory = sum((office.balance(each) for each in ON_STOCK), ZERO)
    return [inventory, office.balance("price_variance")]


def require_sound(history: list[Recorded]) -> None:
    """Stock is its accounts after each save, and moves with them where only its value does."""
    items: dict[str, StockItem] = {}
    account = ZERO
    for _, events in groupby(history, key=lambda each: each.metadata["command_id"]):
        for event in events:
            account += _on_stock(event)
            if event.aggregate == STOCK_ITEM.name:
                fact = EVENTS[event.type].model_validate(event.data)
                before = items.get(event.stream)
                items[event.stream] = after = AGGREGATES[STOCK_ITEM.name].evolve(before, fact)
                if event.type == "stock_item.revalued":
                    assert before is not None
                    moved = after.worth.amounts.get("USD", ZERO)
                    moved -= before.worth.amounts.get("USD", ZERO)
                    assert moved == _on_stock(event)
                    assert after.worth.quantity == before.worth.quantity > 0
                require_worth(after.worth.quantity, after.worth.amounts)
        held = (each.worth.amounts.get("USD", ZERO) for each in items.values())
        assert account == sum(held, ZERO)


def require_worth(quantity: Decimal, amounts: Mapping[str, Decimal]) -> None:
    assert quantity >= 0
    assert all(each > 0 for each in amounts.values())
    assert quantity > 0 or not amounts


def _on_stock(event: Recorded) -> Decimal:
    lines = (each for each in journal_entries(event) if each.account in ON_STOCK)
    return sum((Decimal(each.debit) - Decimal(each.credit) for each in lines), ZERO)
