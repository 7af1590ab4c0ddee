"""Copies of frozen states with some fields changed: what every `evolve` is made of.

`dataclasses.replace` does the same by way of the constructor, at four times the price and more: it
looks at every field by itself and passes it by name. A function for each class, written as
dataclasses write their constructors, copies slot by slot. To a checker of types it is the same.

`built_by_slot` is the same for the constructor of what every command makes: that of dataclasses
asks `object.__setattr__` for each field of a frozen class, which takes twice the time.
"""

from collections.abc import Callable
from dataclasses import MISSING, fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

Kind = TypeVar("Kind")

if TYPE_CHECKING:
    from dataclasses import replace as replace
else:

    def replace(state, /, **changes):  # noqa: ANN001, ANN003, ANN201 - typed above
        """A copy of a frozen dataclass with slots; KeyError for a field that it does not have."""
        copied, writers = _access(type(state))
        copy = copied(state)
        for name, value in changes.items():
            writers[name](copy, value)
        return copy


@cache
def _access(kind: type) -> tuple[Callable[[Any], Any], dict[str, Callable[[Any, Any], None]]]:
    """What copies a state of the class, and what writes each of its fields."""
    assert not hasattr(kind, "__post_init__"), "a copy is not constructed"
    names = [each.name for each in fields(kind)]
    writers = {name: getattr(kind, name).__set__ for name in names}
    scope: dict[str, Any] = {f"write_{name}": write for name, write in writers.items()}
    lines = [
        "def copied(state, new=object.__new__):",
        "    copy = new(kind)",
        *(f"    write_{name}(copy, state.{name})" for name in names),
        "    return copy",
    ]
    scope["kind"] = kind
    exec("\n".join(lines), scope)  # Names of fields are all that it is made of.
    return scope["copied"], writers


def built_by_slot(kind: type[Kind]) -> type[Kind]:
    """The frozen dataclass with slots, its constructor (by name alone) written anew."""
    assert not hasattr(kind, "__post_init__"), "nothing but fields is set"
    scope: dict[str, Any] = {"MISSING": MISSING}
    parameters, made, written = [], [], []
    for each in fields(kind):  # type: ignore[arg-type]  # It is a dataclass.
        name = each.name
        assert each.kw_only, f"{name} is given by name"
        scope[f"write_{name}"] = getattr(kind, name).__set__
        written.append(f"    write_{name}(self, {name})")
        if each.default_factory is not MISSING:
            scope[f"make_{name}"] = each.default_factory
            parameters.append(f"{name}=MISSING")
            made.append(f"    if {name} is MISSING: {name} = make_{name}()")
        elif each.default is not MISSING:
            scope[f"default_{name}"] = each.default
            parameters.append(f"{name}=default_{name}")
        else:
            parameters.append(name)
    head = f"def __init__(self, *, {', '.join(parameters)}):"
    exec("\n".join([head, *made, *written]), scope)  # Names of fields are all that it is made of.
    kind.__init__ = scope["__init__"]  # type: ignore[method-assign]  # As dataclasses do.
    return kind
