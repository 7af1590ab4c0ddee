"""Writes the golden files of events that lack one: `python -m tests.golden.write_events`.

A golden file stays for ever: it stands for events that are stored somewhere. So no file is written
anew. An event that gained an optional field gets one more file of its schema (`.v1.2.json` beside
`.v1.json`): both stand for what is stored. Any other change needs a new schema number and an
upcast.
"""

import re
from pathlib import Path
from typing import Final

import orjson

from adapters.postgres.event_mapper import EventMapper, StreamEvent
from domain.event import Event
from domain.registry import EVENTS
from tests.golden.examples import example

FOLDER: Final = Path(__file__).parent / "events"
MAPPER: Final = EventMapper()


def golden_paths(kind: type[Event]) -> list[Path]:
    """The golden files of the current schema, in the order in which its fields came to be."""
    name = re.compile(rf"{re.escape(kind.TYPE)}\.v{kind.SCHEMA}(?:\.(?P<addition>\d+))?\.json")
    found = [(each, name.fullmatch(each.name)) for each in FOLDER.glob(f"{kind.TYPE}.v*.json")]
    numbered = [(int(match["addition"] or 1), each) for each, match in found if match]
    return [each for _, each in sorted(numbered)]


def golden_text(kind: type[Event]) -> str:
    """The stored payload of the example, spread over lines for people to read."""
    stored = MAPPER.to_stored_event(StreamEvent("example/1", 1, example(kind)))
    payload = orjson.loads(stored.state)
    return orjson.dumps(payload, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode() + "\n"


def write() -> None:
    """Write what is missing."""
    for kind in EVENTS.values():
        standing, text = golden_paths(kind), golden_text(kind)
        if not standing:
            (FOLDER / f"{kind.TYPE}.v{kind.SCHEMA}.json").write_text(text, encoding="utf-8")
        elif standing[-1].read_text(encoding="utf-8") != text:
            name = f"{kind.TYPE}.v{kind.SCHEMA}.{len(standing) + 1}.json"
            (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
