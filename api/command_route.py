"""How the body of a command is taken in, before any of it is looked at.

First who calls, then how much, of which kind, and whether it reads exactly (`exact_json.py`); then
`command_call.py` calls the route. A command without fields of its own needs no body.

Nothing is begun for a client that has left: it may have sent the same command to another process
and been refused there, while its request waited in the buffers of one that stood still.
"""

import asyncio
import re
from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.types import Receive

from api.command_call import CommandCall
from api.exact_json import parse
from api.operations import operation_id
from api.security import authenticate
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
TURNS_TO_READ_THE_END: Final = 2  # Of the loop: one reads it, the next one tells of it.
_SAID_ONCE: Final = frozenset(name.encode() for name in SAID_ONCE)
_JSON: Final = "application/json"
_CHARSET: Final = re.compile(r";\s*charset\s*=\s*([^;]*)", re.IGNORECASE)
_UTF_8: Final = ("utf-8", "utf8")
_AS_IT_IS: Final = "identity"

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


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


class RepeatedHeader(Failed):
    """A header that says one thing is there twice, so it says two."""

    code = "request.repeated_header"


class UnknownParameter(Failed):
    """The address has a parameter that means nothing here."""

    code = "request.unknown_parameter"


def command_router(prefix: str, tag: str) -> APIRouter:
    """Routes of one capability."""
    return APIRouter(
        prefix=prefix,
        tags=[tag],
        route_class=_CommandRoute,
        generate_unique_id_function=operation_id,
    )


class _CommandRoute(APIRoute):
    """A route whose body, if it takes one, is read here."""

    def get_route_handler(self) -> Handler:
        """The framework's handler, on a request whose body is known to be sound."""
        if self.body_field is None:
            return super().get_route_handler()
        call = CommandCall(self.endpoint, self.status_code)

        async def handle_exactly(request: Request) -> Response:
            _refuse_repeated_headers(request)
            authenticate(request, by_cookie=False)
            _refuse_parameters(request)
            body = await _body(request)
            if body:
                _check_media_type(request)
                _check_encoding(request)
            await _refuse_if_left(request)
            return await call(_ExactRequest(request, body))

        return handle_exactly


class _ExactRequest(Request):
    """A request whose body was read already."""

    def __init__(self, request: Request, body: bytes) -> None:
        super().__init__(request.scope, request.receive)
        self._content = body or b"{}"
        self._value = parse(self._content)

    async def body(self) -> bytes:
        """The bytes, as they came."""
        return self._content

    async def json(self) -> object:
        """The value; numbers in it are whole."""
        return self._value


async def _body(request: Request) -> bytes:
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > BODY_BYTES_MAX:
        raise _too_large()
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES_MAX:
            raise _too_large()
    return bytes(body)


async def _refuse_if_left(request: Request) -> None:
    if not _has_left(request.receive):  # Who asks has the server read on, up to the end.
        for _ in range(TURNS_TO_READ_THE_END):
            await asyncio.sleep(0)
    if _has_left(request.receive):
        raise ClientGone("The client closed the connection before its command was begun.")


def _has_left(receive: Receive) -> bool:
    """Whether the client's end is known by now: the server is asked and not waited for.

    The framework asks through a scope that is cancelled, which takes ten times as long.
    """
    asking = receive().__await__()
    try:
        next(asking)
    except StopIteration as told:
        return bool(told.value["type"] == "http.disconnect")
    asking.close()
    return False


def _too_large() -> BodyTooLarge:
    return BodyTooLarge(
        f"A body has at most {BODY_BYTES_MAX} bytes; split the document.", bytes_max=BODY_BYTES_MAX
    )


def _check_media_type(request: Request) -> None:
    given = request.headers.get("content-type", "")
    if given.partition(";")[0].strip().lower() != _JSON:
        raise UnsupportedMediaType(
            f"Send the body as Content-Type: {_JSON}, not {given or 'without one'!a}.", given=given
        )
    charset = _CHARSET.search(given)
    if charset is not None and charset[1].strip().strip('"').lower() not in _UTF_8:
        raise UnsupportedMediaType(f"JSON is sent in UTF-8, not {charset[1]!a}.", given=given)


def _check_encoding(request: Request) -> None:
    given = request.headers.get("content-encoding", _AS_IT_IS)
    if given.strip().lower() != _AS_IT_IS:
        raise UnsupportedEncoding(
            f"Send the body as it is, without Content-Encoding {given!a}.", given=given
        )


def _refuse_repeated_headers(request: Request) -> None:
    given = [name for name, _ in request.headers.raw if name in _SAID_ONCE]
    if len(given) == len(set(given)):
        return
    for name in SAID_ONCE:
        if given.count(name.encode()) > 1:
            raise RepeatedHeader(f"{name} is given more than once; give it once.", header=name)


def _refuse_parameters(request: Request) -> None:
    if not request.scope["query_string"]:
        return
    for name in request.query_params:
        raise UnknownParameter(f"A command takes no parameter {name!a}.", parameter=name)
