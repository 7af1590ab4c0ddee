"""Every failure as problem+json (RFC 9457): the one table from code to HTTP status.

A domain refusal has its own code; the status only tells a client what kind of answer it is: 404 the
document is unknown, 409 the document's state forbids it, 422 the values are wrong, 403 the person
may not, 412 the version moved on, 503 try again. Stack traces never leave the process.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.problem_codes import STATUS_BY_CODE
from application.errors import Failed
from domain.errors import Rejected

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER_SECONDS: Final = 1


def problem(
    code: str, detail: str, values: Mapping[str, Any] | None = None, status: int | None = None
) -> Response:
    """The response for a code; `values` are added as members of their own."""
    number = status or STATUS_BY_CODE[code]
    body = {
        **{name: value for name, value in (values or {}).items() if value is not None},
        "type": f"urn:purvey:problem:{code}",
        "title": HTTPStatus(number).phrase,
        "status": number,
        "code": code,
        "detail": detail,
    }
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if number == 503 else None
    content = orjson.dumps(body, default=str)
    return Response(content, status_code=number, headers=headers, media_type=MEDIA_TYPE)


def add_problem_handlers(app: FastAPI) -> None:
    """Makes every way to fail answer in the one form."""
    app.add_exception_handler(Rejected, _refused)
    app.add_exception_handler(Failed, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


async def _refused(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, Rejected | Failed)
    return problem(failure.code, failure.message, failure.values)


async def _invalid(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, RequestValidationError)
    errors = [
        {"where": ".".join(str(part) for part in error["loc"]), "what": error["msg"]}
        for error in failure.errors()
    ]
    first = errors[0] if errors else {"where": "body", "what": "unreadable"}
    detail = f"{first['where']}: {first['what']}"
    return problem("request.invalid", detail, {"errors": errors})


async def _http(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, HTTPException)
    code = {404: "request.unknown_path", 405: "request.method_not_allowed"}.get(
        failure.status_code, "request.refused"
    )
    return problem(code, str(failure.detail), status=failure.status_code)
