"""Reads what a file of a backup, or of a home, says in JSON, once it has the shape it must have."""

from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

Told = TypeVar("Told")


class Misshapen(Exception):
    """The file says something else, or nothing; the message is the first that does not fit."""


def told_in(content: bytes, shape: TypeAdapter[Told]) -> Told:
    """What the content of a file says. Raises Misshapen."""
    try:
        return shape.validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(each) for each in first["loc"])
        raise Misshapen(f"{place}: {first['msg']}" if place else first["msg"]) from error
