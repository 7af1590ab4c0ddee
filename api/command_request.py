"""How a command's request is taken in, before any of its body is looked at.

First who calls, then how much (`value_bounds.py`), of which kind, and whether it reads exactly
(`exact_json.py`). A command without fields of its own needs no body.

Nothing is begun for a client that has left: it may have sent the same command to another process
and been refused there, while its request waited in the buffers of one that stood still.
"""

import asyncio
import re
from collections.abc import Iterable, Mapping
from typing import Final

from fastapi import Request
from starlette.types import Receive

from api.exact_json import parse
from api.security import authenticate_bearer
from api.value_bounds import refuse_too_many_values
from application.errors import Failed

BODY_BYTES_MAX: Final = 1024 * 1024  # A document of 1,000 long lines; an event weighs a quarter.
SAID_ONCE: Final = (
    "authorization",
    "content-encoding",
    "content-type",
    "idempotency-key",
    "if-match",
    "x-purvey-actor",
    "x-purvey-roles",
    "x-purvey-tenant",
)
READ_AHEAD_BYTES: Final = 60_000  # Of a longer body the server pauses reading.
TURNS_TO_READ_THE_END: Final = 2  # Of the loop: one reads it, the next one tells of it.
_JSON: Final = "application/json"
_CHARSET: Final = re.compile(r";\s*charset\s*=\s*([^;]*)", re.IGNORECASE)
_UTF_8: Final = ("utf-8", "utf8")
_AS_IT_IS: Final = "identity"
_LEFT: Final = "http.disconnect"


class BodyTooLarge(Failed):
    """The body has more bytes than any document needs."""

    code = "request.too_large"


class UnsupportedMediaType(Failed):
    """The body says that it is not JSON."""

    code = "request.unsupported_media_type"


class UnsupportedEncoding(Failed):
    """The body is compressed, or encoded in another way."""

    code = "request.unsupported_encoding"


class ClientGone(Failed):
    """Nobody reads this answer; it says in the program's own words that nothing was begun."""

    code = "request.client_gone"


class IncompleteBody(Failed):
    """The body is shorter than the request says, or could not be read."""

    code = "request.incomplete_body"


class RepeatedHeader(Failed):
    """A header that says one thing is there twice, so it says two."""

    code = "request.repeated_header"


class UnknownParameter(Failed):
    """The address has a parameter that means nothing here."""

    code = "request.unknown_parameter"


class CommandRequest(Request):
    """A request that sends a command: its headers are looked at, its body is read and sound."""

    said: Mapping[str, str]  # The headers by name, in lower case.
    _content: bytes = b""
    _value: object

    async def take_in(self) -> None:
        """Raises what is wrong with the request itself, before anybody looks for a command in it.

        The errors are those of this module, `TooManyValues`, those of `exact_json.py`, and
        `Unauthenticated`.
        """
        self.said = said_once(self.scope["headers"])
        authenticate_bearer(self, self.said.get("authorization", ""))
        _refuse_parameters(self)
        body = await self._read()
        self._refuse_unread(body)
        if body:
            _check_media_type(self.said.get("content-type", ""))
            _check_encoding(self.said.get("content-encoding", _AS_IT_IS))
        await self._refuse_if_left(body)
        self._content = body or b"{}"
        refuse_too_many_values(self._content)
        self._value = parse(self._content)

    async def body(self) -> bytes:
        """The bytes, as they came; an empty object for none."""
        return self._content

    async def json(self) -> object:
        """The value; numbers in it are whole."""
        return self._value

    async def _read(self) -> bytes:
        announced = self.said.get("content-length", "0")
        if announced.isdecimal() and int(announced) > BODY_BYTES_MAX:
            raise _too_large()
        body: bytes = b""
        while True:
            message = await self.receive()
            if message["type"] == _LEFT:
                raise ClientGone("The client closed the connection before its command was whole.")
            body += message.get("body", b"")
            if len(body) > BODY_BYTES_MAX:
                raise _too_large()
            if not message.get("more_body", False):
                return body

    def _refuse_unread(self, body: bytes) -> None:
        """The server reads no body of a request that also asks for another protocol."""
        announced = self.said.get("content-length", str(len(body)))
        unread = announced.isdecimal() and int(announced) != len(body)
        if unread or ("upgrade" in self.said and "transfer-encoding" in self.said):
            raise IncompleteBody(
                "The body did not come whole: send it in HTTP/1.1, without Upgrade.",
                bytes=len(body),
            )

    async def _refuse_if_left(self, body: bytes) -> None:
        """The end of a connection is told two turns after the server has read it."""
        if len(body) > READ_AHEAD_BYTES:
            _has_left(self.receive)  # Who asks has the server read on, which rests meanwhile.
        for _ in range(TURNS_TO_READ_THE_END):
            await asyncio.sleep(0)
        if _has_left(self.receive):
            raise ClientGone("The client closed the connection before its command was begun.")


def said_once(headers: Iterable[tuple[bytes, bytes]]) -> Mapping[str, str]:
    """The headers by name, in lower case; RepeatedHeader where one that decides is there twice."""
    said: dict[str, str] = {}
    for raw_name, value in headers:
        name = raw_name.decode("latin-1")
        if name in said and name in SAID_ONCE:
            raise RepeatedHeader(f"{name} is given more than once; give it once.", header=name)
        said[name] = value.decode("latin-1")
    return said


def _has_left(receive: Receive) -> bool:
    """Whether the client's end is known by now: the server is asked and not waited for.

    The framework asks through a scope that is cancelled, which takes ten times as long.
    """
    asking = receive().__await__()
    try:
        next(asking)
    except StopIteration as told:
        return bool(told.value["type"] == _LEFT)
    asking.close()
    return False


def _too_large() -> BodyTooLarge:
    return BodyTooLarge(
        f"A body has at most {BODY_BYTES_MAX} bytes; split the document.", bytes_max=BODY_BYTES_MAX
    )


def _check_media_type(given: str) -> None:
    if given.partition(";")[0].strip().lower() != _JSON:
        raise UnsupportedMediaType(
            f"Send the body as Content-Type: {_JSON}, not {given or 'without one'!a}.", given=given
        )
    charset = _CHARSET.search(given)
    if charset is not None and charset[1].strip().strip('"').lower() not in _UTF_8:
        raise UnsupportedMediaType(f"JSON is sent in UTF-8, not {charset[1]!a}.", given=given)


def _check_encoding(given: str) -> None:
    if given.strip().lower() != _AS_IT_IS:
        raise UnsupportedEncoding(
            f"Send the body as it is, without Content-Encoding {given!a}.", given=given
        )


def _refuse_parameters(request: Request) -> None:
    if not request.scope["query_string"]:
        return
    for name in request.query_params:
        raise UnknownParameter(f"A command takes no parameter {name!a}.", parameter=name)
