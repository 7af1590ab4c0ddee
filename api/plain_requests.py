"""Refuses requests that say a thing in a way that not everybody reads alike.

The framework takes a line break behind a path for its end, and of two headers the one that comes
first or last, whichever it happens to look at; a slash that is written `%2F` it takes for one that
ends a name. Whoever stands in front of this API, allowing or
logging what passes, may see another request than is answered then. Commands are looked at on their
own way in (`command_door.py`).
"""

import re
from typing import Final
from urllib.parse import unquote

from starlette.types import ASGIApp, Receive, Scope, Send

from api.command_request import RepeatedHeader, said_once
from api.problems import problem
from application.errors import Failed

# Stands for a slash within a name: a noncharacter, which no number holds (`domain/visible.py`).
SLASH_IN_NAME: Final = "\ufdd0"
_CONTROL: Final = re.compile(rf"[\x00-\x1f\x7f-\x9f\u2028\u2029{SLASH_IN_NAME}]")


class UnreadablePath(Failed):
    """The path holds a character that is no part of any name."""

    code = "request.unreadable_path"


class PlainRequests:
    """Passes on what can be read in one way only."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers with a problem, or leaves the request to the routes."""
        if scope["type"] == "http":
            try:
                _refuse_controls(scope["path"])
                said_once(scope["headers"])
                _keep_slashes_in_names(scope)
            except (UnreadablePath, RepeatedHeader) as refusal:
                answer = problem(refusal.code, refusal.message, refusal.values)
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)


def with_slashes(name: str) -> str:
    """A name that came in a path, as it was written."""
    return name.replace(SLASH_IN_NAME, "/")


def _keep_slashes_in_names(scope: Scope) -> None:
    """`%2F` is part of a name, and ends none: a number such as INV/88 is one word of the path."""
    raw: bytes = scope.get("raw_path") or b""
    if b"%2f" not in raw.lower():
        return
    words = raw.decode("ascii").split("/")
    scope["path"] = "/".join(unquote(word).replace("/", SLASH_IN_NAME) for word in words)


def _refuse_controls(path: str) -> None:
    found = _CONTROL.search(path)
    if found is not None:
        character = f"U+{ord(found[0]):04X}"
        raise UnreadablePath(
            f"The path holds the control character {character}, which is part of no name; leave it"
            " out.",
            character=character,
            place=found.start() + 1,
        )
