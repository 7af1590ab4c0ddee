"""The OpenAPI document as tests ask it: which routes there are, and what they take."""

from collections.abc import Iterator
from typing import Any, Final

from api.reading import MOMENT_PARAMETERS

Json = dict[str, Any]
# What no name of a document fits.
_FITTING: Final = {"period": "2026-03", "version": "1", "aggregate": "invoice"}
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

    @property
    def lists(self) -> list[str]:
        """The paths of all lists that have pages, for which no moment has to be named."""
        return [
            path
            for path in self.queries
            if {"data", "next"} <= self.answer(path).get("properties", {}).keys()
            and not self.needed(path)
        ]

    def operations(self) -> Iterator[tuple[str, str, Json]]:
        """Path, method and operation of every route."""
        for path, operations in self.content["paths"].items():
            for method, operation in operations.items():
                yield path, method, operation

    def path_parameters(self, path: str) -> list[str]:
        """The names in the path."""
        return [part[1:-1] for part in path.split("/") if part.startswith("{")]

    def filled(self, path: str, name: str) -> str:
        """The path with that name in it, and 1, or a month, where it wants one."""
        parts = {
            each["name"]: _FITTING.get(each["name"])
            or ("1" if each["schema"].get("type") == "integer" else name)
            for operation in self.content["paths"][path].values()
            for each in self.parameters(operation)
            if each["in"] == "path"
        }
        return path.format(**parts)

    def example(self, path: str) -> Json:
        """The example of a command's body; empty where the body may be."""
        body = self.content["paths"][path]["post"]["requestBody"]["content"]["application/json"]
        example: Json = self.resolved(body["schema"]).get("examples", [{}])[0]
        return example

    def resolved(self, schema: Json) -> Json:
        """The schema itself where a reference, or several parts, stand for it."""
        while "$ref" in schema:
            found: Any = self.content
            for part in schema["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            schema = found
        if "allOf" in schema:
            parts = [self.resolved(part) for part in schema["allOf"]]
            properties = {name: each for part in parts for name, each in part["properties"].items()}
            required = [name for part in parts for name in part["required"]]
            schema = {"type": "object", "properties": properties, "required": required}
        return schema

    def parameters(self, operation: Json) -> list[Json]:
        """The parameters of an operation, in full."""
        return [self.resolved(each) for each in operation.get("parameters", [])]

    def needed(self, path: str) -> dict[str, str]:
        """Examples of the parameters without which a query is not answered."""
        asked = self.parameters(self.content["paths"][path].get("get", {}))
        needed = [each for each in asked if each["in"] == "query" and each.get("required")]
        return {each["name"]: each["schema"]["examples"][0] for each in needed}

    def answer(self, path: str) -> Json:
        """The schema of a query's answer."""
        responses = self.content["paths"][path]["get"]["responses"]
        schema: Json = responses["200"]["content"]["application/json"]["schema"]
        return self.resolved(schema)

    def filters(self, path: str) -> dict[str, Json]:
        """The columns that a list can be filtered by, with their schemas."""
        columns = self.resolved(self.answer(path)["properties"]["data"]["items"])["properties"]
        parameters = self.parameters(self.content["paths"][path]["get"])
        names = columns.keys() - MOMENT_PARAMETERS  # `effective_at` is a moment first.
        return {each["name"]: each["schema"] for each in parameters if each["name"] in names}

    def misfits(self, schema: Json, value: object, where: str = "") -> Iterator[str]:
        """Where a value is not as the schema says; members that it does not name are misfits."""
        schema = self.resolved(schema)
        kinds = schema.get("type", _KINDS)
        kinds = [kinds] if isinstance(kinds, str) else kinds
        if not any(isinstance(value, _KINDS[kind]) for kind in kinds) or (
            isinstance(value, bool) and "boolean" not in kinds
        ):
            yield f"{where}: {value!r} is not {kinds}"
        if "enum" in schema and value not in schema["enum"]:
            yield f"{where}: {value!r} is not one of {schema['enum']}"
        if isinstance(value, dict) and "properties" in schema:
            properties = schema["properties"]
            yield from (
                f"{where}: no {name}" for name in schema.get("required", ()) if name not in value
            )
            yield from (f"{where}: {name} is new" for name in value if name not in properties)
            for name in value.keys() & properties.keys():
                yield from self.misfits(properties[name], value[name], f"{where}.{name}")
        if isinstance(value, list):
            for number, each in enumerate(value):
                yield from self.misfits(schema.get("items", {}), each, f"{where}.{number}")


_KINDS: Final[dict[str, type]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}
