"""The command that is measured: a purchase order with three lines, under a number of its own.

Five events of two streams: the order with its lines, and the claim on the number.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Final

from adapters.system import new_uuid, utc_now
from application.handle import Application, Context
from application.handlers import HANDLERS
from application.ports import EventLog
from domain.event import Actor, Command
from domain.purchase_orders.commands import CreatePurchaseOrder, OrderedLine
from domain.quantity import Pack
from domain.suppliers.commands import ActivateSupplier, ProposeSupplier
from tests.benchmarks.append_load import Done

EVENTS_PER_COMMAND: Final = 5
TENANT: Final = "bench"
EACH: Final = Pack(unit="EA", base_unit="EA")
LINES: Final = tuple(
    OrderedLine(
        line=number,
        description=what,
        item_class="consumable",
        quantity=Decimal(10),
        pack=EACH,
        unit_price=Decimal(price),
    )
    for number, what, price in (
        (1, "Nitrile gloves, medium", "9.50"),
        (2, "Syringe 10 ml, luer lock", "0.35"),
        (3, "Gauze swabs 10 x 10 cm", "4.20"),
    )
)


@dataclass(slots=True)
class Orders:
    """A buyer who may order from one supplier."""

    log: EventLog
    supplier_id: str = field(default_factory=lambda: str(new_uuid()))
    application: Application = field(init=False)
    numbers: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        self.application = Application(self.log, HANDLERS)

    async def open(self) -> None:
        """The supplier is proposed and cleared, by two people."""
        number = f"SUP-{self.supplier_id}"
        proposed = ProposeSupplier(
            now=utc_now(),
            supplier_id=self.supplier_id,
            number=number,
            name="Northside Medical",
            proposed_by="sam",
        )
        cleared = ActivateSupplier(now=utc_now(), supplier_id=self.supplier_id, activated_by="cleo")
        await self.application.handle(proposed, _context("sam", "supplier_admin"))
        await self.application.handle(cleared, _context("cleo", "credentialing"))

    async def create(self) -> None:
        """One command, as a request would make it, until it is durable."""
        number = f"PO-{self.supplier_id}-{next(self.numbers)}"
        command: Command = CreatePurchaseOrder(
            now=utc_now(),
            purchase_order_id=str(new_uuid()),
            number=number,
            supplier_id=self.supplier_id,
            legal_entity="LE-1",
            facility="HOSP-NORTH",
            department="ICU",
            currency="USD",
            buyer_id="ben",
            payment_terms="net_30",
            lines=LINES,
        )
        await self.application.handle(command, _context("ben", "buyer"))


def _context(person: str, role: str) -> Context:
    command_id = str(new_uuid())
    return Context(
        tenant=TENANT,
        actor=Actor(type="human", id=person),
        roles=frozenset({role}),
        command_id=command_id,
        correlation_id=command_id,
    )


async def repeat_for(work: Callable[[], Awaitable[None]], concurrent: int, seconds: float) -> Done:
    """So many at a time, one after another each; `events` counts how often it was done."""
    clock = asyncio.get_running_loop().time
    started = clock()
    deadline = started + seconds

    async def one_after_another() -> int:
        done = 0
        while clock() < deadline:
            await work()
            done += 1
        return done

    done = await asyncio.gather(*(one_after_another() for _ in range(concurrent)))
    return Done(events=sum(done), seconds=clock() - started)
