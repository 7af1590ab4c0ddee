"""Requests that nobody would send in earnest, to documents in every state that the case left.

A request is drawn from what the API says of its commands: its example, with some values taken from
elsewhere, left out, repeated, or put in the place of others. `test_hostile_commands.py` says what
has to be true of every answer.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, Final, NamedTuple

import httpx2
from hypothesis import strategies as st

from domain.ids import derived_id
from tests.api.hostile_case import RIGHT, UNKNOWN, leaves, placed, spoilt, told_of, without
from tests.api.office import Json, Office
from tests.api.openapi import Document

PAGE: Final = 100
MUTATIONS_MAX: Final = 3
PEOPLE: Final = ("developer", "nora", "mia", "ben", "rosa", "ana", "tom", "fred", "carla", "ivan")
KEYED: Final = "idempotency-key"  # The kind under which command ids are derived of keys.
HOSTILE: Final[tuple[Any, ...]] = (
    *(None, True, 0, -1, 1.5, 2**31, 2**63, 10**30, [], {}, [None], {"": ""}),
    *("", " ", "0", "-0", "-1", "+1", "1e5", "1_000", "0.0000001", "9" * 30, "NaN", "Infinity"),
    *("\u0000", "\u202e", "\ufeffEA", "\ud800", "\uff11\uff12", "\U0001f600", "\u0645\u0662"),
    *("0001-01-01", "9999-12-31", "2026-02-30", "2026-03-01T00:00:00Z", "x" * 5_000),
    *("ZZ9", "ZZZ", "EUR", "JPY", "KWD", "BX", "KGM", UNKNOWN, "1", "2", "99", "0.000001"),
)
PATHS: Final = ("0", "-1", "1.5", "9" * 30, "%00", "%E2%80%AE", "a b", "..", "%F0%9F%98%80", "null")


class Drawn(NamedTuple):
    """One request; `wrong` names what in it no command may take, if anything is."""

    route: str
    path: str
    body: Any
    actor: str
    wrong: tuple[str, str] | None = None  # the kind and its place


class Sender:
    """Draws requests for one tenant and sends them; remembers which of them were taken."""

    def __init__(self, office: Office, document: Document) -> None:
        self.office = office
        self.document = document
        self.values: defaultdict[str, list[Any]] = defaultdict(list)  # by the name of a leaf
        self.sent, self.taken = 0, set[str]()
        self._harvest()

    def requests(self) -> st.SearchStrategy[Drawn]:
        """Any command, to any document of its kind."""
        return st.sampled_from(sorted(self.document.commands)).flatmap(self._of)

    def send(self, drawn: Drawn) -> httpx2.Response:
        """Sends it under an id of its own."""
        self.sent += 1
        key = f"hostile-{self.sent}"
        response = self.office.send(
            drawn.path.removeprefix("/v1/"),
            json.dumps(drawn.body).encode(),
            {"Idempotency-Key": key, "X-Purvey-Actor": drawn.actor},
        )
        if response.is_success:
            self.taken.add(derived_id(self.office.tenant, KEYED, key))
            self.office.last_token = response.json()["token"]
        return response

    def command_ids(self) -> set[str]:
        """Of all that was sent."""
        tenant = self.office.tenant
        return {derived_id(tenant, KEYED, f"hostile-{each + 1}") for each in range(self.sent)}

    def _harvest(self) -> None:
        """Values that mean something here: of all examples, and of all documents that stand."""
        for route in self.document.commands:
            for place, value in leaves(self.document.example(route)):
                self._keep(str(place[-1]), value)
        for path in self.document.lists:
            for row in self.office.see(path.removeprefix("/v1/"), limit=PAGE)["data"]:
                for name, value in row.items():
                    self._keep(name, value)

    def _keep(self, name: str, value: object) -> None:
        if value not in self.values[name] and not isinstance(value, list | dict):
            self.values[name].append(value)

    def _of(self, route: str) -> st.SearchStrategy[Drawn]:
        example = self.document.example(route)
        names = st.fixed_dictionaries(
            {name: self._named(route, name) for name in self.document.path_parameters(route)}
        )
        mixed = self._mixed(example)
        body = st.one_of(self._wrong(route, example), mixed, mixed)
        return st.tuples(names, body, st.sampled_from(PEOPLE)).map(
            lambda parts: Drawn(route, route.format(**parts[0]), parts[1][0], parts[2], parts[1][1])
        )

    def _named(self, route: str, name: str) -> st.SearchStrategy[str]:
        known = [str(each) for each in self.values[name] if each is not None]
        if name in ("line", "change", "proposal", "dispute", "hold", "document", "version"):
            known = ["1", "2", "3"]
        plain = st.sampled_from(known or ["1"])
        return st.one_of(plain, plain, plain, st.sampled_from(PATHS))

    def _wrong(
        self, route: str, example: Json
    ) -> st.SearchStrategy[tuple[Any, tuple[str, str] | None]]:
        """The example with one value that is wrong in a way that no command may overlook."""
        found = [
            (placed(example, place, value), (kind, told_of(place)))
            for place, leaf in leaves(example)
            for kind, value in spoilt(next(e for e in reversed(place) if isinstance(e, str)), leaf)
            if (route, kind, told_of(place)) not in RIGHT
        ]
        return st.sampled_from(found) if found else st.just((example, None))

    def _mixed(self, example: Json) -> st.SearchStrategy[tuple[Any, None]]:
        """The example after a few changes of any kind; perhaps it means something."""
        places = [place for place, _ in leaves(example)] or [("unknown",)]
        change = st.tuples(st.sampled_from(places), st.sampled_from(CHANGES), st.integers(0, 10**6))

        def changed(changes: list[tuple[Any, Change, int]]) -> tuple[Any, None]:
            body = _anew(example, changes)
            for place, how, chance in changes:
                body = how(self, body, place, chance)
            return body, None

        return st.lists(change, max_size=MUTATIONS_MAX).map(changed)


Change = Callable[[Sender, Json, tuple[Any, ...], int], Json]


def _anew(example: Json, changes: list[tuple[Any, Change, int]]) -> Json:
    """The example under another id and number, so that it may be the first of its name."""
    body = {name: value for name, value in example.items() if name != "id"}
    if "number" in body and changes:
        body["number"] = f"HOSTILE-{changes[0][2]}"
    return body


def _elsewhere(sender: Sender, body: Json, place: tuple[Any, ...], chance: int) -> Json:
    known = sender.values[str(place[-1])] or [None]
    return _put(body, place, known[chance % len(known)])


def _hostile(sender: Sender, body: Json, place: tuple[Any, ...], chance: int) -> Json:
    return _put(body, place, HOSTILE[chance % len(HOSTILE)])


def _other(sender: Sender, body: Json, place: tuple[Any, ...], chance: int) -> Json:
    """A value that has its place somewhere else."""
    names = sorted(sender.values)
    known = sender.values[names[chance % len(names)]] or [None]
    return _put(body, place, known[chance % len(known)])


def _left_out(sender: Sender, body: Json, place: tuple[Any, ...], chance: int) -> Json:
    try:
        return without(body, place)
    except (KeyError, IndexError, TypeError):
        return body  # Another change took its place away.


def _twice(sender: Sender, body: Json, place: tuple[Any, ...], chance: int) -> Json:
    """The list around the place once more, or empty."""
    changed = deepcopy(body)
    inner: Any = changed
    for step in place[:-1]:
        if isinstance(inner, dict) and isinstance(inner.get(step), list):
            inner[step] = inner[step] * (chance % 3)
            return changed
        try:
            inner = inner[step]
        except (KeyError, IndexError, TypeError):
            return changed
    return changed


def _put(body: Json, place: tuple[Any, ...], value: Any) -> Json:  # noqa: ANN401 - any JSON
    try:
        return placed(body, place, value)
    except (KeyError, IndexError, TypeError):
        return body


CHANGES: Final[tuple[Change, ...]] = (
    *(_elsewhere, _elsewhere, _elsewhere, _left_out, _left_out),
    *(_hostile, _other, _twice),
)


def recorded(office: Office) -> Iterator[str]:
    """The id of the command behind each event of the tenant."""
    asked: dict[str, Any] = {"limit": PAGE}
    while True:
        page = office.see("audit-trail", **asked)
        yield from (row["command_id"] for row in page["data"])
        if page["next"] is None:
            return
        asked["after"] = page["next"]
