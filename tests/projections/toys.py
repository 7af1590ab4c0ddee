"""Read models made for tests: every kind of table and of column, and events that break them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from domain.event import Recorded
from projections.fold import by_stream
from projections.projection import Documents, Key, Projection, Query, Table, Tables

TOYS: Final = Table(
    name="toys",
    kind="entity",
    columns={
        "toy_id": "text",
        "number": "text",
        "box": "text",
        "price": "numeric",
        "moves": "integer",
        "worn": "boolean",
        "made_on": "date",
        "changed_at": "timestamptz",
        "tags": "jsonb",
    },
    key=("toy_id",),
    selectors=("box", "number"),
    order=("number",),
)
PARTS: Final = Table(
    name="toy_parts",
    kind="entity",
    columns={"toy_id": "text", "part": "integer", "name": "text"},
    key=("toy_id", "part"),
    selectors=("toy_id",),
)
PRICES: Final = Table(
    name="toy_prices",
    kind="fact",
    columns={"toy_id": "text", "box": "text", "amount": "numeric"},
    selectors=("toy_id",),
    descending=True,
)


def _made(event: Recorded, tables: Tables) -> None:
    data = event.data
    tables.entity("toys").put(
        event,
        {
            "toy_id": event.document_id,
            "number": data["number"],
            "box": data["box"],
            "price": data["price"],
            "moves": 0,
            "worn": False,
            "made_on": "2026-01-31",
            "changed_at": event.metadata["effective_at"],
            "tags": {"of": [data["box"], None, 1], "odd": 'tab\t"\\\n'},
        },
    )
    for part in (1, 2):
        row = {"toy_id": event.document_id, "part": part, "name": f"\\N of\t{part}\n"}
        tables.entity("toy_parts").put(event, row)
    _priced(event, tables, data["box"], data["price"])


def _moved(event: Recorded, tables: Tables) -> None:
    """Two changes to one row by one event are one version."""
    toys = tables.entity("toys")
    row = toys.get(event, event.document_id)
    assert row is not None, "only a toy that was made can move"
    toys.put(event, {**row, "box": event.data["box"]})
    again = toys.get(event, event.document_id)
    assert again is not None
    assert again["box"] == event.data["box"]
    moves, moment = again["moves"] + 1, event.metadata["effective_at"]
    toys.put(event, {**again, "moves": moves, "worn": moves > 1, "changed_at": moment})
    tables.entity("toy_parts").remove(event, event.document_id, 2)


def _repriced(event: Recorded, tables: Tables) -> None:
    row = tables.entity("toys").get(event, event.document_id)
    assert row is not None, "only a toy that was made has a price"
    difference = Decimal(event.data["price"]) - Decimal(row["price"])
    tables.entity("toys").put(event, {**row, "price": event.data["price"]})
    _priced(event, tables, row["box"], str(difference))


def _lost(event: Recorded, tables: Tables) -> None:
    row = tables.entity("toys").get(event, event.document_id)
    tables.entity("toys").remove(event, event.document_id)
    tables.entity("toy_parts").remove(event, event.document_id, 1)
    if row is not None:
        _priced(event, tables, row["box"], str(-Decimal(row["price"])))


def _broken(event: Recorded, tables: Tables) -> None:
    """Changes rows first, and fails then."""
    tables.entity("toys").remove(event, event.document_id)
    _priced(event, tables, "nowhere", "1")
    raise ValueError(event.data["why"])


def _unstorable(event: Recorded, tables: Tables) -> None:
    _priced(event, tables, "nowhere", "much")


def _priced(event: Recorded, tables: Tables, box: str, amount: str) -> None:
    row = {"toy_id": event.document_id, "box": box, "amount": amount}
    tables.fact("toy_prices").add(event, row)


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    yield "toys", (event.document_id,)
    yield "toy_parts", (event.document_id, 1)
    yield "toy_parts", (event.document_id, 2)


TOY_BOX: Final = Projection(
    name="toy_box",
    version=1,
    why="Shows in tests what the runtime does with any read model.",
    tables=(TOYS, PARTS, PRICES),
    handles={
        "toy.made": _made,
        "toy.moved": _moved,
        "toy.repriced": _repriced,
        "toy.lost": _lost,
        "toy.broken": _broken,
        "toy.unstorable": _unstorable,
    },
    keys=_keys,
    partition=by_stream,
    main="toys",
    queries=(
        Query(
            name="value_by_box",
            why="What lies in each box, in money.",
            sql="SELECT box, count(*) AS toys, sum(price) AS value FROM {toys}"
            " WHERE price >= coalesce(%(least)s, 0) AND box NOT LIKE '%%hidden'"
            " GROUP BY box ORDER BY box",
            parameters={"least": "numeric"},
            documents=Documents(of="toys", by={"box": "box"}),
        ),
    ),
)


def _happened(event: Recorded, tables: Tables) -> None:
    seen = tables.entity("toy_happenings").get(event, event.type)
    times = seen["times"] + 1 if seen else 1
    row = {"type": event.type, "times": "often" if event.type == "toy.unstorable" else times}
    tables.entity("toy_happenings").put(event, row)


TOY_SHOP: Final = Projection(
    name="toy_shop",
    version=1,
    why="Shows what the runtime does with a read model whose rows belong to many documents.",
    tables=(
        Table(
            name="toy_happenings",
            kind="entity",
            columns={"type": "text", "times": "integer"},
            key=("type",),
        ),
    ),
    handles=dict.fromkeys(("toy.made", "toy.moved", "toy.repriced", "toy.unstorable"), _happened),
    keys=lambda event: [("toy_happenings", (event.type,))],
    partition=lambda event: event.type,
    main="toy_happenings",
)
PROJECTIONS: Final = (TOY_BOX, TOY_SHOP)
