"""Copies of frozen states with some fields changed: what every `evolve` is made of.

`dataclasses.replace` does the same by way of the constructor, at four times the price: it looks at
every field by itself and passes it by name. To a checker of types this one is that one.
"""

from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import replace as replace
else:

    def replace(state, /, **changes):  # noqa: ANN001, ANN003, ANN201 - typed above
        """A copy of a frozen dataclass with slots; KeyError for a field that it does not have."""
        kind = type(state)
        read, writers = _access(kind)
        copy = object.__new__(kind)
        for write, value in zip(writers.values(), read(state), strict=True):
            write(copy, value)
        for name, value in changes.items():
            writers[name](copy, value)
        return copy


@cache
def _access(kind: type) -> tuple[Any, dict[str, Any]]:
    """How all fields of the class are read at once, and how each is written."""
    assert not hasattr(kind, "__post_init__"), "a copy is not constructed"
    names = [each.name for each in fields(kind)]
    read = attrgetter(*names) if len(names) > 1 else lambda state: (getattr(state, names[0]),)
    return read, {name: getattr(kind, name).__set__ for name in names}
