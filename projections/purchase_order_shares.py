"""What each of those who share a line of an order has come to bear of it.

The order's facts tell what every document moved; the journal shows the same sums, line by line.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from domain.event import Recorded
from projections.fold import plus
from projections.projection import Key, Row, Table, Tables

SHARES: Final = Table(
    name="purchase_order_shares",
    kind="entity",
    columns={
        "purchase_order_id": "text",
        "line": "integer",
        "bearer": "text",  # the four that follow, with a slash between them
        "number": "text",  # of the order
        "cost_centre": "text",
        "account": "text",
        "project": "text",
        "grant_code": "text",
        "cost": "numeric",  # net of what went back, however the line was shared when it came
        "currency": "text",
    },
    key=("purchase_order_id", "line", "bearer"),
    selectors=("purchase_order_id", "cost_centre", "project"),
    order=("number", "line"),
)
_NAMED: Final = ("cost_centre", "account", "project", "grant")


def _shared(event: Recorded, tables: Tables) -> None:
    data, shares = event.data, tables.entity("purchase_order_shares")
    for part in data["parts"]:
        key = _key(event, part)
        former = shares.get(event, *key)
        row: Row = {
            **dict(zip(("purchase_order_id", "line", "bearer"), key, strict=True)),
            "number": event.metadata["number"],
            **{name: part.get(name) for name in ("cost_centre", "account", "project")},
            "grant_code": part.get("grant"),
            "cost": plus("0" if former is None else former["cost"], part["amount"]),
            "currency": data["currency"],
        }
        shares.put(event, row)


def share_keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    """The rows that the fact puts."""
    for part in event.data["parts"]:
        yield "purchase_order_shares", _key(event, part)


def _key(event: Recorded, part: Mapping[str, Any]) -> Key:
    bearer = "/".join(part.get(name, "") for name in _NAMED).rstrip("/")
    return (event.document_id, event.data["line"], bearer)


SHARING: Final[dict[str, Callable[[Recorded, Tables], None]]] = {
    "purchase_order.line_cost_shared": _shared
}
