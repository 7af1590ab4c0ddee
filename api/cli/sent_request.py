"""A command's request to the API, made and answered within this process, without a socket.

Problems come back as failures with the problem's own code, so that they end the program as any
other refusal does.
"""

import asyncio
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from starlette.types import ASGIApp, Message

LOCAL: Final = "127.0.0.1"
UNAVAILABLE: Final = 503
MALFORMED: Final = "request."  # What codes begin with that are about the request itself.


class SentRefused(Exception):
    """The command was refused: `code` is the problem's."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(_told(problem))
        self.code = str(problem["code"])


class SentMalformed(SentRefused):
    """The request is none that the command takes."""


class SentNotTaken(SentRefused):
    """The log takes nothing now; later it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request: `path` is decoded, `body` JSON as it stands."""

    path: str
    body: bytes
    headers: Mapping[str, str]


async def answered(app: ASGIApp, asked: Asked) -> dict[str, Any]:
    """What the route answers; raises `SentRefused`, or what is more exact, where it refuses."""
    told: list[Message] = []
    sent = False

    async def receive() -> MutableMapping[str, Any]:
        nonlocal sent
        if sent:
            await asyncio.Event().wait()  # Whoever asks stays until the answer is there.
        sent = True
        return {"type": "http.request", "body": asked.body, "more_body": False}

    async def send(message: Message) -> None:
        told.append(message)

    await app(_scope(asked), receive, send)
    status = int(told[0]["status"])
    content = orjson.loads(b"".join(each.get("body", b"") for each in told[1:]))
    if status >= 400:
        raise _failure(status, content)
    found: dict[str, Any] = content
    return found


def _scope(asked: Asked) -> dict[str, Any]:
    headers = [
        (b"host", LOCAL.encode()),
        (b"content-type", b"application/json"),
        (b"content-length", str(len(asked.body)).encode()),
        *((name.lower().encode(), value.encode()) for name, value in asked.headers.items()),
    ]
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": asked.path,
        "raw_path": asked.path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "client": (LOCAL, 0),
        "server": (LOCAL, 80),
    }


def _failure(status: int, problem: dict[str, Any]) -> SentRefused:
    if status == UNAVAILABLE:
        return SentNotTaken(problem)
    return SentMalformed(problem) if problem["code"].startswith(MALFORMED) else SentRefused(problem)


def _told(problem: dict[str, Any]) -> str:
    """The problem's sentence, with all that is wrong where that is more than one thing."""
    errors = problem.get("values", {}).get("errors") or ()
    if len(errors) < 2:
        return str(problem["detail"])
    return "; ".join(f"{each['where']}: {each['what']}" for each in errors)
