"""How many whole commands a second one process carries out, 32 of them at a time.

The command creates a purchase order with three lines under a number of its own: authorize, load the
supplier, decide, append five events of two streams, durable before it is answered. Baseline of the
same run, in turn with it: the same command on the eventsourcing library's stock application
(`stock_documents.py`), by as many threads.
"""

import threading
from collections import defaultdict
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Final

import uvloop

from adapters.postgres.event_log import PostgresEventLog
from adapters.system import new_uuid
from api.settings import Settings
from api.wiring.instance import Addresses, servers_of
from tests.benchmarks.append_load import Done, log_urls
from tests.benchmarks.order_commands import EVENTS_PER_COMMAND, LINES, Orders, repeat_for
from tests.benchmarks.report import Figure, Report, at_least, machine, median
from tests.benchmarks.size import Size
from tests.benchmarks.stock_documents import Line, StockOrders, StockSupplier, stock_orders

CONCURRENT: Final = 32
STOCK_RATIO_GOAL: Final = 5.0
MICROSECONDS: Final = 1_000_000

Rates = Mapping[str, list[float]]


def run(size: Size) -> Report:
    """Measures; see the docstring of the module."""
    rates: defaultdict[str, list[float]] = defaultdict(list)
    with TemporaryDirectory(prefix="purvey-bench-") as folder:
        settings = Settings(home=Path(folder) / "home", database_url=None, nats_url=None)
        with (
            servers_of(settings, may_create=True) as addresses,
            stock_orders(addresses.database_url) as stock,
        ):
            for _ in range(size.rounds):
                done, busy_seconds = uvloop.run(commands_for(addresses, size.seconds))
                rates["ours"].append(done.events_per_second)
                rates["busy"].append(busy_seconds / done.events * MICROSECONDS)
                rates["stock"].append(_stock_for(stock, size.seconds).events_per_second)
            ran_on = machine(addresses.database_url)
    return _report(rates, size, ran_on)


async def commands_for(addresses: Addresses, seconds: float) -> tuple[Done, float]:
    """Commands in this process, and how many seconds of processor time it took for them."""
    async with PostgresEventLog(*log_urls(addresses)) as log:
        orders = Orders(log)
        await orders.open()
        before = process_time()
        done = await repeat_for(orders.create, CONCURRENT, seconds)
        return done, process_time() - before


def _stock_for(stock: StockOrders, seconds: float) -> Done:
    supplier = StockSupplier(f"SUP-{new_uuid()}", "Northside Medical")
    supplier.activate("cleo")
    stock.save(supplier)
    lines: list[Line] = [
        {
            "line": each.line,
            "description": each.description,
            "item_class": each.item_class,
            "quantity": str(each.quantity),
            "unit": each.pack.unit,
            "unit_price": str(each.unit_price),
            "amount": str(each.quantity * (each.unit_price or 0)),
            "match": each.match,
            "delivery": each.delivery,
        }
        for each in LINES
    ]
    numbers = count()
    made: list[int] = []
    started = perf_counter()

    def order_until_the_end() -> None:
        done = 0
        while perf_counter() < started + seconds:
            stock.order(f"PO-{supplier.number}-{next(numbers)}", supplier.id, "ben", lines)
            done += 1
        made.append(done)

    threads = [threading.Thread(target=order_until_the_end) for _ in range(CONCURRENT)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == CONCURRENT, "every thread came to its end"
    return Done(events=sum(made), seconds=perf_counter() - started)


def _report(rates: Rates, size: Size, ran_on: dict[str, Figure]) -> Report:
    pairs = zip(rates["ours"], rates["stock"], strict=True)
    ratio = median([ours / theirs for ours, theirs in pairs])
    return Report(
        benchmark="command",
        figures={
            "rounds": size.rounds,
            "concurrent": CONCURRENT,
            "commands_per_second": median(rates["ours"]),
            "events_per_second": median([each * EVENTS_PER_COMMAND for each in rates["ours"]]),
            "processor_microseconds_per_command": median(rates["busy"]),
        },
        baseline={"stock_commands_per_second": median(rates["stock"])},
        ratios={"to_stock": ratio},
        goals={"to_stock": at_least(ratio, STOCK_RATIO_GOAL)},
        machine=ran_on,
    )
