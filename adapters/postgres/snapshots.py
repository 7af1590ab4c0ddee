"""Snapshots: states as they stood at a version, so that long histories need not be folded again.

They are disposable. One is read only by the very domain code that made it (`snapshot_form`) and in
its own epoch; whatever goes wrong in keeping one costs time and nothing else. Replay never looks at
them, and verification compares them with the events. The newest of each stream is kept.
"""

import hashlib
from asyncio import Event, Task, create_task
from collections import OrderedDict
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import psycopg
import structlog
from psycopg import AsyncConnection
from pydantic import TypeAdapter

import domain
from domain.aggregate import State
from domain.visible import STORED

WAITING_MAX: Final = 1_000  # Beyond that the oldest are dropped: the database is busy with facts.
CONNECT_SECONDS_MAX: Final = 5
STATE_BYTES_MAX: Final = 1024 * 1024  # As log.keep_snapshot takes it.
_KEEP: Final = "SELECT log.keep_snapshot(%s, %s, %s, %s, %s, %s)"

_log: Final = structlog.get_logger(__name__)


class _Waiting(NamedTuple):
    version: int
    form: TypeAdapter[object]
    state: object


@cache
def snapshot_form() -> str:
    """Names the form of the states: a digest over the source of all rules that make them."""
    return digest_of_source(Path(str(domain.__file__)).parent)


def digest_of_source(folder: Path) -> str:
    """64 hexadecimal digits over the names and contents of the Python files in a folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def _adapter(kind: type) -> TypeAdapter[object]:
    return TypeAdapter(kind)


def encoded(kind: type[State], state: State) -> bytes:
    """The state as JSON; decimals, dates and times as strings."""
    return _adapter(kind).dump_json(state)


def decoded(kind: type[State], stored: bytes) -> State:
    """The state that `stored` was made of: equal to it, as if its events had been folded."""
    state = _adapter(kind).validate_json(stored, context=STORED)
    assert isinstance(state, kind), "the adapter of a class makes its objects"
    return state


class Snapshots:
    """Writes snapshots behind the commands, on a connection of its own as purvey_append."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._epoch = 0
        self._waiting: OrderedDict[tuple[str, str], _Waiting] = OrderedDict()
        self._filled = Event()
        self._closing = False
        self._task: Task[None] | None = None

    def start(self, epoch: int) -> None:
        """Begin to write; what is kept belongs to this epoch."""
        self._epoch = epoch
        self._task = create_task(self._run(), name="snapshots")

    def keep(self, tenant: str, stream: str, version: int, kind: type[State], state: State) -> None:
        """Writes the state soon; a newer one of the same stream takes its place until then."""
        self._waiting[tenant, stream] = _Waiting(version, _adapter(kind), state)
        if len(self._waiting) > WAITING_MAX:
            self._waiting.popitem(last=False)
        self._filled.set()

    async def close(self) -> None:
        """Return when what waits is written, or cannot be."""
        self._closing = True
        self._filled.set()
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        closing = False
        while not closing:
            await self._filled.wait()
            self._filled.clear()
            closing = self._closing  # What was kept before that is written all the same.
            try:
                await self._write()
            except (psycopg.Error, ValueError) as error:
                # why: whoever needs the state folds its events; the next snapshot may succeed.
                self._waiting.clear()
                _log.warning("snapshot_not_kept", reason=str(error).strip())

    async def _write(self) -> None:
        if not self._waiting:
            return
        async with await AsyncConnection.connect(
            self._url, autocommit=True, connect_timeout=CONNECT_SECONDS_MAX
        ) as connection:
            while self._waiting:
                (tenant, stream), (version, form, state) = self._waiting.popitem(last=False)
                values = (tenant, stream, version, self._epoch, snapshot_form())
                text = form.dump_json(state)
                if len(text) <= STATE_BYTES_MAX:
                    await connection.execute(_KEEP, (*values, text))
