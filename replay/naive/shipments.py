"""Shipments reckoned again: how much of each line is on its way, and what it cost."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from replay.naive.reckoning import Reckoning, Rows, Told, document_of, id_of

_SENT: Final = "shipment.dispatched"
_TYPES: Final = (
    _SENT,
    "shipment.received",
    "shipment.loss_written_off",
    "shipment.taken_back",
)


def _shipment(event: Told) -> Iterator[str]:
    yield document_of(event)


def _stream(event: Told) -> str:
    return event.stream


def _sign(event: Told) -> int:
    return 1 if event.type == _SENT else -1


def _goods(rows: Rows, shipment: str, event: Told) -> None:
    del shipment
    for line in event.data["lines"]:
        rows[(line["line"],)]["in_transit"] += _sign(event) * Decimal(line["quantity"])


def _worth(rows: Rows, shipment: str, event: Told) -> None:
    del shipment
    for line in event.data["lines"]:
        for cost in line["costs"]:
            key = (line["line"], cost["currency"])
            rows[key]["in_transit"] += _sign(event) * Decimal(cost["amount"])


ON_THEIR_WAY: Final = Reckoning(
    read_model="shipments",
    table="shipment_lines",
    why="How much of each line of a shipment is on its way.",
    owner="shipment_id",
    key=("line",),
    figures={"in_transit": ("in_transit",)},
    types=_TYPES,
    owners=_shipment,
    take=_goods,
    partition=_stream,
    told_by=lambda _type, stream: id_of(stream),
)
WORTH_ON_THE_WAY: Final = Reckoning(
    read_model="shipments",
    table="shipment_values",
    why="What that cost, in the currencies in which it was bought.",
    owner="shipment_id",
    key=("line", "currency"),
    figures={"in_transit": ("in_transit",)},
    types=_TYPES,
    owners=_shipment,
    take=_worth,
    partition=_stream,
    told_by=lambda _type, stream: id_of(stream),
)
