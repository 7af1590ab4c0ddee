"""What the program can do is readable from tables, and the tables are complete.

Events in `domain/registry.py`, permissions in `application/permissions.py`, statuses in
`api/problem_codes.py`: a class that is missing from its table is named here.
"""

import importlib
import re
import sys
from pathlib import Path
from typing import Final, TypeVar

from adapters.postgres.library.library_event import LibraryEvent
from api.problem_codes import STATUS_BY_CODE
from application.errors import Failed
from application.permissions import PERMISSIONS
from domain.errors import Rejected
from domain.event import Command, Event
from domain.registry import EVENTS
from tests.tidy.sources import RINGS, python_sources

GOLDEN: Final = Path(__file__).parent / "golden" / "events"
STORED_NAME: Final = re.compile(r"[a-z]+(_[a-z]+)*[.][a-z]+(_[a-z]+)*")
CODE: Final = re.compile(r"[a-z]+(_[a-z]+)*[.][a-z0-9]+(_[a-z0-9]+)*")
STATUSES: Final = range(400, 600)

Base = TypeVar("Base")


def kinds_of(base: type[Base]) -> set[type[Base]]:
    """Every class of the project that stands below this one and has none below it."""
    for source in python_sources(*RINGS):
        if not source.path.endswith("__main__.py"):
            importlib.import_module(source.module)  # A class is found only once it is loaded.
    found: set[type[Base]] = set()
    waiting = base.__subclasses__()
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        # A dataclass with slots leaves behind the class that it was made from.
        is_live = getattr(sys.modules[kind.__module__], kind.__qualname__, None) is kind
        if is_live and kind.__module__.partition(".")[0] in RINGS and not kind.__subclasses__():
            found.add(kind)
    return found


def names(kinds: set[type[Base]]) -> list[str]:
    return sorted(f"{kind.__module__}.{kind.__qualname__}" for kind in kinds)


def snake_case(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def test_every_event_is_registered_under_its_stored_name() -> None:
    kinds = kinds_of(Event) - {LibraryEvent}  # An envelope of the adapter's, no fact of the trade.
    assert kinds, "the domain has events"
    assert names(kinds) == names(set(EVENTS.values()))
    assert {kind.TYPE: kind for kind in kinds} == EVENTS


def test_the_stored_name_of_an_event_rhymes_with_its_class() -> None:
    wrong = [
        f"{kind.__name__} is stored as {stored!r}"
        for stored, kind in EVENTS.items()
        if not STORED_NAME.fullmatch(stored)
        or stored.replace(".", "_") != snake_case(kind.__name__)
    ]
    assert not wrong


def test_every_schema_version_of_every_event_has_a_golden_file() -> None:
    wanted = {
        f"{stored}.v{schema}.json"
        for stored, kind in EVENTS.items()
        for schema in range(1, kind.SCHEMA + 1)
    }
    later = re.compile(r"[.]v(\d+)[.]\d+[.]json$")  # of a schema that gained an optional field
    assert {later.sub(r".v\1.json", path.name) for path in GOLDEN.iterdir()} == wanted


def test_every_command_names_the_permission_it_needs() -> None:
    kinds = kinds_of(Command)
    assert kinds, "the domain has commands"
    assert names(kinds) == names(set(PERMISSIONS))


def test_every_refusal_has_a_code_of_its_own_and_a_status() -> None:
    kinds: list[type[Rejected | Failed]] = [*kinds_of(Rejected), *kinds_of(Failed)]
    codes = [kind.code for kind in kinds]
    assert not [kind for kind in kinds if not CODE.fullmatch(kind.code)]
    assert not {code for code in codes if codes.count(code) > 1}
    assert not set(codes) - set(STATUS_BY_CODE), "api/problem_codes.py knows no status for these"
    assert all(status in STATUSES for status in STATUS_BY_CODE.values())
