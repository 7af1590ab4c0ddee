"""How many documents a second are loaded by a process that has never seen them.

A load is one look-up and the fold of a purchase order that was put on hold and released over and
over: with 10, 100 and 1,000 events, and with 1,000 behind a snapshot. Baseline of the same run, in
turn with it: the eventsourcing library's repository over its own recorder, with as many events, and
with its own snapshots.
"""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final
from uuid import UUID

import psycopg
import uvloop

from adapters.postgres.event_log import PostgresEventLog
from adapters.system import new_uuid
from api.settings import Settings
from api.wiring.instance import Addresses, servers_of
from application.ports import StreamChange
from application.tips import Tips, newest
from domain.event import Event
from domain.purchase_orders.events import PurchaseOrderHoldPlaced, PurchaseOrderHoldReleased
from domain.purchase_orders.state import PURCHASE_ORDER
from tests.benchmarks.append_load import TENANT, log_urls, save_of
from tests.benchmarks.report import Figure, Report, at_least, machine, median
from tests.benchmarks.size import Size
from tests.benchmarks.stock_documents import StockOrder, StockOrders, stock_orders
from tests.domain.orders import in_force

EVENTS: Final = (10, 100, 1_000)
LONGEST: Final = EVENTS[-1]
LOADS_PER_SECOND_GOAL: Final = 2_000
HOLD: Final = (PurchaseOrderHoldPlaced(reason_code="audit"), PurchaseOrderHoldReleased())

Rates = Mapping[str, list[float]]


def run(size: Size) -> Report:
    """Measures; see the docstring of the module."""
    with TemporaryDirectory(prefix="purvey-bench-") as folder:
        settings = Settings(home=Path(folder) / "home", database_url=None, nats_url=None)
        with servers_of(settings, may_create=True) as addresses:
            rates = _rounds(addresses, size)
            ran_on = machine(addresses.database_url)
    return _report(rates, size, ran_on)


def _rounds(addresses: Addresses, size: Size) -> Rates:
    rates: defaultdict[str, list[float]] = defaultdict(list)
    with (
        stock_orders(addresses.database_url, connections=1, cached=0) as stock,
        stock_orders(
            addresses.database_url, connections=1, cached=0, snapshots=True
        ) as with_snapshots,
    ):
        orders = {count: _stock_order(stock, count) for count in EVENTS}
        kept = _stock_order(with_snapshots, LONGEST)
        with_snapshots.take_snapshot(kept)
        streams = uvloop.run(_prepared(addresses))
        for _ in range(size.rounds):
            for count in EVENTS:
                rates[f"ours_{count}"].append(uvloop.run(_loads(addresses, streams[count], size)))
                rates[f"stock_{count}"].append(_stock_loads(stock, orders[count], size))
            rates["ours_kept"].append(uvloop.run(_loads(addresses, streams[0], size)))
            rates["stock_kept"].append(_stock_loads(with_snapshots, kept, size))
    return rates


async def _prepared(addresses: Addresses) -> dict[int, str]:
    """Streams by how many events they have, without a snapshot; 0 is the longest, with one."""
    streams = {count: f"purchase_order/{new_uuid()}" for count in (*EVENTS, 0)}
    async with PostgresEventLog(*log_urls(addresses)) as log:
        for count, stream in streams.items():
            events = _events(count or LONGEST)
            change = StreamChange(
                stream=stream,
                expected_version=0,
                events=events,
                number="PO-1",
                legal_entity="NORTH",
                facility="NORTH-ER",
            )
            await log.append(save_of(stream, 0, change))
        await newest(log, Tips(), TENANT, PURCHASE_ORDER, streams[0])  # Which keeps a snapshot.
    with psycopg.connect(addresses.database_url) as owner:
        row = owner.execute("SELECT stream, version FROM log.snapshot").fetchone()
    assert row == (streams[0], LONGEST), "the longest has a snapshot, and no other has one"
    return streams


def _events(count: int) -> tuple[Event, ...]:
    first = in_force()
    return (*first, *(HOLD[number % 2] for number in range(count - len(first))))


async def _loads(addresses: Addresses, stream: str, size: Size) -> float:
    async with PostgresEventLog(*log_urls(addresses)) as log:
        loads, started = 0, perf_counter()
        while perf_counter() < started + size.seconds:
            loaded = await log.load_state(TENANT, PURCHASE_ORDER, stream)
            state = loaded.state
            for stored in loaded.events:
                state = PURCHASE_ORDER.evolve(state, stored.event)
            assert state is not None, "there is such an order"
            loads += 1
        return loads / (perf_counter() - started)


def _stock_order(stock: StockOrders, events: int) -> UUID:
    order = StockOrder("PO-1", str(new_uuid()), "bella", "USD")
    for number in range(events - 1):
        if number % 2:
            order.release_hold()
        else:
            order.place_hold("audit")
    stock.save(order)
    return order.id


def _stock_loads(stock: StockOrders, order: UUID, size: Size) -> float:
    loads, started = 0, perf_counter()
    while perf_counter() < started + size.seconds:
        stock.repository.get(order)
        loads += 1
    return loads / (perf_counter() - started)


def _report(rates: Rates, size: Size, ran_on: dict[str, Figure]) -> Report:
    kinds = (*map(str, EVENTS), "kept")
    names = {kind: f"{kind}_events" for kind in map(str, EVENTS)}
    names["kept"] = f"{LONGEST}_events_with_snapshot"
    with_snapshot = median(rates["ours_kept"])
    return Report(
        benchmark="load",
        figures={
            "rounds": size.rounds,
            "loads_per_second": {names[kind]: median(rates[f"ours_{kind}"]) for kind in kinds},
        },
        baseline={
            "stock_loads_per_second": {
                names[kind]: median(rates[f"stock_{kind}"]) for kind in kinds
            },
        },
        ratios={f"to_stock_{names[kind]}": _ratio(rates, kind) for kind in kinds},
        goals={
            "loads_per_second_with_snapshot": at_least(with_snapshot, LOADS_PER_SECOND_GOAL),
        },
        machine=ran_on,
    )


def _ratio(rates: Rates, kind: str) -> float:
    """The median of the rounds' ratios."""
    pairs = zip(rates[f"ours_{kind}"], rates[f"stock_{kind}"], strict=True)
    return median([ours / theirs for ours, theirs in pairs])
