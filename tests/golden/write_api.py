"""Writes the golden files of the API anew: `python -m tests.golden.write_api`, then read the diff.

`openapi.json` is the document that clients are written against; `routes.txt` names every route,
whether it reads or writes, and whether it asks for the token.
"""

from pathlib import Path
from typing import Any, Final

import orjson
from fastapi import FastAPI

from api.app import create_app
from api.wiring.instance import Addresses

FOLDER: Final = Path(__file__).parent
NOWHERE: Final = Addresses(database_url="postgresql://", nats_url="nats://", secret="none")


def described() -> dict[str, Any]:
    """The OpenAPI document; the application is made, but not started."""
    return dict(_application().openapi())


def openapi_text(document: dict[str, Any]) -> str:
    """The document as it is kept."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n"


def routes_text(document: dict[str, Any]) -> str:
    """One line per route."""
    lines = [
        f"{'write' if method == 'post' else 'read '}"
        f" {'token' if 'security' in operation else 'open '}"
        f" {method.upper():4} {path} {operation['operationId']}"
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]
    return "\n".join(sorted(lines)) + "\n"


def _application() -> FastAPI:
    return create_app(NOWHERE, FOLDER, leave=lambda: None)


if __name__ == "__main__":
    document = described()
    (FOLDER / "openapi.json").write_text(openapi_text(document))
    (FOLDER / "routes.txt").write_text(routes_text(document))
