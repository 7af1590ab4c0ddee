"""How events stored under an older schema are read today.

One pure function per step, by stored type and the schema it starts from. A stored event never
changes: it is lifted whenever it is read, by every reader alike, until no further step is known.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

Payload = Mapping[str, Any]
Upcasts = Mapping[tuple[str, int], Callable[[Payload], Payload]]

UPCASTS: Final[Upcasts] = {}
FIRST_SCHEMA: Final = 1
# Whatever else was stored under the first schema is read as it stands.
LIFTED_FROM_FIRST: Final = frozenset(kind for kind, schema in UPCASTS if schema == FIRST_SCHEMA)


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
    if schema == FIRST_SCHEMA:
        return schema, data
    # Here, because every class of every event comes with it: who relays or looks after a log
    # needs none of them, and starts in half the time.
    from domain.registry import EVENTS

    kind = EVENTS.get(stored_type)
    if kind is not None and schema > kind.SCHEMA:
        raise NewerSchema(
            f"{stored_type} was stored under schema {schema}, this version knows {kind.SCHEMA};"
            " run the version of Purvey that stored it, or a newer one."
        )
    return schema, data
