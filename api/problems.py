"""Every failure as problem+json (RFC 9457), with the code and what it says.

A domain refusal has its own code; the status only tells a client what kind of answer it is
(`problem_codes.py`). What nobody foresaw is logged and answered as `internal.error`: stack traces
never leave the process.
"""

import json
import traceback
from collections.abc import Callable, Coroutine, Mapping
from http import HTTPStatus
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problem_codes import STATUS_BY_CODE
from api.wiring.health import UNAVAILABLE
from application.errors import Failed, LogUnavailable
from domain.errors import Rejected
from domain.pattern_words import said

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER_SECONDS: Final = 1
ERRORS_SHOWN_MAX: Final = 20
_HEADERS_BY_STATUS: Final[Mapping[int, Mapping[str, str]]] = {401: {"WWW-Authenticate": "Bearer"}}
_TRY_AGAIN: Final = {"Retry-After": str(RETRY_AFTER_SECONDS)}
_CODES_BY_STATUS: Final = {404: "request.unknown_path", 405: "request.method_not_allowed"}
_log: Final = structlog.get_logger(__name__)


class Problem(BaseModel):
    """Why the request was not carried out. Nothing was recorded, unless `detail` says otherwise."""

    type: str = Field(examples=["urn:purvey:problem:receipt.over_receipt"])
    title: str = Field(examples=["Conflict"])
    status: int = Field(examples=[409])
    code: str = Field(description="Stable; decide on it.", examples=["receipt.over_receipt"])
    detail: str = Field(description="What is wrong and what to do, for people.")
    values: dict[str, Any] = Field(default={}, description="What shows it.")


def problem(
    code: str,
    detail: str,
    values: Mapping[str, Any] | None = None,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The response for a code."""
    number = status or STATUS_BY_CODE[code]
    body = {
        "type": f"urn:purvey:problem:{code}",
        "title": HTTPStatus(number).phrase,
        "status": number,
        "code": code,
        "detail": detail,
        "values": {name: value for name, value in (values or {}).items() if value is not None},
    }
    # why json: it also writes what a refused value may hold, such as a lone surrogate.
    content = json.dumps(body, default=str)
    told = {**_HEADERS_BY_STATUS.get(number, {}), **(headers or {})}
    return Response(content, status_code=number, headers=told, media_type=MEDIA_TYPE)


def add_problem_handlers(app: FastAPI) -> None:
    """Makes every way to fail answer in the one form."""
    for kind, answer in _ANSWERS.items():
        app.add_exception_handler(kind, answer)
    app.add_middleware(LastResort)


async def answer_to(request: Request, failure: Exception) -> Response:
    """The answer to a request that failed, in whatever way."""
    for kind in type(failure).__mro__:
        if kind in _ANSWERS:
            return await _ANSWERS[kind](request, failure)
    return _unforeseen(request.scope)


class LastResort:
    """Answers for a request that failed in a way nobody foresaw."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and sees to it that it gets an answer."""
        started = False

        async def send_on(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        except Exception:
            # why: the caller gets a code instead of a closed connection, the log gets the rest.
            if started or scope["type"] != "http":
                raise
            await _unforeseen(scope)(scope, receive, send)


def _unforeseen(scope: Scope) -> Response:
    """Of the exception that is being handled."""
    # As text: a renderer that shows local variables would write what people told us.
    trace = traceback.format_exc()
    _log.error("request.failed", method=scope["method"], path=scope["path"], trace=trace)
    return problem("internal.error", "This is a fault of ours; the log tells more.")


async def _refused(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, Rejected | Failed)
    may_pass = isinstance(failure, Failed) and failure.retryable
    is_ours = STATUS_BY_CODE[failure.code] == HTTPStatus.SERVICE_UNAVAILABLE
    headers = _TRY_AGAIN if may_pass and is_ours else {}
    return problem(failure.code, failure.message, failure.values, headers=headers)


async def _unavailable(request: Request, failure: Exception) -> Response:
    """The reason names hosts and users, so it is for the log alone."""
    code = failure.code if isinstance(failure, LogUnavailable) else "database.unavailable"
    _log.warning(code, path=request.url.path, reason=str(failure))
    told = "The database does not answer; send it again shortly, with the same Idempotency-Key."
    return problem(code, told, headers=_TRY_AGAIN)


async def _invalid(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, RequestValidationError)
    found = failure.errors()
    errors = [
        {"where": ".".join(str(part) for part in error["loc"]), "what": said(error)}
        for error in found[:ERRORS_SHOWN_MAX]
    ]
    first = errors[0]
    told = {"errors": errors, "errors_count": len(found)}
    return problem("request.invalid", f"{first['where']}: {first['what']}.", told)


async def _http(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, HTTPException)
    code = _CODES_BY_STATUS.get(failure.status_code, "request.refused")
    detail = f"{request.method} {request.url.path}: {failure.detail}."
    return problem(code, detail, status=failure.status_code, headers=failure.headers)


_ANSWERS: Final[Mapping[type, Callable[[Request, Exception], Coroutine[Any, Any, Response]]]] = {
    Rejected: _refused,
    Failed: _refused,
    RequestValidationError: _invalid,
    HTTPException: _http,
    **dict.fromkeys((LogUnavailable, *UNAVAILABLE), _unavailable),
}
