"""The OpenAPI document: the routes as they are, with every way to fail described once.

`/openapi.json` serves it; `tests/golden/openapi.json` is what it said when it was last reviewed.
"""

import asyncio
from http import HTTPStatus
from typing import Any, Final

import orjson
from fastapi import APIRouter, FastAPI, Response
from fastapi.openapi.utils import get_openapi

from api.problem_codes import STATUS_BY_CODE
from api.problems import MEDIA_TYPE, Problem
from api.schemas import PLACE, components
from projections.index import PROJECTIONS

TAGS: Final[list[dict[str, str]]] = [
    {"name": "suppliers", "description": "Who may be bought from and paid, and why."},
    {"name": "legal entities", "description": "Whose books they are, and how budgets bind."},
    {"name": "accounting calendars", "description": "Which months of the books are open."},
    {"name": "exchange rates", "description": "What currencies count in the books."},
    {"name": "budget lines", "description": "What may be spent, and what holds it."},
    {"name": "suppliers", "description": "Who may be bought from."},
    {"name": "catalogue items", "description": "What may be bought."},
    {"name": "price agreements", "description": "What it costs, for whom, and since when."},
    {"name": "requisitions", "description": "What people ask for."},
    {"name": "approvals", "description": "Who has to agree, in which order."},
    {"name": "purchase orders", "description": "What was ordered, received and invoiced."},
    {"name": "receipts", "description": "What arrived, was done, or went back."},
    {"name": "duty overrides", "description": "Who may break which rule once, and who judged it."},
    {"name": "unordered deliveries", "description": "What came without an order, and waits."},
    {"name": "tolerances", "description": "How far invoices may deviate, agreed on by two."},
    {"name": "stock items", "description": "What lies where, and what was taken or counted."},
    {"name": "shipments", "description": "What is on its way from one facility to another."},
    {"name": "invoices", "description": "What suppliers ask for, what holds it, what was paid."},
    {"name": "prepayments", "description": "What suppliers are paid ahead of their invoices."},
    {"name": "credit memos", "description": "What suppliers give back."},
    {"name": "recoveries", "description": "What suppliers were paid too much, and owe."},
    {
        "name": "inter-company bills",
        "description": "What legal entities of one network owe each other for goods.",
    },
    {"name": "rebates", "description": "What suppliers give back of what was bought."},
    {"name": "facts", "description": "Lists and sums over all documents."},
    {"name": "health", "description": "How this instance is."},
]
_READ_FAILURES: Final = (401, 403, 404, 409, 410, 421, 422, 500, 503)
_COMMAND_FAILURES: Final = (400, 401, 403, 404, 409, 412, 413, 415, 421, 422, 500, 503)
# These mean the same wherever they stand.
_SHARED_PARAMETERS: Final = frozenset(
    {
        "X-Purvey-Actor",
        "X-Purvey-Roles",
        "X-Purvey-Tenant",
        "idempotency-key",
        "if-match",
        "as_of",
        "clock",
        "min_position",
        "after",
        "limit",
    }
)
_HEALTH: Final = "/healthz"
_OF_NO_ROUTE: Final = frozenset({405, 408, 431})  # A wrong method, or no whole request.


def serve_description(app: FastAPI) -> None:
    """Serves the document at `/openapi.json`, made at first use."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    being_made = asyncio.Lock()

    async def served() -> Response:
        async with being_made:  # In a thread, because all other requests would wait a second.
            document = await asyncio.to_thread(app.openapi)
        return Response(orjson.dumps(document), media_type="application/json")

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to change it.
    router = APIRouter(include_in_schema=False)
    router.get("/openapi.json")(served)
    app.include_router(router)


def _described(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        tags=TAGS,
        separate_input_output_schemas=False,
    )
    schemas = document["components"]["schemas"]
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    schemas |= {"Problem": Problem.model_json_schema(), **components(PROJECTIONS)}
    document["components"]["responses"] = {
        HTTPStatus(status).phrase.replace(" ", ""): _failure(status)
        for status in sorted(set(STATUS_BY_CODE.values()) - _OF_NO_ROUTE)
    }
    shared: dict[str, Any] = {}
    document["components"]["parameters"] = shared
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _describe_failures(path, method, operation)
            _share_parameters(operation, shared)
    _drop_unused(document)
    return document


def _drop_unused(document: dict[str, Any]) -> None:
    """Rows that no route shows are nobody's business."""
    schemas = document["components"]["schemas"]
    text = str(document)
    for name in [name for name in schemas if f"{PLACE}{name}'" not in text]:
        del schemas[name]


def _failure(status: int) -> dict[str, Any]:
    codes = ", ".join(
        f"`{code}`" for code, each in sorted(STATUS_BY_CODE.items()) if each == status
    )
    return {
        "description": f"{HTTPStatus(status).phrase}: {codes}.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _describe_failures(path: str, method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    if path == _HEALTH:
        return
    statuses = _COMMAND_FAILURES if method == "post" else _READ_FAILURES
    for status in (503,) if "security" not in operation else statuses:
        phrase = HTTPStatus(status).phrase.replace(" ", "")
        responses[str(status)] = {"$ref": f"#/components/responses/{phrase}"}


def _share_parameters(operation: dict[str, Any], shared: dict[str, Any]) -> None:
    """Names a parameter that many routes have, instead of describing it again."""
    told = operation.get("parameters", [])
    for number, parameter in enumerate(told):
        name = parameter["name"]
        if name in _SHARED_PARAMETERS:
            assert shared.setdefault(name, parameter) == parameter, f"{name} has two meanings"
            told[number] = {"$ref": f"#/components/parameters/{name}"}
