"""A stored event as its class reads it, for whoever tells a document's life again."""

from typing import Any, Final

from application.errors import NewerProgramNeeded, UnreadableEvent
from domain.event import Recorded
from domain.registry import EVENTS
from domain.visible import STORED

AROUND: Final = ("actor", "command_id", "effective_at")  # What every event of ours says around it.


def fact_of(event: Recorded) -> Any:  # noqa: ANN401 - of any type that is stored
    """The event.

    Raises `NewerProgramNeeded` for a type that this program does not know, and `UnreadableEvent`
    for what none of our programs stored.
    """
    kind = EVENTS.get(event.type)
    place = f"The event of type {event.type} at position {event.position}"
    if kind is None:
        raise NewerProgramNeeded(
            f"{place} is of no type that this version of Purvey knows: {event.stream} cannot be"
            " told whole by this one. Ask the version that stored it, or a newer one.",
            type=event.type,
            position=event.position,
        )
    try:
        if all(each in event.metadata for each in AROUND):
            return kind.model_validate(dict(event.data), context=STORED)
        raise ValueError("its metadata lack something")
    except ValueError as damage:
        raise UnreadableEvent(
            f"{place} is none that any version of Purvey stores: {event.stream} cannot be told"
            " whole.",
            type=event.type,
            position=event.position,
        ) from damage
