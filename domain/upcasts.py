"""How events stored under an older schema are read today.

One pure function per step, by stored type and the schema it starts from. A stored event never
changes: it is lifted whenever it is read, by every reader alike, until no further step is known.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from domain.registry import EVENTS

Payload = Mapping[str, Any]
Upcasts = Mapping[tuple[str, int], Callable[[Payload], Payload]]

UPCASTS: Final[Upcasts] = {}
# What is stored under these needs no step: most events, as long as few schemas have changed.
CURRENT_SCHEMAS: Final = {name: kind.SCHEMA for name, kind in EVENTS.items()}


class NewerSchema(Exception):
    """The event was stored by a newer version of Purvey, which alone can read it."""


def upcast(
    stored_type: str, schema: int, data: Payload, upcasts: Upcasts = UPCASTS
) -> tuple[int, Payload]:
    """Lift `data` to the current schema; returns that schema's number with it.

    Raises `NewerSchema` when it was stored under a schema that this version does not know.
    """
    while (step := upcasts.get((stored_type, schema))) is not None:
        data, schema = step(data), schema + 1
    kind = EVENTS.get(stored_type)
    if kind is not None and schema > kind.SCHEMA:
        raise NewerSchema(
            f"{stored_type} was stored under schema {schema}, this version knows {kind.SCHEMA};"
            " run the version of Purvey that stored it, or a newer one."
        )
    return schema, data
