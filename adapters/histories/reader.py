"""Reads a file of histories once, whole, before anything is imported: it is taken or refused.

Each line of the gzip file is one history, `{"case": ..., "events": [[timestamp, activity], ...]}`.
Lines are read one by one and every size has a limit, so that no file can exhaust the machine.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Final

import orjson

from adapters.histories.activities import Activity
from adapters.histories.errors import RefusedFile
from domain.errors import shown
from domain.numbers.spelling import normalised

LINE_BYTES_MAX: Final = 1024 * 1024
FILE_BYTES_MAX: Final = 1024 * 1024 * 1024  # Unpacked; a small gzip file may hold far more.
CASES_MAX: Final = 100_000
EVENTS_MAX: Final = 3_000_000  # Of all histories: about 300 MB in memory.
CASE_CHARACTERS_MAX: Final = 40  # Document numbers are made of it.
YEAR_MIN: Final = 1990  # No system that kept such logs is older.
_ACTIVITIES: Final = {each.value: each for each in Activity}


@dataclass(frozen=True, slots=True)
class History:
    """The life of one order item: its events in file order."""

    case: str
    events: tuple[tuple[datetime, Activity], ...]


@dataclass(frozen=True, slots=True)
class Histories:
    """A file that was taken. `digest` names its content."""

    digest: str
    cases: tuple[History, ...]

    @property
    def event_count(self) -> int:
        """Events of all histories."""
        return sum(len(each.events) for each in self.cases)


def read_histories(path: Path, now: datetime) -> Histories:
    """All histories of the file; `RefusedFile` says which line is wrong and why."""
    digest = hashlib.sha256()
    first_lines: dict[str, int] = {}
    cases: list[History] = []
    event_count = 0
    for number, line in _lines(path):
        digest.update(line)
        history = _history(path.name, number, line, now)
        spelt = normalised(history.case)  # As the numbers of its documents are compared.
        if spelt in first_lines:
            first = first_lines[spelt]
            raise RefusedFile(path.name, number, f"case {history.case} was on line {first} before")
        first_lines[spelt] = number
        cases.append(history)
        event_count += len(history.events)
        if len(cases) > CASES_MAX or event_count > EVENTS_MAX:
            limit = f"more than {CASES_MAX} cases or {EVENTS_MAX} events"
            raise RefusedFile(path.name, number, f"{limit}; split the file")
    if not cases:
        raise RefusedFile(path.name, None, "it holds no history")
    return Histories(digest.hexdigest(), tuple(cases))


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    size_bytes = 0
    number = 0
    try:
        with gzip.open(path) as file:
            for number in count(1):
                line = file.readline(LINE_BYTES_MAX + 1)
                if not line:
                    return
                if len(line) > LINE_BYTES_MAX:
                    raise RefusedFile(path.name, number, f"longer than {LINE_BYTES_MAX} bytes")
                size_bytes += len(line)
                if size_bytes > FILE_BYTES_MAX:
                    cause = f"the file unpacks to more than {FILE_BYTES_MAX} bytes"
                    raise RefusedFile(path.name, number, cause)
                yield number, line
    except EOFError as error:
        raise RefusedFile(path.name, number, "the gzip file ends too early") from error
    except gzip.BadGzipFile as error:
        raise RefusedFile(path.name, number or None, f"not a sound gzip file ({error})") from error
    except zlib.error as error:
        raise RefusedFile(path.name, number, f"damaged ({error})") from error
    except OSError as error:
        cause = f"cannot be read ({error.strerror or error})"
        raise RefusedFile(path.name, None, cause) from error


def _history(file: str, number: int, line: bytes, now: datetime) -> History:
    try:
        stated = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise RefusedFile(file, number, f"not JSON ({error})") from error
    if not isinstance(stated, dict) or stated.keys() != {"case", "events"}:
        raise RefusedFile(file, number, 'not an object of exactly "case" and "events"')
    case, events = stated["case"], stated["events"]
    if not isinstance(case, str) or not _is_plain(case):
        raise RefusedFile(file, number, "the case is not a name of letters, digits, '-' and '_'")
    if not isinstance(events, list) or not events:
        raise RefusedFile(file, number, f"case {case} has no events")
    history = History(case, tuple(_event(file, number, each, now) for each in events))
    # Last, when it is flat. The other parser kept the last value of each key and dropped the rest.
    if len(json.loads(line, object_pairs_hook=list)) != len(stated):
        raise RefusedFile(file, number, f"case {case} states a key twice")
    return history


def _event(file: str, number: int, stated: object, now: datetime) -> tuple[datetime, Activity]:
    if not isinstance(stated, list) or len(stated) != 2:
        raise RefusedFile(file, number, "an event is not a pair of timestamp and activity")
    moment, name = stated
    activity = _ACTIVITIES.get(name) if isinstance(name, str) else None
    if activity is None:
        raise RefusedFile(file, number, f"unknown activity '{shown(name)}'")
    return _moment(file, number, moment, now), activity


def _moment(file: str, number: int, stated: object, now: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(stated) if isinstance(stated, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        cause = f"'{shown(stated)}' is no timestamp with date, time and offset"
        raise RefusedFile(file, number, cause)
    if moment > now:
        raise RefusedFile(file, number, f"{stated} lies in the future")
    if moment.year < YEAR_MIN:
        raise RefusedFile(file, number, f"{stated} lies before {YEAR_MIN}")
    return moment.astimezone(UTC)


def _is_plain(case: str) -> bool:
    return (
        0 < len(case) <= CASE_CHARACTERS_MAX
        and case.isascii()
        and case.replace("_", "").replace("-", "").isalnum()
    )
