"""The OpenAPI document as tests ask it: which routes there are, and what they take."""

from collections.abc import Iterator
from typing import Any, Final

Json = dict[str, Any]
_REFERENCE: Final = "#/components/"


class Document:
    """The document that the API serves."""

    def __init__(self, content: Json) -> None:
        self.content = content

    @property
    def commands(self) -> list[str]:
        """The paths of all commands."""
        return [path for path, method, _ in self.operations() if method == "post"]

    @property
    def queries(self) -> list[str]:
        """The paths of all queries under `/v1`."""
        return [
            path
            for path, method, _ in self.operations()
            if method == "get" and path.startswith("/v1/")
        ]

    def operations(self) -> Iterator[tuple[str, str, Json]]:
        """Path, method and operation of every route."""
        for path, operations in self.content["paths"].items():
            for method, operation in operations.items():
                yield path, method, operation

    def path_parameters(self, path: str) -> list[str]:
        """The names in the path."""
        return [part[1:-1] for part in path.split("/") if part.startswith("{")]

    def example(self, path: str) -> Json:
        """The example of a command's body; empty where the body may be."""
        body = self.content["paths"][path]["post"]["requestBody"]["content"]["application/json"]
        example: Json = self.resolved(body["schema"]).get("examples", [{}])[0]
        return example

    def resolved(self, schema: Json) -> Json:
        """The schema itself where a reference stands for it."""
        while "$ref" in schema:
            found: Any = self.content
            for part in schema["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            schema = found
        return schema
