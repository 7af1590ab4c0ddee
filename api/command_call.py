"""From a request whose body was read to the call of a command's route, without detours.

The framework resolves what a route asks for anew in each request, by general means that took twice
as long as the command itself. Commands all ask for the same: ids of the path, one body, and the
conversation. It is put together here from the same declarations that the framework describes in
OpenAPI, and refused with the same errors. That the request carries the token was seen before
(`command_request.py`).
"""

import inspect
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final, NamedTuple, cast, get_args, get_type_hints

from fastapi import Response
from fastapi.exceptions import RequestValidationError
from fastapi.params import Header
from pydantic import BaseModel, TypeAdapter, ValidationError

from api.command_request import CommandRequest
from api.conversation import Accepted, conversation
from api.security import caller, named

Route = Callable[..., Coroutine[Any, Any, Accepted]]
Refusals = list[dict[str, Any]]
CONVERSATION: Final = "conversation"
ACCEPTED: Final = 200
JSON: Final = "application/json"


class _Part(NamedTuple):
    """A value that a request gives as text: where it stands, and what it has to be."""

    name: str  # of the parameter that takes it
    place: str  # "path" or "header"
    key: str
    given_as: str  # In a request: names of headers come in lower case.
    form: TypeAdapter[Any]
    default: Any = inspect.Parameter.empty


class CommandCall:
    """Calls one route for one request after another."""

    def __init__(self, route: Route, status: int | None) -> None:
        self._route = route
        self._status = status or ACCEPTED
        hints = get_type_hints(route, include_extras=True)
        self._path = [
            _Part(name, "path", name, name, TypeAdapter(hints[name]))
            for name in inspect.signature(route).parameters
            if name not in (CONVERSATION, "body")
        ]
        body: type[BaseModel] = hints["body"]
        self._body = body

    async def __call__(self, request: CommandRequest) -> Response:
        """The answer; raises `RequestValidationError` naming everything that does not fit."""
        refusals: Refusals = []
        path = _values(self._path, request.path_params, refusals)
        calling = _values(_CALLER, request.said, refusals)
        talking = _values(_CONVERSATION, request.said, refusals)
        body = await self._read(request, refusals)
        if refusals:
            raise RequestValidationError(refusals)
        told = Response()
        talk = await conversation(request, told, named(**calling), **talking)
        accepted = await self._route(**path, body=body, conversation=talk)
        content = accepted.__pydantic_serializer__.to_json(accepted)
        answer = Response(content, status_code=self._status, media_type=JSON)
        del told.headers["content-length"]
        answer.headers.raw.extend(told.headers.raw)
        return answer

    async def _read(self, request: CommandRequest, refusals: Refusals) -> BaseModel | None:
        try:
            return self._body.model_validate(await request.json())
        except ValidationError as error:
            refusals += _located(error, "body")
            return None


def _values(parts: list[_Part], given: Mapping[str, str], refusals: Refusals) -> dict[str, Any]:
    """The values by parameter; those that are left out have their defaults."""
    values = {}
    for part in parts:
        text = given.get(part.given_as)
        if text is None:
            values[part.name] = part.default
            continue
        try:
            values[part.name] = part.form.validate_python(text)
        except ValidationError as error:
            refusals += _located(error, part.place, part.key)
    return values


def _located(error: ValidationError, *place: str) -> Refusals:
    """What is wrong, and where; without copies, because there may be ten thousands."""
    found = cast(Refusals, error.errors(include_url=False))
    for each in found:
        each["loc"] = (*place, *each["loc"])
    return found


def _headers_of(function: Callable[..., object]) -> list[_Part]:
    """The headers that a function declares as parameters."""
    hints = get_type_hints(function, include_extras=True)
    parts = []
    for name, parameter in inspect.signature(function).parameters.items():
        declared = next((a for a in get_args(hints[name])[1:] if isinstance(a, Header)), None)
        if declared is not None:
            key = declared.alias or name.replace("_", "-")
            form: TypeAdapter[Any] = TypeAdapter(hints[name])
            parts.append(_Part(name, "header", key, key.lower(), form, parameter.default))
    return parts


_CALLER: Final = _headers_of(caller)
_CONVERSATION: Final = _headers_of(conversation)
