"""The same documents as the eventsourcing library's own aggregates, in an application of its own.

What a reader of its documentation would write: a supplier, a purchase order with lines, the claim
on its number, saved together. Cached aggregates and a pool of connections, which is how it is
fastest; the recorder's settings are those of `stock_recorder.py`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from psycopg.conninfo import conninfo_to_dict

from tests.benchmarks.stock_recorder import POOL_SIZE, WAIT_SECONDS_MAX

CACHED_AGGREGATES: Final = 10_000
Line = Mapping[str, str | int]


class StockSupplier(Aggregate):
    """Who delivers."""

    @event("Proposed")
    def __init__(self, number: str, name: str) -> None:
        self.number = number
        self.name = name
        self.active = False

    @event("Activated")
    def activate(self, activated_by: str) -> None:
        """From now on one may order from him."""
        self.active = True


class StockNumber(Aggregate):
    """One number, taken once."""

    @event("Claimed")
    def __init__(self, number: str, holder: str) -> None:
        self.number = number
        self.holder = holder

    @staticmethod
    def create_id(number: str, holder: str) -> UUID:
        """The same number is the same aggregate."""
        return uuid5(NAMESPACE_URL, number)


class StockOrder(Aggregate):
    """An order with its lines, which may be put on hold."""

    @event("Created")
    def __init__(self, number: str, supplier_id: str, buyer_id: str, currency: str) -> None:
        self.number = number
        self.supplier_id = supplier_id
        self.buyer_id = buyer_id
        self.currency = currency
        self.lines: dict[int, Line] = {}
        self.hold: str | None = None

    @event("LineAdded")
    def add_line(self, line: int, terms: dict[str, str]) -> None:
        """One more line."""
        self.lines[line] = terms

    @event("HoldPlaced")
    def place_hold(self, reason_code: str) -> None:
        """Nothing is received until it is released."""
        self.hold = reason_code

    @event("HoldReleased")
    def release_hold(self) -> None:
        """Goes on."""
        self.hold = None


class StockOrders(Application[UUID]):
    """Takes the commands that are measured."""

    def order(self, number: str, supplier_id: UUID, buyer: str, lines: list[Line]) -> UUID:
        """A draft with its lines, under a number of its own, in one save."""
        supplier: StockSupplier = self.repository.get(supplier_id)
        if not supplier.active:
            raise ValueError(f"{supplier.name} is not active")
        order = StockOrder(number, str(supplier_id), buyer, "USD")
        for line in lines:
            order.add_line(int(line["line"]), {key: str(value) for key, value in line.items()})
        self.save(order, StockNumber(number, str(order.id)))
        return order.id


@contextmanager
def stock_orders(
    superuser_url: str,
    *,
    connections: int = POOL_SIZE,
    cached: int = CACHED_AGGREGATES,
    snapshots: bool = False,
) -> Iterator[StockOrders]:
    """The application over tables of its own in the same database."""
    words = conninfo_to_dict(superuser_url)
    cache = {"AGGREGATE_CACHE_MAXSIZE": str(cached), "AGGREGATE_CACHE_FASTFORWARD": "n"}
    if not cached:
        cache = {}  # To the library a size of 0 is a cache without an end.
    application = StockOrders(
        {
            "APPLICATION_NAME": "stock_snapshots" if snapshots else "stock",
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": str(words["dbname"]),
            "POSTGRES_HOST": str(words["host"]),
            "POSTGRES_PORT": str(words["port"]),
            "POSTGRES_USER": str(words["user"]),
            "POSTGRES_PASSWORD": str(words.get("password", "none")),
            "POSTGRES_POOL_SIZE": str(connections),
            "POSTGRES_CONNECT_TIMEOUT": str(int(WAIT_SECONDS_MAX)),
            **cache,
            "IS_SNAPSHOTTING_ENABLED": "y" if snapshots else "n",
        }
    )
    try:
        yield application
    finally:
        application.close()
