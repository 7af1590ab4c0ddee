"""Writes the golden files of events that have none: `python -m tests.golden.write_events`.

A golden file stays for ever: it stands for events that are stored somewhere. So existing files are
kept, and a changed event needs a new schema number and an upcast. Only before the first release,
when nothing is stored yet, `--replace` writes all of them anew.
"""

import sys
from pathlib import Path
from typing import Final

import orjson

from adapters.postgres.event_mapper import EventMapper, StreamEvent
from domain.event import Event
from domain.registry import EVENTS
from tests.golden.examples import example

FOLDER: Final = Path(__file__).parent / "events"
MAPPER: Final = EventMapper()


def golden_path(kind: type[Event]) -> Path:
    """Where the golden file of the current schema stands."""
    return FOLDER / f"{kind.TYPE}.v{kind.SCHEMA}.json"


def golden_text(kind: type[Event]) -> str:
    """The stored payload of the example, spread over lines for people to read."""
    stored = MAPPER.to_stored_event(StreamEvent("example/1", 1, example(kind)))
    payload = orjson.loads(stored.state)
    return orjson.dumps(payload, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode() + "\n"


def write(*, replace: bool) -> None:
    """Write what is missing, or everything."""
    for kind in EVENTS.values():
        path = golden_path(kind)
        if replace or not path.exists():
            path.write_text(golden_text(kind), encoding="utf-8")


if __name__ == "__main__":
    write(replace="--replace" in sys.argv[1:])
