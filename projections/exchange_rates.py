"""Exchange rates: which currency counts how much in which other one, and from which day on."""

from collections.abc import Iterable
from typing import Final

from domain.event import Recorded
from projections.fold import by_stream
from projections.projection import Key, Projection, Table, Tables

_PAIRS: Final = Table(
    name="exchange_rates",
    kind="entity",
    columns={
        "exchange_rate_id": "text",
        "number": "text",  # EUR/USD
        "from_currency": "text",
        "to_currency": "text",
        "rate": "numeric",  # as it was recorded last
        "starts_on": "date",
        "changed_at": "timestamptz",
    },
    key=("exchange_rate_id",),
    selectors=("number",),
    order=("number",),
)
_VERSIONS: Final = Table(
    name="exchange_rate_versions",
    kind="entity",
    columns={
        "exchange_rate_id": "text",
        "starts_on": "text",  # the day, which sorts as text does: it is part of the key
        "number": "text",
        "rate": "numeric",
        "source": "text",
        "recorded_by": "text",
        "changed_at": "timestamptz",
    },
    key=("exchange_rate_id", "starts_on"),
    selectors=("exchange_rate_id", "number"),
    order=("number", "starts_on"),
)
_OF_PAIR: Final = ("from_currency", "to_currency", "rate", "starts_on")
_OF_VERSION: Final = ("starts_on", "rate", "source", "recorded_by")


def _recorded(event: Recorded, tables: Tables) -> None:
    data, moment = event.data, event.metadata["effective_at"]
    pair = {
        "exchange_rate_id": event.document_id,
        "number": f"{data['from_currency']}/{data['to_currency']}",
        "changed_at": moment,
    }
    tables.entity("exchange_rates").put(event, pair | {name: data[name] for name in _OF_PAIR})
    version = pair | {name: data[name] for name in _OF_VERSION}
    tables.entity("exchange_rate_versions").put(event, version)


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    return (
        ("exchange_rates", (event.document_id,)),
        ("exchange_rate_versions", (event.document_id, event.data["starts_on"])),
    )


EXCHANGE_RATES: Final = Projection(
    name="exchange_rates",
    version=1,
    why="Which currency counts how much in which other one, and from which day on.",
    tables=(_PAIRS, _VERSIONS),
    handles={"exchange_rate.recorded": _recorded},
    keys=_keys,
    partition=by_stream,
    main="exchange_rates",
)
